"""Who else enumerates TLS, and how runs that take turns are counted and told. A peer is a function of
the address of one endpoint, or of several, that gives (suites found, exit code)."""
import os
import re
import statistics
import subprocess
import sys
import time
import xml.etree.ElementTree

LIMIT_S = 300
VERSIONS = {"1.0": "-tls1", "1.1": "-tls1_1", "1.2": "-tls1_2", "1.3": "-tls1_3"}


def said_by(words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                          timeout=LIMIT_S, text=True, errors="replace")
    return done.stdout, done.returncode


def nmap(*addresses):
    """The fastest way for it: port 1433 needs no version scan to be taken for a SQL Server."""
    said, code = said_by(["nmap", "-Pn", "-n", "-p", "1433", "--script", "ssl-enum-ciphers", "-oX", "-", *addresses])
    tree = xml.etree.ElementTree.fromstring(said)
    return len(tree.findall(".//script[@id='ssl-enum-ciphers']/table/table[@key='ciphers']/table")), code


def sslscan(address):
    said, code = said_by(["sslscan", "--no-colour", "--no-heartbleed", "--no-fallback", "--no-renegotiation",
                          "--no-compression", "--no-groups", "--no-check-certificate", f"{address}:1433"])
    return len(re.findall(r"^(?:Preferred|Accepted) +(?:TLS|SSL)v", said, re.M)), code


def s_client(address):
    """`openssl s_client` for each suite of each version, as scripts do it."""
    found = 0
    for version, option in VERSIONS.items():
        listed, _ = said_by(["openssl", "ciphers", "-s", option, "ALL:@SECLEVEL=0"])
        for suite in listed.strip().split(":"):
            chosen = ["-ciphersuites", suite] if version == "1.3" else ["-cipher", f"{suite}:@SECLEVEL=0"]
            said, _ = said_by(["openssl", "s_client", "-connect", f"{address}:1433", "-alpn", "tds/8.0", option, *chosen])
            found += f"Cipher is {suite}\n" in said
    return found, 0


class Row:
    """Runs of one tool, and what the journal counted of the first."""

    def __init__(self, who, journal, run, rounds):
        self.who, self.journal, self.run, self.rounds = who, journal, run, rounds
        self.walls, self.hellos, self.connections = [], None, None
        self.answers = []

    def once(self):
        before = len(self.journal()) if not self.walls else 0
        start = time.perf_counter()
        self.answers.append(self.run())
        self.walls.append((time.perf_counter() - start) * 1000)
        if self.connections is None:
            lines = self.journal()[before:]
            self.connections, self.hellos = len(lines), sum(line["hello"] is not None for line in lines)

    @property
    def wall(self):
        return statistics.median(self.walls)


def take_turns(rows):
    for i in range(max(row.rounds for row in rows)):
        for row in rows:
            if i < row.rounds:
                row.once()


def show_head(rounds):
    print(f"\nprobe beside its peers: medians of {rounds} runs that took turns, {os.cpu_count()} CPUs, load "
          f"{os.getloadavg()[0]:.1f}; x: times what ours takes; hellos and connections as the lab counted them")


def show(title, rows):
    """The first row is ours."""
    ours = rows[0]
    print(f"\n{title:46}{'found':>6}{'exit':>5}{'hellos':>8}{'x':>6}{'conn':>7}{'x':>6}{'wall ms':>10}{'x':>7}{'runs':>6}")
    for row in rows:
        found, code = row.answers[0][:2]
        ratios = ["", "", ""] if row is ours else [
            f"{theirs / mine:.1f}" if mine else "-" for theirs, mine in
            ((row.hellos, ours.hellos), (row.connections, ours.connections), (row.wall, ours.wall))]
        print(f"  {row.who:44}{found:6}{code:5}{row.hellos:8}{ratios[0]:>6}{row.connections:7}{ratios[1]:>6}"
              f"{row.wall:10.1f}{ratios[2]:>7}{len(row.walls):6}")
    sys.stdout.flush()


def show_target(reached, words):
    print(f"{'reached' if reached else 'missed':8} {words}", flush=True)
