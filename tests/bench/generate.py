"""Sites of any size for the measures: a case folder for the lab, and a facts file for judging.

No chance anywhere: the same size gives the same site and the same verdicts, which are promised."""
import json
import shutil

ODBC = "Microsoft ODBC Driver 18 for SQL Server"
NATIVE = "Microsoft SQL Server 2012 Native Client "
GOOD_NATIVE = (NATIVE, "11.4.7001.0")

# What stands on a host, in turn, and the verdict that Configuration Manager 2409 gives to it: ODBC
# Driver 18.1.0 decides, Native Client 11.x.7001 stays beside it (CM-2309). None: no inventory.
TURNS = [
    ([(ODBC, "18.4.1.1"), GOOD_NATIVE], "passed"),
    ([GOOD_NATIVE], "failing"),
    ([(ODBC, "18.3.2.1"), GOOD_NATIVE], "passed"),
    ([(ODBC, "18.4.1.1")], "warned"),
    ([(ODBC, "18.1.2.1"), GOOD_NATIVE], "passed"),
    (None, "unknown"),
    ([("Microsoft ODBC Driver 17 for SQL Server", "17.10.6.1"), (NATIVE, "11.1.3000.0")], "failing"),
    ([(ODBC, "18.5.1.1"), GOOD_NATIVE], "passed"),
]
WINDOWS = [("Microsoft Windows Server 2016 Standard", "10.0.14393"),
           ("Microsoft Windows Server 2019 Standard", "10.0.17763"),
           ("Microsoft Windows Server 2022 Standard", "10.0.20348")]
# Of ten hosts: five management points, three distribution points (these do not connect), ...
ROLES = (["SMS Management Point"] * 5 + ["SMS Distribution Point"] * 3 +
         ["SMS Software Update Point", "SMS Provider"])
OTHER_PROGRAMS = [f"Contoso Line of Business Component {n}" for n in range(12)]

LAB_INI = """[case]
title = {hosts} hosts
server = sql01.contoso.com
database = CM_P01
user = Sqlcheck_Reader

[login]
user = sqlcheck_reader
password = Autumn-Leaves-2026

[endpoint sql01]
host = SQL01.contoso.com
version = 16.0.4165
product-version = 16.0.4165.4
product-level = RTM
edition = Standard Edition (64-bit)
engine-edition = 2
server-name = SQL01
database = CM_P01
encryption = on
"""


def spelled(name, turn):
    """Another case and sometimes a blank at the end: SQL Server compares without regard to both."""
    return (name, name.upper() + " ", name.capitalize(), name.title() + " ")[turn % 4]


def turn_of(n):
    return n // len(ROLES) + n % len(ROLES)


def hosts_of_site(count):
    """(name, role, programs or None, verdict or None) for each of `count` hosts."""
    yield "cm01.contoso.com", "SMS Site Server", TURNS[0][0], "passed"
    yield "sql01.contoso.com", "SMS SQL Server", TURNS[0][0], None
    for n in range(count - 2):
        role = ROLES[n % len(ROLES)]
        programs, verdict = TURNS[turn_of(n) % len(TURNS)]
        yield (f"srv{n:05d}.contoso.com", role, programs,
               None if role == "SMS Distribution Point" else verdict)


def literal(value):
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def insert(table, columns, rows):
    """Statements of at most 500 rows."""
    for start in range(0, len(rows), 500):
        values = ",\n".join("    (" + ", ".join(map(literal, row)) + ")" for row in rows[start:start + 500])
        yield f"INSERT INTO {table} ({columns})\nVALUES\n{values};\n\n"


def site_rows(count):
    """The rows of one primary site by table, and the verdicts by name."""
    tables = {name: [] for name in ("role", "machine", "name", "windows", "scan", "program", "wow",
                                    "session", "connection", "use", "property")}
    promised = dict.fromkeys(("passed", "failing", "warned", "unknown"), 0)
    for n, (name, role, programs, verdict) in enumerate(hosts_of_site(count)):
        machine, short, age = 16777300 + n, name.split(".")[0], f"{{-{1 + n % 9}d}}"
        roles = [role, "SMS Site System"] + (["SMS Component Server"] if n == 0 else [])
        for turn, word in enumerate(roles):
            host = spelled(name, n + turn)
            tables["role"].append((f"\\\\{host}\\", "P01", word, host, host, "Windows NT Server"))
        if verdict is not None:
            promised[verdict] += 1
        tables["machine"].append((machine, short.upper(), spelled(short, n), "CONTOSO.COM", "CONTOSO",
                                  1, 0, 0))
        tables["name"].append((machine, spelled(name, n + 3)))
        if role == "SMS Management Point":
            tables["use"].append((7205759403 + n, "p01", role.upper(), spelled(name, n + 2), "", 6))
            tables["property"].append((7205759403 + n, "UseSiteDatabase", "", "", 1))
        if verdict is not None and len(tables["session"]) < 900:
            session = 51 + len(tables["session"])
            tables["session"].append((session, "{-2h}", short.upper(), "SMS_EXECUTIVE", 4000 + n, 7, "ODBC",
                                      f"CONTOSO\\{short}$", "sleeping", 1, 5))
            tables["connection"].append((session, "{-2h}", "TCP", "TSQL", 1946157060, "TRUE", "KERBEROS",
                                         f"10.20.{n // 250}.{n % 250 + 1}", 49213))
        if programs is None:
            continue
        tables["windows"].append((machine, *WINDOWS[n % 3], WINDOWS[n % 3][1].split(".")[2], age))
        tables["scan"].append((machine, age))
        listed = [(other, "1.0.0") for other in OTHER_PROGRAMS] + programs
        tables["program"] += [(machine, display, "Contoso", version, age) for display, version in listed]
        if n % 3 == 0:
            tables["wow"].append((machine, NATIVE, "Microsoft Corporation", "11.4.7001.0", age))
    return tables, promised


