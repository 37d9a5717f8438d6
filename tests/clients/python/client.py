"""pymssql against the lab on everyday: an "ok" or "not ok" line a check.

   client.py JSON    {"password": of reader, "ports": {section of freetds.conf: port}}"""
import datetime
import json
import sys

import pymssql

given = json.loads(sys.argv[1])


def connect(server, password=None):
    # without a port pymssql takes 1433, whatever freetds.conf says
    port = given["ports"][server.replace("-checked", "")]
    return pymssql.connect(server=server, port=port, user="reader", password=password or given["password"],
                           database="CM_P01", charset="UTF-8", login_timeout=10)


def check(name, run):
    try:
        run()
        print("ok", name, flush=True)
    except Exception as trouble:
        print("not ok %s: %r" % (name, trouble), flush=True)


def everything(server):
    connection = connect(server)
    cursor = connection.cursor()

    def join():
        cursor.execute("select p.name, t.pet from people p inner join pets t on t.owner = p.name "
                       "where p.id >= %d and t.pet <> %s order by p.id", (1, "Cat 世"))
        assert cursor.fetchall() == [("Zoë é 世 😀", "Tom"), ("bob  ", "Rex")]

    def types():
        cursor.execute("select name, born, active, height, badge, big, note from people order by id")
        one, two, three = cursor.fetchall()
        assert one[:6] == ("Zoë é 世 😀", datetime.datetime(2026, 11, 24, 3, 42, 10, 120000), True,
                           1.75, b"\x00\xff\x10", 12345678901), one[:6]
        assert one[6].endswith("row 1000 世") and len(one[6]) > 8000
        assert two == ("bob  ", None, False, None, None, None, None), two
        assert three[2] is None and three[5] == -1 and three[6] == "", three

    def many():
        cursor.execute("select n, word from numbers order by n")
        assert cursor.fetchall() == [(n, "row %d 世" % n) for n in range(1, 10001)]

    def transaction():
        cursor.execute("select @@trancount, db_name()")
        assert cursor.fetchone() == (1, "CM_P01")
        connection.rollback()
        connection.commit()

    def error():
        try:
            cursor.execute("select * from nowhere")
        except pymssql.ProgrammingError as trouble:
            assert trouble.args[0] == 208
        else:
            raise AssertionError("no error")
        connection.rollback()

    for run in (join, types, many, transaction, error):
        check(server + ": " + run.__name__, run)
    connection.close()


def refused(server, number, password=None):
    def run():
        try:
            connect(server, password)
        except pymssql.OperationalError as trouble:
            assert str(number) in str(trouble.args), trouble
        else:
            raise AssertionError("it was let in")
    return run


for server in ("all", "all-checked", "login-only", "none", "unknown-ca", "tls10"):
    check(server, lambda: everything(server))
check("unknown authority refused", refused("unknown-ca-checked", 20002))
check("wrong name refused", refused("wrong-name-checked", 20002))
check("expired refused", refused("expired-checked", 20002))
check("wrong password", refused("all", 18456, "wrong"))
