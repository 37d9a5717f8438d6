"""What sqlcheck sends, held against what `sqlcheck verify --print-queries` says it sends."""
import json
import re
import subprocess

from labtools import clean_environment

VALUE = r"(?:\d+|'(?:[^']|'')*')"
MOST_VALUES = 500
GENTLE = ["SET LOCK_TIMEOUT 5000", "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED"]


def words_of(sql):
    """One blank between words; the same statement is the same text then."""
    return " ".join(sql.split())


def statements_of(printed):
    """The statements without their comments, in the order in which they are printed."""
    bare = "\n".join(l for l in printed.splitlines() if not l.startswith("--"))
    return [words_of(s) for s in bare.split(";") if s.strip()]


def pattern_of(statement):
    """(NULL) stands for a list of values, [CM_P01] for any site database."""
    text = re.escape(statement)
    text = text.replace(re.escape("(NULL)"), rf"\({VALUE}(?:,{VALUE}){{0,{MOST_VALUES - 1}}}\)")
    text = text.replace(re.escape("USE [CM_P01]"), r"USE \[CM_(?:[^]]|\]\])+\]")
    return re.compile(text)


class Printed:
    def __init__(self, binary):
        done = subprocess.run([str(binary), "verify", "--print-queries"], stdout=subprocess.PIPE, text=True,
                              check=True, env=clean_environment())
        self.statements = statements_of(done.stdout)
        self.patterns = [pattern_of(s) for s in self.statements]

    def find(self, sql):
        """The place of the printed statement that this is, or None."""
        text = words_of(sql)
        return next((i for i, p in enumerate(self.patterns) if p.fullmatch(text)), None)


def conversations(journal):
    """The texts of every connection that asked anything."""
    return [line["sql"] for line in journal if line["sql"]]


def check_sent(check, printed, journal, report, way):
    """Gives the places of the printed statements that were sent."""
    asked = conversations(journal)
    sent = [sql for texts in asked for sql in texts]
    strange = [sql for sql in sent if printed.find(sql) is None]
    check(not strange, f"{way}: no statement but those of --print-queries", "\n".join(strange))
    rude = [texts[:2] for texts in asked if [words_of(t) for t in texts[:2]] != GENTLE]
    check(not rude, f"{way}: LOCK_TIMEOUT and READ UNCOMMITTED come first", rude)
    counts = sorted(len(texts) for texts in asked)
    check(sum(counts) == report["statements"], f"{way}: as many statements as the report counts",
          f"{report['statements']}, the lab: {counts}")
    check(all(count <= len(GENTLE) + 1 for count in counts[:-1]),
          f"{way}: one connection carries the site queries", counts)
    return {printed.find(sql) for sql in sent} - {None}


def site_by_odbc(lab, binary):
    """Verify's own site queries through ODBC drivers alone; gives the facts, or why there are none."""
    words = lab.arguments
    given = {w: words[i + 1] for i, w in enumerate(words[:-1]) if w.startswith("-")}
    rules = [words[i + 1].split(":") for i, w in enumerate(words[:-1]) if w == "--connect-to"]
    server = given["-S"].split("\\")[0].split(",")[0]
    place = next(r for r in rules if r[0].lower() == server.lower() and r[1] != "1434")
    more = {"host": server, "port": place[1], "address": place[2], "address-port": place[3],
            "user": given.get("-U"), "ca": given.get("--ca-file"), "database": given.get("-d"),
            "trust": "1" if "-C" in words else None, "dblib": "0", "rows": "site"}
    main = str(binary.parents[1] / "tests" / "support" / "connectmain")
    done = subprocess.run([main, *[f"{k}={v}" for k, v in more.items() if v is not None]],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env=clean_environment(CONNECT_PASSWORD=lab.password))
    return (json.loads(done.stdout)["facts"], "") if done.returncode == 0 else (None, done.stderr)
