"""Rows about the endpoint: certificates, TLS ranges, packets, PRELOGIN, names. Each expectation was
written from the meaning of a verdict before the program ran:

  exit 0 every path passes, 1 something warns, 2 a path would fail, 3 something is unknown."""
import datetime
import ssl

import tdstypes as tds
from certificates import DAY_FORM, Maker
from foreigntools import HOST, context, settings
from tdsserver import coalesced, fragmented

FALLBACK = "SSL_Self_Signed_Fallback"
SAN = f"subjectAltName=DNS:{HOST}"
SERVER_USE = "extendedKeyUsage=serverAuth"
AUTHORITY = ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"]


HELLO_REQUEST = b"\x16\x03\x03\0\x04\0\0\0\0"
UNRECOGNIZED_NAME = b"\x15\x03\x03\0\x02\x01\x70"


def day(offset):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=offset)).strftime(DAY_FORM)


def long_subject(count):
    return [f"CN={HOST}"] + [f"{i}.OU={'long ' * 12}{i}" for i in range(count)]


# (name, how it is made, expected with --ca-file, expected with -C)
# outcome of a login that our check of the certificate allows is "proven"; what it does not allow is
# "certificate rejected", which leaves the site unread: exit 3, unless the certificate fails a path.
GOOD = {"exit": 0, "outcome": "proven"}
REJECTED = {"exit": 3, "outcome": "certificate rejected"}
CERTIFICATES = [
    ("RSA 2048", {}, {**GOOD, "key_bits": 2048, "names": [HOST]}, GOOD),
    ("RSA 3072", {"key": "rsa:3072"}, {**GOOD, "key_bits": 3072}, None),
    ("RSA 4096", {"key": "rsa:4096"}, {**GOOD, "key_bits": 4096}, None),
    ("RSA 1024", {"key": "rsa:1024"}, {"exit": 1, "has": {"CRT-005"}, "outcome": "proven"}, None),
    ("ECDSA P-256", {"key": "ec:P-256"}, {**GOOD, "key_type": "EC P-256"}, None),
    ("ECDSA P-384", {"key": "ec:P-384", "digest": "sha384"},
     {**GOOD, "key_type": "EC P-384", "signature_hash": "SHA384"}, None),
    ("Ed25519, which no Windows takes", {"key": "ed25519"},
     {**GOOD, "key_type": "ED25519", "exit": 2, "has": {"SUI-006"}}, None),
    ("RSA-PSS signed", {"pss": True}, {**GOOD, "signature_hash": "SHA256"}, None),
    ("SHA-1 signed", {"digest": "sha1"}, {"exit": 1, "has": {"CRT-004"}, "outcome": "proven"}, None),
    ("SHA-512 signed", {"digest": "sha512"}, {**GOOD, "has": {"CRT-010"}, "signature_hash": "SHA512"}, None),
    ("MD5 signed", {"digest": "md5"}, {"exit": 2, "has": {"CRT-006"}}, {"exit": 2, "has": {"CRT-006"}}),
    ("wildcard", {"names": "subjectAltName=DNS:*.foreign.test"}, {**GOOD, "names": ["*.foreign.test"]}, None),
    ("wildcard, two levels up", {"names": "subjectAltName=DNS:*.test"},
     {**REJECTED, "has": {"CRT-009"}, "detail": r"\*\.test"}, {**GOOD, "has": {"CRT-009"}}),
    ("IP address only", {"names": "subjectAltName=IP:127.0.0.1", "subject": ["CN=another"]},
     {**REJECTED, "has": {"CRT-009"}}, {**GOOD, "names": ["127.0.0.1", "another"]}),
    # RFC 6125 6.4.4: without a DNS name in SAN the CN still counts.
    ("IP address and a right CN", {"names": "subjectAltName=IP:127.0.0.1"},
     {**GOOD, "names": ["127.0.0.1", HOST]}, None),
    ("CN without SAN", {"names": None}, {**GOOD, "names": [HOST]}, None),
    ("CN right, SAN wrong", {"names": "subjectAltName=DNS:other.foreign.test"}, REJECTED, GOOD),
    ("several SANs", {"names": f"subjectAltName=DNS:a.test,IP:10.0.0.1,DNS:{HOST.upper()},email:x@y.z"},
     {**GOOD, "names": ["a.test", "10.0.0.1", HOST.upper()]}, None),
    ("not yet valid", {"start": day(2), "end": day(400)},
     {**REJECTED, "detail": "not yet valid"}, {"exit": 1, "has": {"CRT-003"}, "outcome": "proven"}),
    ("expired yesterday", {"end": day(-1)},
     {**REJECTED, "detail": "expired on"}, {"exit": 1, "has": {"CRT-003"}, "outcome": "proven"}),
    ("expires in ten days", {"end": day(10)}, {"exit": 1, "has": {"CRT-001"}, "outcome": "proven"}, None),
    ("valid for 100 years", {"end": day(36500)}, {**GOOD, "lacks": {"CRT-001", "CRT-003"}}, None),
    ("valid from 1950 to 9999", {"start": "19500101000000Z", "end": "99991231235959Z"},
     {**GOOD, "lacks": {"CRT-001", "CRT-003"}}, None),
    ("UTF-8 subject", {"subject": [f"CN={HOST}", "O=Žluťoučký kůň 世"]},
     {**GOOD, "subject": f"O=Žluťoučký kůň 世,CN={HOST}"}, None),
    ("empty subject", {"subject": [], "names": f"subjectAltName=critical,DNS:{HOST}"},
     {**GOOD, "subject": ""}, None),
    ("huge subject", {"subject": long_subject(150)}, GOOD, None),
    # More than one record of 16 KB, which FreeTDS with GnuTLS does not take.
    ("subject of 30 KB", {"subject": long_subject(400)},
     {"exit": 3, "outcome": "not proven"}, None),
    ("client use only", {"use": "extendedKeyUsage=clientAuth"},
     {**REJECTED, "detail": "purpose"}, {**GOOD, "has": {"CRT-008"}}),
    ("leaf is an authority", {"basic": "basicConstraints=CA:TRUE"}, GOOD, None),
    ("1 intermediate", {"depth": 1}, GOOD, None),
    ("2 intermediates", {"depth": 2}, GOOD, None),
    ("3 intermediates", {"depth": 3}, GOOD, None),
    ("3 intermediates, wrong order", {"depth": 3, "arrange": lambda c: c[:1] + c[:0:-1]}, GOOD, None),
    ("intermediate missing", {"depth": 2, "arrange": lambda c: c[:2]},
     {**REJECTED, "detail": "issuer"}, {**GOOD, "has": {"CRT-008"}}),
    ("unrelated certificates besides", {"depth": 1, "besides": True}, GOOD, None),
    ("name constraints forbid it",
     {"depth": 1, "constraint": "nameConstraints=critical,permitted;DNS:else.test"},
     {**REJECTED, "detail": "subtree"}, {**GOOD, "has": {"CRT-008"}}),
    ("SHA-1 intermediate", {"depth": 1, "chain_digest": "sha1"}, {"exit": 1, "has": {"CRT-004"}}, None),
    ("MD5 intermediate", {"depth": 1, "chain_digest": "md5"}, {"exit": 2, "has": {"CRT-006"}}, None),
    ("SQL Server's fallback", {"subject": [f"CN={FALLBACK}"], "names": None, "self": True, "end": day(10950)},
     {**REJECTED, "has": {"CRT-007"}, "sql_fallback": True},
     {**GOOD, "has": {"CRT-007"}, "lacks": {"CRT-008"}}),
    ("named like the fallback, but issued", {"subject": [f"CN={FALLBACK}"], "names": None},
     {**REJECTED, "sql_fallback": False}, {**GOOD, "has": {"CRT-009"}}),
    ("self-signed", {"self": True}, {**REJECTED, "has": {"CRT-008"}, "self_signed": True},
     {**GOOD, "has": {"CRT-008"}}),
]


