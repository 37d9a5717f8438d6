"""sqlcheck probe against a TDS server in Python that shares nothing with it, and against Python's own
TLS: the versions and suites found must be those that the ssl context was given."""
import os
import socket
import ssl
import threading

from endpoints import SAN, Authorities, make_leaf
from foreigntools import HOST, context
from probetools import Probe
from tdsserver import Server, Settings

ORDER = {"SSL 3": None, "1.0": "TLSv1", "1.1": "TLSv1_1", "1.2": "TLSv1_2", "1.3": "TLSv1_3"}
SHA1 = ["ECDHE-RSA-AES256-SHA", "AES128-SHA", "AES256-SHA", "DHE-RSA-AES128-SHA", "CAMELLIA128-SHA"]
MODERN = ["AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-CHACHA20-POLY1305", "AES256-CCM", "ECDHE-RSA-AES128-SHA256"]
ORDERED = ssl.OP_CIPHER_SERVER_PREFERENCE


def iana_names(context, of_1_3=False):
    """Python tells suites by their number; the names come from the openssl command line."""
    words = os.popen("openssl ciphers -V -stdname 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'").read().split("\n")
    names = {}
    for line in words:
        fields = line.split()
        if len(fields) > 2:
            first, second = fields[0].split(",")
            names[int(first, 16) << 8 | int(second, 16)] = fields[2]
    return [names[c["id"] & 0xffff] for c in context.get_ciphers()
            if (c["protocol"] == "TLSv1.3") == of_1_3]


def old_ones(names):
    """What TLS 1.0 and 1.1 can use of a list for 1.2: no AEAD, no SHA-2."""
    return [n for n in names if n.endswith("_CBC_SHA")]


# (name, context's lowest, highest, ciphers, options, Settings, -l, expected order)
TDS7 = [
    ("1.0 to 1.2, its order", "TLSv1", "TLSv1_2", SHA1 + MODERN, ORDERED, {}, "server"),
    ("1.0 to 1.2, the client's order", "TLSv1", "TLSv1_2", SHA1 + MODERN, 0, {}, "client"),
    ("1.0 only", "TLSv1", "TLSv1", SHA1, ORDERED, {}, "server"),
    ("1.2 only, one suite", "TLSv1_2", "TLSv1_2", MODERN[1:2], ORDERED, {}, "unknown"),
    ("refuses by closing", "TLSv1_1", "TLSv1_2", SHA1 + MODERN, ORDERED, {"refusal": "close"}, "server"),
    ("refuses by a reset", "TLSv1_1", "TLSv1_2", SHA1 + MODERN, ORDERED, {"refusal": "reset"}, "server"),
    ("packets of 256 bytes, type 4", "TLSv1_2", "TLSv1_2", MODERN, ORDERED,
     {"flight_size": 248, "flight_type": 4}, "server"),
    ("each packet an end of message, one byte a segment", "TLSv1_2", "TLSv1_2", MODERN, ORDERED,
     {"flight_size": 100, "flight_eom": "each", "segment": 1}, "server"),
    ("alerts before the ServerHello", "TLSv1_2", "TLSv1_2", MODERN, ORDERED,
     {"before_hello": b"\x15\x03\x03\0\x02\x01\x70"}, "server"),
    ("closes on a hello over 600 bytes", "TLSv1_1", "TLSv1_2", SHA1 + MODERN, ORDERED,
     {"choke": (600, "close")}, "server"),
    ("resets on a hello over 300 bytes", "TLSv1", "TLSv1_2", SHA1 + MODERN, ORDERED,
     {"choke": (300, "reset")}, "server"),
    ("is silent on a hello over 600 bytes", "TLSv1_2", "TLSv1_2", MODERN, ORDERED,
     {"choke": (600, "silence")}, "server"),
]


def expected_of(made, lowest, highest):
    """({version: answer}, {version: suites}) of a context with those ends."""
    names, taken = iana_names(made), {}
    versions = {v: "refused" for v in ORDER}
    inside = list(ORDER.values())
    for version, word in ORDER.items():
        if word and inside.index(lowest) <= inside.index(word) <= inside.index(highest):
            versions[version] = "accepted"
            taken[version] = names if version == "1.2" else old_ones(names)
    return versions, taken


def compare_suites(found, expected, in_order):
    if in_order:
        return found == expected
    return {v: sorted(s) for v, s in found.items()} == {v: sorted(s) for v, s in expected.items()}


