"""Evidence that is no registry and no DLL: reports of Microsoft's SQLCheck, CSV inventories, this machine,
and what drivers/collect.ps1 writes. tests/inspect/readers calls check()."""
import csv
import json
import os
import pathlib
import re
import subprocess

from labtools import ROOT, SANITIZER, clean_environment

HERE = pathlib.Path(__file__).resolve().parent
REAL_REPORT = ROOT.parent / "shared/data/microsoft-sqlcheck-report.txt"
SCRIPT = ROOT / "drivers/collect.ps1"
SAMPLE = HERE / "collect-sample/MP01.reg"
TABLES = ROOT / "drivers/tables"
ROWS = 100000


class Evidence:
    def __init__(self, tally, inspectmain, folder):
        self.tally, self.inspectmain, self.folder = tally, str(inspectmain), folder

    def run(self, kind, *words, **environment):
        """Exit code, documents, messages; one document a file."""
        done = subprocess.run([self.inspectmain, kind, *map(str, words)], capture_output=True, timeout=300,
                              text=True, stdin=subprocess.DEVNULL, env=clean_environment(**environment))
        if SANITIZER.search(done.stderr) or done.returncode not in (0, 1):
            self.tally.check(False, f"no crash: {kind} {words[:3]}", done.stderr)
        return done.returncode, [json.loads(l) for l in done.stdout.splitlines()], done.stderr

    def read(self, kind, path):
        code, documents, messages = self.run(kind, path)
        self.tally.check(code == 0 and len(documents) == 1, f"{path.name} is read", messages)
        return documents[0]

    def cuts(self, kind, data, step=64):
        """The documents of the file cut at every `step` bytes."""
        paths = []
        for size in range(0, len(data), step):
            paths.append(self.folder / f"cut-{size}")
            paths[-1].write_bytes(data[:size])
        code, documents, messages = self.run(kind, *paths)
        for path in paths:
            path.unlink()
        self.tally.check(code == 0 and len(documents) == len(paths), f"{len(paths)} cuts of a {kind} are read",
                         messages)
        return documents


def programs(document):
    return [(host["name"], p["name"], p["version"], p["bits"]) for host in document["hosts"]
            for p in host["programs"]]


def settings(document):
    return {s["key"]: s["value"] for host in document["hosts"] for s in host["settings"]}


# ---- CSV ----

def check_csv(evidence, tally):
    path = HERE / "export-csv.csv"
    document = evidence.read("csv", path)
    tally.check(document["recognised"] and not document["gaps"] and programs(document) == [
        ("MP01", "Microsoft SQL Server 2012 Native Client", "11.4.7001.0", 0),
        ("MP01", "Microsoft ODBC Driver 18 for SQL Server", "18.4.1.1", 0),
        ("DP01", "\u00dcbung \"SQL\", Werkzeug", "1.0", 0),
        ("DP01", "Microsoft SQL Server 2012 Native Client", "11.0.2100.60", 0)],
        "a CSV file as PowerShell's Export-Csv writes it, unknown products listed", document)
    documents = evidence.cuts("csv", path.read_bytes())
    whole = set(programs(document))
    tally.check(all(set(programs(d)) <= whole for d in documents), "a cut CSV file invents nothing",
                [set(programs(d)) - whole for d in documents if set(programs(d)) - whole])
    big = evidence.folder / "big.csv"
    with open(big, "w", encoding="utf-8") as out:
        out.write("version;host;product\n")
        for i in range(ROWS):
            out.write(f"1.{i};CM{i % 500:03};Product {i % 7}{chr(0) if i % 1000 == 999 else ''}\n")
    document = evidence.read("csv", big)
    tally.check(len(programs(document)) == ROWS - 100 and len(document["gaps"]) == 100,
                f"{ROWS} rows, 100 of them with a NUL: those are lost and told",
                (len(programs(document)), document["gaps"][:2]))


def check_accepted_names(tally):
    """The header names that the manual gives are those of the reader, in its order."""
    code = re.findall(r'\{"(\w+)", ROLE_(\w+)\}', (ROOT / "drivers/inspect/inventory.c").read_text())
    manual = re.findall(r"^\| (host|product|version|scanned) \| (`.*`) \|$",
                        (ROOT / "drivers/README.md").read_text(), re.M)
    told = {role.upper(): re.findall(r"`(\w+)`", names) for role, names in manual}
    known = {role: [name for name, other in code if other == role] for _, role in code}
    tally.check(told == known and len(known) == 4, "the manual has the names of columns that are read",
                f"{told}\n{known}")


# ---- reports ----

