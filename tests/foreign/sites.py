"""Rows about what a T-SQL engine answers: types, errors, names. The facts are the same whatever the
types are; an error costs its own facts and no more; `unknown` where a verdict stands on them."""
import socket

import tdstypes as tds
from endpoints import GOOD
from foreigntools import HOST, settings

NO_SESSIONS = {"exit": 1, "has": {"SIT-019"}}
SESSIONS = [("10.9.0.21", "MP01", "SMS_MP_CONTROL_MANAGER", "FOREIGN\\MP01$", "OLEDB", 0x74000004, "TRUE", 2),
            ("10.9.0.99", None, None, "reader", None, 0x74000004, "FALSE", 1)]
PATHS = [("SMS Management Point", "MP01"), ("SMS Management Point", "MP02"), ("SMS Provider", "CM01"),
         ("SMS Site Server", "CM01")]
SERVER = {"name": "SQLPROD", "product_version": "15.0.4261.1", "product_level": "RTM", "update_level": "CU18",
          "edition": "Standard Edition (64-bit)", "engine_edition": 2}


def whole_site(run, driver="FreeTDS db-lib"):
    """Everything that the engine holds has come through, and every path passes."""
    wrong = run.compare({"exit": 0})
    site = run.report["site"]
    code = {"code": "P01", "name": "Zentrale München", "type": "primary", "version": "5.00.9078.1000",
            "site_server": "CM01.foreign.test", "sql_server": HOST, "sql_database": "CM_P01",
            "sql_port": run.port, "broker_port": 4022}
    got = {
        "server": site["server"], "sites": site["sites"], "roles": site["roles"], "hosts": site["hosts"],
        "gaps": site["gaps"], "database": site["database"], "queried_with": site["queried_with"],
        "sessions": [tuple(s.get(k) for k in ("address", "host", "program", "login", "interface",
                                              "protocol_version", "encrypted", "count"))
                     for s in site["sessions"]],
        "paths": sorted((p["role"], p["host"].split(".")[0]) for p in run.report["paths"]),
        "drivers": {p["driver"] for p in run.report["paths"]},
        "verdicts": {p["verdict"] for p in run.report["paths"]},
    }
    expected = {"server": SERVER, "sites": [code], "roles": 5, "hosts": 3, "gaps": [], "database": "CM_P01",
                "sessions": SESSIONS, "paths": PATHS, "drivers": {"Native Client 11.4.7001"},
                "verdicts": {"pass"}, "queried_with": driver}
    return wrong + [f"{k}: expected {expected[k]}\n  got {got[k]}" for k in got if got[k] != expected[k]]


def whole_site_by_odbc(run):
    return whole_site(run, "FreeTDS")


def not_variant(run):
    """db-lib hands out the bytes of an sql_variant without their type: they are no text for us."""
    return run.compare({"exit": 3, "outcome": "proven", "says": "sql_variant"})


def type_rows(ctx):
    for i, flavour in enumerate(tds.FLAVOURS):
        for nbc, odbc in ((False, False), (True, False), (i % 2 == 0, True)):
            engine = {"flavour": flavour, "nbc": nbc, "chatter": nbc}
            how = settings(ctx, engine=engine, turn_away="DB-Library" if odbc else None)
            judge = whole_site_by_odbc if odbc else not_variant if "variant" in flavour else whole_site
            more = " in NBCROW with chatter" if nbc else ""
            by = "ODBC" if odbc else "db-lib"
            yield f"types, {flavour}{more} by {by}", {"settings": how}, judge


