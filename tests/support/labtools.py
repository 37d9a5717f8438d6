"""Starting the lab on a case and running sqlcheck against it, for the test scripts."""
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANITIZER = re.compile(r"(ERROR: (Address|Leak|Undefined)\w*Sanitizer|runtime error:)")


def keys_dir():
    """One set of private keys for all labs of a test run: making them costs seconds."""
    path = pathlib.Path(os.environ.get("SQLCHECK_TEST_KEYS", ROOT / "build" / "lab-keys"))
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def clean_environment(**more):
    """What a scheduler would give: nothing of the developer's own settings."""
    keep = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment["LC_ALL"] = "C.UTF-8"
    environment["XDG_CONFIG_HOME"] = "/nonexistent"
    environment.update(more)
    return environment


def end_on_signals():
    """For the process to be: a run in the background, or under nohup, has them ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Lab:
    """with Lab(binary, case_dir) as lab: lab.verify(...)"""

    def __init__(self, binary, case_dir, extra=()):
        self.binary = str(binary)
        self.case_dir = str(case_dir)
        self.extra = list(extra)

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory(prefix="sqlcheck-test-")
        self.folder = pathlib.Path(self.temp.name)
        self.journal_path = self.folder / "journal"
        ready = self.folder / "ready"
        self.log = open(self.folder / "lab.log", "wb")
        self.process = subprocess.Popen(
            [self.binary, "lab", self.case_dir, "--keys", keys_dir(),
             "--journal", str(self.journal_path), "--ready-file", str(ready), *self.extra],
            stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=clean_environment())
        limit = time.monotonic() + 120
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > limit:
                self.__exit__()
                raise RuntimeError("the lab did not start: " + self.log_text)
            time.sleep(0.01)
        lines = ready.read_text().splitlines()
        self.password = next((l[len("#password="):] for l in lines if l.startswith("#password=")), "")
        self.arguments = [l for l in lines if not l.startswith("#")]
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        self.log_text = (self.folder / "lab.log").read_text(errors="replace")
        self.exit_code = self.process.returncode
        self.temp.cleanup()

    def verify(self, *more, arguments=None, environment=None, timeout=90, **options):
        """Runs the suggested verify command; gives the finished process."""
        words = [self.binary, *(self.arguments if arguments is None else arguments), *more]
        env = clean_environment(SQLCMDPASSWORD=self.password)
        env.update(environment or {})
        return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, env=env, timeout=timeout, **options)

    def journal(self, settle=2.0):
        """The journal's lines once no connection is under way any more (they end with one)."""
        limit = time.monotonic() + settle
        last = None
        while True:
            text = self.journal_path.read_text() if self.journal_path.exists() else ""
            if (text == last and text) or time.monotonic() > limit:
                return [json.loads(line) for line in text.splitlines()]
            last = text
            time.sleep(0.1)

    def tcp_connections(self):
        return len(self.journal())


class Tally:
    """ok / not ok lines and the closing line of a part."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, name, detail=""):
        if good:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {name}", flush=True)
            for line in str(detail).splitlines()[:60]:
                print(f"    {line}", flush=True)
        return bool(good)

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


MASKS = [
    (re.compile(r"\b127\.\d+\.\d+\.\d+\b"), "127.x.x.x"),
    (re.compile(r"\b[0-9A-F]{2}(:[0-9A-F]{2}){31}\b"), "FINGERPRINT"),
    (re.compile(r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?"), "DATETIME"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "DATE"),
    (re.compile(r'"elapsed_ms": \d+'), '"elapsed_ms": 0'),
    (re.compile(r",\s+after\s+\d+\s+ms {2,}"), ", after N ms "),  # the digits move the break of the line
    (re.compile(r"\b\d+(\s+)ms\b"), r"N\1ms"),
    (re.compile(r"(after \d+)\.\d+ s\b"), r"\1.x s"),
    (re.compile(r"[^\s\"']*/ca\.pem"), "CA.PEM"),
]


def mask(text):
    """Takes out what differs from run to run: addresses, fingerprints, dates, durations."""
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def shown(words):
    return " ".join(shlex.quote(w) for w in words)