def check_real_report(evidence, tally):
    if not REAL_REPORT.exists():
        print(f"skipped: a real report of Microsoft's SQLCheck, {REAL_REPORT.name} is not here", flush=True)
        return
    document = evidence.read("report", REAL_REPORT)
    listed = programs(document)
    tally.check(not document["gaps"] and document["recognised"] and len(listed) == 15, "nothing of it is lost",
                (document["gaps"], len(listed)))
    for wanted in (("SQL Server Native Client 11.0", "11.0.7462.6", 64),
                   ("SQL Server Native Client 11.0", "11.0.7462.6", 32), ("SQLNCLI11", "11.0.7462.6", 32),
                   ("ODBC Driver 17 for SQL Server", "17.4.1.1", 64), ("MSOLEDBSQL", "18.2.0003.0", 32),
                   ("SQL Server Native Client RDA 11.0", "11.0.5069.55", 64)):
        tally.check(("CON2016.MEGACORP.TEST", *wanted) in listed, f"the real report has {wanted}", listed)
    found = settings(document)
    for key, value in (("windows.build", "14393"), ("windows.ubr", "4583"), ("dotnet.v4.version", "4.7.03062"),
                       ("schannel.ssl2.client.enabled", "0"), ("schannel.ssl2.client.disabledbydefault", "1"),
                       ("schannel.tls12.client", "absent"), ("schannel.tls12.client.effective", "on"),
                       ("schannel.ssl3.client.effective", None), ("sql.SQL2017.certificate", "Self-generated certificate")):
        tally.check(found.get(key) == value, f"the real report says {key} = {value}", found.get(key))
    tally.check(found["ciphers.machine"].count(",") == 37 and found["ciphers.policy"].count(",") == 30,
                "and both lists of suites", found)
    data = REAL_REPORT.read_bytes()
    documents = evidence.cuts("report", data)
    before_end = documents[:data.index(b"End of Report") // 64]
    wrong = [d for d in documents if not set(programs(d)) <= set(listed) | {(h["name"], *p[1:])
             for h in d["hosts"] for p in listed} or not set(settings(d).items()) <= set(found.items())]
    tally.check(not wrong and all(d["gaps"] for d in before_end),
                "the real report, cut: less, told, and nothing invented", wrong[:1])


# ---- this machine ----

def fake_library(path, text, bits=64):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x7fELF" + bytes([bits // 32]) + b"\0" * 65500 + text.encode() + b"\0" * 100)


def make_machine(root):
    lib = root / "usr/lib/here"
    fake_library(lib / "odbc/libtdsodbc.so", "freetds v1.4.27")
    fake_library(lib / "libsybdb.so.5.1.0", "freetds v%s\0freetds v1.3.17", 32)
    (lib / "libsybdb.so.5").symlink_to("libsybdb.so.5.1.0")
    fake_library(root / "opt/microsoft/msodbcsql18/lib64/libmsodbcsql-18.3.so.2.1", "nothing")
    (root / "opt/driver.so").symlink_to("microsoft/msodbcsql18/lib64/libmsodbcsql-18.3.so.2.1")
    (root / "opt/outside.so").symlink_to("/bin/sh")
    (root / "opt/text.so").write_text("no ELF file")
    fake_library(lib / "libgnutls.so.30", "Enabled GnuTLS %s\0Enabled GnuTLS 3.8.3 logging")
    fake_library(lib / "libcrypto.so.3", "OpenSSL default\0OpenSSL 3.2.1 30 Jan 2024\0OPENSSLDIR: \"/etc/own\"\0")
    for name, text in (("etc/ld.so.conf.d/here.conf", "# here\n/usr/lib/here\n"),
                       ("etc/gnutls/config", "[global]\noverride-mode = blocklist\n[overrides]\n"
                        "disabled-version = tls1.0\n# disabled-version = tls1.3\ndisabled-version=tls1.1\n"),
                       ("etc/own/openssl.cnf", "openssl_conf = a # main\n[ a ]\nssl_conf = b\n[b]\n"
                        "system_default = c\n[d]\nMinProtocol = SSLv3\n[c]\n.include = /etc/policy.cnf\n"
                        "DTLS.MinProtocol = DTLSv1\n"),
                       ("etc/policy.cnf", "CipherString = ALL:@SECLEVEL=0:!x\nMinProtocol = TLSv1.1\n"
                        "TLS.MinProtocol = TLSv1.2\n.include relative\n")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


ODBCINST = """[Free name]
Driver=libtdsodbc.so
[Micro Soft]
Driver=/nothing
Driver64=/opt/driver.so
[Outside]
Driver=/opt/outside.so
[Gone]
Driver=libgone.so
[No driver]
Description=x
[Text]
Driver=/opt/text.so
"""


def check_made_machine(evidence, tally):
    root, registered = evidence.folder / "machine", evidence.folder / "odbc"
    make_machine(root)
    registered.mkdir()
    (registered / "odbcinst.ini").write_text(ODBCINST)
    code, documents, messages = evidence.run("machine", root, ODBCSYSINI=str(registered))
    tally.check(code == 0 and [p[1:] for p in programs(documents[0])] == [
        ("Free name", "1.4.27", 64), ("Micro Soft", "18.3.2.1", 64), ("Text", None, 0),
        ("FreeTDS", "1.3.17", 32)], "drivers, by the loader's rules and what is in the file", f"{documents}\n{messages}")
    paths = [p["path"] for p in documents[0]["hosts"][0]["programs"]]
    tally.check(paths[:2] == ["/usr/lib/here/odbc/libtdsodbc.so",
                              "/opt/microsoft/msodbcsql18/lib64/libmsodbcsql-18.3.so.2.1"],
                "links are followed inside of the machine", paths)
    tally.check(settings(documents[0]) == {
        "gnutls.version": "3.8.3", "gnutls.disabled": "tls1.0,tls1.1", "openssl.version": "3.2.1",
        "openssl.minprotocol": "TLSv1.2", "openssl.seclevel": "0"}, "TLS libraries and their floors",
        documents[0]["hosts"])
    tally.check({g[0]: g[2] for g in documents[0]["gaps"]} == {
        "odbcinst.ini [Outside]": "'/opt/outside.so' is not there",
        "odbcinst.ini [Gone]": "'libgone.so' is not there",
        "odbcinst.ini [No driver]": "it names no Driver file",
        "relative": "an included file that is not followed"}, "what is not there is told", documents[0]["gaps"])


def check_long_list(evidence, tally):
    """unixODBC fills its room with half a name: the list was not read whole."""
    registered = evidence.folder / "odbc"
    (registered / "odbcinst.ini").write_text("".join(f"[{i:0200}]\nDriver=x.so\n" for i in range(200)))
    _, documents, _ = evidence.run("machine", evidence.folder / "machine", ODBCSYSINI=str(registered))
    gaps = [g for g in documents[0]["gaps"] if g[0] == "odbcinst.ini"]
    tally.check(gaps == [["odbcinst.ini", "the ODBC drivers that follow",
                          "more names of drivers than fit into 32 KB"]] and
                documents[0]["hosts"][0]["programs_state"] != "read", "a list of drivers that does not fit", gaps)


def check_this_machine(evidence, tally):
    """Beside what the packages say; and the loader itself tells that no driver was loaded."""
    config = evidence.folder / "priorities"
    config.write_text("[overrides]\ndisabled-version = tls1.3\n")
    code, documents, messages = evidence.run("machine", "", LD_DEBUG="files",
                                             GNUTLS_SYSTEM_PRIORITY_FILE=str(config))
    listed = {(p["name"], p["version"], pathlib.Path(p["path"]).name)
              for p in documents[0]["hosts"][0]["programs"]}
    known = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "tdsodbc"], capture_output=True,
                           text=True).stdout.split("+")[0].split("-")[0]
    tally.check(code == 0 and ("FreeTDS", known, "libtdsodbc.so") in listed and
                ("FreeTDS", known, "libsybdb.so.5.1.0") in listed, f"FreeTDS {known} is here", listed)
    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout.split()[1]
    found = settings(documents[0])
    tally.check(found.get("openssl.version") == openssl, f"OpenSSL {openssl} is here", found)
    tally.check(found.get("gnutls.disabled") == "tls1.3", "the file that a variable names counts", found)
    tally.check("libodbcinst" in messages and "libtdsodbc" not in messages and "libsybdb" not in messages,
                "no driver is loaded", [l for l in messages.splitlines() if "tds" in l][:5])


