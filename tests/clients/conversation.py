"""A TDS client of a few lines with Python's ssl, to see what the lab does to the bytes: answers to
PRELOGIN, the faults at each stage, attention, hostile input."""
import socket
import ssl
import struct
import time

MATRIX = {  # encryption setting: answer to 0, 1, 2, 3; "x" after it: the connection ends there
    "off": ("0", "1", "2", "1"),
    "on": ("1", "1", "3x", "1"),
    "required": ("3", "1", "3x", "1"),
    "not-supported": ("2", "2x", "2", "2x"),
}
STAGES = ("accept", "prelogin", "handshake", "login", "query")
FAULTS = ("hang", "reset", "close", "garbage", "http", "drip")


def case_text():
    """lab.ini of a case with an endpoint for each setting, and for each fault at each stage."""
    lines = ["[case]", "title = faults", "server = lab.test", "[login]", "user = u", "password = p"]
    port = 20000
    ports = {}

    def endpoint(name, *more):
        nonlocal port
        port += 1
        ports[name] = port
        lines.extend([f"[endpoint {name}]", "host = lab.test", f"port = {port}", *more])

    for setting in MATRIX:
        endpoint(setting, f"encryption = {setting}")
    endpoint("tls12", "tls-min = 1.2", "version = 12.0.4219.1")
    endpoint("tls10", "tls-max = 1.0")
    endpoint("no-certificate", "certificate = none")
    endpoint("suite", "suite = AES256-SHA256", "suite = AES128-SHA256")
    endpoint("refuse", "fault = refuse")
    endpoint("silent-browser", "instance = QUIET", "browser = no")
    for fault in FAULTS:
        for stage in STAGES:
            endpoint(f"{fault}-{stage}", f"fault = {fault}", f"fault-at = {stage}")
    return "\n".join(lines) + "\n", ports


class Ended(Exception):
    """How a conversation ended: "closed", "reset", "timeout", "not TDS"."""


def packets(kind, payload, size=4096):
    room = size - 8
    pieces = [payload[i:i + room] for i in range(0, len(payload), room)] or [b""]
    return b"".join(struct.pack(">BBHHBB", kind, int(i == len(pieces) - 1), len(p) + 8, 0, i & 255, 0) + p
                    for i, p in enumerate(pieces))


def prelogin(encrypt):
    options = [(0, bytes(6))] + ([] if encrypt is None else [(1, bytes([encrypt]))])
    offset = 5 * len(options) + 1
    table, data = b"", b""
    for token, value in options:
        table += struct.pack(">BHH", token, offset + len(data), len(value))
        data += value
    return table + b"\xff" + data