INSERTS = [
    ("role", "dbo.v_SystemResourceList",
     "NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType"),
    ("use", "dbo.vSMS_SC_SysResUse", "ID, SiteCode, RoleName, ServerName, NALPath, Type"),
    ("property", "dbo.vSMS_SC_SysResUse_Properties", "ID, Name, Value1, Value2, Value3"),
    ("machine", "dbo.v_R_System", "ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, "
     "Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0"),
    ("name", "dbo.v_RA_System_ResourceNames", "ResourceID, Resource_Names0"),
    ("windows", "dbo.v_GS_OPERATING_SYSTEM", "ResourceID, Caption0, Version0, BuildNumber0, TimeStamp"),
    ("scan", "dbo.v_GS_WORKSTATION_STATUS", "ResourceID, LastHWScan"),
    ("program", "dbo.v_GS_ADD_REMOVE_PROGRAMS_64",
     "ResourceID, DisplayName0, Publisher0, Version0, TimeStamp"),
    ("wow", "dbo.v_GS_ADD_REMOVE_PROGRAMS", "ResourceID, DisplayName0, Publisher0, Version0, TimeStamp"),
    ("session", "sys.dm_exec_sessions",
     "session_id, login_time, host_name, program_name, host_process_id, client_version, "
     "client_interface_name, login_name, status, is_user_process, database_id"),
    ("connection", "sys.dm_exec_connections",
     "session_id, connect_time, net_transport, protocol_type, protocol_version, encrypt_option, "
     "auth_scheme, client_net_address, client_tcp_port"),
]


def write_case(folder, schema, hosts):
    """A case folder for `hosts` hosts, `schema` beside it; returns the promised verdicts."""
    folder.mkdir()
    shutil.copy(schema, folder.parent / "schema.sql")
    (folder / "lab.ini").write_text(LAB_INI.format(hosts=hosts))
    tables, promised = site_rows(hosts)
    with open(folder / "site.sql", "w") as out:
        out.writelines(insert("sys.databases", "name, database_id, state, state_desc",
                              [("master", 1, 0, "ONLINE"), ("CM_P01", 5, 0, "ONLINE")]))
        out.writelines(insert("dbo.v_Site", "SiteCode, SiteName, ServerName, Type, Version, BuildNumber",
                              [("P01", "Contoso", "CM01.contoso.com", 2, "5.00.9132.1000", 9132)]))
        out.writelines(insert("dbo.SC_SiteDefinition", "SiteNumber, SiteCode, SQLServerName, SQLDatabaseName",
                              [(1, "p01 ", "SQL01.Contoso.com ", "CM_P01")]))
        for key, table, columns in INSERTS:
            out.writelines(insert(table, columns, tables[key]))
    return promised


# ---- facts of a hierarchy --------------------------------------------------------------------

def site_code(n):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return digits[10 + n // 1296] + digits[n // 36 % 36] + digits[n % 36]


def dated(where):
    return {"kind": "site database", "where": where, "seen": "2026-11-22T06:00:00Z"}


def fact_host(name, n):
    programs, _ = TURNS[n % len(TURNS)]
    host = {"name": name, "programs_state": "no rows" if programs is None else "read"}
    if programs is None:
        host["programs_reason"] = "the machine is known, its programs are not in the inventory"
        return host
    host.update(zip(("windows", "windows_version"), WINDOWS[n % 3]))
    host["windows_source"] = dated("v_GS_OPERATING_SYSTEM")
    host["programs_source"] = dated("v_GS_ADD_REMOVE_PROGRAMS_64")
    host["full_name_seen"] = True
    host["programs"] = [{"name": display, "version": version, "bits": 64,
                         "source": dated("v_GS_ADD_REMOVE_PROGRAMS_64")} for display, version in programs]
    return host


def fact_site(n, sites):
    """0 is the site that was read; of a hierarchy one in 250 is a primary site, the rest secondary."""
    primary = n == 0 or n % 250 == 0
    server = "sql01.contoso.com" if n == 0 else f"site{n:04d}.contoso.com" + ("" if primary else "\\CONFIGMGRSEC")
    return {"code": site_code(n), "name": f"Contoso {n}", "type": "primary" if primary else "secondary",
            "version": "5.00.9132.1000", "site_server": f"site{n:04d}.contoso.com", "sql_server": server,
            "sql_database": f"CM_{site_code(n)}", "sql_port": 1433 if primary else 0}


def write_facts(path, seen, role_rows, sites):
    """`seen`: facts of a real run, for the endpoint and the logins. Returns the number of paths."""
    roles, hosts = [], []

    def add(site, name, *words):
        hosts.append(fact_host(name, len(hosts)))
        roles.extend({"site_code": site_code(site), "role": word, "host": name,
                      "database_seen": True} for word in words)

    for n in range(sites):
        add(n, f"site{n:04d}.contoso.com", "SMS Site Server", "SMS Management Point",
            "SMS Distribution Point")
    while len(roles) < role_rows:
        n = len(roles)
        add(0, f"srv{n:05d}.contoso.com", ROLES[n % len(ROLES)])
    document = json.loads(json.dumps(seen))
    document["facts"].update(database=f"CM_{site_code(0)}", sites=[fact_site(n, sites) for n in range(sites)],
                             roles=roles, hosts=hosts, sessions=[], lookups=[])
    path.write_text(json.dumps(document))
    return sum(role["role"] != "SMS Distribution Point" for role in roles)