def engine_rows(ctx):
    """What engines differ in besides types."""
    def row(name, judge=whole_site, **engine):
        return f"engine, {name}", {"settings": settings(ctx, engine=engine)}, judge
    yield row("column names in lower case", spell=str.lower)
    yield row("column names in upper case", spell=str.upper)
    views = ("dbo.v_Site", "dbo.v_SystemResourceList", "dbo.v_GS_ADD_REMOVE_PROGRAMS")
    # 0 where there are rows decides nothing; where there are none they may be hidden
    yield row("HAS_PERMS_BY_NAME says 0 of views that have rows", GOOD, permissions=dict.fromkeys(views, 0))
    yield row("HAS_PERMS_BY_NAME says NULL of every view", permissions={v: None for v in views})
    for right, hint in ((0, True), (None, True), (1, False)):
        yield row(f"HAS_PERMS_BY_NAME says {right} of VIEW SERVER STATE",
                  {**GOOD, **NO_SESSIONS} if hint else {**GOOD, "lacks": {"SIT-019"}},
                  permissions={"VIEW SERVER STATE": right})
    split = {"VIEW SERVER STATE": 0, "VIEW SERVER PERFORMANCE STATE": 1, "VIEW SERVER SECURITY STATE": 1}
    newer = {"ProductVersion": "16.0.4135.4"}
    yield row("2022: both halves of VIEW SERVER STATE", {**GOOD, "lacks": {"SIT-019"}, "has": {"SRV-013"}},
              permissions=split, properties=newer)
    yield row("2022: one half of it", {**GOOD, **NO_SESSIONS, "says": "VIEW SERVER SECURITY STATE"},
              permissions={**split, "VIEW SERVER SECURITY STATE": 0}, properties=newer)
    babelfish = {"ProductVersion": "12.0.2000.8", "ProductUpdateLevel": "", "ProductLevel": "GA",
                 "ServerName": "BABELFISH", "Edition": "Standard", "EngineEdition": 2}
    yield row("Babelfish's properties", {**GOOD, "has": {"SRV-013"}}, properties=babelfish)
    # Babelfish before 5 hands out database names in lower case.
    yield row("database names in lower case", {**GOOD, "says": '"database": "cm_p01"'},
              catalog=(("master", 0), ("cm_p01", 0)))
    yield row("two site databases", {"exit": 3, "says": "several site databases"},
              catalog=(("CM_P01", 0), ("CM_P02", 0)))
    yield row("a name that only looks like a site's", {"exit": 3, "says": "no database named CM_"},
              catalog=(("CMX01", 0), ("xCM_P01", 0)))
    yield row("a site database that is offline", {"exit": 3, "says": "is not online"},
              catalog=(("CM_P01", 6),))
    for nothing in (None, ""):
        yield row(f"all properties {nothing!r}", GOOD,
                  properties=dict.fromkeys(("ServerName", "ProductVersion", "ProductLevel",
                                            "ProductUpdateLevel", "Edition", "EngineEdition"), nothing))


# ---- errors ----------------------------------------------------------------------------------

# (what tells the statement, exit code without it)
QUERIES = [
    (r"SET LOCK_TIMEOUT", 0), (r"READ UNCOMMITTED", 0), (r"SERVERPROPERTY", 0), (r"GETUTCDATE", 0),
    (r"sys\.databases", 3), (r"'dbo\.v_Site'", 0), (r"FROM v_Site\b", 3),
    (r"FROM SC_SiteDefinition AS d\s+ORDER", 0), (r"SC_SiteDefinition_Property AS p", 0),
    (r"FROM v_SystemResourceList", 3), (r"vSMS_SC_SysResUse AS u", 0),
    (r"FROM v_RA_System_ResourceNames", 0), (r"LEFT JOIN v_RA_System_ResourceNames", 0),
    (r"v_GS_OPERATING_SYSTEM AS", 3), (r"v_GS_WORKSTATION_STATUS AS", 1),
    (r"DISTINCT a\.ResourceID\s+FROM v_GS_ADD_REMOVE_PROGRAMS_64", 3),
    (r"DisplayName0, a\.Version0\s+FROM v_GS_ADD_REMOVE_PROGRAMS_64", 3),
    (r"FROM v_GS_ADD_REMOVE_PROGRAMS AS", 0), (r"FROM v_StatusMessage AS", 0), (r"VIEW SERVER STATE", 1),
    (r"sys\.dm_exec_connections AS", 1),
]
NUMBERS = [
    (229, "The SELECT permission was denied on the object '{}'.", 14), (208, "Invalid object name '{}'.", 16),
    (207, "Invalid column name 'x'.", 16), (102, "Incorrect syntax near '{}'.", 15),
    (156, "Incorrect syntax near the keyword 'FROM'.", 15), (8144, "Procedure has too many arguments.", 16),
    (4060, "Cannot open database \"CM_P01\" requested by the login.", 11),
    (1205, "Transaction was deadlocked. Rerun it.", 13), (701, "There is insufficient system memory.", 17),
    (300, "VIEW SERVER STATE permission was denied.", 14), (1222, "Lock request time out exceeded.", 16),
]
FAILED = tds.ERROR


def refuse(number, text, level):
    return lambda engine, sql: (tds.error(number, text.format("v_x"), level) + tds.done(status=FAILED), False)


def break_off(engine, sql):
    """An error after the first row: half an answer is none."""
    try:
        start = engine.rows(sql, cut=1)
    except Exception:
        start = b""  # SET has no rows
    return start + tds.error(1205, "deadlocked", 13) + tds.done(status=FAILED | tds.COUNT, count=1), False


def fail_late(engine, sql):
    """All rows, then the error that took one of them back."""
    return engine.answer_whole(sql, tds.MORE) + tds.error(8134, "Divide by zero error encountered.") + \
        tds.done(status=FAILED), False


def silent_error(engine, sql):
    return tds.done(status=FAILED), False


def kill(engine, sql):
    return tds.error(596, "Cannot continue the execution because the session is in the kill state.", 21), True


def vanish(engine, sql):
    return b"\x81\x01\x00", True


def refused(exit_code, number):
    def judge(run):
        wrong = run.compare({"exit": exit_code})
        site = run.report["site"]
        told = [g for g in site["gaps"] if g["reason"].startswith(f"{number}:")] or (
            [site["note"]] if f"{number}:" in (site["note"] or "") else [])
        if number and not told:
            wrong.append(f"nothing says {number}: {site['gaps']} {site['note']}")
        if len(site["gaps"]) > 1:
            wrong.append(f"costs more than its own facts: {site['gaps']}")
        return wrong
    return judge