# ---- collect.ps1 ----

CMDLETS_2_0 = {"New-Object", "ForEach-Object", "Sort-Object", "Select-Object"}
VALUE = re.compile(r'(@|"(?:\\.|[^"\\])*")=("(?:\\.|[^"\\])*"|dword:[0-9a-f]{8}|hex\([0-9a-f]+\):'
                   r'([0-9a-f]{2}(,[0-9a-f]{2})*)?)')


def without_literals(text):
    """PowerShell without comments and strings; None when one of them does not end."""
    bare = re.sub(r"'(?:[^'\n]|'')*'|\"(?:`.|[^\"`\n])*\"|#[^\n]*", "", text)
    return None if "'" in bare or '"' in bare else bare


def check_script(tally):
    text = SCRIPT.read_text()
    bare = without_literals(text)
    tally.check(bare is not None, "collect.ps1: every quote is closed")
    stack, wrong = [], False
    for c in bare or "":
        if c in "({[":
            stack.append(c)
        elif c in ")}]":
            wrong = wrong or not stack or stack.pop() + c not in ("()", "{}", "[]")
    tally.check(not wrong and not stack, "collect.ps1: brackets match", stack)
    own = set(re.findall(r"^function ([\w-]+)", text, re.M))
    used = set(re.findall(r"\b[A-Z][A-Za-z]+-[A-Z]\w+", bare or "")) - own
    tally.check(used and used <= CMDLETS_2_0, "collect.ps1: cmdlets of PowerShell 2.0 only", used - CMDLETS_2_0)
    tally.check(text.isascii() and len(text.splitlines()) < 180, "collect.ps1: short, and ASCII",
                len(text.splitlines()))
    tally.check(re.findall(r"\bWrite\w*\(|::Write\w+|Set\w*\(|\bOut-\w+|>>?\s*\$", bare or "") == ["::WriteAllText"],
                "collect.ps1: writes in one place", re.findall(r"\w*Write\w*\(", bare or ""))
    check_script_knows_tables(tally, text)


