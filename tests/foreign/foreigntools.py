"""Running `sqlcheck verify` against the foreign server and comparing with what a row expects."""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from labtools import ROOT, SANITIZER, clean_environment  # noqa: E402

import jsonschema  # noqa: E402
import ssl  # noqa: E402
import warnings  # noqa: E402

from tdsserver import PASSWORD, USER, Server, Settings  # noqa: E402

HOST = "sqlprod.foreign.test"
SCHEMA = jsonschema.Draft7Validator(json.loads((ROOT / "sqlcheck/report/report-1.schema.json").read_text()))
LETTERS = {"accepted": "A", "refused": "R", "unknown": "U"}
warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 and 1.1 are what is tested here


def context(certificate, lowest="TLSv1", highest="TLSv1_2", ciphers="ALL:@SECLEVEL=0", without=0,
            ask=None, trust=None, alpn=None, tickets=None, dh=None, curve=None):
    """A server's context; all of OpenSSL's own limits are off."""
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    out.set_ciphers(ciphers)
    out.minimum_version = getattr(ssl.TLSVersion, lowest)
    out.maximum_version = getattr(ssl.TLSVersion, highest)
    out.options |= without
    out.load_cert_chain(*map(str, certificate))
    if ask is not None:
        out.verify_mode = ask
        out.load_verify_locations(str(trust))
    if dh:
        out.load_dh_params(str(dh))
    if curve:
        out.set_ecdh_curve(curve)
    if alpn:
        out.set_alpn_protocols([alpn])
    if tickets is not None:
        out.num_tickets = tickets
        out.options |= 0 if tickets else ssl.OP_NO_TICKET
    return out


class Run:
    """One verify: what it said, what the server saw."""

    def __init__(self, binary, settings, host=HOST, trust=("-C",), address="127.0.0.1", words=(),
                 database=None, quick=False):
        with Server(settings, address) as server:
            line = [binary, "verify", "-S", f"{host},{server.port}", "-U", USER, "--format", "json",
                    "-l", "30", "-t", "30", *trust, *words]
            if quick:
                line += ["--no-legacy-probe"]
            if database:
                line += ["-d", database]
            if "--connect-to" not in words and not host.startswith("127.") and "[" not in host:
                line += ["--connect-to", f"{host}:{server.port}:127.0.0.1:{server.port}"]
            done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  stdin=subprocess.DEVNULL, timeout=150,
                                  env=clean_environment(SQLCMDPASSWORD=PASSWORD))
            self.port = server.port
        self.gone = settings.accepts is not None  # tries that nobody took are counted too
        self.exit, self.stderr, self.journal = done.returncode, done.stderr, server.journal
        self.troubles = server.troubles
        try:
            self.report = json.loads(done.stdout)
        except ValueError:
            raise RuntimeError(f"no JSON: {done.stdout}\n{done.stderr}") from None
        self.endpoint = self.report["endpoints"][0]

    # ---- what rows speak of ----

    @property
    def versions(self):
        """TLS 1.0 to 1.3: A accepted, R refused, U unknown."""
        return "".join(LETTERS[v["answer"]] for v in self.endpoint.get("versions") or [])

    @property
    def outcomes(self):
        return {d["outcome"] for d in self.report["drivers"]}

    @property
    def finds(self):
        return set(re.findall(r'"id": "SQLC-(\w+-\d+)"', json.dumps(self.report)))

    @property
    def details(self):
        return " | ".join(d.get("detail") or "" for d in self.report["drivers"])

    @property
    def leaf(self):
        return self.endpoint["chain"][0]

    def always(self):
        """What must hold whatever the server did."""
        out = []
        if SANITIZER.search(self.stderr):
            out.append("a sanitizer spoke: " + self.stderr)
        if any(c["clear_login"] for c in self.journal):
            out.append("a login in clear")
        if not self.gone and len(self.journal) != self.report["connections"]:
            out.append(f"{len(self.journal)} connections came, the report says {self.report['connections']}")
        if PASSWORD in json.dumps(self.report, ensure_ascii=False) + self.stderr:
            out.append("the password is in the report")
        out += [e.message for e in SCHEMA.iter_errors(self.report)][:5]
        out += [f"the test's own server: {t}" for t in self.troubles]
        return out

    def compare(self, expected):
        """A list of differences; keys of `expected` are attributes above, or end in has / lacks."""
        out = self.always()
        for key, value in expected.items():
            if key == "has":
                wrong = value - self.finds
            elif key == "lacks":
                wrong = value & self.finds
            elif key == "says":
                wrong = not re.search(value, json.dumps(self.report, ensure_ascii=False))
            elif key == "detail":
                wrong = not re.search(value, self.details)
            elif key == "outcome":
                wrong = self.outcomes != ({value} if value else set())
            elif key == "driver_ms":
                wrong = any(d["elapsed_ms"] > value for d in self.report["drivers"])
            elif key in ("exit", "versions"):
                wrong = getattr(self, key) != value
            else:
                where = self.leaf if key in self.leaf_keys else self.endpoint
                wrong = where.get(key) != value
            if wrong:
                out.append(f"{key}: expected {value}")
        if out:
            out.append(self.summary())
        return out

    leaf_keys = {"subject", "names", "key_type", "key_bits", "signature_hash", "self_signed", "sql_fallback"}

    def summary(self):
        e = self.endpoint
        chain = (e.get("chain") or [{}])[0]
        text = (f"got: exit {self.exit}, {self.versions} {e.get('reach')} {e.get('encryption')} "
                f"{sorted(self.outcomes)} {sorted(self.finds)}\n  {self.report['headline']}\n"
                f"  endpoint: {e.get('reason')} {e.get('handshake')}\n  chain: {e.get('chain_error')} "
                f"{e.get('name_error')} {chain}\n  drivers: {self.details}\n"
                f"  site: {self.report['site'].get('note')} {self.report['site'].get('gaps')}\n"
                f"  versions: {[v.get('reason') for v in e.get('versions') or []]}\n  {self.stderr[:400]}")
        return "\n".join(line[:600] for line in text.splitlines())


def settings(ctx, **more):
    return Settings(context=ctx, **more)
