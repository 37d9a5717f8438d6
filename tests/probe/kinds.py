"""What `sqlcheck probe` says of each kind of endpoint. The expectations were written from what the
words mean, not from what the program said."""
import socket
import struct
import threading

from probetools import REFERENCE

SUITE = list(REFERENCE)

# name: (how the lab plays it, exit code, words of the headline, encryption, versions inside TDS 7
# from SSL 3 to 1.3: a accepted, r refused, ? unknown; of the strict way)
KINDS = {
    "not-supported": ({"encryption": "not-supported"}, 2, "supports no encryption", "not supported", "?????", "rrrrr"),
    "only10": ({"tls-max": "1.0"}, 2, "takes TLS 1.0 only and refuses TLS 1.2", "off", "rarrr", "rrrrr"),
    "old-only": ({"tls-max": "1.1"}, 2, "takes TLS 1.0 and 1.1 and refuses TLS 1.2", "off", "raarr", "rrrrr"),
    "strict": ({"encryption": "strict", "tls-min": "1.2", "tls-max": "1.3"}, 2, "takes strict encryption (TDS 8) only, and there takes TLS 1.2 and 1.3", "strict only", "?????", "rrraa"),
    "strict13": ({"encryption": "strict", "tls-min": "1.3", "tls-max": "1.3"}, 2, "takes strict encryption (TDS 8) only, and there takes TLS 1.3 only", "strict only", "?????", "rrrra"),
    "silent": ({"fault": "hang"}, 3, "is silent", "unknown", "?????", "?????"),
    "silent-later": ({"fault": "hang", "fault-at": "prelogin"}, 3, "is silent", "unknown", "?????", "?????"),
    "resetting": ({"fault": "reset", "fault-at": "prelogin"}, 3, "resets the connection", "unknown", "?????", "?????"),
    "closing": ({"fault": "close", "fault-at": "prelogin"}, 3, "closes the connection", "unknown", "?????", "?????"),
    "garbage": ({"fault": "garbage", "fault-at": "prelogin"}, 3, "is not a SQL Server", "unknown", "?????", "?????"),
    "http": ({"fault": "http", "fault-at": "prelogin"}, 3, "is not a SQL Server: speaks HTTP", "unknown", "?????", "?????"),
    "closed-port": ({"fault": "refuse"}, 3, "has nobody listening", "unknown", "?????", "?????"),
    "half-flight": ({"fault": "close", "fault-at": "handshake"}, 3, "takes TLS 1.0, 1.1 and 1.2", "off", "raaar", "rrrrr"),
    "garbage-flight": ({"fault": "garbage", "fault-at": "handshake"}, 3, "takes TLS 1.0, 1.1 and 1.2", "off", "raaar", "rrrrr"),
    "no-key": ({"certificate": "none"}, 2, "takes no TLS version", "off", "rrrrr", "rrrrr"),
    "off": ({}, 0, "takes TLS 1.0, 1.1 and 1.2; encryption is off", "off", "raaar", "rrrrr"),
    "on": ({"encryption": "on"}, 0, "; encryption is on", "on", "raaar", "rrrrr"),
    "required": ({"encryption": "required"}, 0, "; encryption is required of every client", "required", "raaar", "rrrrr"),
    "both": ({"encryption": "both", "tls-min": "1.2", "tls-max": "1.3"}, 0, "takes TLS 1.2 only; TDS 7 and strict (TDS 8) clients are both served", "both", "rrrar", "rrraa"),
    "only12": ({"tls-min": "1.2"}, 0, "takes TLS 1.2 only; encryption is off", "off", "rrrar", "rrrrr"),
    "ssl3": ({"tls-min": "ssl3", "hello-suite": ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_MD5"]}, 3, "takes SSL 3 and TLS 1.0, 1.1 and 1.2", "off", "aaaar", "rrrrr"),
}

# certificate of the lab, exit code, findings that must be there
CERTIFICATES = {
    "md5": (2, {"SQLC-CRT-006"}), "expired": (1, {"SQLC-CRT-003", "SQLC-CRT-008"}), "expires-soon": (1, {"SQLC-CRT-001"}),
    "sha1": (1, {"SQLC-CRT-004"}), "rsa-1024": (1, {"SQLC-CRT-005"}), "unknown-ca": (0, {"SQLC-CRT-008"}),
    "fallback": (0, {"SQLC-CRT-007"}), "wrong-name": (0, {"SQLC-CRT-009"}), "good": (0, set()),
    "big-chain": (0, set()),
}

FRAMINGS = {
    "one-packet": {}, "packets-1024": {"flight-packet": "1024"}, "packets-512": {"flight-packet": "512"},
    "packets-256": {"flight-packet": "256"}, "packets-9": {"flight-packet": "9"},
    "large-frame": {"flight-packet": "32767", "certificate": "big-chain"},
    "big-chain": {"certificate": "big-chain"}, "big-chain-512": {"certificate": "big-chain", "flight-packet": "512"},
    "type-4": {"handshake-type": "0x04"}, "type-4-512": {"handshake-type": "0x04", "flight-packet": "512"},
    "one-byte": {"one-byte-segments": "yes"},
}


class Stranger:
    """with Stranger(play) as port: a server of another kind on loopback."""

    def __init__(self, play):
        self.play = play

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
            sock.settimeout(20)
            threading.Thread(target=self.converse, args=(sock,), daemon=True).start()

    def converse(self, sock):
        try:
            with sock:
                self.play(sock)
        except OSError:
            pass


def ssh(sock):
    sock.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    while sock.recv(4096):
        pass


def postgres(sock):
    """What is no startup packet is dropped without a word; an SSLRequest gets one byte."""
    first = sock.recv(8)
    if first == struct.pack(">II", 8, 80877103):
        sock.sendall(b"N")
        sock.recv(4096)


def web(sock):
    sock.recv(4096)
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    while sock.recv(4096):
        pass


def prelogin(sock):
    """An answer with a version and ENCRYPTION 0, then the hello."""
    sock.recv(4096)
    sock.sendall(bytes.fromhex("0401001A00000100 00000B0006 0100110001 FF 0F00109500 00 00"))
    return sock.recv(4096)


def liar(sock):
    """Whatever the hello offers: the version it names, and a suite that no hello can offer."""
    version = prelogin(sock)[17:19]
    body = version + b"R" * 32 + b"\x00" + b"\x56\x00" + b"\x00"
    message = b"\x02" + struct.pack(">I", len(body))[1:] + body
    record = b"\x16" + version + struct.pack(">H", len(message)) + message
    sock.sendall(struct.pack(">BBHHBB", 0x12, 1, len(record) + 8, 0, 1, 0) + record)
    sock.recv(4096)


def endless(sock):
    """Handshake data without an end, inside TDS packets of type 0x12 after a PRELOGIN answer."""
    prelogin(sock)
    record = b"\x16\x03\x03\x10\x00" + b"\x0b" + b"\x00" * 4095
    while True:
        sock.sendall(struct.pack(">BBHHBB", 0x12, 0, len(record) + 8, 0, 1, 0) + record)


STRANGERS = {
    "SSH": (ssh, "is not a SQL Server: speaks SSH", "does not speak TLS: speaks SSH"),
    "PostgreSQL": (postgres, "is not a SQL Server: speaks PostgreSQL", "does not speak TLS: speaks PostgreSQL"),
    "a web server without TLS": (web, "is not a SQL Server: speaks HTTP", "does not speak TLS: speaks HTTP"),
    "a liar about suites": (liar, "answers no hello in a way that could be read", None),
    "endless handshake data": (endless, "answers no hello in a way that could be read", None),
}
