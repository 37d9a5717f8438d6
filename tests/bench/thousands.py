"""As many endpoints as the largest hierarchy has, all in one lab on the same CPUs, by `sqlcheck probe`."""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "probe"))
import peers  # noqa: E402
from labtools import clean_environment, keys_dir  # noqa: E402
from probetools import DOMAIN, Bed  # noqa: E402

ENDPOINTS, QUICK_ENDPOINTS = 6651, 500
MOST_S, MOST_MB, LIMIT_S = 60, 150, 600
SPARE_FILES = 1000  # of the lab: connections, keys
TICKS = os.sysconf("SC_CLK_TCK")


def count_that_fits(count):
    """The lab listens on a socket for each endpoint; it has the limit of this process."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    fits = count if hard == resource.RLIM_INFINITY else min(count, hard - SPARE_FILES)
    if fits < count:
        print(f"only {fits:,} endpoints: {hard:,} open files are allowed here")
    return fits


def lab_cpu_s(lab):
    fields = pathlib.Path(f"/proc/{lab.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Run:
    """One probe of all: what it took, and its results."""

    def __init__(self, bed, words, form):
        times, output = bed.lab.folder / "times", bed.lab.folder / "output"
        before = lab_cpu_s(bed.lab)
        done = subprocess.run(["/usr/bin/time", "-q", "-f", "%e %U %S %M", "-o", str(times), bed.binary, "probe", *words,
                               "--format", form, "-o", str(output)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=LIMIT_S,
                              env=clean_environment())
        self.lab_cpu = lab_cpu_s(bed.lab) - before
        wall, user, system, kilobytes = times.read_text().split()
        self.wall, self.cpu, self.peak = float(wall), float(user) + float(system), int(kilobytes) / 1024
        self.code, self.said, text = done.returncode, done.stderr, output.read_text()
        lines = map(json.loads, text.splitlines()) if form == "jsonl" else json.loads(text)["endpoints"]
        results = [(line["target"], line["verdict"], line["connections"]) for line in lines]
        self.targets, self.verdicts = sorted(r[0] for r in results), {r[1] for r in results}
        self.connections = sum(r[2] for r in results)


def measure(binary, rounds, tally, quick):
    count = count_that_fits(QUICK_ENDPOINTS if quick else ENDPOINTS)
    names = [f"e{i}" for i in range(count)]
    with Bed(str(binary), dict.fromkeys(names, {})) as bed:
        targets, settings = bed.lab.folder / "targets", bed.lab.folder / "settings"
        targets.write_text("".join(f"{name}.{DOMAIN}\n" for name in names))
        settings.write_text(f"ca-file = {keys_dir()}/ca.pem\n" + "".join(f"connect-to = {r}\n" for r in bed.rules))
        words = ["--config", str(settings), "--targets", str(targets)]
        runs = [Run(bed, words, form) for form in ["jsonl"] * rounds + ["json"]]
        lab = len(bed.lab.journal(20))
    said = sum(run.connections for run in runs)
    wall, cpu, lab_cpu = (statistics.median(getattr(run, key) for run in runs[:-1]) for key in ("wall", "cpu", "lab_cpu"))
    peak = max(run.peak for run in runs)
    print(f"\n{count:,} endpoints of one lab process, default probe{'wall s':>9}{'CPU s':>8}{'lab CPU s':>11}{'peak MB':>9}"
          f"{'conn':>9}{'a second':>10}{'runs':>6}")
    print(f"{'  sqlcheck probe --format jsonl':52}{wall:9.1f}{cpu:8.1f}{lab_cpu:11.1f}{runs[0].peak:9.1f}"
          f"{runs[0].connections:9,}{count / wall:10.0f}{rounds:6}")
    print(f"{'  sqlcheck probe --format json':52}{runs[-1].wall:9.1f}{runs[-1].cpu:8.1f}{runs[-1].lab_cpu:11.1f}"
          f"{runs[-1].peak:9.1f}{runs[-1].connections:9,}{count / runs[-1].wall:10.0f}{1:6}")
    peers.show_target(wall <= MOST_S, f"to reach: {MOST_S} s: {wall:.1f} s")
    peers.show_target(peak <= MOST_MB, f"to reach: {MOST_MB} MB: {peak:.1f} MB")
    wanted = sorted(f"{name}.{DOMAIN}" for name in names)
    tally.check(all(run.targets == wanted and run.verdicts == {"OK"} and run.code == 0 for run in runs),
                f"{count:,} endpoints: each is there, and good",
                [(run.code, len(run.targets), run.verdicts, run.said[:300]) for run in runs])
    tally.check(lab == said, f"{count:,} endpoints: the lab counted the connections of the reports", (lab, said))
    tally.check(peak <= MOST_MB, f"{count:,} endpoints: at most {MOST_MB} MB", peak)
