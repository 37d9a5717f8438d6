"""The clients that are commands: tsql, bsqldb, isql with tdsodbc."""
import concurrent.futures
import os
import shutil
import subprocess

from clienttools import TDSODBC, expect, need, run

JOIN = ("select p.name, t.pet from people p inner join pets t on t.owner = p.name "
        "where p.id in (1, 2) order by p.id")
JOINED = [("Zoë é 世 😀", "Tom"), ("bob  ", "Rex")]


# ---- tsql ------------------------------------------------------------------------------------

def tsql(site, section, sql, password=None):
    return run(["tsql", "-S", section, "-U", "reader", "-P", password or site.password, "-D", "CM_P01",
                "-o", "qfh", "-t", "|"], input=sql + "\ngo\nexit\n", env=site.environment()).stdout


def tsql_reads(section):
    def check(site):
        out = tsql(site, section, JOIN)
        for name, pet in JOINED:
            expect(f"{name}|{pet}" in out, out)
    return check


def tsql_nulls(site):
    out = tsql(site, "all", "select id, note, active, height, badge, big from people where id = 2")
    expect("2|NULL|0|NULL|NULL|NULL" in out, out)


def tsql_many(section):
    def check(site):
        out = tsql(site, section, "select n, word from numbers order by n")
        rows = [l for l in out.splitlines() if "|row " in l]
        expect(rows == [f"{n}|row {n} 世" for n in range(1, 10001)], f"{len(rows)} rows: {out[:300]}")
    return check


def tsql_refused(section):
    def check(site):
        out = tsql(site, section, "select 'reached' as word")
        expect("reached" not in out and "20002" in out, out)
    return check


def tsql_wrong_password(site):
    out = tsql(site, "all", "select 1", password="wrong")
    expect("18456" in out and "Login failed for user 'reader'" in out, out)


def tsql_errors(site):
    for sql, number in (("select * from nowhere", 208), ("select nowhere from people", 207),
                        ("select * from people limit 1", 102), ("select * from secrets", 229),
                        ("select ifnull(1, 2)", 195), ("use nowhere", 911),
                        ("update people set id = 4", 102), ("select 'a", 105),
                        ("use master select * from people", 208)):
        out = tsql(site, "login-only", sql)
        expect(f"Msg {number} " in out, f"{sql}: expected {number}: {out}")


def tsql_no_database(site):
    out = run(["tsql", "-S", "all", "-U", "reader", "-P", site.password, "-D", "nowhere", "-o", "q"],
              input="select 1\ngo\n", env=site.environment()).stdout
    expect("4060" in out, out)


# ---- bsqldb and isql -------------------------------------------------------------------------

def bsqldb(section):
    def check(site):
        source = site.folder / f"{section}.sql"
        source.write_text(f"{JOIN}\ngo\nselect count(*) as rows from numbers where word like 'ROW%'\ngo\n"
                          "select name from people where note is null\ngo\n")
        done = run(["bsqldb", "-S", section, "-U", "reader", "-P", site.password, "-D", "CM_P01",
                    "-t", "|", "-i", str(source)], env=site.environment())
        for word in ("Zoë é 世 😀|Tom", "bob|Rex", "10000"):
            expect(word in done.stdout, done.stdout)
        expect(done.returncode == 0, done.stdout)
    return check


def bsqldb_wrong_password(site):
    source = site.folder / "one.sql"
    source.write_text("select 1\ngo\n")
    done = run(["bsqldb", "-S", "all", "-U", "reader", "-P", "wrong", "-i", str(source)],
               env=site.environment())
    expect(done.returncode != 0 and "18456" in done.stdout, done.stdout)


def isql(site, section, sql):
    return run(["isql", section, "reader", site.password, "-b", "-d|"], input=sql + "\n",
               env=site.environment()).stdout


def isql_reads(section):
    def check(site):
        expect(os.path.exists(TDSODBC), f"{TDSODBC} is missing: install tdsodbc")
        out = isql(site, section, JOIN)
        expect("Zoë é 世 😀|Tom" in out and "bob  |Rex" in out, out)
    return check


def isql_many(site):
    out = isql(site, "all", "select n, word from numbers order by n")
    rows = [l for l in out.splitlines() if "|row " in l]
    expect(rows == [f"{n}|row {n} 世" for n in range(1, 10001)], f"{len(rows)} rows: {out[:300]}")


def isql_several(site):
    """Each line is prepared, executed and freed: sp_prepexec and sp_unprepare."""
    out = isql(site, "all", "select born, active, height from people where id = 1\n"
                            "select name, note from people where id = 2\nselect * from nowhere\n"
                            "select 'after' as word")
    expect("2026-11-24 03:42:10.120|1|1.75" in out and "bob  |\n" in out and "after" in out, out)


def isql_refused(section):
    def check(site):
        out = isql(site, section, "select 'reached' as word")
        expect("reached" not in out and "ERROR" in out, out)
    return check


def isql_wrong_password(site):
    out = run(["isql", "all", "reader", "wrong", "-b", "-v"], input="select 1\n",
              env=site.environment()).stdout
    expect("Login failed for user 'reader'" in out, out)


# ---- all of them -----------------------------------------------------------------------------

CHECKS = [
    *[("tsql", f"join, Unicode: {name}", tsql_reads(name)) for name in (
        "login-only", "login-only-checked", "all", "all-checked", "none", "unknown-ca", "wrong-name",
        "expired", "fallback", "big-chain", "big-chain-checked", "small-flight", "type-four",
        "one-byte", "tls10", "tls11", "small-packets", "large-packets", "tds7.2", "tds7.3", "instance")],
    ("tsql", "NULLs", tsql_nulls),
    *[("tsql", f"10,000 rows: {name}", tsql_many(name))
      for name in ("all", "login-only", "small-packets", "large-packets", "tds7.2")],
    *[("tsql", f"refused: {name}", tsql_refused(name)) for name in (
        "unknown-ca-checked", "wrong-name-checked", "expired-checked", "fallback-checked", "strict")],
    ("tsql", "wrong password", tsql_wrong_password),
    ("tsql", "errors", tsql_errors),
    ("tsql", "unknown database", tsql_no_database),
    ("bsqldb", "reads", bsqldb("all")),
    ("bsqldb", "reads, certificate checked", bsqldb("all-checked")),
    ("bsqldb", "wrong password", bsqldb_wrong_password),
    *[("isql", f"join, Unicode: {name}", isql_reads(name)) for name in (
        "all", "all-checked", "login-only", "none", "one-byte")],
    ("isql", "10,000 rows", isql_many),
    ("isql", "several statements, types, NULLs", isql_several),
    ("isql", "refused: unknown-ca-checked", isql_refused("unknown-ca-checked")),
    ("isql", "refused: wrong-name-checked", isql_refused("wrong-name-checked")),
    ("isql", "wrong password", isql_wrong_password),
]
PACKAGES = {"tsql": "freetds-bin", "bsqldb": "freetds-bin", "isql": "unixodbc"}


def run_check(site, check):
    client, name, body = check
    try:
        body(site)
        return True, f"{client}: {name}", ""
    except (AssertionError, subprocess.TimeoutExpired, OSError) as trouble:
        return False, f"{client}: {name}", trouble


def command_line_clients(tally, site):
    here = {c: need(tally, c, shutil.which(c), p) for c, p in PACKAGES.items()}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for result in pool.map(lambda c: run_check(site, c), [c for c in CHECKS if here[c[0]]]):
            tally.check(*result)
