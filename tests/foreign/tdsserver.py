"""A TDS server for tests, written from [MS-TDS] with Python's standard library alone: it shares
nothing with sqlcheck or its lab, so that their mistakes cannot agree."""
import socket
import ssl
import struct
import threading

import tdstypes as tds
from engine import Engine

BATCH, PRE7_LOGIN, RPC, ANSWER, ATTENTION, LOGIN7, PRELOGIN = 1, 2, 3, 4, 6, 0x10, 0x12
EOM = 1
VERSION, ENCRYPTION, INSTOPT, THREADID, MARS = range(5)
OFF, ON, NOT_SUP, REQ = range(4)
DEFAULT_ORDER = (VERSION, ENCRYPTION, INSTOPT, THREADID, MARS)
USER, PASSWORD = "reader", "Höchst geheim; }{ 42"


class Settings:
    """How this server behaves. What is not named is as SQL Server does it."""
    version = (15, 0, 4261, 1)
    encrypt = None          # None: as [MS-TDS] 2.2.6.5 says for `policy`; a number: always that
    policy = "off"          # off, force, none
    order = DEFAULT_ORDER   # of the PRELOGIN options
    extra = ()              # (token, data) more
    instance = 0
    empty_prelogin = False
    split_prelogin = False
    prelogin_type = ANSWER
    flight_type = PRELOGIN
    flight_size = 4088      # payload of a packet of the handshake
    flight_eom = "last"     # last, each
    segment = 0             # bytes a send, 0 = all
    packet_ids = "count"    # count, zero
    spid = 0
    answer_size = 4088      # payload of a packet of an answer
    strict = False
    accepts = None          # connections, after which nobody listens any more
    before_hello = b""      # records before the ServerHello
    reshape = None          # what is made of the records of a flight
    refusal = "alert"       # alert, close, reset: how a hello is refused
    choke = None            # (bytes, how): a longer hello is met with close, reset or silence
    hello_suite = None      # a ServerHello by hand with this suite, then silence and the end
    login = None            # (number, text): refused
    spoken = 0x74000004     # TDS version of the LOGINACK
    packet_size = 4096      # of the ENVCHANGE
    login_extra = b""       # more tokens in the login answer
    turn_away = None        # the client library that is refused: the other one then asks the queries
    context = None          # ssl.SSLContext
    engine = {}             # Engine's arguments

    def __init__(self, **settings):
        for name, value in settings.items():
            getattr(type(self), name)
            setattr(self, name, value)


def records_of(data):
    """(type, version, body) of each TLS record."""
    while data:
        kind, version, size = struct.unpack(">B2sH", data[:5])
        yield kind, version, data[5:5 + size]
        data = data[5 + size:]


def fragmented(size):
    """RFC 5246 6.2.1: a handshake message may span records. Only what is in clear is touched."""
    def reshape(data):
        out, in_clear = b"", True
        for kind, version, body in records_of(data):
            in_clear = in_clear and kind == 22
            step = size if in_clear else len(body)
            for i in range(0, len(body), step):
                piece = body[i:i + step]
                out += struct.pack(">B2sH", kind, version, len(piece)) + piece
        return out
    return reshape


def coalesced(data):
    """... and a record may hold several messages, as SChannel sends them."""
    joined, rest, version = b"", b"", b"\x03\x03"
    for kind, version, body in records_of(data):
        if kind == 22 and not rest:
            joined += body
        else:
            rest += struct.pack(">B2sH", kind, version, len(body)) + body
    return (struct.pack(">B2sH", 22, version, len(joined)) + joined if joined else b"") + rest


def deobfuscate(data):
    return bytes((b ^ 0xA5) >> 4 | ((b ^ 0xA5) << 4 & 0xF0) for b in data).decode("utf-16-le")


