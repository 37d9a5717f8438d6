"""What is found when a flight comes in pieces, and who gives a bad or an unreadable server exit code 0."""
import concurrent.futures
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "probe"))
import peers  # noqa: E402
import suites  # noqa: E402
from probetools import REFERENCE, REFERENCE_SUITES, Bed, Probe  # noqa: E402

# how the lab sends its flight, and in how many TDS packets the first one comes
FRAMINGS = {
    "1 packet": ({}, (1, 1)), "2 packets, 3 certificates": ({"certificate": "big-chain"}, (2, 2)),
    "3 packets and more": ({"certificate": "big-chain", "flight-packet": "1400"}, (3, 9)),
    "512-byte packets": ({"flight-packet": "512"}, (3, 9)),
    "one-byte segments": ({"one-byte-segments": "yes"}, (1, 1)),
}
# how the lab plays it, our exit code
BAD = {
    "TLS 1.0 only": ({"tls-max": "1.0"}, 2), "encryption not supported": ({"encryption": "not-supported"}, 2),
    "a flight that cannot be read": ({"fault": "garbage", "fault-at": "handshake"}, 3),
}
OURS = "sqlcheck"
# A TLS 1.2 hello for ECDHE-RSA-AES256-GCM-SHA384 with X25519, and RSA signatures.
HELLO = bytes.fromhex("16030100430100003f0303" + "00" * 32 + "000002c03001000014"
                      "000a00040002001d" "000d00080006080404010601")


def packets_of(address):
    """TDS packets of the flight that answers a hello."""
    with socket.create_connection((address, 1433), timeout=20) as sock, sock.makefile("rb") as stream:
        def packet():
            header = stream.read(8)
            stream.read(struct.unpack(">H", header[2:4])[0] - 8)
            return header[1]
        sock.sendall(bytes.fromhex("1201001A0000010000000B000601001100 01FF090000000000 00".replace(" ", "")))
        packet()
        sock.sendall(struct.pack(">BBHHBB", 0x12, 1, len(HELLO) + 8, 0, 1, 0) + HELLO)
        count = 1
        while packet() & 1 == 0:
            count += 1
        return count


def show(title, names, columns, results):
    print(f"\n{title:46}" + "".join(f"{column:>12}" for column in columns))
    for name in names:
        print(f"  {name:44}" + "".join(f"{results.get((name, column), '-'):>12}" for column in columns))
    sys.stdout.flush()


def others_at_once(bed, names, tools, value):
    """They wait most of the time, and only what they say is told here."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=8) as pool:
        jobs = {(name, who): pool.submit(tool, bed.address(name)) for name in names for who, tool in tools.items()}
        return {key: value(job.result()) for key, job in jobs.items()}


def framings(binary, rounds, tally, quick):
    beds = {f"framing-{i}": {"suite": list(REFERENCE), **keys} for i, (keys, _) in enumerate(FRAMINGS.values())}
    with Bed(str(binary), beds) as bed:
        results = {}
        for bed_name, (name, (_, packets)) in zip(beds, FRAMINGS.items()):
            came = packets_of(bed.address(bed_name))
            before = len(suites.journal_of(bed, [bed_name])())
            seen = [Probe(bed.binary, [*bed.words(bed_name), "--suites", "--format", "json"]) for _ in range(rounds)]
            lab = len(suites.journal_of(bed, [bed_name])()) - before
            said = sum(p.only["connections"] for p in seen)
            found = sorted({suites.count_suites(p.only) for p in seen})
            results[bed_name, OURS] = "/".join(map(str, found))
            tally.check(packets[0] <= came <= packets[1] and lab == said and not any(p.troubles for p in seen)
                        and all(p.only["suites"]["tds7"] == REFERENCE_SUITES for p in seen),
                        f"flight, {name}: 22 suites in each of {rounds} runs, the lab's connections as the report's",
                        f"{came} packets, {found}, lab {lab}, reports {said}")
        if not quick:
            results.update(others_at_once(bed, beds, {"nmap": peers.nmap}, lambda answer: answer[0]))
        titles = dict(zip(beds, FRAMINGS))
        show(f"suites found of 22, each of {rounds} runs (nmap: one)", FRAMINGS, [OURS, "nmap"],
             {(titles[name], who): value for (name, who), value in results.items()})
        all_found = all(results[name, OURS] == "22" for name in beds)
        peers.show_target(all_found, "to reach: all, every time")


def all_clears(binary, rounds, tally, quick):
    beds = {name.replace(" ", "-").lower(): keys for name, (keys, _) in BAD.items()}
    with Bed(str(binary), beds) as bed:
        results, good = {}, True
        for bed_name, (name, (_, code)) in zip(beds, BAD.items()):
            probes = [Probe(bed.binary, [*bed.words(bed_name), *more, "--format", "json"])
                      for more in ((), ("--suites",)) for _ in range(rounds)]
            lab = len(suites.journal_of(bed, [bed_name])())
            said = sum(p.only["connections"] for p in probes)
            codes = sorted({p.code for p in probes})
            results[name, OURS] = "/".join(map(str, codes))
            good = good and codes == [code]
            tally.check(codes == [code] and lab == said and not any(p.troubles for p in probes),
                        f"no all-clear, {name}: exit {code} with and without --suites, the lab's connections as the report's",
                        f"{codes}, lab {lab}, reports {said}")
        if not quick:
            titles = dict(zip(beds, BAD))
            theirs = others_at_once(bed, beds, {"nmap": peers.nmap, "sslscan": peers.sslscan}, lambda answer: answer[1])
            results.update({(titles[name], who): value for (name, who), value in theirs.items()})
        show("exit code", BAD, [OURS, "nmap", "sslscan"], results)
        peers.show_target(good, "to reach: no false all-clear; exit 2, 2, 3")


def measure(binary, rounds, tally, quick):
    framings(binary, rounds, tally, quick)
    all_clears(binary, rounds, tally, quick)
