"""All suites of the reference endpoint by `sqlcheck probe` and by nmap: hellos, connections, wall."""
import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "probe"))
from probetools import REFERENCE, REFERENCE_SUITES, Bed, Probe  # noqa: E402

DELAYS_MS = (0, 50)
MOST_HELLOS = 30


def nmap(bed, name):
    subprocess.run(["nmap", "-Pn", "-n", "-p", "1433", "--script", "ssl-enum-ciphers", bed.address(name)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                   timeout=120)


def counted(bed, name, run, rounds):
    """(hellos, connections, wall ms): counts of the first run, median of the walls."""
    before, walls = len(bed.journal(name)), []
    for i in range(rounds):
        start = time.perf_counter()
        run()
        walls.append((time.perf_counter() - start) * 1000)
        if i == 0:
            lines = bed.journal(name)[before:]
    return sum(line["hello"] is not None for line in lines), len(lines), statistics.median(walls)


def measure(binary, rounds, tally):
    beds = {f"delay-{ms}": {"suite": list(REFERENCE), "reply-delay-ms": str(ms)} for ms in DELAYS_MS}
    print(f"\n{'all suites, 4 + 4 + 14':28}{'hellos':>8}{'conn':>6}{'wall ms':>9}   x: nmap against ours")
    with Bed(str(binary), beds) as bed:
        for ms, name in zip(DELAYS_MS, beds):
            words = [*bed.words(name), "--suites", "--format", "json"]
            ours = counted(bed, name, lambda: Probe(bed.binary, words), rounds)
            theirs = counted(bed, name, lambda: nmap(bed, name), rounds if ms == 0 else 1)
            for who, (hellos, connections, wall) in (("sqlcheck probe --suites", ours), ("nmap", theirs)):
                print(f"{who + f', {ms} ms':28}{hellos:8}{connections:6}{wall:9.1f}")
            print(f"{'x':28}" + "".join(f"{b / a:{w}.1f}" for a, b, w in zip(ours, theirs, (8, 6, 9))))
            before = len(bed.journal(name))
            only = Probe(bed.binary, words).only
            seen = len(bed.journal(name)) - before
            tally.check(only["suites"]["tds7"] == REFERENCE_SUITES and only["hellos"] <= MOST_HELLOS
                        and only["connections"] == seen,
                        f"all suites, {ms} ms: 4 + 4 + 14 in at most {MOST_HELLOS} hellos, all connections told",
                        f"{only['hellos']} hellos, {only['connections']} connections, lab {seen}")
