"""A site of 100,000 clients beside one of 100: only the hosts of roles are asked for, so the same statements bring
the same rows. Shapes and counts are judged; the time is told."""
import json
import pathlib
import re
import shutil
import sqlite3
import statistics
import tempfile
import time

from labtools import ROOT, Lab

CASE = "everything-good"
FEW, MANY, PROGRAMS = 100, 100000, 2
FIRST = 20000000
BIG = ("v_R_System", "v_RA_System_ResourceNames", "v_GS_OPERATING_SYSTEM", "v_GS_WORKSTATION_STATUS",
       "v_GS_ADD_REMOVE_PROGRAMS_64", "v_GS_ADD_REMOVE_PROGRAMS", "v_StatusMessage")
# What the real tables behind the views are found by.
INDEXES = """
CREATE INDEX dbo.big_1 ON v_R_System (ResourceID);
CREATE INDEX dbo.big_2 ON v_R_System (Netbios_Name0);
CREATE INDEX dbo.big_3 ON v_RA_System_ResourceNames (ResourceID);
CREATE INDEX dbo.big_4 ON v_RA_System_ResourceNames (Resource_Names0);
CREATE INDEX dbo.big_5 ON v_GS_OPERATING_SYSTEM (ResourceID);
CREATE INDEX dbo.big_6 ON v_GS_WORKSTATION_STATUS (ResourceID);
CREATE INDEX dbo.big_7 ON v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID);
CREATE INDEX dbo.big_8 ON v_GS_ADD_REMOVE_PROGRAMS (ResourceID);
CREATE INDEX dbo.big_9 ON v_StatusMessage (Time, MessageID);
"""


def numbers(count):
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "


def clients(count):
    """Statements that add so many clients with their programs, none of which holds a role."""
    machine = f"{FIRST} + i"
    programs = f"SELECT {FIRST} + a.i, 'ODBC Driver 17 for SQL Server ' || b.i, '17.10.' || b.i FROM n AS a, n AS b " \
               f"WHERE b.i <= {PROGRAMS}"
    inserts = [
        ("v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Client0, Obsolete0, Decommissioned0)",
         f"SELECT {machine}, 'PC' || i, 'PC' || i, 'CONTOSO.COM', 1, 0, 0 FROM n"),
        ("v_RA_System_ResourceNames (ResourceID, Resource_Names0)",
         f"SELECT {machine}, 'PC' || i || '.CONTOSO.COM' FROM n"),
        ("v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0)",
         f"SELECT {machine}, 'Microsoft Windows 11 Enterprise', '10.0.22631' FROM n"),
        ("v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)", f"SELECT {machine}, '{{-3d}}' FROM n"),
        ("v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Version0)", programs),
        ("v_GS_ADD_REMOVE_PROGRAMS (ResourceID, DisplayName0, Version0)", programs),
        ("v_StatusMessage (RecordID, ModuleName, MessageID, MachineName, SiteCode, Time)",
         f"SELECT {machine}, 'SMS Client', 10006, 'PC' || i, 'P01', '{{-3d}}' FROM n"),
    ]
    return "".join(f"\n{numbers(count)}INSERT INTO dbo.{into} {select};" for into, select in inserts)


def make_case(top, count):
    folder = pathlib.Path(top) / str(count)
    folder.mkdir()
    shutil.copy(ROOT / "cases" / "schema.sql", folder)
    case = folder / CASE
    shutil.copytree(ROOT / "cases" / CASE, case)
    with open(case / "site.sql", "a") as site:
        site.write(clients(count) + INDEXES)
    return case


class Site:
    def __init__(self, binary, case, rounds):
        begin = time.perf_counter()
        with Lab(str(binary), case) as lab:
            self.start_s = time.perf_counter() - begin
            walls = []
            for _ in range(rounds):
                begin = time.perf_counter()
                done = lab.verify("--format", "json")
                walls.append((time.perf_counter() - begin) * 1000)
            self.wall = statistics.median(walls)
            self.code, self.report = done.returncode, json.loads(done.stdout)
            self.sql = next(line["sql"] for line in lab.journal() if line["sql"])
        self.counts = self.report["site"]["statements"], self.report["site"]["rows"]


def scans_of(statements):
    """Steps of SQLite's plans that read a large view from end to end."""
    database = sqlite3.connect(":memory:")
    database.executescript("ATTACH ':memory:' AS dbo; ATTACH ':memory:' AS sys;")
    database.executescript(re.sub(r"\bsysname\b", "text", (ROOT / "cases" / "schema.sql").read_text()) + INDEXES)
    found, looked = [], 0
    for sql in statements:
        if not any(re.search(rf"\b{view}\b", sql) for view in BIG) or "HAS_PERMS_BY_NAME" in sql:
            continue
        looked += 1
        alias = {}
        for view, name in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", sql):
            alias[name] = view
        for *_, step in database.execute("EXPLAIN QUERY PLAN " + sql):
            first = step.split()
            if first[0] == "SCAN" and alias.get(first[1], first[1]) in BIG:
                found.append(f"{step}: {sql}")
    return looked, found


def measure(binary, rounds, tally, quick):
    with tempfile.TemporaryDirectory(prefix="sqlcheck-clients-") as top:
        few, many = (Site(binary, make_case(top, count), rounds) for count in (FEW, MANY))
    tally.check(few.code == many.code == 0, "100,000 clients change no verdict", (few.code, many.code))
    tally.check(few.counts == many.counts and many.counts[1] > 30,
                f"100,000 clients: {many.counts[0]} statements and {many.counts[1]} rows, as with 100",
                (few.counts, many.counts))
    values = [sql.count(",") for sql in many.sql if " IN (" in sql]
    tally.check(values and max(values) <= 500, "no list has more than 500 values", values)
    looked, scans = scans_of(many.sql)
    tally.check(looked >= 7, "the plans of all statements over large views are looked at", looked)
    tally.check(not scans, "no large view is read from end to end", "\n".join(scans))
    print(f"site of {MANY:,} clients, {MANY * PROGRAMS * 2:,} programs: verify {many.wall:.0f} ms, "
          f"with {FEW} clients {few.wall:.0f} ms ({many.wall / few.wall:.2f}); the lab started in "
          f"{many.start_s:.1f} s")
