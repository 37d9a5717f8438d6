"""Registries of site systems, written as hives and as .reg exports; and asking `sqlcheck drivers`."""
import json
import pathlib
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import fixtures  # noqa: E402
from labtools import ROOT, SANITIZER, clean_environment  # noqa: E402

import jsonschema  # noqa: E402

SCHEMA = jsonschema.Draft7Validator(
    json.loads((ROOT / "sqlcheck/report/drivers-1.schema.json").read_text()))
SZ, EXPAND, BINARY, DWORD, MULTI = 1, 2, 3, 4, 7


class Asker:
    """Runs one sqlcheck, and checks what must hold of every answer."""

    def __init__(self, binary, tally):
        self.binary = str(pathlib.Path(binary).resolve())
        self.tally = tally

    def run(self, *words, before=()):
        return subprocess.run([*before, self.binary, "drivers", *map(str, words)], capture_output=True,
                              text=True, timeout=300, stdin=subprocess.DEVNULL, env=clean_environment())

    def drivers(self, *words, before=()):
        """(exit code, document)"""
        done = self.run(*words, "--format", "json", before=before)
        if SANITIZER.search(done.stderr) or done.returncode not in (0, 1, 2, 3) or not done.stdout:
            self.tally.check(False, "no crash: " + " ".join(map(str, words))[:200], done.stderr)
            return done.returncode, {"hosts": [], "gaps": []}
        document = json.loads(done.stdout)
        errors = [e.message for e in SCHEMA.iter_errors(document)]
        if errors or document["exit"] != done.returncode:
            self.tally.check(False, "the schema holds, and the exit code", "\n".join(errors[:5]))
        return done.returncode, document


def host_of(document, name):
    return next((h for h in document["hosts"] if h["name"].lower() == name.lower()), None)


def brief(host):
    """{(family, bits): (version, answer)} of a host."""
    return {(d["family"], d["bits"]): (d["version"], d["answer"]) for d in host["drivers"]}


# ---- one registry, written in two ways ----

SCHANNEL = r"Control\SecurityProviders\SCHANNEL"
UNINSTALL = r"Microsoft\Windows\CurrentVersion\Uninstall"
WINDOWS = r"Microsoft\Windows NT\CurrentVersion"


def dword(number):
    return (DWORD, struct.pack("<I", number))


def text(words):
    return (SZ, fixtures.sz(words))


def windows(build, revision=None, product="Windows Server 2019 Standard"):
    values = {"ProductName": text(product), "CurrentVersion": text("6.3"), "CurrentBuild": text(build),
              "CurrentMajorVersionNumber": dword(10), "CurrentMinorVersionNumber": dword(0)}
    if revision is not None:
        values["UBR"] = dword(revision)
    return {WINDOWS: values}


def uninstall(*programs, root=""):
    keys = {root + UNINSTALL: {}}
    for number, (name, version) in enumerate(programs):
        keys[f"{root}{UNINSTALL}\\{{{number:08x}}}"] = {"DisplayName": text(name),
                                                      "DisplayVersion": text(version)}
    return keys


CLASS = r"Classes\CLSID\{397C2819-8272-4532-AD3A-FB5E43BEAA39}"
SOFTWARE = {
    **windows("14393", 4583, "Windows Server 2016 Standard"),
    r"ODBC\ODBCINST.INI\ODBC Driver 18 for SQL Server": {
        "Driver": text(r"C:\Windows\system32\msodbcsql18.dll and more")},
    r"ODBC\ODBCINST.INI\SQL Server Native Client RDA 11.0": {"Driver": text(r"C:\sqlnclirda11.dll")},
    r"ODBC\ODBCINST.INI\Some Other Driver": {"Driver": text(r"C:\other.dll")},
    r"WOW6432Node\ODBC\ODBCINST.INI\SQL Server": {"Driver": text(r"C:\Windows\SysWOW64\SQLSRV32.dll")},
    r"Microsoft\SQLNCLI11": {"InstalledVersion": text("11.4.7462.6")},
    r"Microsoft\Microsoft SQL Server\SQLNCLI11\CurrentVersion": {
        "PatchLevel": text("11.4.7462.6"), "Version": text("11.4.7001.0")},
    CLASS: {"": text("SQLNCLI11")},
    CLASS + r"\InprocServer32": {"": text(r"C:\Windows\system32\sqlncli11.dll")},
    CLASS + r"\OLE DB Provider": {"": text("SQL Server Native Client 11.0")},
    CLASS + r"\ProgID": {"": text("SQLNCLI11.1")},
    # no OLE DB Provider below it: no provider
    r"Classes\CLSID\{5A23DE84-1D7B-4A16-8DED-B29C09CB648D}": {"": text("MSOLEDBSQL")},
    r"Classes\CLSID\{5A23DE84-1D7B-4A16-8DED-B29C09CB648D}\ProgID": {"": text("MSOLEDBSQL.1")},
    r"Microsoft\NET Framework Setup\NDP\v4\Full": {"Release": dword(528040)},
    r"Microsoft\.NETFramework\v4.0.30319": {"SchUseStrongCrypto": dword(1)},
    r"WOW6432Node\Microsoft\.NETFramework\v4.0.30319": {"SchUseStrongCrypto": dword(0)},
    r"Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp": {
        "DefaultSecureProtocols": dword(0xa00)},
    r"Policies\Microsoft\Cryptography\Configuration\SSL\00010002": {"Functions": text("A,B")},
    **uninstall(("Microsoft SQL Server 2012 Native Client ", "11.4.7462.6"),
                ("Microsoft ODBC Driver 18 for SQL Server", "18.4.1.1"), ("Something else", "1.0")),
    **uninstall(("Microsoft ODBC Driver 17 for SQL Server", "17.10.6.1"), root="WOW6432Node\\"),
}


