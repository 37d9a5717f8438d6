"""What must hold of the plan of any case, from the facts that verify saved.

What the plan takes for done, verify must take for it too: with all of it no path is left in a state that the
plan does not name; without any one action some path has a finding more. Two plans are the same bytes."""
import json
import sys

from labtools import ROOT

sys.path.append(str(ROOT / "tests/bench"))
from generate import write_facts  # noqa: E402

import jsonschema

SCHEMA = jsonschema.Draft7Validator(json.loads((ROOT / "sqlcheck/report/plan-1.schema.json").read_text()))
WEIGHT = {"info": 0, "warn": 1, "unknown": 1000, "fail": 1000000}


def key(path):
    return tuple((path[name] or "").strip().lower() for name in ("component", "site_code", "host"))


def badness(report):
    """How bad each path is; those without a finding are left out."""
    bad = {}
    for path in report["paths"]:
        weight = sum(WEIGHT[f["severity"]] for f in path["findings"])
        if weight:
            bad[key(path)] = bad.get(key(path), 0) + weight
    return bad


class Planner:
    """world: what --what-if takes; None is the default."""

    def __init__(self, lab, facts, world=None):
        self.lab, self.facts, self.said = lab, facts, ""
        self.world = ["--what-if", world] if world else []

    def run(self, command, *more):
        done = self.lab.verify(arguments=[command, "--facts", str(self.facts), *self.world, *more],
                               environment={"SQLCMDPASSWORD": ""})
        self.said += done.stderr
        return done

    def verify(self, assumptions):
        words = [word for text in assumptions for word in ("--assume", text)]
        return json.loads(self.run("verify", "--format", "json", *words).stdout)


def states(side):
    return sorted((state, key(path)) for state in ("failing", "unknown") for path in side[state])


def states_of_report(report):
    word = {"fail": "failing", "unknown": "unknown"}
    return sorted((word[p["verdict"]], key(p)) for p in report["paths"] if p["verdict"] in word)


def check_done(check, planner, plan, folder):
    """All of it, by words and by the file that --assume-out writes."""
    everything = [text for action in plan["actions"] for text in action["assume"]]
    report = planner.verify(everything)
    check(states_of_report(report) == states(plan["after"]), "plan: done, verify says what it promised",
          f"{states_of_report(report)}\n{states(plan['after'])}")
    by_hand = {key(path) for action in plan["actions"] if not action["assume"] for path in action["paths"]}
    left = [path for path in plan["after"]["failing"] if key(path) not in by_hand]
    check(not left, "plan: done, no path fails but those of an action that no rehearsal can stand for", left)
    check(not everything or f"{len(everything)} assumption" in report["headline"].split(":")[0],
          "plan: the first line of a rehearsal says so", report["headline"])
    check(not planner.world or "what if " in report["headline"], "plan: and which world it is for", report["headline"])
    check(report.get("what_if", "tls12") == plan["what_if"] == (planner.world or ["tls12"])[-1],
          "plan: the world is in both documents", plan["what_if"])
    check(report.get("assumptions", []) == everything, "plan: the rehearsal carries what it stands on")
    done = folder / "done"
    planner.run("plan", "--assume-out", str(done))
    again = json.loads(planner.run("verify", "--format", "json", "--assume", f"@{done}").stdout)
    check(again == report, "plan: --assume-out is the same")
    rehearsed = json.loads(planner.run("plan", "--format", "json", "--assume", f"@{done}").stdout)
    check(not everything or rehearsed["lock_down"]["may_follow"] is False,
          "plan: no lock-down follows what is assumed", rehearsed["lock_down"])
    return report


def check_smallest(check, planner, plan, report):
    whole = badness(report)
    for number, action in enumerate(plan["actions"]):
        others = [text for other in plan["actions"] if other is not action for text in other["assume"]]
        without = badness(planner.verify(others)) if action["assume"] else None
        worse = without is None or any(bad > whole.get(path, 0) for path, bad in without.items())
        check(worse, f"plan: action {number + 1} cannot be left out", action)


def check_plan(check, planner, folder):
    """Gives the text of the plan."""
    text, machine = planner.run("plan"), planner.run("plan", "--format", "json")
    plan = json.loads(machine.stdout)
    errors = [e.message for e in SCHEMA.iter_errors(plan)]
    check(not errors, "plan: schema", "\n".join(errors[:10]))
    check(text.returncode == machine.returncode == planner.run("verify").returncode == plan["exit"],
          "plan: the exit code of verify", f"{text.returncode} {machine.returncode} {plan['exit']}")
    check(planner.run("plan", "--format", "json").stdout == machine.stdout and
          planner.run("plan").stdout == text.stdout, "plan: twice the same")
    check(states_of_report(planner.verify([])) == states(plan["today"]), "plan: today's orphans are verify's")
    both = json.loads(planner.run("verify", "--plan", "--format", "json").stdout)
    check(both.pop("plan") == plan and both == json.loads(planner.run("verify", "--format", "json").stdout),
          "plan: verify --plan has it beside its report")
    check(planner.run("verify", "--plan").stdout == planner.run("verify").stdout + "\n" + text.stdout,
          "plan: verify --plan has it behind its text")
    wide = [line for line in text.stdout.splitlines()[1:] if len(line) > 100]
    check(not wide, "plan: fits 100 columns", "\n".join(wide))
    rank = ["find out", "clients", "servers", "certificates", "find out then"]
    stages = [rank.index(action["stage"]) for action in plan["actions"]]
    check(stages == sorted(stages), "plan: clients before servers", stages)
    stuck = plan["after"]["counts"]["unknown"] > 0
    held = stuck or any(action["step"] == "find out" for action in plan["actions"])
    check(plan["lock_down"]["may_follow"] is not held, "plan: the lock-down waits for what is unknown", plan["lock_down"])
    check(not stuck or any(not action["assume"] for action in plan["actions"]),
          "plan: what stays unknown has an action that no rehearsal can stand for")
    report = check_done(check, planner, plan, folder)
    check_smallest(check, planner, plan, report)
    check(not planner.said, "plan: nothing on the error stream", planner.said)
    return text.stdout


def check_readable(check, lab, facts, folder, worlds):
    """Equal actions are folded: a plan for a hundred sites is as long as one for a few."""
    seen = json.loads(facts.read_text())
    for world in worlds:
        lines = []
        for rows, sites in ((40, 4), (600, 100)):
            path = folder / f"sites-{sites}"
            write_facts(path, seen, rows, sites)
            planner = Planner(lab, path, world)
            text = planner.run("plan").stdout
            lines.append(len(text.splitlines()))
            wide = [line for line in text.splitlines()[1:] if len(line) > 100]
            check(not wide, f"plan of {sites} sites, {world}: fits 100 columns", "\n".join(wide))
            whole = json.loads(planner.run("plan", "--format", "json").stdout)
        many = len(whole["actions"])
        check(many > 200 and 50 < lines[1] < 250 and lines[1] < 1.5 * lines[0],
              f"plan, {world}: bounded lines", f"{lines} lines, {many} actions")
        check("more, which --format json names" in text and "<host>" in text, f"plan, {world}: machines are folded", text)
