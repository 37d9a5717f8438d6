"""A site database for the foreign server: the real views' names over Python's own SQLite."""
import datetime
import re
import sqlite3

import tdstypes as tds

NOW = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
SCANNED = NOW - datetime.timedelta(days=3)
HOSTS = {"CM01": 16777301, "MP01": 16777302, "MP02": 16777303}
NATIVE_CLIENT = "Microsoft SQL Server 2012 Native Client "

# name: (columns, rows). Columns are text unless their name says otherwise below.
KIND = {
    "int": {"ResourceID", "Type", "Value3", "SiteNumber", "may_read",
            "server_state", "performance_state", "security_state", "engine_edition", "connections",
            "protocol_version", "database_state", "session_id", "Obsolete0", "Decommissioned0"},
    "big": {"ID"},
    "flag": {"is_user_process"},
    "date": {"utc_now", "LastHWScan"},
}


def kind_of(column):
    return next((kind for kind, names in KIND.items() if column in names), "text")


def tables(port, server, version, database, catalog):
    fqdn = {h: f"{h}.foreign.test" for h in HOSTS}
    roles = [("CM01", "SMS Site Server"), ("CM01", "SMS Provider"), ("MP01", "SMS Management Point"),
             ("MP02", "SMS Management Point"), ("CM01", "SMS Site System")]
    return {
        "sys.databases": ("name state", catalog),
        "sys.dm_exec_sessions": (
            "session_id host_name program_name login_name client_interface_name is_user_process",
            [(61, "MP01", "SMS_MP_CONTROL_MANAGER", "FOREIGN\\MP01$", "OLEDB", 1),
             (62, "MP01", "SMS_MP_CONTROL_MANAGER", "FOREIGN\\MP01$", "OLEDB", 1),
             (63, None, None, "reader", None, 1)]),
        "sys.dm_exec_connections": (
            "session_id net_transport protocol_version encrypt_option client_net_address",
            [(61, "TCP", 0x74000004, "TRUE", "10.9.0.21"), (62, "TCP", 0x74000004, "TRUE", "10.9.0.21"),
             (63, "TCP", 0x74000004, "FALSE", "10.9.0.99")]),
        "v_Site": ("SiteCode SiteName ServerName ReportingSiteCode Type Version",
                   [("P01", "Zentrale München", fqdn["CM01"], "", 2, version)]),
        "SC_SiteDefinition": ("SiteNumber SiteCode SQLServerName SQLDatabaseName",
                              [(1, "p01 ", server, database)]),
        "SC_SiteDefinition_Property": ("SiteNumber Name Value1 Value2 Value3",
                                       [(1, "SQLServicePort", "", "", port),
                                        (1, "SSBPort", "", "", 4022)]),
        "v_SystemResourceList": ("NALPath SiteCode RoleName ServerName",
                                 [(f"\\\\{host}\\", "P01", role, fqdn[host] + " ") for host, role in roles]),
        "vSMS_SC_SysResUse": ("ID NALPath SiteCode RoleName ServerName",
                              [(72057594037927936 + i, f"\\\\{host}\\", "P01", "SMS Management Point", name)
                               for i, (host, name) in enumerate((("MP01", fqdn["MP01"]), ("MP02", "alias")))]),
        "vSMS_SC_SysResUse_Properties": ("ID Name Value1 Value2 Value3",
                                         [(72057594037927936 + i, "UseSiteDatabase", "", "", 1) for i in (0, 1)]),
        "v_R_System": ("ResourceID Netbios_Name0 Full_Domain_Name0 Obsolete0 Decommissioned0",
                       [(i, h.lower(), "FOREIGN.test ", 0, None) for h, i in HOSTS.items()]),
        "v_RA_System_ResourceNames": ("ResourceID Resource_Names0",
                                      [(i, fqdn[h].upper() + " ") for h, i in HOSTS.items()
                                       if h != "MP02"]),
        "v_GS_OPERATING_SYSTEM": ("ResourceID Caption0 Version0",
                                  [(i, "Microsoft Windows Server 2019", "10.0.17763")
                                   for i in HOSTS.values()]),
        "v_GS_WORKSTATION_STATUS": ("ResourceID LastHWScan", [(i, str(SCANNED)) for i in HOSTS.values()]),
        "v_GS_ADD_REMOVE_PROGRAMS_64": ("ResourceID DisplayName0 Version0",
                                        [(i, NATIVE_CLIENT, "11.4.7001.0") for i in HOSTS.values()] +
                                        [(i, None, None) for i in HOSTS.values()]),
        "v_StatusMessage": ("ModuleName MachineName SiteCode MessageID Time", []),
        "v_GS_ADD_REMOVE_PROGRAMS": ("ResourceID DisplayName0 Version0", []),
    }


def collate(a, b):
    """As SQL Server compares: case-blind, trailing blanks ignored."""
    a, b = a.rstrip(" ").lower(), b.rstrip(" ").lower()
    return (a > b) - (a < b)


