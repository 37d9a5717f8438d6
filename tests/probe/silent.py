"""Hundreds of endpoints that do not answer, among a thousand that do: nobody waits for them."""
import json
import resource
import time

from fleettools import KINDS, Counter, fleet, kind_of, names, objects, tally

CROWD = {"good": 1000, "silent": 200, "resetting": 200, "refused": 100}
SAID = {"good": "takes TLS 1.0, 1.1 and 1.2", "silent": "is silent", "resetting": "resets the connection",
        "refused": "has nobody listening"}


def wrong_in(lines):
    return [(line["target"], line["headline"]) for line in lines if SAID[kind_of(line["target"])] not in line["headline"]]


def silent_hundreds(bed, folder):
    """A third of 1,500 gives no answer, and 200 of them keep a thread to its deadline."""
    crowd, before = fleet(**CROWD), bed.count()
    done = bed.run(crowd, "--format", "jsonl", "-j", "64", "-l", "10")
    lines, wrong = objects(done.text)
    asked = {name: count - before[name] for name, count in bed.count().items()}
    said = {name: sum(line["connections"] for line in lines if kind_of(line["target"]) == name) for name in KINDS}
    got = {name: sum(kind_of(target) == name for target in names(lines)) for name in CROWD}
    tally.check(got == CROWD and sorted(names(lines)) == sorted(crowd) and not wrong and not done.troubles,
                "silent hundreds: 1,500 targets, a line each", (got, wrong[:3], done.troubles))
    tally.check(not wrong_in(lines) and done.returncode == 3,
                "silent hundreds: each is told as what it is, the good ones, too", (done.returncode, wrong_in(lines)[:5]))
    tally.check(asked == said, "silent hundreds: the lab counted the connections that the lines claim", (asked, said))


def silent_but_one_thread(bed, folder):
    """63 of 64 threads are held until all others are done, however long that takes."""
    good, stream = fleet(good=100, resetting=20, refused=10), folder / "held.jsonl"
    with Counter() as counter:
        port = counter.listener.getsockname()[1]
        held = [f"held{i}.fleet.test,{port}" for i in range(63)]
        (folder / "list").write_text("\n".join(held + good))
        process = bed.start("--targets", str(folder / "list"), "--format", "jsonl", "-j", "64", "-l", "600",
                            "--connect-to", f":{port}:127.0.0.1:{port}", "-o", str(stream))
        limit = time.monotonic() + 150
        while (not stream.exists() or stream.read_text().count("\n") < len(good)) and time.monotonic() < limit:
            time.sleep(0.1)
        early = stream.read_text().splitlines()
        counter.release.set()
        said = process.communicate(timeout=90)[1]
    first, _ = objects("\n".join(early))
    last, wrong = objects(stream.read_text())
    tally.check(sorted(names(first)) == sorted(good) and not wrong_in(first),
                "silent, all threads but one: all others are done meanwhile", (len(first), wrong_in(first)[:5]))
    tally.check(sorted(names(last)) == sorted(held + good) and not wrong and process.returncode == 3,
                "silent, all threads but one: let go at last they are told, too", (len(last), said[-500:]))


def silent_at_the_end(bed, folder):
    """-l would hold them for minutes: only --total-timeout ends this in time."""
    crowd = fleet(good=300, silent=200, resetting=100, refused=50)
    done = bed.run(crowd, "--format", "json", "-j", "64", "-l", "600", "--total-timeout", "6")
    document = json.loads(done.text)
    over = document["unfinished"]
    tally.check(sorted(over + names(document["endpoints"])) == sorted(crowd) and done.returncode == 3,
                "silent hundreds --total-timeout: each is done or named", (len(over), done.returncode))
    tally.check("--total-timeout is over" in done.said, "silent hundreds --total-timeout: says so", done.said)
    wrong = wrong_in(document["endpoints"])
    tally.check(len(wrong) <= 64 and all(e["verdict"] == "UNKNOWN" for e in document["endpoints"] if (e["target"], e["headline"]) in wrong),
                "silent hundreds --total-timeout: what it cut off is unknown, the rest is told as what it is", wrong[:5])


def silent_with_few_files(bed, folder):
    crowd = fleet(good=100, silent=12, resetting=20, refused=10)
    done = bed.run(crowd, "--format", "jsonl", "-j", "64",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)))
    lines, wrong = objects(done.text)
    tally.check("100 files: 13 endpoints at once, not 64 (ulimit -n raises that)" in done.said, "silent with few files: said", done.said)
    tally.check(sorted(names(lines)) == sorted(crowd) and not wrong + wrong_in(lines),
                "silent with few files: each is told as what it is", (len(lines), wrong_in(lines)[:5]))


GROUPS = (silent_hundreds, silent_but_one_thread, silent_at_the_end, silent_with_few_files)