def tds7(binary, leaf, dh, row):
    name, lowest, highest, ciphers, options, settings, order = row
    made = context(leaf, lowest, highest, ":".join(ciphers) + ":@SECLEVEL=0", without=options, tickets=0,
                   dh=dh)
    made.options &= ~ORDERED if not options else ~0
    versions, suites = expected_of(made, lowest, highest)
    with Server(Settings(context=made, **settings)) as server:
        probe = Probe(binary, [f"127.0.0.1,{server.port}", "--suites", "--format", "json", "-l", "9",
                               "--max-connections", "200"])
        count = len(server.journal)
    only, wrong = probe.only, list(probe.troubles)
    if only["versions"]["tds7"] != versions:
        wrong.append(f"versions {only['versions']['tds7']}, the context has {versions}")
    if not compare_suites(only["suites"]["tds7"], suites, order == "server"):
        wrong.append(f"suites {only['suites']['tds7']}, the context has {suites}")
    if only["order"] != order:
        wrong.append(f"order {only['order']}, not {order}")
    if count != only["connections"]:
        wrong.append(f"{count} connections came, the report says {only['connections']}")
    if probe.code != (0 if "1.2" in suites else 2):
        wrong.append(f"exit {probe.code}: {only['findings']}")
    return wrong


def strict(binary, leaf, dh):
    made = context(leaf, "TLSv1_2", "TLSv1_3", ":".join(MODERN) + ":@SECLEVEL=0", without=ORDERED,
                   alpn="tds/8.0", tickets=0, dh=dh)
    with Server(Settings(context=made, strict=True)) as server:
        probe = Probe(binary, [f"127.0.0.1,{server.port}", "--suites", "--format", "json", "-l", "9"])
    only, wrong = probe.only, list(probe.troubles)
    suites = {"1.2": iana_names(made), "1.3": iana_names(made, True)}
    if only["suites"]["strict"] != suites or only["encryption"] != "strict only" or probe.code != 2:
        wrong.append(f"exit {probe.code}, {only['encryption']}, {only['suites']}, not {suites}")
    return wrong


class Https:
    """Python's own TLS on a port, as a web server would have it."""

    def __init__(self, made):
        self.context, self.names, self.alpn = made, set(), set()
        made.sni_callback = lambda sock, name, _: self.names.add(name)

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self.accept, daemon=True).start()
        return self.listener.getsockname()[1]

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(sock,), daemon=True).start()

    def converse(self, sock):
        sock.settimeout(20)
        try:
            with self.context.wrap_socket(sock, server_side=True) as tls:
                tls.recv(4096)
        except OSError:
            sock.close()


def https(binary, leaf, dh, authority, lowest, highest, code):
    made = context(leaf, lowest, highest, ":".join(SHA1 + MODERN) + ":@SECLEVEL=0", without=ORDERED,
                   dh=dh)
    versions, suites = expected_of(made, lowest, highest)
    if highest == "TLSv1_3":
        suites["1.3"] = iana_names(made, True)
    server = Https(made)
    with server as port:
        probe = Probe(binary, [f"https://{HOST}:{port}/some/path", "--suites", "--format", "json",
                               "--ca-file", authority, "--connect-to", f"{HOST}:{port}:127.0.0.1:{port}"])
    only, wrong = probe.only, list(probe.troubles)
    if only["versions"]["tls"] != versions or set(only["versions"]["tds7"].values()) != {"unknown"}:
        wrong.append(f"versions {only['versions']}, the context has {versions}")
    if not compare_suites(only["suites"]["tls"], suites, True):
        wrong.append(f"suites {only['suites']['tls']}, the context has {suites}")
    if server.names != {HOST}:
        wrong.append(f"SNI {server.names}")
    if only["certificate"] is None or only["certificate"]["chain_error"] or only["certificate"]["name_error"]:
        wrong.append(f"certificate {only['certificate']}")
    if probe.code != code:
        wrong.append(f"exit {probe.code}: {only['findings']}")
    return wrong


def use(binary, authorities):
    """Extended key usage: a certificate for clients is no server's."""
    leaf = make_leaf(authorities, use="extendedKeyUsage=clientAuth")
    with Server(Settings(context=context(leaf))) as server:
        probe = Probe(binary, [f"{HOST},{server.port}", "--format", "json", "--ca-file",
                               str(authorities.root[0]), "--connect-to",
                               f"{HOST}:{server.port}:127.0.0.1:{server.port}"])
    error = probe.only["certificate"]["chain_error"] or ""
    return list(probe.troubles) + ([] if "purpose" in error else [f"chain error: {error}"])


def rows(binary, folder):
    authorities = Authorities(folder)
    leaf = make_leaf(authorities, names=SAN + ",IP:127.0.0.1")
    root, dh = str(authorities.root[0]), authorities.maker.dh_parameters()
    for row in TDS7:
        yield f"foreign TDS 7, {row[0]}", tds7(binary, leaf, dh, row)
    yield "foreign strict, 1.2 and 1.3", strict(binary, leaf, dh)
    yield "foreign HTTPS, 1.2 and 1.3", https(binary, leaf, dh, root, "TLSv1_2", "TLSv1_3", 0)
    yield "foreign HTTPS, 1.3 only", https(binary, leaf, dh, root, "TLSv1_3", "TLSv1_3", 2)
    yield "foreign HTTPS, 1.0 and 1.1 only", https(binary, leaf, dh, root, "TLSv1", "TLSv1_1", 2)
    yield "foreign certificate, for clients only", use(binary, authorities)
