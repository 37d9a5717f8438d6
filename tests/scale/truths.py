"""What stands on a host or a SQL Server, and the verdict that it must get: written from the public documents, a
row a thing, and from nothing of sqlcheck's own. The documents are named where a rule begins.

A path is the worst of its sides, and unknown is worse than a warning: who does not know says so."""

RANK = {"pass": 0, "warn": 1, "unknown": 2, "fail": 3}


def worst(*verdicts):
    return max(verdicts, key=RANK.get)


# ---- the SQL Server --------------------------------------------------------------------------
# KB 3135244: SQL Server 2016 and later have TLS 1.2 as shipped, 2012 and 2014 with updates. What the server
# answers outranks its build. Keys of the lab, verdict.
GCM = ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"]
SERVERS = {
    "2017": ({"version": "14.0.3456"}, "pass"),
    "2019": ({"version": "15.0.4261"}, "pass"),
    "2022": ({"version": "16.0.4165"}, "pass"),
    "2012 SP1, TLS 1.0 only": ({"version": "11.0.3156", "tls-max": "1.0"}, "fail"),
    "2019, TLS 1.2 switched off": ({"version": "15.0.4261", "tls-max": "1.1"}, "fail"),
    "no encryption": ({"version": "15.0.4261", "encryption": "not-supported"}, "fail"),
    "strict only": ({"version": "16.0.4165", "encryption": "strict"}, "fail"),
    "a build that denies what is seen": ({"version": "12.0.2000"}, "warn"),
    "certificate expires soon": ({"version": "15.0.4261", "certificate": "expires-soon"}, "warn"),
    "ECDHE with GCM only": ({"version": "15.0.4261", "suite": GCM}, "pass"),
    "nobody listens": ({"fault": "refuse"}, "unknown"),
    "resets connections": ({"fault": "reset"}, "unknown"),
}
# The server that is logged in to.
FIRST_SERVERS = ("2017", "2019", "2022", "certificate expires soon", "ECDHE with GCM only")
# List of prerequisite checks: SQL Express of a secondary site at least 13.0.5026 (2016 SP2). 2014 SP3 has
# TLS 1.2 (KB 3135244) and is below that.
EXPRESS = {
    "2016 SP2": ({"version": "13.0.5026"}, "pass"),
    "2022": ({"version": "16.0.1000"}, "pass"),
    "2016 SP1": ({"version": "13.0.4001"}, "warn"),
    "2014 SP3": ({"version": "12.0.6024"}, "warn"),
    "2012 SP1, TLS 1.0 only": ({"version": "11.0.3156", "tls-max": "1.0"}, "fail"),
    "nobody listens": ({"fault": "refuse"}, "unknown"),
}

# ---- the native driver -----------------------------------------------------------------------
ODBC, ODBC_17 = "Microsoft ODBC Driver 18 for SQL Server", "Microsoft ODBC Driver 17 for SQL Server"
NATIVE = "Microsoft SQL Server 2012 Native Client "
GOOD = (NATIVE, "11.4.7001.0")
# 1810 to 2303: Native Client 11.*.7001.0 (list of prerequisite checks). Builds from 6538 on have TLS 1.2.
FOR_2203 = [([GOOD], "pass"), ([GOOD, (ODBC, "18.3.2.1")], "pass"), ([(NATIVE, "11.3.6540.0")], "warn"),
            ([(NATIVE, "11.1.3000.0")], "fail"), ([(ODBC, "18.4.1.1")], "fail"), ([], "fail")]
# 2309 to 2409: ODBC Driver 18.1.0 or later everywhere, the Native Client stays for certain roles, which no
# document names: a warning at most ("What's new in version 2309", site and site system prerequisites).
FOR_2403 = [([(ODBC, "18.3.2.1"), GOOD], "pass"), ([(ODBC, "18.1.2.1"), GOOD], "pass"),
            ([(ODBC, "18.4.1.1")], "warn"), ([(ODBC, "18.0.1.1"), GOOD], "warn"),
            ([(ODBC, "18.3.2.1"), (NATIVE, "11.1.3000.0")], "warn"), ([GOOD], "fail"),
            ([(ODBC_17, "17.10.6.1"), GOOD], "fail"), ([], "fail")]
# 2503: ODBC Driver 18.4.1.1 or later ("What's new in version 2503").
FOR_2503 = [([(ODBC, "18.4.1.1"), GOOD], "pass"), ([(ODBC, "18.5.1.1"), GOOD], "pass"),
            ([(ODBC, "18.3.2.1"), GOOD], "warn"), ([(ODBC, "18.4.1.1")], "warn"), ([GOOD], "fail")]
