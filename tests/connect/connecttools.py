"""The forced logins by themselves (tests/support/connectmain) against endpoints of a lab."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from labtools import Lab, clean_environment  # noqa: E402

PASSWORD = "Autumn-Leaves-2026"
USER = "sqlcheck_reader"
DBLIB = "FreeTDS db-lib"


class Endpoints:
    """with Endpoints(sqlcheck, {"name": "fault = hang\\n..."}) as lab: a case made for the test."""

    def __init__(self, binary, endpoints, logins=((USER, PASSWORD),)):
        self.binary = pathlib.Path(binary).resolve()
        self.main = str(self.binary.parents[1] / "tests" / "support" / "connectmain")
        self.standin = str(self.binary.parents[1] / "tests" / "support" / "standin" / "libstandin.so")
        self.temp = tempfile.TemporaryDirectory(prefix="sqlcheck-connect-")
        self.folder = pathlib.Path(self.temp.name)
        case = self.folder / "case"
        case.mkdir()
        text = f"[case]\ntitle = made for a test\nserver = {next(iter(endpoints))}.test\n"
        text += "".join(f"\n[login]\nuser = {u}\npassword = {p}\n" for u, p in logins)
        text += "".join(f"\n[endpoint {n}]\nhost = {n}.test\n{t}\n" for n, t in endpoints.items())
        (case / "lab.ini").write_text(text)
        self.lab = Lab(self.binary, case)

    def __enter__(self):
        self.lab.__enter__()
        words = self.lab.arguments
        rules = [words[i + 1] for i, w in enumerate(words) if w == "--connect-to"]
        self.address = {r.split(":")[0].split(".")[0].lower(): r.split(":")[2] for r in rules}
        self.ca = words[words.index("--ca-file") + 1] if "--ca-file" in words else None
        return self

    def __exit__(self, *_):
        self.lab.__exit__()
        self.temp.cleanup()

    def words(self, name, /, **more):
        given = {"host": f"{name}.test", "port": 1433, "address": self.address[name], "user": USER,
                 "ca": self.ca, "l": 5000, **more}
        return [self.main, *[f"{k.replace('_', '-')}={v}" for k, v in given.items() if v is not None]]

    def environment(self, password=PASSWORD, **more):
        return clean_environment(CONNECT_PASSWORD=password, **more)

    def start(self, name, /, password=PASSWORD, environment=None, options=None, **more):
        return subprocess.Popen(self.words(name, **more), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                env=self.environment(password, **(environment or {})),
                                **(options or {}))

    def finish(self, process, timeout=60):
        out, err = process.communicate(timeout=timeout)
        try:
            facts = json.loads(out)["facts"]
        except ValueError:
            raise RuntimeError(f"no facts: {out} {err}") from None
        return Result(facts, err)

    def login(self, name, /, timeout=60, **more):
        return self.finish(self.start(name, **more), timeout)


class Result:
    def __init__(self, facts, err):
        self.facts = facts
        self.err = err
        self.logins = {l["driver"]: l for l in facts["logins"]}

    def __getitem__(self, driver):
        return self.logins[driver]

    def __str__(self):
        return json.dumps(self.facts, indent=1, ensure_ascii=False) + self.err


def odbc(folder, drivers, extra=""):
    """A folder for ODBCSYSINI with these drivers: {name: file}."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "odbcinst.ini").write_text(
        extra + "".join(f"[{name}]\nDriver={file}\n" for name, file in drivers.items()))
    return {"ODBCSYSINI": str(folder)}


def processes_of(program):
    """Ids of the processes that run this program."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "exe") == str(program):
                    found.append(int(entry.name))
            except OSError:
                pass
    return found
