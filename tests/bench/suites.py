"""All suites of the reference endpoint and of a strict one, by `sqlcheck probe --suites` and by others."""
import functools
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "probe"))
import peers  # noqa: E402
from probetools import REFERENCE, REFERENCE_SUITES, Bed, Probe  # noqa: E402

MOST_HELLOS = 30
MOST_MS = {0: 100, 50: 900}
REPLY_MS, PORTS, PORTS_MS, PORTS_CONNECTIONS = 20, 10, 1500, 400
WAYS = {
    "TDS 7": ("tds7", {}, 22, {"nmap": peers.nmap}),
    "strict": ("strict", {"encryption": "strict", "tls-min": "1.0", "tls-max": "1.3"}, 25,
               {"sslscan": peers.sslscan, "s_client": peers.s_client}),
}
SLOW = {"s_client"}  # with a delay once is enough: nothing hangs on it


def count_suites(endpoint):
    return sum(len(suites) for way in endpoint["suites"].values() for suites in way.values())


def probe(bed, names, seen):
    """What `peers` gives of a tool, and the endpoints, which go into `seen`."""
    done = Probe(bed.binary, [*bed.words(*names), "--suites", "--format", "json"])
    seen.append(done)
    return sum(map(count_suites, done.endpoints)), done.code


def journal_of(bed, names):
    return lambda: [line for line in bed.lab.journal() if line["endpoint"] in names]


def rows_of(bed, names, rounds, others, quick_others):
    """Our row first; with it every probe that is made."""
    seen, addresses = [], [bed.address(name) for name in names]
    rows = [peers.Row("sqlcheck probe --suites", journal_of(bed, names), functools.partial(probe, bed, names, seen), rounds)]
    for who, tool in others.items():
        rows.append(peers.Row(who, journal_of(bed, names), functools.partial(tool, *addresses),
                              1 if who in quick_others else rounds))
    peers.take_turns(rows)
    return rows, seen


def one_endpoint(bed, rounds, quick, tally):
    for way, (key, _, suites, others) in WAYS.items():
        for ms, most_ms in MOST_MS.items():
            name = f"{way.lower().replace(' ', '')}-{ms}"
            if quick:
                others = {} if ms > 0 else {who: tool for who, tool in others.items() if who not in SLOW}
            rows, seen = rows_of(bed, [name], rounds, others, SLOW if ms > 0 else ())
            ours = rows[0]
            peers.show(f"all suites of a {way} endpoint, {ms} ms a reply", rows)
            peers.show_target(ours.wall <= most_ms, f"to reach: {most_ms / 1000:.2f} s: {ours.wall / 1000:.3f} s")
            if way == "TDS 7":
                peers.show_target(seen[0].only["hellos"] <= MOST_HELLOS, f"to reach: {MOST_HELLOS} hellos, the order and "
                                  f"the one in the strict way among them: {seen[0].only['hellos']}")
            right = [p.only["connections"] == ours.connections and not p.troubles
                     and count_suites(p.only) == suites and p.only["suites"][key]["1.2"] == REFERENCE_SUITES["1.2"]
                     for p in seen]
            tally.check(all(right), f"{way}, {ms} ms: {suites} suites each time, the lab counted the connections of the report",
                        [(p.only["connections"], ours.connections, p.only["hellos"], p.only["suites"]) for p in seen])
            if way == "TDS 7":
                tally.check(all(p.only["hellos"] <= MOST_HELLOS and p.only["order"] == "server" for p in seen),
                            f"{way}, {ms} ms: at most {MOST_HELLOS} hellos with the order", seen[0].only["hellos"])


def ten_ports(bed, rounds, quick, tally):
    names = [f"port-{i}" for i in range(PORTS)]
    rows, seen = rows_of(bed, names, rounds, {} if quick else {"nmap, its hosts at once": peers.nmap}, ())
    ours = rows[0]
    peers.show(f"all suites of {PORTS} ports, {REPLY_MS} ms a reply", rows)
    peers.show_target(ours.wall <= PORTS_MS, f"to reach: {PORTS_MS / 1000} s: {ours.wall / 1000:.3f} s")
    peers.show_target(ours.connections <= PORTS_CONNECTIONS,
                      f"to reach: {PORTS_CONNECTIONS} connections: {ours.connections}")
    said = [sum(e["connections"] for e in p.endpoints) for p in seen]
    tally.check(said == [ours.connections] * len(seen) and ours.connections <= PORTS_CONNECTIONS and
                all(e["suites"]["tds7"] == REFERENCE_SUITES for p in seen for e in p.endpoints),
                f"{PORTS} ports: all suites, in at most {PORTS_CONNECTIONS} connections, the lab's as the report's",
                (said, ours.connections))


def measure(binary, rounds, tally, quick):
    beds = {f"{way.lower().replace(' ', '')}-{ms}": {"suite": list(REFERENCE), "reply-delay-ms": str(ms), **keys}
            for way, (_, keys, _, _) in WAYS.items() for ms in MOST_MS}
    beds.update({f"port-{i}": {"suite": list(REFERENCE), "reply-delay-ms": str(REPLY_MS)} for i in range(PORTS)})
    with Bed(str(binary), beds) as bed:
        peers.show_head(rounds)
        one_endpoint(bed, rounds, quick, tally)
        ten_ports(bed, rounds, quick, tally)