def trust_rows(authorities):
    """The ways to say what is trusted."""
    root = str(authorities.root[0])
    made = make_leaf(authorities, depth=2, names="subjectAltName=DNS:real.test,IP:127.0.0.1")
    middle = str(authorities.maker.folder / f"leaf{authorities.count}-intermediate1.crt")
    other = make_leaf(authorities, names="subjectAltName=DNS:real.test")
    leaf = str(authorities.maker.folder / f"leaf{authorities.count - 1}.crt")
    both = authorities.maker.bundle("both", other[0], leaf)

    def row(name, words, expected, host=HOST):
        return f"trust, {name}", {"settings": settings(context(made)), "trust": words, "host": host}, expected
    yield row("-F with the name in the certificate", ("--ca-file", root, "-F", "real.test"), GOOD)
    yield row("-F with another name", ("--ca-file", root, "-F", "false.test"), REJECTED)
    yield row("an address that is in the certificate", ("--ca-file", root), GOOD, "127.0.0.1")
    yield row("an intermediate in the CA file", ("--ca-file", middle, "-F", "real.test"), GOOD)
    yield row("another root in the CA file", ("--ca-file", str(other[0]), "-F", "real.test"), REJECTED)
    yield row("-J with the leaf", ("-J", leaf), GOOD)
    yield row("-J with another leaf", ("-J", str(other[0])), {**REJECTED, "detail": "is not the one in"})
    yield row("-J with several, the leaf the second", ("-J", str(both)), GOOD)
    yield row("the system's store", (), REJECTED)


