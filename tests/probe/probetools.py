"""One lab of many endpoints, made of what a test says about each, and probes of them."""
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from labtools import ROOT, SANITIZER, Lab, clean_environment, keys_dir  # noqa: E402

SCHEMA = json.loads((ROOT / "sqlcheck" / "report" / "probe-1.schema.json").read_text())
DOMAIN = "probe.test"
EXIT_OF = {"OK": 0, "WARNING": 1, "CRITICAL": 2, "UNKNOWN": 3}

# 4 + 4 + 14 suites in TLS 1.0, 1.1, 1.2, in the order of a Windows Server 2019.
REFERENCE = {
    "ECDHE-RSA-AES256-GCM-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "DHE-RSA-AES256-GCM-SHA384": "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "DHE-RSA-AES128-GCM-SHA256": "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "ECDHE-RSA-AES256-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "ECDHE-RSA-AES128-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "ECDHE-RSA-AES256-SHA": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "ECDHE-RSA-AES128-SHA": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "AES256-GCM-SHA384": "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "AES128-GCM-SHA256": "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "AES256-SHA256": "TLS_RSA_WITH_AES_256_CBC_SHA256",
    "AES128-SHA256": "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "AES256-SHA": "TLS_RSA_WITH_AES_256_CBC_SHA",
    "AES128-SHA": "TLS_RSA_WITH_AES_128_CBC_SHA",
}
OLD = ["TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
       "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"]
REFERENCE_SUITES = {"1.0": OLD, "1.1": OLD, "1.2": list(REFERENCE.values())}


class Probe:
    """A finished `sqlcheck probe`; with JSON its document, which must follow the schema."""

    def __init__(self, binary, words, timeout=120):
        done = subprocess.run([binary, "probe", *words], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=timeout,
                              env=clean_environment())
        self.code, self.text, self.stderr = done.returncode, done.stdout, done.stderr
        self.troubles = ["a sanitizer spoke: " + done.stderr] if SANITIZER.search(done.stderr) else []
        self.document, self.endpoints = None, []
        if "json" in words and done.stdout:
            self.read()

    def read(self):
        self.document = json.loads(self.text)
        self.endpoints = self.document["endpoints"]
        errors = jsonschema.Draft7Validator(SCHEMA).iter_errors(self.document)
        self.troubles += [f"schema: {e.json_path}: {e.message[:200]}" for e in errors]
        if self.document["exit"] != self.code or EXIT_OF[self.document["verdict"]] != self.code:
            self.troubles.append(f"exit {self.code}, the document says {self.document['verdict']}")

    @property
    def only(self):
        return self.endpoints[0]


class Bed:
    """with Bed(binary, {NAME: {KEY: VALUE or list}}) as bed: bed.probe(NAME, ...)"""

    def __init__(self, binary, endpoints):
        self.binary, self.endpoints = binary, endpoints

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="probe-")))
        lines = ["[case]", f"server = {next(iter(self.endpoints))}.{DOMAIN}"]
        for name, keys in self.endpoints.items():
            lines += [f"[endpoint {name}]", f"host = {name}.{DOMAIN}"]
            for key, value in keys.items():
                lines += [f"{key} = {v}" for v in (value if isinstance(value, list) else [value])]
        (folder / "lab.ini").write_text("\n".join(lines) + "\n")
        self.lab = self.stack.enter_context(Lab(self.binary, folder))
        words = self.lab.arguments
        self.rules = [w for i, w in enumerate(words) if words[i - 1] == "--connect-to"]
        self.addresses = {r.split(":")[0].lower(): r.split(":")[2] for r in self.rules}
        return self

    def __exit__(self, *_):
        self.stack.close()

    def words(self, *names):
        words = [f"{name}.{DOMAIN}" for name in names] + ["--ca-file", f"{keys_dir()}/ca.pem"]
        for rule in self.rules:
            words += ["--connect-to", rule]
        return words

    def probe(self, name, *more):
        return Probe(self.binary, [*self.words(name), "--format", "json", *more])

    def address(self, name):
        return self.addresses[f"{name}.{DOMAIN}"]

    def journal(self, name):
        return [line for line in self.lab.journal() if line["endpoint"] == name]