# A build that no document has: nobody knows what it asks for, so a warning for every path of such a site, and
# never more than that for a driver.
FOR_UNKNOWN = [([(ODBC, "18.4.1.1"), GOOD], "warn"), ([(ODBC, "18.3.2.1"), GOOD], "warn"), ([GOOD], "warn")]
RELEASES = {"9078": FOR_2203, "9128": FOR_2403, "9132": FOR_2403, "9135": FOR_2503, "9871": FOR_UNKNOWN}
UNKNOWN_BUILD = "9871"

# ---- Windows ---------------------------------------------------------------------------------
# Protocols in TLS/SSL (Schannel SSP): TLS 1.2 of a client is off by default in Server 2008 R2 and on since
# 2012; the two values of `TLS 1.2\Client` decide where they were read.
WINDOWS = {
    "2008 R2": ("Microsoft Windows Server 2008 R2 Standard ", "6.1.7601", "fail"),
    "2012 R2": ("Microsoft Windows Server 2012 R2 Standard", "6.3.9600", "pass"),
    "2016": ("Microsoft Windows Server 2016 Standard", "10.0.14393", "pass"),
    "2019": ("Microsoft Windows Server 2019 Standard", "10.0.17763", "pass"),
    "2022": ("Microsoft Windows Server 2022 Standard", "10.0.20348", "pass"),
}
# Cipher suites in Schannel: 2008 R2 and 2012 R2 have no ECDHE_RSA suite with GCM.
WITHOUT_GCM = ("2008 R2", "2012 R2")


def windows_side(host):
    if host.registry is not None and host.registry["tls12"] is not None:
        return "pass" if host.registry["tls12"] else "fail"
    if host.registry is None and not host.inventory:
        return "unknown"
    return WINDOWS[host.windows][2]


# ---- .NET ------------------------------------------------------------------------------------
# Update .NET Framework to support TLS 1.2: 4.8 with all eight values is good, a value of 0 is off; 4.5.2 is below
# what Configuration Manager asks for. Where nobody knows what that is, 4.5.2 is unknown: it has TLS 1.2 with an
# update only that no number shows (KB 3135244).
# Release, the eight values, verdict.
DOTNET = {"4.8": (528049, 1, "pass"), "4.8, switched off": (528049, 0, "fail"), "4.5.2": (379893, 1, "fail")}


def dotnet_side(host):
    if host.registry is None or host.registry["dotnet"] is None:
        return "unknown"
    if host.registry["dotnet"] == "4.5.2" and host.build == UNKNOWN_BUILD:
        return "unknown"
    return DOTNET[host.registry["dotnet"]][2]


# ---- paths -----------------------------------------------------------------------------------

def driver_side(host):
    """An inventory of more than 30 days is a warning whatever it says."""
    if not host.inventory:
        return "unknown"
    return worst(host.driver_verdict, "warn" if host.days > 30 else "pass")


def suites_side(host, server):
    """Known where the Windows is known; a server that has no other suites than such a Windows lacks fails."""
    known = host.inventory or host.registry is not None
    return "fail" if known and server.kind == "ECDHE with GCM only" and host.windows in WITHOUT_GCM else "pass"


def native_side(host):
    """Site servers and management points run parts of .NET, too (log lines of their workers), and no document says
    which: .NET that keeps from TLS 1.2 is a warning there, .NET that was not read is nothing."""
    return worst(driver_side(host), "warn" if dotnet_side(host) == "fail" else "pass")


def client_path(host, server, managed):
    own = dotnet_side(host) if managed else native_side(host)
    release = "warn" if host.build == UNKNOWN_BUILD else "pass"
    return worst(own, windows_side(host), suites_side(host, server), server.verdict, release)


def link(child, parent, certificates):
    """Both engines, and the hash of both certificates: KB 3135244, issue 5. Before 2016 the endpoints need a fix
    beside the engine's (issue 3), and no number shows whether it is there. DRS uses the SQL port beside Service
    Broker's (ports, "SQL Server -> SQL Server"), so what is wrong with either server counts. `certificates`: the
    hash of each end's, None where it was not read."""
    hashes = ["unknown" if name is None else {"md5": "fail", "sha1": "pass"}[name] for name in certificates]
    fixes = ["unknown" if end.keys.get("version", "16").split(".")[0] in ("11", "12") else "pass"
             for end in (child, parent)]
    return worst(child.verdict, parent.verdict, *hashes, *fixes)