class Authorities:
    """A root, three intermediates under it, and leaves on demand."""

    def __init__(self, folder):
        self.maker = Maker(folder)
        self.root = self.maker.issue("root", ["CN=Foreign root"], AUTHORITY)
        self.count = 0

    def chain_above(self, depth, tag, digest, constraint):
        above = [self.root]
        for i in range(depth):
            extensions = AUTHORITY + ([constraint] if constraint and i == 0 else [])
            key = self.maker.key("ec:P-256", f"{tag}-{i}")
            self.maker.keys["ec:P-256", ""] = key
            crt, _ = self.maker.issue(f"{tag}-intermediate{i}", [f"CN={tag} intermediate {i}"], extensions,
                                      "ec:P-256", above[0], digest)
            above.insert(0, (crt, key))
        return above[:-1], above[0]


def make_leaf(authorities, key="rsa:2048", subject=None, names=SAN, use=SERVER_USE, basic=None, depth=0,
              arrange=None, besides=False, constraint=None, digest="sha256", chain_digest="sha256",
              own=False, **rest):
    """(chain file, key file) of a row."""
    authorities.count += 1
    tag = f"leaf{authorities.count}"
    above, issuer = authorities.chain_above(depth, tag, chain_digest, constraint)
    extensions = [e for e in (names, use, basic) if e]
    subject = [f"CN={HOST}"] if subject is None else subject
    crt, own_key = authorities.maker.issue(tag, subject, extensions, key,
                                           None if own else issuer, digest, **rest)
    files = [crt] + [a for a, _ in above]
    if besides:
        files += [authorities.maker.issue(f"{tag}-x{i}", [f"CN=Nobody {i}"], AUTHORITY, "ec:P-256")[0]
                  for i in range(3)]
    return authorities.maker.bundle(tag, *(arrange(files) if arrange else files)), own_key


def certificate_rows(authorities):
    ca = ("--ca-file", str(authorities.root[0]))
    for name, how, checked, trusting in CERTIFICATES:
        how = {("own" if k == "self" else k): v for k, v in how.items()}
        made = make_leaf(authorities, **how)
        yield f"certificate, {name}", {"settings": settings(context(made)), "trust": ca}, checked
        if trusting is not None:
            yield f"certificate, {name}, -C", {"settings": settings(context(made))}, trusting