def lost(run):
    return run.compare({"exit": 3, "says": "the connection was lost after"})


def error_rows(ctx):
    library = None

    def row(name, pattern, answer, judge):
        engine = {"fail": (pattern, answer)}
        how = settings(ctx, engine=engine, turn_away=library)
        by = "ODBC" if library else "db-lib"
        return f"error, {name} at {pattern} by {by}", {"settings": how}, judge
    odd = [("1205 after a row", break_off, 1205), ("8134 after all rows", fail_late, 8134),
           ("DONE with the error bit alone", silent_error, 0)]
    ends = [("596, killed", kill), ("end in an answer", vanish)]
    for i, (pattern, code) in enumerate(QUERIES):
        # Each statement meets three kinds of trouble, one of them through ODBC.
        number, text, level = NUMBERS[i % len(NUMBERS)]
        library = "DB-Library" if i % 3 == 0 else None
        yield row(number, pattern, refuse(number, text, level), refused(code, number))
        library = "DB-Library" if i % 3 == 1 else None
        name, answer, number = odd[i // 3 % 3]
        yield row(name, pattern, answer, refused(code, number))
        library = "DB-Library" if i % 3 == 2 else None
        yield row(*ends[i // 3 % 2][:1], pattern, ends[i // 3 % 2][1], lost)
    no_site = {"fail": (r"FROM v_(Site|SystemResourceList)\b",
                        refuse(208, "Invalid object name 'v_Site'.", 16))}
    yield ("error, 208 for both: no site database", {"settings": settings(ctx, engine=no_site)},
           {"exit": 3, "outcome": "proven", "says": "is not a site database"})
    use = {"fail": (r"^\s*USE", refuse(916, "The server principal is not able to access the database.", 14))}
    yield ("error, 916 at USE", {"settings": settings(ctx, engine=use)},
           {"exit": 3, "outcome": "proven", "says": "916"})


# ---- names -----------------------------------------------------------------------------------

REAL = "sqlreal.foreign.test"
ELSEWHERE = {"exit": 3, "outcome": "proven", "has": {"SRV-004"}}  # probed by its own name, and not found
# (name, SERVERPROPERTY('ServerName'), where the site says its server is, its database, expected).
# A path's endpoint is the probed one if it is what -S said, what the server calls itself, or
# leads to the same address and port.
NAMES = [
    ("NULL, site says what -S said", None, HOST, "CM_P01", GOOD),
    ("NULL, site says another", None, REAL, "CM_P01", ELSEWHERE),
    ("short name of another alias", "SQLREAL", REAL, "CM_P01", GOOD),
    ("full name of another alias", "SqlReal.Foreign.Test", REAL, "CM_P01", GOOD),
    ("name of nobody", "OTHER", REAL, "CM_P01", ELSEWHERE),
    ("short name, same in another domain", "SQLPROD", "sqlprod.elsewhere.test", "CM_P01", ELSEWHERE),
    ("named instance, site names it", "SQLREAL\\INST", REAL, "INST\\CM_P01", GOOD),
    ("named instance, site says the default one", "SQLREAL\\INST", REAL, "CM_P01", ELSEWHERE),
    ("default instance, site says a named one", "SQLREAL", REAL, "INST\\CM_P01", ELSEWHERE),
    ("name of nobody, site's name leads here", "OTHER", "localhost", "CM_P01", GOOD),
    ("empty", "", HOST, "CM_P01", GOOD),
]


def name_rows(ctx):
    for name, own, server, database, expected in NAMES:
        engine = {"properties": {"ServerName": own}, "server": server, "database": database}
        yield f"server name, {name}", {"settings": settings(ctx, engine=engine)}, expected


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def address_rows(ctx):
    engine = {"server": "127.0.0.1"}
    yield ("address, IPv4", {"settings": settings(ctx, engine=engine), "host": "127.0.0.1"},
           {**GOOD, "address": "127.0.0.1"})
    yield ("address, database named", {"settings": settings(ctx), "database": "CM_P01"}, whole_site)
    found = {a[4][0] for a in socket.getaddrinfo("localhost", 1433, type=socket.SOCK_STREAM)}
    for address in sorted(found):
        yield (f"address, localhost answers at {address} only",
               {"settings": settings(ctx, engine={"server": "localhost"}), "host": "localhost",
                "words": ("--connect-to", "nobody.test:1:127.0.0.1:1"), "address": address},
               {**GOOD, "address": address})
    if has_ipv6():
        yield ("address, IPv6", {"settings": settings(ctx, engine={"server": "::1"}), "host": "[::1]",
                                 "address": "::1"}, {**GOOD, "address": "::1"})


def rows(ctx):
    yield from type_rows(ctx)
    yield from engine_rows(ctx)
    yield from error_rows(ctx)
    yield from name_rows(ctx)
    yield from address_rows(ctx)
