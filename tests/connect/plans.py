"""Faults that need bytes of their own: what a server of tests/support/hostile.py does at each stage.
[MS-TDS] 2.2.3.1 (packets), 2.2.6.5 (PRELOGIN), 2.2.7 (tokens); RFC 5246 6.2, 7.2, 7.4 (TLS)."""
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import hostile as h  # noqa: E402
from hostile import Plan, packet  # noqa: E402

# ---- PRELOGIN -------------------------------------------------------------------------------------

GOOD_PRELOGIN = bytes.fromhex("00001a0006 0100200001 02002100010300220000 0400220001 ff 100010000000 01 00 00")
BEYOND = bytes.fromhex("00000b0006 01ffff0001 ff 100010000000 01")
NO_ENCRYPTION = bytes.fromhex("0000060006 ff 100010000000")
EMPTY_ENCRYPTION = bytes.fromhex("00000b0006 0100110000 ff 100010000000")
CERTIFICATE_ENCRYPTION = bytes.fromhex("00000b0006 0100110001 ff 100010000000 80")
NO_TERMINATOR = bytes.fromhex("00001a0006 0100200001") * 400
TOO_MANY = h.message(0xAA, 17809, "Could not connect because the maximum number of '1' user connections has been reached") + h.done(2)


def answer(data, kind=0x04, status=1, length=None):
    return [packet(kind, data, status, length)]


def for_ever(piece):
    def generate():
        while True:
            yield piece * 64
    return generate


PRELOGIN = {
    "wrong type": Plan(prelogin=answer(GOOD_PRELOGIN, kind=0x01), then="close"),
    "length 7": Plan(prelogin=answer(b"", length=7), then="close"),
    "length 64 KB, closed": Plan(prelogin=answer(GOOD_PRELOGIN, length=65535), then="close"),
    "length 64 KB, silent": Plan(prelogin=answer(GOOD_PRELOGIN, length=65535), then="hang"),
    "cut in the header": Plan(prelogin=[answer(GOOD_PRELOGIN)[0][:5]], then="close"),
    "cut, reset": Plan(prelogin=[answer(GOOD_PRELOGIN)[0][:20]], then="reset"),
    "empty": Plan(prelogin=answer(b""), then="close"),
    "no end": Plan(prelogin=for_ever(packet(4, b"\x00" * 100, 0))),
    "empty packets": Plan(prelogin=for_ever(packet(4, b"", 0))),
    "beyond the packet": Plan(prelogin=answer(BEYOND), then="close"),
    "no terminator": Plan(prelogin=answer(NO_TERMINATOR[:4000]), then="close"),
    "no encryption": Plan(prelogin=answer(NO_ENCRYPTION), then="close"),
    "empty encryption": Plan(prelogin=answer(EMPTY_ENCRYPTION), then="close"),
    "ENCRYPT 0x80": Plan(prelogin=answer(CERTIFICATE_ENCRYPTION), then="close"),
    "error token": Plan(prelogin=answer(TOO_MANY), then="close"),
    "alert": Plan(prelogin=[b"\x15\x03\x01\x00\x02\x02\x28"], then="close"),
}

# ---- TLS handshake --------------------------------------------------------------------------------


def record(kind, body, version=b"\x03\x03", length=None):
    return bytes([kind]) + version + struct.pack(">H", len(body) if length is None else length) + body


def handshake(kind, body, length=None):
    return bytes([kind]) + struct.pack(">I", len(body) if length is None else length)[1:] + body


def server_hello(suite=b"\xc0\x30", version=b"\x03\x03", more=b""):
    return handshake(2, version + b"R" * 32 + b"\0" + suite + b"\0" + more)


def in_tds(*records):
    return packet(0x12, b"".join(records))


def instead(*records):
    return lambda sent: in_tds(*records)


def alert(level, number):
    return Plan(flight=instead(record(21, bytes([level, number]))), after_flight="close")