# (name, context, expected). All with -C. A site that is read needs TLS 1.2: else exit 2 or 3, and
# without it nobody is asked to log in (outcome None). FreeTDS's GnuTLS has CBC with SHA-256, ARIA and
# 3DES off: the server is seen to be fine then, and only the login from here fails.
NO_SUITE_HERE = {"exit": 3, "versions": "RRAR", "outcome": "no common suite"}
NO_12 = {"exit": 2, "outcome": None, "has": {"SRV-001"}}
RANGES = [
    ("1.0 only", {"lowest": "TLSv1", "highest": "TLSv1"}, {**NO_12, "versions": "ARRR"}),
    ("1.1 only", {"lowest": "TLSv1_1", "highest": "TLSv1_1"}, {**NO_12, "versions": "RARR"}),
    ("1.2 only", {"lowest": "TLSv1_2", "highest": "TLSv1_2"}, {**GOOD, "versions": "RRAR"}),
    ("1.3 only", {"lowest": "TLSv1_3", "highest": "TLSv1_3"}, {**NO_12, "versions": "RRRA"}),
    ("1.0 and 1.1", {"lowest": "TLSv1", "highest": "TLSv1_1"}, {**NO_12, "versions": "AARR"}),
    ("1.1 and 1.2", {"lowest": "TLSv1_1", "highest": "TLSv1_2"}, {**GOOD, "versions": "RAAR"}),
    ("1.2 and 1.3", {"lowest": "TLSv1_2", "highest": "TLSv1_3"}, {**GOOD, "versions": "RRAA"}),
    ("1.2 and 1.3, no tickets", {"lowest": "TLSv1_2", "highest": "TLSv1_3", "tickets": 0},
     {**GOOD, "versions": "RRAA"}),
    ("1.0 to 1.3", {"lowest": "TLSv1", "highest": "TLSv1_3"},
     {**GOOD, "versions": "AAAA", "has": {"SRV-011"}}),
    ("1.0 and 1.2, not 1.1", {"without": ssl.OP_NO_TLSv1_1}, {**GOOD, "versions": "ARAR"}),
    ("1.0 and 1.3, nothing between", {"highest": "TLSv1_3", "without": ssl.OP_NO_TLSv1_1 | ssl.OP_NO_TLSv1_2},
     {**NO_12, "versions": "ARRA"}),
    ("1.2, tickets on", {"tickets": 2}, GOOD),
    ("1.2, tickets off", {"tickets": 0}, GOOD),
    ("RSA key exchange only", {"ciphers": "AES128-SHA:@SECLEVEL=0"}, {**GOOD, "versions": "AAAR"}),
    ("RSA key exchange, SHA-256", {"ciphers": "AES128-SHA256:@SECLEVEL=0"}, NO_SUITE_HERE),
    ("DHE only", {"ciphers": "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0", "dh": True},
     {**GOOD, "versions": "RRAR"}),
    ("CBC with SHA-256", {"ciphers": "ECDHE-RSA-AES128-SHA256:@SECLEVEL=0"}, NO_SUITE_HERE),
    ("CHACHA20, which no Windows has", {"ciphers": "ECDHE-RSA-CHACHA20-POLY1305:@SECLEVEL=0"},
     {**GOOD, "versions": "RRAR", "exit": 2, "has": {"SUI-001"}}),
    ("CCM, which no Windows has", {"ciphers": "AES128-CCM:@SECLEVEL=0"},
     {**GOOD, "versions": "RRAR", "exit": 2, "has": {"SUI-001"}}),
    ("ARIA", {"ciphers": "ECDHE-ARIA128-GCM-SHA256:@SECLEVEL=0"}, NO_SUITE_HERE),
    ("ECDHE-ECDSA only, RSA key", {"ciphers": "ECDHE-ECDSA-AES256-GCM-SHA384:@SECLEVEL=0"},
     {"exit": 2, "outcome": None, "versions": "RRRR"}),
    *((f"ECDHE with {c} only", {"curve": c}, {**GOOD, "versions": "AAAR"})
      for c in ("prime256v1", "secp384r1", "secp521r1")),
    ("a client certificate is asked for", {"ask": ssl.CERT_OPTIONAL}, GOOD),
    ("a client certificate is required", {"ask": ssl.CERT_REQUIRED},
     {"exit": 3, "outcome": "not proven", "versions": "AAAR", "has": {"SRV-005"},
      "says": "client certificate"}),
]