class Engine:
    """What a connection asks. Settings: properties, flavour, nbc, chatter, fail = (pattern, answer)."""

    def __init__(self, port, server="sqlprod.foreign.test", version="5.00.9078.1000", properties=None,
                 flavour="SQL Server", nbc=False, chatter=False, fail=None, permissions=None,
                 database="CM_P01", spell=str, catalog=(("master", 0), ("CM_P01", 0))):
        self.types = tds.FLAVOURS[flavour]
        self.nbc, self.chatter, self.fail = nbc, chatter, fail
        self.spell = spell  # of column names: a view's own spelling comes back, not the query's
        self.permissions = {"VIEW SERVER STATE": 1, **(permissions or {})}
        self.properties = {"ServerName": "SQLPROD", "ProductVersion": "15.0.4261.1",
                           "ProductLevel": "RTM", "ProductUpdateLevel": "CU18",
                           "Edition": "Standard Edition (64-bit)", "EngineEdition": 2,
                           **(properties or {})}
        self.database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.database.create_collation("tsql", collate)
        self.database.create_function("SERVERPROPERTY", 1, self.properties.get)
        self.database.create_function("SUSER_SNAME", 0, lambda: "FOREIGN\\reader")
        self.database.create_function("GETUTCDATE", 0, lambda: str(NOW))
        self.database.create_function("HAS_PERMS_BY_NAME", 3,
                                      lambda name, _, right: self.permissions.get(name or right, 1))
        self.database.execute("ATTACH ':memory:' AS sys")
        for name, (columns, rows) in tables(port, server, version, database, catalog).items():
            self.create(name, columns.split(), rows)

    def create(self, name, columns, rows):
        declared = ", ".join(f"{c} TEXT COLLATE tsql" if kind_of(c) == "text" and c != "state" else c
                             for c in columns)
        self.database.execute(f"CREATE TABLE {name} ({declared})")
        self.database.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(columns))})", rows)

    def answer(self, sql):
        """(tokens, whether the server hangs up after them)."""
        if self.fail and re.search(self.fail[0], sql):
            return self.fail[1](self, sql)
        try:
            return self.answer_whole(sql), False
        except sqlite3.Error as trouble:
            return tds.error(102, f"Incorrect syntax: {trouble}") + tds.done(status=tds.ERROR), False

    def answer_whole(self, sql, then=0):
        """`then` is MORE when something follows."""
        return self.statement(sql, then) if re.match(r"\s*(SET|USE)\b", sql) else self.rows(sql, then=then)

    def statement(self, sql, then):
        """As SQL Server answers SET and USE: no columns, a plain DONE; USE says where it went."""
        out = b""
        if sql.lstrip().startswith("USE"):
            name = re.search(r"\[(.*)\]", sql).group(1)
            out = (tds.envchange(1, tds.b_varchar(name), tds.b_varchar("master")) +
                   tds.info(5701, f"Changed database context to '{name}'."))
        return out + tds.done(status=then, command=0xBE)

    def fetch(self, sql):
        cursor = self.database.execute(sql)
        names = [d[0] for d in cursor.description]
        rows = [tuple(self.typed(n, v) for n, v in zip(names, r)) for r in cursor]
        return names, rows

    @staticmethod
    def typed(name, value):
        if value is not None and kind_of(name) == "date":
            return datetime.datetime.fromisoformat(value)
        return value

    def columns(self, names, rows):
        out = []
        for i, name in enumerate(names):
            kind = kind_of(name)
            has_null = any(r[i] is None for r in rows)
            types = self.types
            if has_null and types[kind][2] is None:
                types = tds.FLAVOURS["SQL Server"]  # as a server does for a nullable column
            out.append(tds.Column(self.spell(name), types[kind], has_null))
        return out

    def rows(self, sql, cut=None, then=0):
        names, rows = self.fetch(sql)
        columns = self.columns(names, rows)
        as_row = tds.nbc_row if self.nbc else tds.row
        body = tds.colmetadata(columns)
        if self.chatter:
            body = (tds.info(50000, "before") + tds.done(tds.DONEINPROC, tds.MORE | tds.COUNT, 0xC3, 7) +
                    body + tds.order([1]))
        for i, values in enumerate(rows):
            body += as_row(columns, values)
            if i + 1 == cut:
                break
        if cut is not None:  # the rest is the caller's, also where there is no row to cut after
            return body
        if not self.chatter:
            return body + tds.done(status=tds.COUNT | then, count=len(rows))
        other = [tds.Column("other", tds.intn(4), False)]
        return (body + tds.done(tds.DONEINPROC, tds.MORE | tds.COUNT, count=len(rows)) +
                tds.info(50001, "between ✓") + tds.colmetadata(other) + tds.row(other, [42]) +
                tds.done(tds.DONEINPROC, tds.MORE | tds.COUNT, count=1) +
                b"\x79" + bytes(4) + tds.done(tds.DONEPROC, 0, 0xE0))
