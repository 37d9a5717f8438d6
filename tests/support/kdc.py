"""A Kerberos realm for a test: Debian's krb5-kdc on a loopback address and port of its own, with
everything in a temporary folder; nothing of this machine's own Kerberos is read."""
import glob
import os
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile
import time

REALM = "CONTOSO.TEST"
FAKETIME = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime.so.1")), "faketime is not installed")
CLIENT = """[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
udp_preference_limit = {udp}
{more}
[realms]
{realm} = {{
    kdc = {address}:{port}
}}
"""
SERVER = """[kdcdefaults]
kdc_listen = {address}:{port}
kdc_tcp_listen = {address}:{port}
[realms]
{realm} = {{
    database_name = {folder}/principal
    acl_file = {folder}/acl
    key_stash_file = {folder}/stash
    supported_enctypes = aes256-cts-hmac-sha1-96:normal
}}
"""


class Realm:
    """with Realm() as realm: realm.add("dba"), realm.keytab("dba"), realm.kinit("dba")"""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory(prefix="sqlcheck-kdc-")
        self.folder = pathlib.Path(self.temp.name)
        self.address = "127." + ".".join(str(random.randint(1, 254)) for _ in range(3))
        self.port = self.free_port()
        self.process = None
        self.count = 0
        self.conf = self.client()
        (self.folder / "kdc.conf").write_text(SERVER.format(
            realm=REALM, folder=self.folder, address=self.address, port=self.port))
        self.tool("kdb5_util", "create", "-s", "-P", "master-" + os.urandom(8).hex())
        return self

    def __exit__(self, *_):
        self.stop()
        self.temp.cleanup()

    def free_port(self):
        with socket.socket() as one:
            one.bind((self.address, 0))
            return one.getsockname()[1]

    def client(self, more="", udp=1, port=None):
        """Another krb5.conf of a client; udp=1: TCP only."""
        self.count += 1
        path = self.folder / f"krb5-{self.count}.conf"
        path.write_text(CLIENT.format(realm=REALM, address=self.address, port=port or self.port,
                                      more=more, udp=udp))
        return str(path)

    def environment(self, conf=None, **more):
        env = {"PATH": os.environ["PATH"] + ":/usr/sbin", "LC_ALL": "C.UTF-8",
               "KRB5_CONFIG": conf or self.conf, "KRB5_KDC_PROFILE": str(self.folder / "kdc.conf"),
               "KRB5CCNAME": f"FILE:{self.folder}/cc"}
        return {**env, **more}

    def tool(self, *words, input=None, **more):
        done = subprocess.run([str(w) for w in words], env=self.environment(**more), input=input,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stdout}")
        return done.stdout

    def admin(self, request):
        return self.tool("kadmin.local", "-r", REALM, "-q", request)

    def add(self, name, password=None, more=""):
        how = f"-pw {password}" if password else "-randkey"
        self.admin(f"addprinc {more} {how} {name}")

    def keytab(self, name, file):
        """The name's key in a file of this folder; the password, if it had one, stays."""
        path = self.folder / file
        self.admin(f"ktadd -norandkey -k {path} {name}")
        return str(path)

    def start(self, offset=None):
        """offset: how far its clock is from ours, as faketime says it: "+10m"."""
        self.stop()
        env = self.environment()
        if offset:
            env.update(LD_PRELOAD=FAKETIME, FAKETIME=offset)
        log = open(self.folder / "kdc.log", "ab")
        self.process = subprocess.Popen([shutil.which("krb5kdc", path=env["PATH"]), "-n", "-r", REALM],
                                        env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            with socket.socket() as one:
                if one.connect_ex((self.address, self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("krb5kdc does not listen: " + (self.folder / "kdc.log").read_text())

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def kinit(self, name, password, *words, cache="cc"):
        """The ticket of a caller; gives KRB5CCNAME."""
        cache = f"FILE:{self.folder}/{cache}"
        self.tool("kinit", *words, f"{name}@{REALM}", input=password + "\n", KRB5CCNAME=cache)
        return cache
