"""Hierarchies of any size up to the product's limits, from a seed: a case folder for the lab with evidence of
hosts, and the verdict that each path must get (truths.py)."""
import contextlib
import pathlib
import random
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import truths  # noqa: E402
from generate import insert, site_code, spelled  # noqa: E402

CASES = pathlib.Path(__file__).resolve().parents[2] / "cases"
DOMAIN = "contoso.com"
# Size and scale numbers: 25 primary sites, 250 secondary sites and 15 management points each.
SMALL, FULL = (2, 3, 4), (25, 250, 15)  # primaries; secondaries and management points of each
REPLICAS = {SMALL: 2, FULL: 15}
BUSY, QUIET = 0.35, 0.03  # how many of the things that can be wrong are

TOP_ROLES = ["SMS Site Server", "SMS Provider", "SMS Dmp Connector", "SMS Endpoint Protection Point"]
# (role, component, .NET); a host each, at every primary site
POINTS = [("SMS Software Update Point", "software update point", False),
          ("SMS State Migration Point", "state migration point", False),
          ("SMS SRS Reporting Point", "reporting services point", True),
          ("Data Warehouse Service Point", "data warehouse service point", True)]


class Server:
    """A SQL Server: `kind` is a row of SERVERS or EXPRESS."""

    def __init__(self, name, table, kind, database, instance=None):
        self.name, self.kind, self.database, self.instance = name, kind, database, instance
        self.keys, self.verdict = table[kind]


class Host:
    def __init__(self, chance, name, build, wrong):
        self.name, self.build = name, build
        kinds = truths.RELEASES[build]
        good = [row for row in kinds if row[1] == "pass"] or kinds
        bad = chance.random() < wrong
        self.programs, self.driver_verdict = chance.choice(kinds if bad else good)
        self.windows = chance.choice(list(truths.WINDOWS) if chance.random() < wrong else ["2016", "2019", "2022"])
        self.inventory = chance.random() >= wrong / 5
        self.days = 45 if chance.random() < wrong / 5 else 1 + chance.randrange(9)
        self.registry = None
        if chance.random() < 0.5:
            self.registry = {"tls12": chance.choice([None, True] + ([False] if bad else [])),
                             "dotnet": chance.choice(list(truths.DOTNET) if bad else ["4.8", None])}


class Site:
    def __init__(self, number, kind, build, parent, server, site_server):
        self.number, self.code, self.kind, self.build = number, site_code(number), kind, build
        self.parent, self.server, self.site_server = parent, server, site_server


