"""Evidence of many hosts; the readers of hives and of DLLs beside reglookup and wrestool: tests/bench/run.

Each side is one process that prints all it reads."""
import os
import pathlib
import re
import shutil
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "inspect"))
import fixtures  # noqa: E402
import registries  # noqa: E402

SEEDS = pathlib.Path(__file__).resolve().parents[1] / "fuzz/seeds"

DLLS = 300
DLL_SIZE = 2 << 20  # about what the drivers have
KEYS = 500


def exports(folder, hosts, first=0):
    """A .reg export of each host."""
    text, name = registries.reg_text(("SOFTWARE", registries.SOFTWARE), ("SYSTEM", registries.CURRENT)), '"MP01"'
    if name not in text:
        raise RuntimeError("the host's name is not in the export")
    for number in range(first, first + hosts):
        own = text.replace(name, f'"h{number:05}"')
        (folder / f"{number:05}.reg").write_bytes(own.encode("utf-16"))


def mixed(folder, hosts):
    """A quarter each: exports, one inventory, folders with a DLL, reports of Microsoft's SQLCheck."""
    quarter = hosts // 4
    exports(folder, quarter)
    rows = "".join(f"h{n:05}.contoso.com,Microsoft ODBC Driver 18 for SQL Server,18.4.1.1,2026-11-01\r\n"
                   for n in range(quarter, 2 * quarter))
    (folder / "inventory.csv").write_text("host,product,version,scanned\r\n" + rows, newline="")
    dll = make_dlls(folder, 1)[0]
    report = (SEEDS / "sqlcheck_report" / "server-2019").read_text()
    host = re.search(r"^NETBIOS Name: +(\S+)", report, re.M).group(1)
    for number in range(2 * quarter, 3 * quarter):
        own = folder / f"h{number:05}"
        own.mkdir()
        shutil.copy(dll, own / "sqlncli11.dll")
    for path in folder.glob("*.dll"):
        path.unlink()
    for number in range(3 * quarter, hosts):
        (folder / f"report{number}.txt").write_text(report.replace(host, f"h{number:05}"))


def make_hive(hivemain, folder):
    keys = {"Microsoft\\SQLNCLI11": [("InstalledVersion", 1, fixtures.sz("11.4.7001.0"))]}
    for i in range(KEYS):
        keys[f"Classes\\CLSID\\{{{i:08X}-0000-0000-0000-000000000000}}\\ProgID"] = [
            ("", 1, fixtures.sz(f"Component{i}.Class.1")), ("Count", 4, i.to_bytes(4, "little"))]
    return fixtures.build_hive(hivemain, folder / "SOFTWARE", keys)


def make_dlls(folder, count=DLLS):
    """One DLL, copied, as long as a driver's: the resources are a small part of one."""
    form = ((2011, 110, 7001, 0), (11, 0, 7001, 0), [[("ProductVersion", "11.0.7001.0")]])
    first = fixtures.build_dll(folder, "sqlncli11", "x86_64", fixtures.rc_text(form))
    out = []
    for i in range(count):
        out.append(folder / f"copy{i}.dll")
        shutil.copy(first, out[-1])
        os.truncate(out[-1], DLL_SIZE)
    return out


def medians(timed, rounds, commands, environment, folder):
    """Wall and CPU in ms of each list of commands, run in turns; None when one of them fails."""
    seen = {name: [] for name in commands}
    for _ in range(rounds):
        for name, lines in commands.items():
            runs = [timed([str(w) for w in words], environment, folder / "out") for words in lines]
            if any(code != 0 for code, _, _ in runs):
                return None
            seen[name].append((sum(r[1] for r in runs), sum(r[2] for r in runs)))
    return {name: [statistics.median(column) for column in zip(*runs)] for name, runs in seen.items()}


def beside_tools(tally, build, timed, environment, folder, rounds):
    """Prints what both sides took; fails only when one of them does not work."""
    inspectmain, hivemain = (build / "tests/support" / n for n in ("inspectmain", "hivemain"))
    hive, dlls = make_hive(str(hivemain), folder), make_dlls(folder)
    subjects = {
        f"a hive of {hive.stat().st_size // 1024} KB": ("reglookup", {
            "ours": [[inspectmain, "hive", "HKLM", hive]], "theirs": [["reglookup", hive]]}),
        f"{DLLS} DLLs": ("wrestool", {
            "ours": [[inspectmain, "pe", *dlls]],
            "theirs": [["wrestool", "-x", "--raw", "-t", "16", *dlls]]}),
    }
    print(f"\n{'readers':<26}{'ours ms':>10}{'cpu':>8}{'tool ms':>10}{'cpu':>8}   wall ratio")
    for name, (tool, commands) in subjects.items():
        got = medians(timed, rounds, commands, environment, folder)
        if not tally.check(got is not None, f"{name}: both sides read it"):
            continue
        ours, theirs = got["ours"], got["theirs"]
        reached = "reached" if ours[0] < theirs[0] else "missed"
        print(f"{name:<26}{ours[0]:>10.1f}{ours[1]:>8.1f}{theirs[0]:>10.1f}{theirs[1]:>8.1f}"
              f"   {ours[0] / theirs[0]:.2f} of {tool}, to be faster: {reached}")
