"""A hierarchy as large as the product allows: verify from the database of its central site, all its SQL Servers in
one lab on the same CPUs, evidence of half of its hosts; and the same facts judged alone."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scale"))
import hierarchies  # noqa: E402
import peers  # noqa: E402
from labtools import Lab, clean_environment  # noqa: E402
from thousands import count_that_fits, lab_cpu_s  # noqa: E402

SEED, LIMIT_S = 1, 900
MOST_S, MOST_MB, MOST_JUDGE_S, MOST_LINES = 90, 300, 1, 6000


def timed(folder, words, environment):
    """Exit code, wall s, CPU s and peak MB of the largest of the process and its children."""
    times = folder / "times"
    done = subprocess.run(["/usr/bin/time", "-q", "-f", "%e %U %S %M", "-o", str(times), *words], env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=LIMIT_S)
    wall, user, system, kilobytes = times.read_text().split()
    return done.returncode, float(wall), float(user) + float(system), int(kilobytes) / 1024


def show(name, run, lab_cpu=None):
    _, wall, cpu, peak = run
    lab = "-" if lab_cpu is None else f"{lab_cpu:.1f}"
    print(f"{name:52}{wall:9.1f}{cpu:8.1f}{lab:>11}{peak:9.1f}")


def measure(binary, tally):
    hierarchy = hierarchies.Hierarchy(SEED, hierarchies.FULL, hierarchies.QUIET)
    count = len(hierarchy.servers)
    if not tally.check(count_that_fits(count) == count, f"{count:,} SQL Servers fit into one lab"):
        return
    with hierarchies.folder_of(hierarchy) as folder, Lab(str(binary), folder) as lab:
        facts, text, document = (lab.folder / name for name in ("facts", "text", "json"))
        secret = clean_environment(SQLCMDPASSWORD=lab.password)
        before = lab_cpu_s(lab)
        words = [lab.binary, *lab.arguments]
        run = timed(lab.folder, [*words, "-o", str(text)], secret)
        lab_cpu = lab_cpu_s(lab) - before
        lines = len(text.read_text().splitlines())
        offline = [lab.binary, "verify", "--facts", str(facts)]
        as_json, saving = ["--format", "json", "-o", str(document)], ["--facts-out", str(facts)]
        rows = {"verify, text": run,
                "the same as JSON": timed(lab.folder, [*words, *as_json], secret),
                "the same with --facts-out": timed(lab.folder, [*words, "-o", str(text), *saving], secret),
                "its facts, text": timed(lab.folder, [*offline, "-o", str(text)], clean_environment()),
                "its facts, JSON": timed(lab.folder, [*offline, *as_json], clean_environment())}
        report = json.loads(document.read_text())
    print(f"\n{count:,} SQL Servers, {len(hierarchy.truth):,} paths"
          f"{'':18}{'wall s':>9}{'CPU s':>8}{'lab CPU s':>11}{'peak MB':>9}")
    for name, row in rows.items():
        show(f"  {name}", row, lab_cpu if row is run else None)
    alone, most = rows["its facts, text"], max(row[3] for row in rows.values())
    peers.show_target(run[1] <= MOST_S, f"to reach: {MOST_S} s: {run[1]:.1f} s")
    peers.show_target(most <= MOST_MB, f"to reach: each in {MOST_MB} MB: {most:.1f} MB")
    peers.show_target(alone[1] <= MOST_JUDGE_S, f"to reach: facts alone in {MOST_JUDGE_S} s: {alone[1]:.1f} s")
    wrong = hierarchies.differences(hierarchy.truth, report)
    tally.check(not wrong, f"{count:,} SQL Servers: every path as it must be", "\n".join(wrong))
    tally.check(lines <= MOST_LINES, f"{count:,} SQL Servers: at most {MOST_LINES:,} lines of text", lines)