def login7(user, password, app="conversation", database="", sspi=None):
    hidden = bytes(((b << 4 | b >> 4) & 255) ^ 0xA5 for b in password.encode("utf-16le"))
    fields = [b"host".decode().encode("utf-16le"), user.encode("utf-16le"), hidden, app.encode("utf-16le"),
              b"", None, "raw".encode("utf-16le"), b"", database.encode("utf-16le")]
    table, data = b"", b""
    for field in fields:
        field = b"" if field is None else field
        table += struct.pack("<HH", 94 + len(data), len(field) // 2)
        data += field
    blob = sspi or b""
    end = 94 + len(data) + len(blob)
    table += bytes(6) + struct.pack("<HHHHHHI", 94 + len(data), len(blob), end, 0, end, 0, 0)
    head = struct.pack("<IIIIIBBBBiI", 0x74000004, 4096, 7, 1, 0, 0xE0, 3 if sspi is None else 0x83, 0, 0, 0, 0x409)
    return struct.pack("<I", end) + head + table + data + blob


def batch(sql):
    return struct.pack("<IIHQI", 22, 18, 2, 0, 1) + sql.encode("utf-16le")


class Conversation:
    def __init__(self, address, port, limit=5.0):
        try:
            self.socket = socket.create_connection((address, port), timeout=limit)
        except ConnectionResetError:  # a reset at accept may be that quick
            raise Ended("reset") from None
        self.limit = time.monotonic() + limit
        self.tls = None
        self.buffer = b""
        self.handshake_types = set()
        self.flight_packets = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send_raw(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            raise Ended("reset") from None

    def receive_raw(self):
        self.socket.settimeout(max(0.01, self.limit - time.monotonic()))
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Ended("timeout") from None
        except ConnectionResetError:
            raise Ended("reset") from None
        if not data:
            raise Ended("closed")
        return data

    def send(self, kind, payload):
        data = packets(kind, payload)
        if self.tls is None:
            return self.send_raw(data)
        self.tls.write(data)
        return self.send_raw(self.outgoing.read())

    def more(self):
        data = self.receive_raw()
        if self.tls is None:
            self.buffer += data
            return
        self.incoming.write(data)
        try:
            while True:
                self.buffer += self.tls.read(65536)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            raise Ended("not TLS") from None

    def packet(self):
        while len(self.buffer) < 8 or len(self.buffer) < struct.unpack(">H", self.buffer[2:4])[0]:
            if self.buffer and self.buffer[0] not in (0x04, 0x12):
                raise Ended("not TDS")
            self.more()
        if self.buffer[0] not in (0x04, 0x12):
            raise Ended("not TDS")
        kind, status, length = struct.unpack(">BBH", self.buffer[:4])
        payload, self.buffer = self.buffer[8:length], self.buffer[length:]
        return kind, status, payload

    def message(self):
        whole = b""
        while True:
            _, status, payload = self.packet()
            whole += payload
            if status & 1:
                return whole

    def prelogin(self, encrypt=1):
        """The version and the ENCRYPTION byte of the answer."""
        self.send(0x12, prelogin(encrypt))
        answer = self.message()
        found = {}
        for i in range(0, len(answer), 5):
            if answer[i] == 0xFF:
                break
            token, at, size = struct.unpack(">BHH", answer[i:i + 5])
            found[token] = answer[at:at + size]
        return found[0], found[1][0]

    def handshake(self, low=ssl.TLSVersion.TLSv1_2, high=ssl.TLSVersion.TLSv1_2, ciphers="ALL:@SECLEVEL=0", ca=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE if ca is None else ssl.CERT_REQUIRED
        if ca:
            context.load_verify_locations(ca)
        context.set_ciphers(ciphers)
        context.minimum_version, context.maximum_version = low, high
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(self.incoming, self.outgoing)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as trouble:
                self.flush(0x12)
                raise Ended(f"TLS: {trouble.reason}") from None
            self.flush(0x12)
            kind, _, payload = self.packet()
            self.handshake_types.add(kind)
            self.flight_packets += 1
            self.incoming.write(payload)
        self.flush(0x12)
        self.tls = tls
        return tls.version(), tls.cipher()[0]

    def flush(self, kind):
        data = self.outgoing.read()
        if data:
            self.send_raw(packets(kind, data))

    def login(self, user="u", password="p"):
        self.send(0x10, login7(user, password))
        answer = self.message()
        return b"\xad" in answer and b"\xaa" not in answer[:1]

    def query(self, sql):
        self.send(0x01, batch(sql))
        return self.message()


def how_it_ends(address, port, limit):
    """(stage reached, how it ended, seconds): stages are named by what was got last."""
    begin = time.monotonic()
    reached = "accept"
    try:
        with Conversation(address, port, limit) as talk:
            talk.prelogin()
            reached = "prelogin"
            talk.handshake()
            reached = "handshake"
            talk.login()
            reached = "login"
            talk.query("select 1")
            reached = "query"
    except Ended as end:
        return reached, str(end), time.monotonic() - begin
    return reached, "went well", time.monotonic() - begin


def encryption_matrix(check, address, ports):
    for setting, answers in MATRIX.items():
        for sent, wanted in enumerate(answers):
            with Conversation(address, ports[setting], 3) as talk:
                _, got = talk.prelogin(sent)
                ended = ""
                if wanted.endswith("x"):
                    try:
                        talk.limit = time.monotonic() + 1
                        talk.receive_raw()
                    except Ended as end:
                        ended = "x" if str(end) == "closed" else str(end)
            check(f"{got}{ended}" == wanted, f"encryption {setting}: answer to {sent}", f"{got}{ended}, not {wanted}")
    with Conversation(address, ports["off"]) as talk:
        check(talk.prelogin(None)[1] == 2, "encryption off: no such option is not supported")


def tls_facts(check, address, ports, ca):
    with Conversation(address, ports["tls12"]) as talk:
        version, _ = talk.prelogin()
        check(version == bytes([12, 0, 0x10, 0x7B, 0, 1]), "PRELOGIN has the engine build", version)
        check(talk.handshake(ca=ca)[0] == "TLSv1.2", "the chain leads to the named authority")
    for endpoint, version, wanted in (("tls12", ssl.TLSVersion.TLSv1, "refused"), ("tls10", ssl.TLSVersion.TLSv1_2, "TLS: UNSUPPORTED_PROTOCOL"),
                                      ("tls10", ssl.TLSVersion.TLSv1, "TLSv1"), ("off", ssl.TLSVersion.TLSv1_1, "TLSv1.1"),
                                      ("no-certificate", ssl.TLSVersion.TLSv1_2, "refused"),
                                      ("off", ssl.TLSVersion.TLSv1_3, "refused")):
        try:
            with Conversation(address, ports[endpoint], 3) as talk:
                talk.prelogin()
                got = talk.handshake(version, version)[0]
        except Ended as end:
            got = "refused" if "ALERT" in str(end) else str(end)
        check(got == wanted, f"{endpoint} asked for {version.name}: {wanted}", got)
    with Conversation(address, ports["suite"]) as talk:
        talk.prelogin()
        check(talk.handshake(ciphers="ALL:@SECLEVEL=0")[1] == "AES256-SHA256", "the endpoint's first suite wins")


def wanted_end(fault, stage):
    """What a client sees: the stage before it, and the way it ended."""
    before = STAGES[STAGES.index(stage) - 1] if stage != "accept" else "accept"
    before = {"accept": "accept", "prelogin": "prelogin", "handshake": "handshake", "login": "login"}[before]
    in_tls = stage in ("login", "query")
    bad = ("not TLS", "not TDS") if in_tls else ("not TDS",)
    if stage == "handshake":
        bad = ("not TDS", "closed")
    return before, {"hang": ("timeout",), "reset": ("reset",), "close": ("closed",), "garbage": bad, "http": bad,
                    "drip": ("timeout",)}[fault]


def faults(check, address, ports, pool):
    names = [(fault, stage) for fault in FAULTS for stage in STAGES]
    ends = pool.map(lambda n: how_it_ends(address, ports["-".join(n)], 1.2), names)
    for (fault, stage), (reached, ended, took) in zip(names, ends):
        if fault == "drip" and stage == "accept":
            reached_wanted, ways = "accept", ("timeout",)
        else:
            reached_wanted, ways = wanted_end(fault, stage)
        late = took < 1.0 if ways == ("timeout",) else took > 1.1
        check(reached == reached_wanted and ended in ways and not late, f"fault {fault} at {stage}",
              f"after {reached}: {ended}, {took:.1f} s; wanted {reached_wanted}: {ways}")
    try:
        Conversation(address, ports["refuse"], 2)
        check(False, "fault refuse", "somebody listens")
    except ConnectionRefusedError:
        check(True, "fault refuse")


def silent_browser(check, address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0.5)
        udp.sendto(b"\x04QUIET\0", (address, 1434))
        try:
            check(False, "browser = no: silence", udp.recv(2000))
        except socket.timeout:
            check(True, "browser = no: silence")


def hostile(check, address, ports):
    """None of this may end the lab or be answered with success; a login works afterwards."""
    floods = [b"", b"\x16\x03\x01\x00\x05hello", b"GET / HTTP/1.0\r\n\r\n", b"\x12\x01\x00\x07\0\0\0\0",
              b"\x12\x01\xff\xff\0\0\0\0" + b"\0" * 70000, b"\x12\x01\x00\x0d\0\0\0\0\x00\xff\xff\xff\xff",
              packets(0x10, login7("u", "p")), packets(0x01, batch("select 1")), b"\x06\x01\x00\x08\0\0\0\0",
              packets(0x12, prelogin(1)) + packets(0x12, b"\x16\x03\x01\xff\xff" + b"\1" * 66000)]
    for i, flood in enumerate(floods):
        try:
            with Conversation(address, ports["off"], 1) as talk:
                talk.send_raw(flood)
                talk.socket.shutdown(socket.SHUT_WR)
                got = b""
                while True:
                    got += talk.receive_raw()
        except Ended as end:
            check(str(end) in ("closed", "reset") and len(got) < 200, f"hostile input {i}", f"{end}, {got[:60]}")
        except OSError as trouble:
            check(True, f"hostile input {i}", trouble)
    huge = b"\x01\x00\x10\x00\0\0\0\0" + b"a" * 4088
    with Conversation(address, ports["off"], 20) as talk:
        talk.prelogin(2)
        check(talk.login(), "login in clear where both agreed on it")
        sent = 0
        try:
            while sent < 64 << 20:
                talk.send_raw(huge)
                sent += len(huge)
            check(False, "a message without end is cut off", "64 MB were taken")
        except Ended:
            check(sent < 16 << 20, "a message without end is cut off", f"after {sent} bytes")
    with Conversation(address, ports["off"], 3) as talk:
        talk.prelogin(1)
        talk.handshake()
        check(talk.login(), "a login works afterwards")
        for i in range(0, 60):  # a request cut at every byte
            talk.send(0x01, batch("select 1")[:i])
            talk.message()
        check(b"\xd1" in talk.query("select 1"), "a query works after 60 broken ones")


def hostile_tickets(check, address, ports):
    """What is no ticket and no NTLM: refused with 18452, and nothing of it is read beyond its end."""
    first = b"NTLMSSP\0" + struct.pack("<I", 1)
    third = b"NTLMSSP\0" + struct.pack("<I", 3)
    rows = [(b"", None), (b"x", None), (b"\x60\x82\xff\xff" + b"a" * 99, None), (b"NTLMSSP\0", None), (third, None),
            (first, b""), (first, first), (first, third), (first, third + b"\xff" * 80),
            (first, third + struct.pack("<HHI", 24, 24, 40) * 6 + bytes(40))]
    for i, (blob, answer) in enumerate(rows):
        with Conversation(address, ports["off"], 3) as talk:
            talk.prelogin(1)
            talk.handshake()
            talk.send(0x10, login7("", "", sspi=blob))
            got = talk.message()
            if answer is not None:
                check(got[:1] == b"\xed" and b"NTLMSSP\0" in got[:16], f"hostile ticket {i}: a challenge first", got)
                talk.send(0x11, answer)
                got = talk.message()
            check(got[:1] == b"\xaa" and struct.unpack("<I", got[3:7])[0] == 18452, f"hostile ticket {i}: 18452", got)


def attention(check, address, ports):
    with Conversation(address, ports["off"], 3) as talk:
        talk.prelogin(1)
        talk.handshake()
        talk.login()
        talk.send(0x06, b"")
        answer = talk.message()
        check(answer[:3] == b"\xfd\x20\x00", "an attention after the answer is acknowledged alone", answer)
        check(b"\xd1" in talk.query("select 1"), "and the session goes on")


def login_only_then_clear(check, address, ports):
    with Conversation(address, ports["off"], 3) as talk:
        check(talk.prelogin(0)[1] == 0, "login only: 0 is answered 0")
        talk.handshake()
        talk.send(0x10, login7("u", "p"))
        talk.tls = None
        answer = talk.message()
        check(b"\xad" in answer, "login only: the answer is in clear", answer[:40])
        check(b"\xd1" in talk.query("select 1"), "login only: and so is what follows")