class Hierarchy:
    def __init__(self, seed, size, wrong=BUSY):
        self.chance, self.wrong, self.size = random.Random(f"{seed}"), wrong, size
        self.sites, self.hosts, self.roles, self.servers, self.truth = [], {}, [], [], {}
        # of the certificates in master of the first server: its own, and the copies of its children's
        self.certificates, self.own = {}, self.chance.choice([None, "sha1", "sha1", "md5"])
        self.uses = []  # (site, management point, replica or None)
        self.top()
        for number in range(size[0]):
            self.primary()
        self.links()

    def server(self, name, table, usual, database, instance=None):
        kinds = list(table) if self.chance.random() < self.wrong else usual
        if len(self.servers) > 60:  # no more are asked with the hello of each Windows
            kinds = [kind for kind in kinds if kind != "ECDHE with GCM only"]
        self.servers.append(Server(name, table, self.chance.choice(kinds), database, instance))
        return self.servers[-1]

    def host(self, name, build):
        if name not in self.hosts:
            self.hosts[name] = Host(self.chance, name, build, self.wrong)
        return self.hosts[name]

    def path(self, component, host, server, managed=False):
        self.truth[component, host.name, server.name] = truths.client_path(host, server, managed)

    def role(self, site, role, name):
        self.roles.append((site, role, name))
        return self.host(name, site.build)

    def add_site(self, kind, build, parent, server, site_server):
        site = Site(len(self.sites), kind, build, parent, server, site_server)
        self.sites.append(site)
        self.path("SMS_Executive", self.role(site, "SMS Site Server", site_server), server)
        self.roles += [(site, "SMS Component Server", site_server), (site, "SMS Site System", site_server),
                       (site, "SMS SQL Server", server.name)]
        return site

    def top(self):
        build = self.chance.choice(list(truths.RELEASES)[:-1])
        server = self.server("sql00", truths.SERVERS, ["2019"], f"CM_{site_code(0)}")
        if server.kind not in truths.FIRST_SERVERS:
            server.kind, (server.keys, server.verdict) = "2022", truths.SERVERS["2022"]
        site = self.add_site(4, build, None, server, "cas00")
        self.path("SMS Provider", self.role(site, "SMS Provider", "cas00"), server)
        point = self.role(site, "SMS Dmp Connector", "scp00")
        self.path("service connection point", point, server)
        self.path("service connection point (.NET)", point, server, True)
        self.path("Endpoint Protection point", self.role(site, "SMS Endpoint Protection Point", "scp00"), server)

    def primary(self):
        code = site_code(len(self.sites)).lower()
        builds = list(truths.RELEASES)
        build = builds[-1] if self.chance.random() < self.wrong / 3 else self.chance.choice(builds[:-1])
        server = self.server(f"sql-{code}", truths.SERVERS, ["2017", "2019", "2022"], f"CM_{code.upper()}")
        site = self.add_site(2, build, self.sites[0], server, f"cm-{code}")
        self.path("SMS Provider", self.role(site, "SMS Provider", f"prov-{code}"), server)
        self.path("passive site server", self.role(site, "SMS Site Server", f"cmb-{code}"), server)
        for role, component, managed in POINTS:
            words = "".join(word[0] for word in component.split())
            self.path(component, self.role(site, role, f"{words}-{code}"), server, managed)
        replicas = REPLICAS.get(self.size, 0)
        for n in range(self.size[2]):
            point, target = self.role(site, "SMS Management Point", f"mp{n:02}-{code}"), server
            if n < replicas:
                target = self.server(f"rep{n:02}-{code}", truths.SERVERS, ["2019"], None)
            self.uses.append((site, point.name, target if n < replicas else None))
            self.path("management point", point, target)
            self.roles.append((site, "SMS Distribution Point", point.name))
        for n in range(self.size[1]):
            self.secondary(site)
        self.certificates[site.code] = self.chance.choice([None, "sha1", "sha1", "md5"])

    def secondary(self, parent):
        code = site_code(len(self.sites)).lower()
        server = self.server(f"sec-{code}", truths.EXPRESS, ["2016 SP2", "2022"], f"CM_{code.upper()}",
                             "CONFIGMGRSEC" if self.chance.random() < 0.8 else None)
        site = self.add_site(1, parent.build, parent, server, server.name)
        self.path("management point", self.role(site, "SMS Management Point", server.name), server)
        self.roles.append((site, "SMS Distribution Point", server.name))
        self.uses.append((site, server.name, None))

    def links(self):
        """Without --follow the certificates of one server are read: its own and its copies."""
        for site in self.sites[1:]:
            at_top = site.parent is self.sites[0]
            hashes = (self.certificates[site.code], self.own) if at_top and self.own else (None, None)
            component = f"intersite replication ({site.code} to {site.parent.code})"
            key = component, site.server.name, site.parent.server.name
            self.truth[key] = truths.link(site.server, site.parent.server, hashes)

    # ---- files -------------------------------------------------------------------------------

    def write(self, folder):
        folder.mkdir()
        shutil.copy(CASES / "schema.sql", folder.parent / "schema.sql")
        (folder / "lab.ini").write_text("\n".join(self.lab_lines()) + "\n")
        with open(folder / "site.sql", "w") as out:
            for table, columns, rows in self.tables():
                if rows:
                    out.writelines(insert(table, columns, rows))
            out.writelines(self.encoded())
        evidence = folder / "evidence"
        evidence.mkdir()
        for host in self.hosts.values():
            if host.registry is not None:
                (evidence / f"{host.name}.reg").write_text(export(host), encoding="utf-16", newline="\r\n")

    def lab_lines(self):
        yield from ("[case]", "title = a hierarchy from a seed", f"server = sql00.{DOMAIN}",
                    f"database = {self.servers[0].database}", "user = Sqlcheck_Reader", "[login]",
                    "user = sqlcheck_reader", "password = Autumn-Leaves-2026")
        for n, server in enumerate(self.servers):
            yield from (f"[endpoint {server.name}]", f"host = {spelled(full(server.name), n).strip()}")
            keys = dict(server.keys)
            if server.instance is not None:
                keys.update({"instance": server.instance, "port": "50123"})
            if server.name == "sql00":
                keys["database"] = server.database
            for key, value in keys.items():
                yield from (f"{key} = {one}" for one in (value if isinstance(value, list) else [value]))

    def tables(self):
        yield "sys.databases", "name, database_id, state, state_desc", [
            ("master", 1, 0, "ONLINE"), (self.servers[0].database, 5, 0, "ONLINE")]
        yield ("dbo.v_Site", "SiteCode, SiteName, ReportingSiteCode, ServerName, Type, Version, BuildNumber",
               [(s.code, f"Contoso {s.number}", s.parent.code.lower() if s.parent else "",
                 spelled(full(s.site_server), s.number), s.kind, f"5.00.{s.build}.1000", int(s.build))
                for s in self.sites])
        yield ("dbo.SC_SiteDefinition", "SiteNumber, SiteCode, SQLServerName, SQLDatabaseName",
               [(s.number, s.code.lower() + " ", spelled(full(s.server.name), s.number + 1),
                 f"{s.server.instance}\\{s.server.database}" if s.server.instance else s.server.database)
                for s in self.sites])
        yield ("dbo.SC_SiteDefinition_Property", "SiteNumber, Name, Value1, Value2, Value3",
               [(s.number, name, "", "", port) for s in self.sites
                for name, port in (("SQLServicePort", 50123 if s.server.instance else 1433), ("SSBPort", 4022))])
        yield ("dbo.v_SystemResourceList", "NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType",
               [(f"\\\\{full(name)}\\", site.code, role, spelled(full(name), n), full(name), "Windows NT Server")
                for n, (site, role, name) in enumerate(self.roles)])
        yield from self.use_tables()
        yield from self.inventory_tables()
        yield from self.certificate_tables()

    def use_tables(self):
        first = 72057594037927936
        yield ("dbo.vSMS_SC_SysResUse", "ID, SiteCode, RoleName, ServerName, NALPath, Type",
               [(first + n, site.code.lower(), "SMS MANAGEMENT POINT", spelled(full(name), n), "", 6)
                for n, (site, name, _) in enumerate(self.uses)])
        rows = []
        for n, (site, _, replica) in enumerate(self.uses):
            rows.append((first + n, "UseSiteDatabase", "", "", 0 if replica else 1))
            if replica:
                rows += [(first + n, "SQLServerName", "", spelled(full(replica.name), n), 0),
                         (first + n, "DatabaseName", "", f"CM_{site.code}_REPLICA", 0)]
        yield "dbo.vSMS_SC_SysResUse_Properties", "ID, Name, Value1, Value2, Value3", rows

    def inventory_tables(self):
        known = [(16777300 + n, host) for n, host in enumerate(self.hosts.values()) if host.inventory]
        yield ("dbo.v_R_System", "ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, "
               "Client0, Obsolete0, Decommissioned0",
               [(n, h.name.upper(), spelled(h.name, n), "CONTOSO.COM", "CONTOSO", 1, 0, 0) for n, h in known])
        yield ("dbo.v_RA_System_ResourceNames", "ResourceID, Resource_Names0",
               [(n, spelled(full(h.name), n)) for n, h in known])
        yield ("dbo.v_GS_OPERATING_SYSTEM", "ResourceID, Caption0, Version0, BuildNumber0, TimeStamp",
               [(n, *truths.WINDOWS[h.windows][:2], truths.WINDOWS[h.windows][1].split(".")[2], f"{{-{h.days}d}}")
                for n, h in known])
        yield ("dbo.v_GS_WORKSTATION_STATUS", "ResourceID, LastHWScan", [(n, f"{{-{h.days}d}}") for n, h in known])
        client = [("Configuration Manager Client", "5.00.9078.1000")]
        yield ("dbo.v_GS_ADD_REMOVE_PROGRAMS_64", "ResourceID, DisplayName0, Publisher0, Version0, TimeStamp",
               [(n, display, "Microsoft Corporation", version, f"{{-{h.days}d}}")
                for n, h in known for display, version in client + h.programs])

    def certificate_tables(self):
        if self.own is None:
            return
        yield ("sys.service_broker_endpoints", "name, endpoint_id, principal_id, state, state_desc, connection_auth, "
               "connection_auth_desc, certificate_id, encryption_algorithm_desc",
               [("ConfigMgrEndpoint", 65537, 1, 0, "STARTED", 4, "CERTIFICATE", 257, "AES")])
        yield ("sys.tcp_endpoints", "name, endpoint_id, type_desc, state_desc, port",
               [("ConfigMgrEndpoint", 65537, "SERVICE_BROKER", "STARTED", 4022)])
        copies = self.copies()
        yield ("sys.database_principals", "name, principal_id, type_desc",
               [("dbo", 1, "SQL_USER")] + [(f"ConfigMgrEndpointUser{code} ", n, "SQL_USER") for n, code, _ in copies])
        words = ("SSB Transport Security Certificate", "SSB Transport Security Certificate", "{-900d}", "{+7000d}")
        yield ("sys.certificates", "name, certificate_id, principal_id, issuer_name, subject, start_date, expiry_date",
               [("ConfigMgrEndpointCert", 257, 1, *words)] +
               [(f"ConfigMgrEndpointCert{code}", 1000 + n, n, *words) for n, code, _ in copies])

    def copies(self):
        """(number, site, hash)"""
        return [(10 + n, code, name) for n, (code, name) in enumerate(self.certificates.items()) if name is not None]

    def encoded(self):
        """The two certificates of a case: signed with MD5 and with SHA-1."""
        if self.own is None:
            return
        text = (CASES / "replication-md5-certificate/site.sql").read_text()
        bodies = dict(zip(("md5", "sha1"), re.findall(r"\(25[78], (X'[0-9A-F]+')\)", text)))
        for number, name in [(257, self.own)] + [(1000 + n, name) for n, _, name in self.copies()]:
            yield f"INSERT INTO sys.lab_encoded (certificate_id, encoded) VALUES ({number}, {bodies[name]});\n"


