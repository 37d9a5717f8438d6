"""sqlcheck probe --clients: the published list of servers that some Windows cannot reach, and the
choices that this machine's OpenSSL and GnuTLS come to with the same servers."""
import csv
import io
import pathlib
import re
import socket
import struct
import subprocess
import tempfile

from endpoints import SAN, Authorities, make_leaf
from foreigntools import context
from labtools import clean_environment
from probetools import Bed, Probe
from tdsserver import Server, Settings

LEGACY = "vista-2008 win7-2008r2 win8-2012 win81-2012r2"
NO_RC4 = ("win10-1709 win10-1803 win10-1809-2019 win10-1903-2004 win10-20h2-21h2 win10-22h2 server2022 "
          "win11-21h2 win11-22h2 server2025")
NO_DHE = "vista-2008 win10-22h2 win11-22h2 server2025"
NO_X25519 = LEGACY + " win10-1507 win10-1511"
NO_PSS = LEGACY + " win10-1507 win10-1511 win10-1607-2016 win10-1703 win10-1709 win10-1803"
EVERY = NO_X25519 + " win10-1607-2016 win10-1703 " + NO_RC4

GCM = ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"]
DHE_GCM = ["DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256"]
CBC_SHA2 = ["ECDHE-RSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA256"]

# name: (what the endpoint takes, RSA certificate; the Windows that get nothing by default), as the
# documents say, not as our tables do.
SERVERS = {
    "ecdhe-gcm": ({"suite": GCM}, LEGACY),
    "ecdhe-dhe-gcm": ({"suite": GCM + DHE_GCM}, "vista-2008"),
    "all-gcm": ({"suite": GCM + DHE_GCM + ["AES256-GCM-SHA384", "AES128-GCM-SHA256"]}, "vista-2008"),
    "dhe-gcm": ({"suite": DHE_GCM}, NO_DHE),
    "rsa-gcm": ({"suite": ["AES256-GCM-SHA384", "AES128-GCM-SHA256"]}, "vista-2008"),
    "cis-like": ({"suite": GCM + CBC_SHA2}, "vista-2008"),
    "mozilla": ({"suite": [GCM[1], GCM[0], "ECDHE-RSA-CHACHA20-POLY1305", *DHE_GCM[::-1]]}, "vista-2008"),
    "mozilla-no-dhe": ({"suite": [GCM[1], GCM[0], "ECDHE-RSA-CHACHA20-POLY1305"]}, LEGACY),
    "ecdhe-cbc-sha": ({"suite": ["ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES128-SHA"]}, ""),
    "rsa-cbc-sha": ({"suite": ["AES256-SHA", "AES128-SHA"]}, ""),
    "3des": ({"hello-suite": "TLS_RSA_WITH_3DES_EDE_CBC_SHA"}, "win10-22h2 win11-22h2 server2025"),
    "rc4": ({"hello-suite": ["TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_RC4_128_MD5"]}, NO_RC4),
    "chacha20": ({"suite": "ECDHE-RSA-CHACHA20-POLY1305"}, EVERY),
    "p256": ({"suite": CBC_SHA2 + ["ECDHE-RSA-AES256-SHA"], "group": "P-256"}, ""),
    "p384": ({"suite": CBC_SHA2 + ["ECDHE-RSA-AES256-SHA"], "group": "P-384"}, ""),
    "p521": ({"suite": "ECDHE-RSA-AES256-SHA", "group": "P-521"}, EVERY.replace("vista-2008 ", "")),
    "x25519": ({"suite": "ECDHE-RSA-AES256-SHA", "group": "X25519"}, NO_X25519),
    "brainpool": ({"suite": "ECDHE-RSA-AES256-SHA", "group": "brainpoolP256r1"}, EVERY),
    "pss": ({"suite": ["ECDHE-RSA-AES256-SHA"], "signature": "rsa_pss_rsae_sha256"}, NO_PSS),
    "everything": ({}, ""),
}
OPENSSL_ONLY = {"3des", "rc4"}  # these choose in a hello of the lab's own: no handshake follows


def by_key(probe):
    return {client["client"]: client for client in probe.only["clients"]}


def windows_failing(clients):
    return {key for key, client in clients.items()
            if client["verdict"] == "fail" and key[:3] in ("vis", "win", "ser")}


def servers(bed, tally):
    """{name: {key: client}}; each row against the published one."""
    found = {}
    for name, (_, expected) in SERVERS.items():
        probe = bed.probe(name, "--clients")
        found[name] = by_key(probe)
        got = windows_failing(found[name])
        tally.check(not probe.troubles and got == set(expected.split()),
                    f"clients {name}: the Windows that get nothing are those of the documents",
                    f"{probe.troubles}\nmissing {set(expected.split()) - got}\ntoo many {got - set(expected.split())}")
        count = len(bed.journal(name))
        tally.check(count == probe.only["connections"], f"clients {name}: every connection is counted",
                    f"{count} in the lab, {probe.only['connections']} in the report")
    return found


