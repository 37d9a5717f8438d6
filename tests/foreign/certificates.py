"""Certificates of all kinds, made with the openssl command line."""
import pathlib
import subprocess

CONFIG = """
[req]
distinguished_name = dn
prompt = no
string_mask = utf8only
utf8 = yes
[dn]
"""
DAY_FORM = "%Y%m%d%H%M%SZ"


class Maker:
    """Makes keys once and certificates on demand, in one folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.keys = {}
        self.serial = 0

    def openssl(self, *words, check=True):
        done = subprocess.run(["openssl", *map(str, words)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f"openssl {words}: {done.stderr}")
        return done

    def key(self, kind, name=""):
        """kind: rsa:2048, ec:P-256, ed25519."""
        if (kind, name) not in self.keys:
            path = self.folder / f"{kind.replace(':', '-')}{name}.key"
            algorithm, _, size = kind.partition(":")
            options = {"rsa": ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{size}"],
                       "ec": ["-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{size}"],
                       "ed25519": ["-algorithm", "ED25519"]}[algorithm]
            self.openssl("genpkey", *options, "-out", path)
            self.keys[kind, name] = path
        return self.keys[kind, name]

    def issue(self, name, subject, extensions, key="rsa:2048", issuer=None, digest="sha256", start=None,
              end=None, days=365, pss=False):
        """A certificate file; issuer None = self-signed. `subject` is lines of an openssl [dn]."""
        own_key = self.key(key, name if issuer is None and "CA:TRUE" in str(extensions) else "")
        out = self.folder / f"{name}.crt"
        config = self.folder / f"{name}.cnf"
        self.serial += 1
        config.write_text(CONFIG + "\n".join(subject) + "\n[ext]\n" + "\n".join(extensions) + "\n" +
                          self.ca_section(name))
        request = self.folder / f"{name}.csr"
        words = [] if subject else ["-subj", "/"]
        self.openssl("req", "-new", "-utf8", "-key", own_key, "-config", config, "-out", request, *words)
        signer = ["-selfsign", "-keyfile", own_key] if issuer is None else [
            "-cert", issuer[0], "-keyfile", issuer[1]]
        dates = ["-startdate", start or "20200101000000Z"]
        dates += ["-enddate", end] if end else ["-days", days]
        self.openssl("ca", "-batch", "-notext", "-utf8", "-config", config, "-name", "ca", "-in", request,
                     "-out", out, "-md", digest, "-extensions", "ext", *signer, *dates,
                     *(["-sigopt", "rsa_padding_mode:pss"] if pss else []))
        return out, own_key

    def ca_section(self, name):
        """openssl's `ca` alone sets both dates; it wants a data base and a policy."""
        database = self.folder / f"{name}.db"
        database.write_text("")
        serial = self.folder / f"{name}.serial"
        serial.write_text(f"{0x10000 + self.serial:06X}\n")
        names = ("commonName organizationName organizationalUnitName countryName localityName "
                 "domainComponent").split()
        return (f"[ca]\ndatabase={database}\nserial={serial}\nnew_certs_dir={self.folder}\n"
                "policy=any\nunique_subject=no\n"
                "email_in_dn=no\npreserve=yes\n[any]\n" + "".join(f"{n}=optional\n" for n in names))

    def bundle(self, name, *certificates):
        path = self.folder / f"{name}.chain"
        path.write_text("".join(pathlib.Path(c).read_text() for c in certificates))
        return path

    def dh_parameters(self):
        path = self.folder / "dh.pem"
        self.openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", path)
        return path