@contextlib.contextmanager
def folder_of(hierarchy):
    """Its case folder, while it is needed."""
    with tempfile.TemporaryDirectory(prefix="scale-") as temp:
        folder = pathlib.Path(temp) / "case"
        hierarchy.write(folder)
        yield folder


def full(name):
    return f"{name}.{DOMAIN}"


def export(host):
    """What collect.ps1 writes, as far as it decides."""
    caption, version, _ = truths.WINDOWS[host.windows]
    major, minor, build = version.split(".")
    lines = ["Windows Registry Editor Version 5.00", "",
             r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]",
             f'"Hostname"="{host.name.upper()}"', f'"Domain"="{DOMAIN}"', "",
             r"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion]",
             f'"ProductName"="{caption.strip().removeprefix("Microsoft ")}"',
             f'"CurrentVersion"="{"6.3" if major == "10" else f"{major}.{minor}"}"', f'"CurrentBuild"="{build}"']
    if major == "10":
        lines += ['"CurrentMajorVersionNumber"=dword:0000000a', '"CurrentMinorVersionNumber"=dword:00000000']
    on = host.registry["tls12"]
    if on is not None:
        lines += ["", r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
                  r"\TLS 1.2\Client]", f'"DisabledByDefault"=dword:0000000{int(not on)}',
                  f'"Enabled"=dword:0000000{int(on)}']
    if host.registry["dotnet"] is not None:
        release, value, _ = truths.DOTNET[host.registry["dotnet"]]
        lines += ["", r"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full]",
                  f'"Release"=dword:{release:08x}']
        for view in ("SOFTWARE", r"SOFTWARE\WOW6432Node"):
            for key in ("v2.0.50727", "v4.0.30319"):
                lines += ["", rf"[HKEY_LOCAL_MACHINE\{view}\Microsoft\.NETFramework\{key}]",
                          f'"SchUseStrongCrypto"=dword:0000000{value}',
                          f'"SystemDefaultTlsVersions"=dword:0000000{value}']
    return "\n".join(lines) + "\n\n"


# ---- what a report says ------------------------------------------------------------------------

def short(text):
    """`sec-A01.contoso.com\\INSTANCE`, `SQL-B.contoso.com,1433` -> the short name."""
    return re.split(r"[.,\\]", text.strip().lower())[0]


def said(report):
    """The verdicts of a report, as truth has them."""
    return {(p["component"], short(p["host"]), short(p["endpoint"])): p["verdict"] for p in report["paths"]}


def differences(truth, report):
    """Lines about each path that is not as it must be."""
    got = said(report)
    lines = [f"{len(report['paths'])} paths of {len(got)} names"] if len(got) != len(report["paths"]) else []
    for key in sorted(truth.keys() | got.keys()):
        if truth.get(key) != got.get(key):
            lines.append(f"{' | '.join(key)}: must be {truth.get(key)}, is {got.get(key)}")
    return lines