# ---- OpenSSL and GnuTLS of this machine ---------------------------------------------------------

def openssl_chooses(address):
    """(suite, group) that `openssl s_client` ends up with, TLS 1.2 in TDS 8; None = nothing."""
    done = subprocess.run(["openssl", "s_client", "-connect", f"{address}:1433", "-alpn", "tds/8.0", "-tls1_2"],
                          stdin=subprocess.DEVNULL, timeout=30, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    suite = re.search(r"Cipher    : (\S+)", done.stdout)
    group = re.search(r"Server Temp Key: (?:ECDH, )?([^,\n]+)", done.stdout)
    if suite is None or suite[1] in ("0000", "(NONE)"):
        return None
    names = {"prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
    key = group[1] if group else None
    return iana(suite[1]), None if key is None or key == "DH" else names.get(key, key)


def iana(name):
    words = subprocess.run(["openssl", "ciphers", "-stdname", name + ":@SECLEVEL=0"], stdout=subprocess.PIPE,
                           text=True).stdout.splitlines()
    return next(line.split()[0] for line in words if f" {name} " in line)


def gnutls_chooses(bed, name):
    """The suite of FreeTDS's handshake, as the lab saw it; None = nothing."""
    before = len(bed.journal(name))
    subprocess.run(["tsql", "-H", bed.address(name), "-p", "1433", "-U", "nobody", "-P", "nothing"],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                   env=clean_environment())
    after = bed.journal(name)[before:]
    return next((line["suite"] for line in after if line["suite"]), None)


def agreed(client):
    return client["suite"] if client["verdict"] == "pass" else None


def this_machine(bed, found, tally):
    for name in SERVERS:
        if name in OPENSSL_ONLY:
            continue
        client = found[name]["openssl3-linux"]
        ours = (client["suite"], client["group"]) if client["verdict"] == "pass" else None
        theirs = openssl_chooses(bed.address(name))
        tally.check(ours == theirs, f"clients {name}: openssl s_client comes to the same suite and group",
                    f"ours {ours}, openssl {theirs}")
        ours, theirs = agreed(found[name]["freetds-debian12"]), gnutls_chooses(bed, name)
        tally.check(ours == theirs, f"clients {name}: tsql comes to the same suite",
                    f"ours {ours}, tsql {theirs}")


def lists_of_hello(body):
    """(suites, groups, signatures) of a ClientHello, by their numbers."""
    at = 4 + 2 + 32
    at += 1 + body[at]
    size = struct.unpack(">H", body[at:at + 2])[0]
    suites = struct.unpack(f">{size // 2}H", body[at + 2:at + 2 + size])
    at += 2 + size
    at += 1 + body[at]
    end = at + 2 + struct.unpack(">H", body[at:at + 2])[0]
    at += 2
    extensions = {}
    while at < end:
        kind, length = struct.unpack(">HH", body[at:at + 4])
        extensions[kind] = body[at + 4:at + 4 + length]
        at += 4 + length
    numbers = [struct.unpack(f">{(len(extensions[k]) - 2) // 2}H", extensions[k][2:]) for k in (10, 13)]
    return suites, *numbers


def hello_of(words, in_tds):
    """What a client sends to a listener of ours; `in_tds` answers its PRELOGIN first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        port = str(listener.getsockname()[1])
        child = subprocess.Popen([w.replace("PORT", port) for w in words], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_environment())
        sock, _ = listener.accept()
        with sock:
            sock.settimeout(30)
            if in_tds:
                sock.recv(4096)
                options = b"\0\0\x0b\0\x06\x01\0\x11\0\x01\xff" + b"\x0d\0\x13\xa2\0\0" + b"\x01"
                sock.sendall(b"\x04\x01" + struct.pack(">H", 8 + len(options)) + bytes(4) + options)
            data = sock.recv(16384)
        child.wait(30)
    return lists_of_hello(data[8 + 5 if in_tds else 5:])


def table(binary, name, key, wanted):
    text = subprocess.run([binary, "kb", "--print", name], stdout=subprocess.PIPE, text=True).stdout
    lines = (line for line in io.StringIO(text) if not line.startswith("#"))
    return next(row for row in csv.DictReader(lines) if row[key] == wanted)


def numbers_of(pattern, path, first=""):
    text = (pathlib.Path(__file__).resolve().parents[2] / path).read_text()
    text = text.split(first, 1)[1].split("};", 1)[0] if first else text
    return {int(number, 0): word for number, word in re.findall(pattern, text)}


def lists(binary, tally):
    """The rows of the two that can be had here, against what they really send."""
    suites = numbers_of(r'SUITE\((0x\w+), "(\w+)"\)', "sqlcheck/wire/tls_suites.def")
    groups, signatures = (numbers_of(r'\{(\d+|0x\w+), "([^"]+)"\}', "sqlcheck/wire/tls_names.c", first)
                          for first in ("groups[] = {", "signatures[] = {"))
    for key, words, in_tds in (
            ("openssl3-linux", ["openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:PORT"], False),
            ("freetds-debian12", ["tsql", "-H", "127.0.0.1", "-p", "PORT", "-U", "u", "-P", "p"], True)):
        client = table(binary, "tls-clients.csv", "client", key)
        offered = table(binary, "tls-suites.csv", "list", client["suites"])["suites"].split()
        schemes = table(binary, "tls-signatures.csv", "list", client["signatures"])["schemes"].split()
        sent = hello_of(words, in_tds)
        got = ([suites[s] for s in sent[0] if s >> 8 != 0x13 and s != 0x00ff], [groups[g] for g in sent[1]],
               [signatures[s] for s in sent[2]])
        tally.check(got == (offered, client["groups"].split(), schemes),
                    f"clients {key}: the row is what it sends here", f"sent {got}\nrow {offered} {client} {schemes}")


# ---- bounds and other servers -------------------------------------------------------------------

def words_and_bounds(bed, tally):
    text = Probe(bed.binary, [*bed.words("ecdhe-gcm"), "--clients"])
    tally.check(text.code == 1 and "✗ Windows 8.1 / Server 2012 R2  nothing: no common suite" in text.text
                and "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 on at that server" in " ".join(text.text.split())
                and max(map(len, text.text.splitlines()[1:])) <= 100,
                "clients: the text names the trap and what to switch on, in 100 columns", text.text)
    plain = Probe(bed.binary, [*bed.words("everything"), "--clients"]).text
    tally.check("! Windows 7 / Server 2008 R2    TLS_" in plain and "with TLS 1.2 switched on; by default nothing" in plain,
                "clients: Windows 7 gets that only once TLS 1.2 is switched on", plain)
    few = bed.probe("ecdhe-gcm", "--clients", "--max-connections", "12")
    late = {c["outcome"] for c in few.only["clients"]}
    tally.check(few.only["connections"] <= 12 and "not asked" in late and few.code == 3
                and "SQLC-SRV-018" in {f["id"] for f in few.only["findings"]},
                "clients, 12 connections: kept, and what was not asked is said", few.only["clients"])
    rows = list(csv.DictReader(io.StringIO(Probe(bed.binary, [*bed.words("ecdhe-gcm", "everything"), "--clients",
                                                               "--format", "csv", "--sorted"]).text, newline="")))
    tally.check([row["clients_failing"] for row in rows] == [LEGACY, ""],
                "clients in CSV: the keys of those that fail", rows)
    old = Probe(bed.binary, [*bed.words("old"), "--clients"])
    tally.check("clients: not asked, because TLS 1.2 inside TDS 7 was not taken" in old.text and old.code == 2,
                "clients of a server without TLS 1.2: not asked, and that is said", old.text)
    tally.check("clients" not in bed.probe("everything").only, "without --clients: no such list")


def python_server(binary, tally):
    """A TDS server that shares nothing with us, and that refuses without an alert, as SChannel can."""
    with tempfile.TemporaryDirectory(prefix="sqlcheck-clients-") as folder:
        leaf = make_leaf(Authorities(folder), names=SAN + ",IP:127.0.0.1")
        for refusal in ("alert", "close", "reset"):
            made = context(leaf, "TLSv1_2", "TLSv1_2", ":".join(GCM), tickets=0)
            with Server(Settings(context=made, refusal=refusal)) as server:
                probe = Probe(binary, [f"127.0.0.1,{server.port}", "--clients", "--format", "json", "-l", "9"])
                count = len(server.journal)
            got = windows_failing(by_key(probe))
            tally.check(not probe.troubles and got == set(LEGACY.split()) and count == probe.only["connections"],
                        f"clients, a server in Python that refuses by {refusal}: the same Windows",
                        f"{probe.troubles} {got}, {count} connections, {probe.only['connections']} told")


def run(binary, tally):
    beds = {name: {"encryption": "both", "tls-max": "1.2", **keys} for name, (keys, _) in SERVERS.items()}
    beds["old"] = {"tls-max": "1.1"}
    lists(binary, tally)
    with Bed(binary, beds) as bed:
        found = servers(bed, tally)
        this_machine(bed, found, tally)
        words_and_bounds(bed, tally)
    python_server(binary, tally)
