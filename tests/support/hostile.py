"""A TDS server of its own, with nothing of sqlcheck's code in it: it speaks PRELOGIN and TLS 1.2 as it
should, and then answers the login or a statement with whatever bytes the test gives it.

    with Hostile({"name": Plan(query=[...])}) as server:
        server.address, server.port["name"], server.ca, server.seen["name"]

[MS-TDS] 2.2.3.1 (packets), 2.2.6.5 (PRELOGIN), 2.2.7 (tokens)."""
import dataclasses
import pathlib
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time

EOM = 1
BATCH, RESPONSE, ATTENTION, LOGIN7, PRELOGIN = 0x01, 0x04, 0x06, 0x10, 0x12
ENDLESS = 600  # seconds after which even an endless answer ends


# ---- tokens ---------------------------------------------------------------------------------------

def utf16(text):
    return text.encode("utf-16-le")


def b_varchar(text):
    return bytes([len(text)]) + utf16(text)


def us_varchar(text):
    return struct.pack("<H", len(text)) + utf16(text)


def sized(token, body):
    return bytes([token]) + struct.pack("<H", len(body)) + body


def loginack(version=0x74000004):
    return sized(0xAD, b"\x01" + struct.pack(">I", version) + b_varchar("Microsoft SQL Server") +
                 bytes([16, 0, 0x10, 0]))


def envchange(kind, new, old=""):
    return sized(0xE3, bytes([kind]) + b_varchar(new) + b_varchar(old))


def routing(host, port):
    value = b"\x00" + struct.pack("<H", port) + us_varchar(host)
    return sized(0xE3, bytes([20]) + struct.pack("<H", len(value)) + value + b"\0\0")


def message(token, number, text, severity=16):
    return sized(token, struct.pack("<iBB", number, 1, severity) + us_varchar(text) + b_varchar("S") +
                 b_varchar("") + struct.pack("<I", 1))


def done(status=0, rows=0, token=0xFD):
    return bytes([token]) + struct.pack("<HHQ", status, 0xC1, rows)


COLLATION = bytes([0x09, 0x04, 0xD0, 0x00, 0x34])
INT4 = b"\x26\x04"
NVARCHAR = b"\xe7" + struct.pack("<H", 8000) + COLLATION
NVARCHAR_MAX = b"\xe7\xff\xff" + COLLATION
NTEXT = b"\x63" + struct.pack("<i", 0x7FFFFFFF) + COLLATION + b"\x01" + us_varchar("t")


def columns(*types, name="a", count=None):
    head = b"\x81" + struct.pack("<H", len(types) if count is None else count)
    return head + b"".join(struct.pack("<IH", 0, 1) + t + b_varchar(name) for t in types)


def int_cell(value):
    return b"\x04" + struct.pack("<i", value)


def text_cell(text):
    data = utf16(text)
    return struct.pack("<H", len(data)) + data


LOGIN_ANSWER = (envchange(1, "CM_P01", "master") + message(0xAB, 5701, "Changed database context", 0) +
                sized(0xE3, b"\x07\x05" + COLLATION + b"\x00") + envchange(2, "us_english") + loginack() +
                envchange(4, "4096", "4096") + done())
GOOD_ROW = columns(INT4, NVARCHAR) + b"\xd1" + int_cell(7) + text_cell("seven") + done(0x10, 1)


# ---- what a server does ---------------------------------------------------------------------------

def packet(kind, data, status=EOM, length=None):
    return struct.pack(">BBHHBB", kind, status, len(data) + 8 if length is None else length, 51, 1, 0) + data


def packets(data, size=4096, last=EOM):
    """The packets of one answer, made as they are needed: data may be a generator of pieces."""
    pieces = [data] if isinstance(data, bytes) else data
    held = b""
    for piece in pieces:
        held += piece
        while len(held) > size - 8:
            yield packet(RESPONSE, held[:size - 8], 0)
            held = held[size - 8:]
    yield packet(RESPONSE, held, last)


@dataclasses.dataclass
class Plan:
    """Each answer is a list (or a function that gives a generator) of byte strings, sent as they are
    inside TLS. then: what happens after it, "go on", "close", "reset" or "hang"."""
    login: object = None    # None: LOGIN_ANSWER
    query: object = None    # None: GOOD_ROW
    then: str = "go on"
    prelogin: object = None  # instead of an answer to PRELOGIN, in clear
    flight: object = None    # changes the server's handshake packets: bytes -> bytes
    after_flight: str = "go on"


class Ended(Exception):
    pass


