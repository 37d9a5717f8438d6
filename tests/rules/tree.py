"""What the rule checks share: the files of the tree, and C without its comments and strings."""
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("sqlcheck", "drivers", "cases", "tests", ".ci")
NOT_OURS = {"node_modules", "__pycache__"}
LITERAL = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def top_level():
    """What lies beside README.md, without dotfiles and build folders."""
    return sorted(entry.name for entry in ROOT.iterdir() if not entry.name.startswith((".", "build")))


def paths(folders=FOLDERS):
    """Every file under these folders, and beside README.md; relative to the root, sorted."""
    found = [entry for entry in ROOT.iterdir() if entry.is_file() and entry.name != ".git"]
    for folder in folders:
        for here, below, names in os.walk(ROOT / folder):
            below[:] = [name for name in below if name not in NOT_OURS]
            found += [pathlib.Path(here) / name for name in names]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def read():
    """path -> text of every text file; what is not UTF-8 (the seeds of the fuzzers) is left out."""
    texts = {}
    for path in paths():
        data = (ROOT / path).read_bytes()
        try:
            texts[path] = data.decode("utf-8") if b"\0" not in data else None
        except UnicodeDecodeError:
            texts[path] = None
    return {path: text for path, text in texts.items() if text is not None}


def c_only(texts, folders=("sqlcheck/", "drivers/", "tests/")):
    return {path: text for path, text in texts.items()
            if path.endswith((".c", ".h")) and path.startswith(folders)}


def language(path, text):
    """c, python, bash, or "" for what is neither."""
    name = path.rsplit("/", 1)[-1]
    first = text.split("\n", 1)[0]
    if name.endswith((".c", ".h")):
        return "c"
    if name.endswith(".py") or (first.startswith("#!") and "python" in first):
        return "python"
    if name.endswith(".sh") or (first.startswith("#!") and first.rstrip().endswith("sh")):
        return "bash"
    return ""


def bare(text, keep_strings=False):
    """C with each comment (and string) blanked; every line stays where it is."""
    def blank(match):
        found = match.group()
        if keep_strings and found[0] in "\"'":
            return found
        inside = re.sub(r"[^\n]", " ", found[1:-1])
        return found[0] + inside + found[-1] if found[0] in "\"'" else re.sub(r"[^\n]", " ", found)
    return LITERAL.sub(blank, text)
