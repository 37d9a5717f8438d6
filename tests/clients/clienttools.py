"""What every client is told of the lab on everyday, and how a client is run."""
import os
import subprocess

from labtools import clean_environment

TDSODBC = "/usr/lib/{}-linux-gnu/odbc/libtdsodbc.so".format(os.uname().machine)
PORTS = {
    "login-only": 1433, "all": 14332, "unknown-ca": 14333, "wrong-name": 14334, "expired": 14335,
    "none": 14336, "big-chain": 14337, "small-flight": 14338, "type-four": 14339,
    "one-byte": 14340, "tls10": 14341, "tls11": 14342, "fallback": 14343, "slow": 14344,
    "small-packets": 14345, "large-packets": 14346, "strict": 14347, "named": 14348,
}


class Site:
    """The lab on everyday, and what the clients need to know of it."""

    def __init__(self, lab):
        self.address = next(w.split(":")[2] for w in lab.arguments if w.startswith("lab.test:"))
        self.ca = lab.arguments[lab.arguments.index("--ca-file") + 1]
        self.password = lab.password
        self.folder = lab.folder
        self.sections = self.folder / "freetds.conf"
        lines = []
        for name, port in PORTS.items():
            for suffix, more in (("", ""), ("-checked", f"ca file = {self.ca}\n")):
                encryption = "request" if name in ("login-only", "none") else "require"
                lines.append(f"[{name}{suffix}]\nhost = {self.address}\nport = {port}\n"
                             f"tds version = 7.4\nencryption = {encryption}\n{more}"
                             "client charset = UTF-8\nconnect timeout = 10\ntimeout = 20\n\n")
        for version in ("7.2", "7.3"):
            lines.append(f"[tds{version}]\nhost = {self.address}\nport = {PORTS['all']}\n"
                         f"tds version = {version}\nencryption = require\nclient charset = UTF-8\n\n")
        lines.append(f"[instance]\nhost = {self.address}\ninstance = INST1\ntds version = 7.4\n"
                     "client charset = UTF-8\n\n")
        self.sections.write_text("".join(lines))
        # Written once: the checks run side by side.
        (self.folder / "odbc.ini").write_text("".join(
            f"[{name}{suffix}]\nDriver = {TDSODBC}\nServername = {name}{suffix}\n"
            "Database = CM_P01\nClientCharset = UTF-8\n\n" for name in PORTS for suffix in ("", "-checked")))

    def environment(self, **more):
        return clean_environment(FREETDSCONF=str(self.sections), ODBCSYSINI=str(self.folder),
                                 ODBCINI=str(self.folder / "odbc.ini"), **more)


def run(words, timeout=60, **options):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=timeout, **options)


def expect(condition, detail):
    if not condition:
        raise AssertionError(detail)


def need(tally, client, there, package):
    if there:
        return True
    return tally.check(False, f"{client}: is here", f"install the Debian package {package}")