def last_flight(change):
    """Only what ends the handshake is changed: (NewSessionTicket,) ChangeCipherSpec, Finished."""
    return lambda sent: change(sent) if sent[8] == 20 or sent[13] == 4 else sent


def turned(at):
    return lambda sent: sent[:at] + bytes([sent[at] ^ 1]) + sent[at + 1:]


def certificate(*certificates, length=None):
    chain = b"".join(struct.pack(">I", len(c))[1:] + c for c in certificates)
    return handshake(11, struct.pack(">I", len(chain))[1:] + chain, length)


def last_byte(sent):
    return sent[:-1] + bytes([sent[-1] ^ 1])


SUPPORTED_1_3 = b"\x00\x06\x00\x2b\x00\x02\x03\x04"
HELLO = record(22, server_hello())

HANDSHAKE = {
    "alert internal_error": alert(2, 80),
    "alert access_denied": alert(2, 49),
    "alert handshake_failure": alert(2, 40),
    "alert protocol_version": alert(2, 70),
    "alert unknown_ca": alert(2, 48),
    "alert of no known number": alert(2, 199),
    "warning, then close": alert(1, 112),
    "close_notify": alert(1, 0),
    "alert of 3 bytes": Plan(flight=instead(record(21, b"\x02\x28\x00")), after_flight="close"),
    "wrong type": Plan(flight=lambda sent: packet(0x01, sent[8:])),
    "length 7": Plan(flight=lambda sent: packet(0x12, b"", length=7)),
    "record of 64 KB": Plan(flight=instead(record(22, b"x" * 100, length=65535)), after_flight="close"),
    "empty record": Plan(flight=instead(record(22, b"")), after_flight="close"),
    "cut in ServerHello": Plan(flight=lambda sent: in_tds(sent[8:40]), after_flight="close"),
    "cut in the certificate": Plan(flight=lambda sent: in_tds(sent[8:400]), after_flight="close"),
    "cut, reset": Plan(flight=lambda sent: in_tds(sent[8:400]), after_flight="reset"),
    "hello longer than it says": Plan(flight=instead(record(22, server_hello(more=b"\xff\xff\x00"))),
                                      after_flight="close"),
    "message of 16 MB": Plan(flight=instead(HELLO, record(22, certificate(b"x" * 500, length=0xffffff))),
                             after_flight="close"),
    "Certificate first": Plan(flight=instead(record(22, certificate(b"x" * 500))), after_flight="close"),
    "no certificates": Plan(flight=instead(HELLO, record(22, certificate())), after_flight="close"),
    "certificate is noise": Plan(flight=instead(HELLO, record(22, certificate(b"\x30\x82" + b"x" * 500))),
                                 after_flight="close"),
    "a version never offered": Plan(flight=instead(record(22, server_hello(version=b"\x03\x05"))),
                                    after_flight="close"),
    "TLS 1.3": Plan(flight=instead(record(22, server_hello(b"\x13\x01", more=SUPPORTED_1_3))),
                    after_flight="close"),
    "a suite never offered": Plan(flight=instead(record(22, server_hello(b"\x56\x00"))), after_flight="close"),
    "early ChangeCipherSpec": Plan(flight=instead(HELLO, record(20, b"\x01")), after_flight="close"),
    "early data": Plan(flight=instead(HELLO, record(23, b"x" * 40)), after_flight="close"),
    "broken key exchange": Plan(flight=lambda sent: turned(len(sent) - 40)(sent) if sent[8] == 22 else sent),
    "broken Finished": Plan(flight=last_flight(last_byte)),
    "no Finished": Plan(flight=last_flight(lambda sent: b"")),
}

# ---- login ----------------------------------------------------------------------------------------


def whole(data):
    return [*h.packets(data)]


def cut(data, at):
    return [*h.packets(data[:at], last=0)]


DENIED = h.message(0xAA, 18456, "Login failed for user 'u'.")