def range_rows(authorities, plain):
    files = {"trust": authorities.root[0], "dh": authorities.maker.dh_parameters()}
    for name, how, expected in RANGES:
        how = {**how, **({"trust": files["trust"]} if "ask" in how else {}),
               **({"dh": files["dh"]} if "dh" in how else {})}
        ctx = context(plain, **how)
        yield f"TLS, {name}", {"settings": settings(ctx)}, expected
    ctx = context(plain)
    yield ("TLS, 3DES, which our OpenSSL lacks", {"settings": settings(ctx, hello_suite=0x000A)},
           {**NO_SUITE_HERE, "says": "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "has": {"SRV-005"}})
    yield ("TLS, no suite of any list", {"settings": settings(ctx, hello_suite=0xFFFE)},
           {"exit": 2, "outcome": None, "versions": "RRRR", "has": {"SRV-001"}})
    # RFC 5246 7.4.1.1: a client may ignore it, as OpenSSL does. GnuTLS gives up: no login.
    done = {"tried": True, "completed": True, "suite": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "key_exchange": "ECDHE X25519"}
    yield ("TLS, a HelloRequest first", {"settings": settings(ctx, before_hello=HELLO_REQUEST)},
           {"exit": 3, "versions": "AAAR", "handshake": done})
    # RFC 6066 3: not fatal; whether a driver goes on is its own affair.
    yield ("TLS, a warning first", {"settings": settings(ctx, before_hello=UNRECOGNIZED_NAME)},
           {"versions": "AAAR", "handshake": done})
    for kind in (0x12, 4):
        yield (f"TLS, all messages in one record, in packets of type {kind:#x}",
               {"settings": settings(ctx, reshape=coalesced, flight_type=kind, flight_size=1000)},
               {**GOOD, "versions": "AAAR"})
    # FreeTDS with GnuTLS gives up on a message in several records, also without us: the server is fine,
    # the login from here is not, and nobody says that the certificate was the reason.
    for size in (1, 50, 700):
        yield (f"TLS, {size} bytes a record", {"settings": settings(ctx, reshape=fragmented(size))},
               {"exit": 3, "versions": "AAAR", "handshake": done, "outcome": "not proven"})
    # SChannel often says nothing when it refuses.
    for how in ("close", "reset"):
        for name, top, expected in (
                ("1.2 only", ("TLSv1_2", "TLSv1_2"), {**GOOD, "versions": "RRAR"}),
                ("1.3 only", ("TLSv1_3", "TLSv1_3"), {**NO_12, "versions": "RRRA"}),
                ("1.0 only", ("TLSv1", "TLSv1"), {**NO_12, "versions": "ARRR"})):
            silent = context(plain, lowest=top[0], highest=top[1])
            yield f"TLS, {name}, refusing by {how}", {"settings": settings(silent, refusal=how)}, expected
        none = context(plain, ciphers="ECDHE-ECDSA-AES256-GCM-SHA384:@SECLEVEL=0")
        yield (f"TLS, every hello refused by {how}", {"settings": settings(none, refusal=how)},
               {"exit": 3, "outcome": "not proven", "versions": "UUUU", "has": {"SRV-005"}})
    for top in ("TLSv1_2", "TLSv1_3"):
        strict = context(plain, highest=top, lowest="TLSv1_2", alpn="tds/8.0")
        yield (f"strict, up to {top}", {"settings": settings(strict, strict=True)},
               {"exit": 2, "reach": "strict only", "encryption": "strict only", "outcome": None,
                "versions": "UUUU", "has": {"SRV-003"}, "engine": "15.0.4261", "names": [HOST]})
    yield ("strict, without ALPN", {"settings": settings(context(plain, highest="TLSv1_3"), strict=True)},
           {"exit": 2, "reach": "strict only", "has": {"SRV-003"}})


# (name, settings, expected)
BROKEN = {"exit": 3, "outcome": None, "has": {"SRV-004"}}
NO_ENCRYPTION = {"exit": 2, "outcome": None, "has": {"SRV-002"}, "versions": "UUUU"}
PACKETS = [
    ("flights as 0x04", {"flight_type": 4}, GOOD),
    ("flight in packets over 4096", {"flight_size": 9270}, GOOD),
    ("flight in packets over 4096, as 0x04", {"flight_size": 9270, "flight_type": 4}, GOOD),
    ("flight in packets of 4104", {"flight_size": 4096}, GOOD),
    ("flight in packets of 100 bytes", {"flight_size": 92}, GOOD),
    ("flight in packets of 1 byte of payload", {"flight_size": 1}, GOOD),
    ("EOM on each packet", {"flight_size": 700, "flight_eom": "each"}, GOOD),
    ("one byte a segment", {"segment": 1}, GOOD),
    ("seven bytes a segment, small packets", {"segment": 7, "flight_size": 50}, GOOD),
    ("packet ids all 0", {"packet_ids": "zero"}, GOOD),
    ("SPID in each packet", {"spid": 0x1234}, GOOD),
    ("answers in packets of 30 bytes", {"answer_size": 30}, GOOD),
    ("answers in packets of 1 byte of payload", {"answer_size": 1}, GOOD),
    # FreeTDS reads the first packet only: the server is fine, the login from here is not.
    ("PRELOGIN answer in two packets", {"split_prelogin": True},
     {"exit": 3, "versions": "AAAR", "outcome": "not proven"}),
    ("PRELOGIN options in another order", {"order": (4, 2, 0, 3, 1)}, GOOD),
    ("PRELOGIN with TRACEID, FEDAUTH, NONCE and 0x10",
     {"extra": ((5, b"T" * 36), (6, b"\1"), (7, b"N" * 32), (0x10, b"?"))}, GOOD),
    ("PRELOGIN with an empty unknown option", {"extra": ((0x42, b""),)}, GOOD),
    ("PRELOGIN with VERSION and ENCRYPTION only", {"order": (0, 1)}, GOOD),
    ("PRELOGIN with ENCRYPTION only", {"order": (1,)}, {"outcome": "proven", "exit": 0, "engine": None}),
    ("PRELOGIN says that the instance is another", {"instance": 1}, GOOD),
    ("sub-build in VERSION", {"version": (15, 0, 4261, 65535)}, {**GOOD, "engine": "15.0.4261"}),
    ("PRELOGIN without ENCRYPTION", {"order": (0, 2, 3, 4)},
     {"exit": 3, "outcome": "encryption not offered", "versions": "UUUU", "has": {"SRV-005"}}),
    ("empty PRELOGIN", {"empty_prelogin": True}, BROKEN),
    ("no encryption", {"policy": "none"}, NO_ENCRYPTION),
    ("force encryption", {"policy": "force"}, {**GOOD, "encryption": "required"}),
    ("encryption on", {"policy": "off"}, {**GOOD, "encryption": "off"}),
    ("always answers ON", {"encrypt": 1}, {**GOOD, "encryption": "on"}),
    ("always answers REQ", {"encrypt": 3}, {**GOOD, "encryption": "required"}),
    # Nothing would be encrypted after the login: the gate lets none out.
    ("always answers OFF", {"encrypt": 0},
     {"exit": 3, "versions": "AAAR", "outcome": "encryption not offered"}),
    # Bits that nobody asked for (client certificate, 2.2.6.5): not understood, so never a login.
    ("answers 0x81", {"encrypt": 0x81}, {"exit": 3, "outcome": "encryption not offered"}),
    ("answers 0x20", {"encrypt": 0x20}, {"exit": 3, "outcome": "encryption not offered"}),
    ("packet size 512 after the login", {"packet_size": 512, "answer_size": 504}, GOOD),
    ("packet size 32767 after the login", {"packet_size": 32767, "answer_size": 32759}, GOOD),
    ("TDS 7.3 spoken", {"spoken": 0x730B0003}, GOOD),
    ("TDS 7.2 spoken", {"spoken": 0x72090002}, GOOD),
    ("FEATUREEXTACK and SESSIONSTATE at login", {"login_extra": tds.NEW_TOKENS}, GOOD),
    # A routed login would go on without the gate: it is stopped.
    ("routed to another port", {"login_extra": tds.routing("127.0.0.1", 1)},
     {"exit": 3, "outcome": "routed elsewhere", "detail": "another endpoint, 127.0.0.1,1", "driver_ms": 20000}),
    # The probe takes two connections, then nobody listens: a driver gives up at once, not at -l 30.
    ("gone at the login", {"accepts": 2},
     {"exit": 3, "outcome": "unreachable", "detail": "refused", "driver_ms": 20000}),
    ("login refused, 18456", {"login": (18456, "Login failed for user 'reader'.")},
     {"exit": 3, "outcome": "login failed", "detail": "18456"}),
    ("login refused, 18470", {"login": (18470, "Login failed. Reason: The account is disabled.")},
     {"exit": 3, "outcome": "login failed", "detail": "18470"}),
    ("login refused, 18486", {"login": (18486, "The account is locked out.")},
     {"exit": 3, "outcome": "login failed", "detail": "18486"}),
    ("login refused, 4060", {"login": (4060, "Cannot open database \"CM_P01\".")},
     {"exit": 3, "outcome": "login failed", "detail": "4060"}),
]

# Builds: what the wire shows stands; a table that denies it is a warning.
DENIED = {"exit": 1, "has": {"SRV-007"}, "outcome": "proven"}
VERSIONS = [
    ("8.0.2039", (8, 0, 2039, 0), DENIED),
    ("5.0.1, of which no table speaks", (5, 0, 1, 0), {**GOOD, "has": {"SRV-010"}}),
    ("9.0.5000", (9, 0, 5000, 0), DENIED),
    ("12.0.2000, as Babelfish says", (12, 0, 2000, 8), DENIED),
    ("10.50.6542", (10, 50, 6542, 0), {**GOOD, "lacks": {"SRV-007"}}),
    ("17.0.1000", (17, 0, 1000, 0), {**GOOD, "lacks": {"SRV-007"}}),
    ("18.0.100", (18, 0, 100, 0), {**GOOD, "lacks": {"SRV-007"}, "has": {"SRV-010"}}),
    ("0.0.0", (0, 0, 0, 0), {**GOOD, "has": {"SRV-010"}}),
    ("255.255.65535", (255, 255, 65535, 0), {"exit": 0, "outcome": "proven", "has": {"SRV-010"}}),
]


def packet_rows(authorities):
    big = make_leaf(authorities, key="rsa:4096", depth=3,
                    subject=long_subject(60))
    ctx = context(big)
    for name, how, expected in PACKETS:
        yield f"packets, {name}", {"settings": settings(ctx, **how)}, expected
    for name, version, expected in VERSIONS:
        properties = {"ProductVersion": "{}.{}.{}.{}".format(*version)}
        how = settings(ctx, version=version, engine={"properties": properties})
        yield f"engine {name}", {"settings": how}, expected