class Connection:
    """One client, from its first byte to its last."""

    def __init__(self, server, sock):
        self.server, self.settings, self.socket = server, server.settings, sock
        self.tls = None
        self.pending = b""
        self.packet_id = 0
        self.seen = {"encrypt": None, "clear_login": False, "login": None, "queries": [], "alpn": None,
                     "tls": None}

    # ---- bytes ----

    def send_raw(self, data):
        step = self.settings.segment or len(data) or 1
        for i in range(0, len(data), step):
            self.socket.sendall(data[i:i + step])

    def receive_raw(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        return data

    def send(self, data):
        if self.tls is None:
            self.send_raw(data)
        else:
            self.tls.write(data)
            self.send_raw(self.outgoing.read())

    def receive(self):
        if self.tls is None:
            return self.receive_raw()
        while True:
            try:
                data = self.tls.read(65536)
                if not data:
                    raise EOFError
                return data
            except ssl.SSLWantReadError:
                self.incoming.write(self.receive_raw())

    # ---- packets ----

    def packets(self, kind, payload, size=4088, eom="last"):
        """2.2.3.1; the length counts the header."""
        pieces = [payload[i:i + size] for i in range(0, len(payload), size)] or [b""]
        out = b""
        for i, piece in enumerate(pieces):
            status = EOM if eom == "each" or i == len(pieces) - 1 else 0
            self.packet_id = (self.packet_id + 1) % 256 if self.settings.packet_ids == "count" else 0
            out += struct.pack(">BBHHBB", kind, status, len(piece) + 8, self.settings.spid,
                               self.packet_id, 0) + piece
        return out

    def packet(self):
        while len(self.pending) < 8 or len(self.pending) < struct.unpack(">H", self.pending[2:4])[0]:
            self.pending += self.receive()
        kind, status, size = struct.unpack(">BBH", self.pending[:4])
        payload, self.pending = self.pending[8:size], self.pending[size:]
        if kind in (LOGIN7, PRE7_LOGIN) and self.tls is None:
            self.seen["clear_login"] = True
        return kind, status, payload

    def message(self):
        kind, status, payload = self.packet()
        while not status & EOM:
            kind, status, more = self.packet()
            payload += more
        return kind, payload

    # ---- PRELOGIN ----

    def encrypt_answer(self, asked):
        if self.settings.encrypt is not None:
            return self.settings.encrypt
        if self.settings.policy == "none":
            return NOT_SUP
        if self.settings.policy == "force":
            return {OFF: REQ, ON: ON, NOT_SUP: REQ, REQ: ON}[asked]
        return {OFF: OFF, ON: ON, NOT_SUP: NOT_SUP, REQ: ON}[asked]

    def prelogin_answer(self, asked):
        if self.settings.empty_prelogin:
            return b"\xff"
        v = self.settings.version
        data = {VERSION: struct.pack(">BBHH", *v), ENCRYPTION: bytes((self.encrypt_answer(asked) & 255,)),
                INSTOPT: bytes((self.settings.instance,)), THREADID: b"", MARS: b"\0"}
        options = [(t, data[t]) for t in self.settings.order] + list(self.settings.extra)
        table, bodies, at = b"", b"", 5 * len(options) + 1
        for token, body in options:
            table += struct.pack(">BHH", token, at, len(body))
            bodies += body
            at += len(body)
        return table + b"\xff" + bodies

    def prelogin(self):
        kind, payload = self.message()
        if kind != PRELOGIN:
            raise EOFError
        asked, at = OFF, 0
        while payload[at] != 0xFF:
            token, offset, size = struct.unpack(">BHH", payload[at:at + 5])
            asked = payload[offset] if token == ENCRYPTION else asked
            at += 5
        self.seen["encrypt"] = asked
        answer = self.prelogin_answer(asked)
        size = len(answer) // 2 if self.settings.split_prelogin else 4088
        self.send(self.packets(self.settings.prelogin_type, answer, size))
        return self.encrypt_answer(asked)

    # ---- TLS ----

    def flight(self, records):
        if self.settings.reshape:
            records = self.settings.reshape(records)
        if records and self.settings.strict:
            self.send_raw(records)
        elif records:
            self.send_raw(self.packets(self.settings.flight_type, records, self.settings.flight_size,
                                       self.settings.flight_eom))

    def refuse(self, records):
        if self.settings.refusal == "alert":
            self.flight(records)
        elif self.settings.refusal == "reset":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.close()

    def choke_on(self, how):
        if how == "reset":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.close()
        elif how == "silence":
            self.receive_raw()
        raise EOFError

    def hand_made_hello(self, first):
        """Enough of RFC 5246 7.4.1.3 for a probe to see which suite would be chosen."""
        at = 5 + 4 + 2 + 32
        at += 1 + first[at]
        size = struct.unpack(">H", first[at:at + 2])[0]
        suites = struct.unpack(f">{size // 2}H", first[at + 2:at + 2 + size])
        version = first[9:11]
        if self.settings.hello_suite not in suites or version != b"\x03\x03":
            self.flight(b"\x15\x03\x01\0\x02\x02" + (b"\x46" if version != b"\x03\x03" else b"\x28"))
            return
        body = b"\x03\x03" + b"R" * 32 + b"\0" + struct.pack(">HB", self.settings.hello_suite, 0)
        self.flight(b"\x16\x03\x03" + struct.pack(">HBBH", len(body) + 4, 2, 0, len(body)) + body)

    def handshake(self):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.settings.context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        is_first = True
        while True:
            data = self.receive_raw() if self.settings.strict else self.packet()[2]
            if is_first and self.settings.hello_suite is not None:
                self.hand_made_hello(data)
                raise EOFError
            if is_first and self.settings.choke and len(data) > self.settings.choke[0]:
                self.choke_on(self.settings.choke[1])
            if is_first and self.settings.before_hello:
                self.flight(self.settings.before_hello)
            is_first = False
            self.incoming.write(data)
            try:
                tls.do_handshake()
                self.flight(self.outgoing.read())
                break
            except ssl.SSLWantReadError:
                self.flight(self.outgoing.read())
            except ssl.SSLError:
                self.refuse(self.outgoing.read())
                raise EOFError from None
        self.tls = tls
        self.seen["tls"], self.seen["alpn"] = tls.version(), tls.selected_alpn_protocol()

    # ---- login and queries ----

    def log_in(self):
        kind, payload = self.message()
        if kind != LOGIN7:
            raise EOFError

        def field(at, decode=lambda b: b.decode("utf-16-le")):
            offset, size = struct.unpack("<HH", payload[at:at + 4])
            return decode(payload[offset:offset + 2 * size])
        user, password = field(40), field(44, deobfuscate)
        database = field(68) or "master"
        self.seen["login"] = user
        refusal = self.settings.login
        if self.settings.turn_away is not None and field(60) == self.settings.turn_away:
            refusal = (18456, "Login failed: not with that library.")
        if refusal is None and (user, password) != (USER, PASSWORD):
            refusal = (18456, f"Login failed for user '{user}'.")
        if refusal is not None:
            self.answer(tds.error(*refusal, level=14) + tds.done(status=tds.ERROR))
            raise EOFError
        s = self.settings
        self.answer(tds.login_answer(database, s.packet_size, s.version, s.spoken, s.login_extra))

    def answer(self, tokens):
        self.send(self.packets(ANSWER, tokens, self.settings.answer_size))

    def serve_queries(self):
        engine = Engine(self.server.port, **self.settings.engine)
        while True:
            kind, payload = self.message()
            if kind == ATTENTION:
                self.answer(tds.done(status=0x20))
            elif kind == BATCH:
                sql = payload[struct.unpack("<I", payload[:4])[0]:].decode("utf-16-le")
                self.seen["queries"].append(sql)
                tokens, over = engine.answer(sql)
                self.answer(tokens)
                if over:
                    return
            else:
                self.answer(tds.error(8144, "only batches here") + tds.done(status=tds.ERROR))

    def serve(self):
        if self.settings.strict:
            if self.socket.recv(1, socket.MSG_PEEK) != b"\x16":
                return
            self.handshake()
        agreed = self.prelogin()
        if not self.settings.strict:
            if agreed == NOT_SUP:
                self.message()
                return
            self.handshake()
        self.log_in()
        self.serve_queries()


class Server:
    """with Server(Settings(...)) as server: server.port; server.journal once it is over."""

    def __init__(self, settings, address="127.0.0.1"):
        self.settings = settings
        self.journal = []
        self.troubles = []
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind((address, 0))
        self.listener.listen(32)
        self.port = self.listener.getsockname()[1]
        self.threads = []

    def __enter__(self):
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()
        return self

    def __exit__(self, *_):
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)
        self.acceptor.join(10)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)

    def accept(self):
        while self.settings.accepts is None or len(self.threads) < self.settings.accepts:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.settimeout(20)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self.converse, args=(sock,), daemon=True)
            self.threads.append(thread)
            thread.start()
        self.listener.close()

    def converse(self, sock):
        connection = Connection(self, sock)
        self.journal.append(connection.seen)
        try:
            connection.serve()
        except (EOFError, OSError):
            pass
        except Exception as trouble:  # a fault of this server, which the test must show
            self.troubles.append(repr(trouble))
        finally:
            try:
                sock.shutdown(socket.SHUT_WR)
                sock.settimeout(1)
                while sock.recv(65536):
                    pass
            except OSError:
                pass
            sock.close()