def logins(trap):
    """trap: the address and port of a listener that nobody may come to."""
    address, port = trap
    return {
        "error": Plan(login=whole(DENIED + h.done(2)), then="close"),
        "error without DONE": Plan(login=whole(DENIED), then="close"),
        "error of 3,000": Plan(login=whole(h.message(0xAA, 18456, "y" * 3000) + h.done(2)), then="close"),
        "DONE only": Plan(login=whole(h.done())),
        "no LOGINACK": Plan(login=whole(h.envchange(1, "x") + h.done())),
        "cut in a token": Plan(login=cut(h.LOGIN_ANSWER, 100), then="close"),
        "cut, reset": Plan(login=cut(h.LOGIN_ANSWER, 100), then="reset"),
        "cut, silent": Plan(login=cut(h.LOGIN_ANSWER, 100), then="hang"),
        "LOGINACK of 64 KB": Plan(login=whole(b"\xad\xff\xff" + b"\x01" * 40), then="close"),
        "unknown token": Plan(login=whole(b"\x01\x02\x03" * 100), then="close"),
        "length 7": Plan(login=[packet(4, b"", length=7)], then="close"),
        "wrong type": Plan(login=[packet(0x99, h.LOGIN_ANSWER)], then="close"),
        "no end": Plan(login=h.endless(b"", h.message(0xAB, 5701, "x" * 900, 0))),
        "SSPI": Plan(login=whole(h.sized(0xED, b"x" * 500)), then="close"),
        "routed by address": Plan(login=whole(h.loginack() + h.routing(address, port) + h.done())),
        "routed by name": Plan(login=whole(h.loginack() + h.routing("localhost", port) + h.done())),
        "routed to no name": Plan(login=whole(h.loginack() + h.routing("sql02.invalid", port) + h.done())),
        "routed to itself": Plan(login=[]),  # its port is known once it listens
    }


def route_to_itself(server):
    login = whole(h.loginack() + h.routing("hostile.test", server.port["login", "routed to itself"]) + h.done())
    server.plans["login", "routed to itself"].login = login


# ---- statements -----------------------------------------------------------------------------------

FAILED = h.message(0xAA, 208, "Invalid object name 'v_None'.")

QUERY = {
    "error": Plan(query=whole(FAILED + h.done(2))),
    "error without DONE": Plan(query=whole(FAILED), then="close"),
    "error, no DONE, silent": Plan(query=whole(FAILED), then="hang"),
    "cut in a row": Plan(query=cut(h.GOOD_ROW, len(h.GOOD_ROW) - 20), then="close"),
    "cut, reset": Plan(query=cut(h.GOOD_ROW, 30), then="reset"),
    "rows without DONE": Plan(query=whole(h.GOOD_ROW[:-13]), then="hang"),
    "1 GB of nvarchar(max)": Plan(query=whole(h.columns(h.NVARCHAR_MAX) + b"\xd1" + b"\0\0\0\x40\0\0\0\0" +
                                              b"\0\0\0\x40" + b"x" * 1000), then="close"),
    "column type 0": Plan(query=whole(h.columns(b"\0") + b"\xd1"), then="close"),
    "length 3": Plan(query=[packet(4, b"", length=3)], then="close"),
    "wrong type": Plan(query=[packet(0x99, h.GOOD_ROW)], then="close"),
    "no end": Plan(query=h.endless(h.columns(h.INT4), h.message(0xAB, 50000, "x" * 900, 0))),
    "routed": Plan(query=whole(h.routing("127.0.0.1", 9) + h.done())),
}


def plans(trap):
    """{(stage, fault): plan}"""
    stages = {"prelogin": PRELOGIN, "handshake": HANDSHAKE, "login": logins(trap), "query": QUERY}
    return {(stage, fault): plan for stage, of_stage in stages.items() for fault, plan in of_stage.items()}