def check_script_knows_tables(tally, text):
    """The script has a list of its own: each registry name and class of the tables is in it."""
    for row in csv.DictReader(l for l in open(TABLES / "client-driver-names.csv") if l[0] != "#"):
        name = row["name"]
        if row["kind"] == "registry":
            name = re.sub(r"^HKLM\\(SOFTWARE\\(WOW6432Node\\)?)?|\\(InstalledVersion|Release)$", "", name)
            name = "ODBC\\ODBCINST.INI" if name.startswith("ODBC\\ODBCINST.INI\\") else name
        if row["kind"] in ("registry", "CLSID"):
            tally.check(f"{name}'" in text, f"collect.ps1 knows {row['name']}")
    table = TABLES / "windows-settings.csv"
    for row in csv.DictReader(l for l in open(table) if l[0] != "#") if table.exists() else ():
        path = re.sub(r"^HKLM\\(SOFTWARE\\(?:WOW6432Node\\)?)?", "", row["path"])
        path = path.split("\\Protocols\\")[0]
        tally.check(path in text and (not row["value"] or row["value"] in text or "SCHANNEL" in path),
                    f"collect.ps1 knows {row['key']}", row["path"])


def check_sample(evidence, tally):
    """Written by hand as the script formats it: PowerShell was not here to run it."""
    text = SAMPLE.read_bytes()
    lines = text.decode("utf-16").split("\r\n")
    wrong = [l for l in lines[1:-1] if l and not VALUE.fullmatch(l) and
             not re.fullmatch(r"\[HKEY_LOCAL_MACHINE\\[^\]]+\]", l)]
    tally.check(text[:2] == b"\xff\xfe" and lines[0] == "Windows Registry Editor Version 5.00" and
                lines[-1] == "" and not wrong, "the sample has the script's form", wrong)
    document = evidence.read("reg", SAMPLE)
    values = {(k["path"].removeprefix("HKEY_LOCAL_MACHINE\\"), v["name"]): v.get("text", v.get("number"))
              for k in document["keys"] for v in k["values"]}
    tally.check(not document["problems"], "the sample is read whole", document["problems"])
    keys = {k["path"] for k in document["keys"]}
    for view in ("", "WOW6432Node\\"):
        key = rf"HKEY_LOCAL_MACHINE\SOFTWARE\{view}Microsoft\Windows\CurrentVersion\Uninstall"
        tally.check(key in keys, f"the sample has the whole list of programs, {view or '64 bit'}", sorted(keys))
    for wanted, value in (
            ((r"SOFTWARE\sqlcheck\collect", "complete"), 1),
            ((r"SOFTWARE\sqlcheck\collect", "collected"), "2026-11-24T03:42:10Z"),
            ((r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "Hostname"), "MP01"),
            ((r"SOFTWARE\WOW6432Node\Microsoft\SQLNCLI11", "InstalledVersion"), "11.4.7001.0"),
            ((r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\Tool of ours", "DisplayVersion"),
             "1.0\r\nbeta"),
            ((r"SOFTWARE\ODBC\ODBCINST.INI\SQL Server", "Setup"), r"%SystemRoot%\system32\SQLSRV32.dll"),
            ((r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client", "Enabled"),
             0xffffffff),
            ((r"SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002", "Functions"),
             ["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]),
            ((r"SOFTWARE\Classes\WOW6432Node\CLSID\{397C2819-8272-4532-AD3A-FB5E43BEAA39}\InprocServer32", ""),
             r"C:\Windows\SysWOW64\sqlncli11.dll")):
        tally.check(values.get(wanted) == value, f"the sample has {wanted[0][-40:]} {wanted[1]}", values.get(wanted))


def check(tally, inspectmain, folder):
    evidence = Evidence(tally, inspectmain, folder)
    check_csv(evidence, tally)
    check_accepted_names(tally)
    check_real_report(evidence, tally)
    check_made_machine(evidence, tally)
    check_long_list(evidence, tally)
    check_this_machine(evidence, tally)
    check_script(tally)
    check_sample(evidence, tally)