class Session:
    def __init__(self, server, plan, peer, seen):
        self.server, self.plan, self.peer, self.seen = server, plan, peer, seen
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = server.context.wrap_bio(self.into, self.out, server_side=True)
        self.clear = b""

    def receive(self):
        data = self.peer.recv(65536)
        if not data:
            raise Ended
        return data

    def raw_packet(self, buffer):
        while len(buffer) < 8 or len(buffer) < struct.unpack(">H", buffer[2:4])[0]:
            buffer += self.receive()
        size = struct.unpack(">H", buffer[2:4])[0]
        return buffer[:size], buffer[size:]

    def prelogin(self):
        asked, rest = self.raw_packet(b"")
        if asked[0] != PRELOGIN or rest:
            self.seen.append("clear" if asked[0] == LOGIN7 else "not TDS")
            raise Ended
        options = [(0, bytes([16, 0, 16, 0, 0, 0])), (1, b"\x01"), (2, b"\0"), (3, b""), (4, b"\0")]
        table, data, at = b"", b"", len(options) * 5 + 1
        for token, value in options:
            table += struct.pack(">BHH", token, at + len(data), len(value))
            data += value
        if self.plan.prelogin is None:
            self.peer.sendall(packet(RESPONSE, table + b"\xff" + data))
            return
        pieces = self.plan.prelogin
        for piece in pieces() if callable(pieces) else pieces:
            self.peer.sendall(piece)
        self.end(self.plan.then)

    def flush_handshake(self):
        data = self.out.read()
        if data:
            sent = packet(PRELOGIN, data)
            self.peer.sendall(sent if self.plan.flight is None else self.plan.flight(sent))
            self.end(self.plan.after_flight)

    def handshake(self):
        buffer = b""
        while True:
            try:
                self.tls.do_handshake()
                self.flush_handshake()
                self.into.write(buffer)  # what follows the handshake is bare
                return
            except ssl.SSLWantReadError:
                self.flush_handshake()
            except ssl.SSLError:
                self.flush_handshake()
                raise Ended from None
            wrapped, buffer = self.raw_packet(buffer)
            if wrapped[0] != PRELOGIN:
                self.seen.append("clear")
                raise Ended
            self.into.write(wrapped[8:])

    def read_message(self):
        """Type and payload of the next message."""
        whole = b""
        while True:
            while len(self.clear) < 8 or len(self.clear) < struct.unpack(">H", self.clear[2:4])[0]:
                try:
                    more = self.tls.read(65536)
                    if not more:
                        raise Ended
                    self.clear += more
                except ssl.SSLWantReadError:
                    self.into.write(self.receive())
                except ssl.SSLError:
                    raise Ended from None
            kind, status, size = struct.unpack(">BBH", self.clear[:4])
            whole += self.clear[8:size]
            self.clear = self.clear[size:]
            if status & EOM:
                return kind, whole

    def send(self, pieces):
        for piece in pieces() if callable(pieces) else pieces:
            for at in range(0, len(piece), 16000):
                self.tls.write(piece[at:at + 16000])
            self.peer.sendall(self.out.read())

    def end(self, then):
        if then == "reset":
            self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if then == "close":
            self.peer.shutdown(socket.SHUT_WR)
        if then in ("hang", "close"):
            while self.peer.recv(65536):
                pass
        if then != "go on":
            raise Ended

    def answer_login(self):
        kind, _ = self.read_message()
        self.seen.append("login" if kind == LOGIN7 else f"message 0x{kind:02x}")
        self.send([*packets(LOGIN_ANSWER)] if self.plan.login is None else self.plan.login)
        if self.plan.login is not None:
            self.end(self.plan.then)

    def answer_statements(self):
        while True:
            kind, _ = self.read_message()
            self.seen.append(f"message 0x{kind:02x}")
            if kind == ATTENTION:
                self.send([*packets(done(0x20))])
            elif self.plan.query is None:
                self.send([*packets(GOOD_ROW)])
            else:
                self.send(self.plan.query)
                self.end(self.plan.then)

    def run(self):
        try:
            self.peer.settimeout(ENDLESS)
            self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.prelogin()
            self.handshake()
            self.answer_login()
            self.answer_statements()
        except (Ended, OSError):
            pass
        finally:
            self.peer.close()


class Hostile:
    """One listener a plan, all on the address given, each with a port of its own."""

    def __init__(self, plans, address="127.0.0.1", names=("hostile.test",)):
        self.plans, self.address, self.names = plans, address, names
        self.port, self.seen, self.listeners = {}, {}, []

    def make_certificate(self):
        folder = pathlib.Path(self.temp.name)
        subject = ",".join(f"DNS:{n}" for n in self.names) + f",IP:{self.address}"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", f"/CN={self.names[0]}", "-addext", f"subjectAltName={subject}",
                        "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
                       check=True, capture_output=True)
        self.ca = str(folder / "ca.pem")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(folder / "ca.pem", folder / "key.pem")

    def accept(self, listener, plan, seen):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=Session(self, plan, peer, seen).run, daemon=True).start()

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory(prefix="sqlcheck-hostile-")
        self.make_certificate()
        for name, plan in self.plans.items():
            listener = socket.create_server((self.address, 0), backlog=64)
            self.listeners.append(listener)
            self.port[name] = listener.getsockname()[1]
            self.seen[name] = []
            threading.Thread(target=self.accept, args=(listener, plan, self.seen[name]), daemon=True).start()
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()
        self.temp.cleanup()


# ---- answers that never end -----------------------------------------------------------------------

def endless(first, piece, size=4096):
    """Packets without EOM for ever: first, then piece again and again."""
    def generate():
        limit = time.monotonic() + ENDLESS
        held = first
        while time.monotonic() < limit:
            while len(held) < size - 8:
                held += piece
            yield packet(RESPONSE, held[:size - 8], 0)
            held = held[size - 8:]
    return generate