def system(control_set, enabled, disabled, name="MP01"):
    return {
        control_set + r"\Services\Tcpip\Parameters": {"Hostname": text(name),
                                                       "Domain": text("contoso.com")},
        control_set + "\\" + SCHANNEL: {"EventLogging": dword(1)},
        control_set + "\\" + SCHANNEL + r"\Protocols\TLS 1.2\Client": {
            "Enabled": dword(enabled), "DisabledByDefault": dword(disabled)},
        control_set + r"\Control\Lsa\FipsAlgorithmPolicy": {"Enabled": dword(0)},
        control_set + r"\Control\Cryptography\Configuration\Local\SSL\00010002": {
            "Functions": (MULTI, fixtures.multi("TLS_A", "TLS_B"))},
    }


# the current set is the second: in the first TLS 1.2 is off
SYSTEM = {"Select": {"Current": dword(2)}, **system("ControlSet001", 0, 1),
          **system("ControlSet002", 1, 0)}


def make_hive(hivemain, path, keys):
    path.parent.mkdir(parents=True, exist_ok=True)
    fixtures.build_hive(hivemain, path, {k: [(n, t, d) for n, (t, d) in v.items()]
                                         for k, v in keys.items()})


def reg_text(*parts):
    """A v5 export of (root, keys) pairs."""
    lines = ["Windows Registry Editor Version 5.00", ""]
    for root, keys in parts:
        for key, values in keys.items():
            lines.append(f"[HKEY_LOCAL_MACHINE\\{root}\\{key}]")
            for name, (kind, data) in values.items():
                shown = "@" if name == "" else f'"{name}"'
                if kind == SZ:  # as regedit writes them
                    words = data.decode("utf-16-le").rstrip("\0").replace("\\", "\\\\").replace('"', '\\"')
                    lines.append(f'{shown}="{words}"')
                elif kind == DWORD:
                    lines.append(f"{shown}=dword:{struct.unpack('<I', data)[0]:08x}")
                else:
                    lines.append(f"{shown}=hex({kind:x}):" + ",".join(f"{b:02x}" for b in data))
            lines.append("")
    return "\r\n".join(lines) + "\r\n"


def write_reg(path, *parts, encoding="utf-16"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(reg_text(*parts).encode(encoding))
    return path


CURRENT = system("CurrentControlSet", 1, 0)
EXPECTED = {
    ("snac11", 64): ("11.4.7462.6", "yes"), ("msodbcsql18", 64): ("18.4.1.1", "yes"),
    ("msodbcsql17", 32): ("17.10.6.1", "yes"), ("sqlsrv32", 32): ("10.0.14393.4583", "no"),
    ("snacrda11", 64): (None, "unlisted"), ("systemdata", None): ("4.8.0", "yes")}
SETTINGS = {
    "schannel.tls12.client": "present", "schannel.tls12.client.enabled": "1",
    "schannel.tls12.client.disabledbydefault": "0", "fips.enabled": "0", "ciphers.machine": "TLS_A,TLS_B",
    "ciphers.policy": "A,B", "dotnet.release": "528040", "dotnet.v4.strongcrypto": "1",
    "dotnet.v4.strongcrypto.32": "0", "winhttp.secureprotocols": "2560",
    "windows.product": "Windows Server 2016 Standard", "windows.version": "6.3", "windows.major": "10",
    "windows.minor": "0", "windows.build": "14393", "windows.ubr": "4583"}
