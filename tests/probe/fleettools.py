"""A lab in which any number of names lead to a few endpoints, and what is read of a probe of them all."""
import json
import pathlib
import socket
import subprocess
import sys
import threading

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from labtools import SANITIZER, Tally, clean_environment, end_on_signals, keys_dir  # noqa: E402
from probetools import SCHEMA, Bed  # noqa: E402

ENDPOINT = jsonschema.Draft7Validator({"$ref": "#/definitions/endpoint", "definitions": SCHEMA["definitions"]})
# kind of endpoint: how the lab plays it, the verdict, how many of 300
KINDS = {
    "good": ({}, "OK", 244), "old": ({"tls-max": "1.0"}, "CRITICAL", 20),
    "expired": ({"certificate": "expired"}, "WARNING", 10), "refused": ({"fault": "refuse"}, "UNKNOWN", 10),
    "garbage": ({"fault": "garbage"}, "UNKNOWN", 6), "resetting": ({"fault": "reset"}, "UNKNOWN", 6),
    "silent": ({"fault": "hang"}, "UNKNOWN", 4),
}
PORT = {name: 10001 + i for i, name in enumerate(KINDS)}
KIND_OF = {port: name for name, port in PORT.items()}
QUICK = ["-l", "5"]
tally = Tally()


def fleet(*more, **counts):
    """So many targets of each kind, mixed: "h17.fleet.test,10003". A silent one is the first."""
    names = [name for name in KINDS for _ in range(counts.get(name, 0))]
    names.sort(key=lambda name: name != "silent")
    first, rest = names[:1], names[1:]
    mixed = first + [rest[i * 7 % len(rest)] for i in range(len(rest))] if len(rest) % 7 and rest else names
    return [f"h{i}.fleet.test,{PORT[name]}" for i, name in enumerate(mixed)] + list(more)


ALL = fleet(**{name: row[2] for name, row in KINDS.items()})


def kind_of(target):
    return KIND_OF[int(target.split(",")[1])]


class Fleet(Bed):
    """A bed in which any host name with the port of a kind leads to the endpoint of that kind."""

    def __init__(self, binary):
        super().__init__(binary, {name: row[0] for name, row in KINDS.items()})

    def words(self, *more):
        words = ["probe", "-F", "good.probe.test", "--ca-file", f"{keys_dir()}/ca.pem"]
        for name, port in PORT.items():
            words += ["--connect-to", f":{port}:{self.address(name)}:1433"]
        return [self.binary, *words, *(more if "-l" in more else (*QUICK, *more))]

    def run(self, targets, *more, **options):
        text = "".join(t + "\n" for t in targets) if isinstance(targets, list) else targets
        text = text if isinstance(text, bytes) else text.encode()
        done = subprocess.run(self.words("--targets", "-", *more), input=text, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=170, env=clean_environment(), **options)
        done.text, done.said = done.stdout.decode(), done.stderr.decode()
        done.troubles = [done.said] if SANITIZER.search(done.said) else []
        return done

    def start(self, *more):
        return subprocess.Popen(self.words(*more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                preexec_fn=end_on_signals,
                                stdin=subprocess.DEVNULL, env=clean_environment())

    def count(self):
        """Connections that the lab saw, by kind."""
        journal = self.lab.journal()
        return {name: sum(line["endpoint"] == name for line in journal) for name in KINDS}


def objects(text):
    """The lines of a stream; what follows no schema is named."""
    lines = [json.loads(line) for line in text.splitlines()]
    return lines, [f"{line['target']}: {e.json_path}: {e.message[:100]}" for line in lines
                   for e in ENDPOINT.iter_errors(line)]


def names(lines):
    return [line["target"] for line in lines]


class Counter:
    """Accepts, says nothing until it is let go, and counts how many connections are open at once."""

    def __enter__(self):
        self.listener, self.lock, self.now, self.most = socket.create_server(("127.0.0.1", 0), backlog=64), threading.Lock(), 0, 0
        self.release = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            threading.Thread(target=self.hold, args=(sock,), daemon=True).start()

    def hold(self, sock):
        with sock:
            sock.settimeout(0.2)
            while not self.release.is_set():
                try:
                    if not sock.recv(4096):
                        break
                except TimeoutError:
                    continue
        with self.lock:
            self.now -= 1
