"""The same files as wrestool and reglookup see them."""
import re
import struct
import subprocess
import urllib.parse

STRINGS = ("FileVersion", "ProductVersion", "FileDescription", "OriginalFilename")


def quad(data, at):
    minor, major, private, build = struct.unpack_from("<4H", data, at)
    return f"{major}.{minor}.{build}.{private}"


def string_of(block, name):
    """The text behind a name: both end with a NUL, the text begins at a multiple of 4."""
    at = block.find((name + "\0").encode("utf-16-le"))
    if at < 0:
        return None
    at += len(name) * 2 + 2
    at += -at % 4
    units = re.match(rb"(?:(?!\0\0)..)*", block[at:], re.DOTALL).group()
    return units.decode("utf-16-le", "replace")


def wrestool_version(path):
    """What inspectmain tells about versions, from the resource that wrestool cuts out; None = no
    resource."""
    raw = subprocess.run(["wrestool", "-x", "--raw", "-t16", str(path)], capture_output=True,
                         timeout=60).stdout
    if not raw:
        return None
    fixed = raw.find(bytes.fromhex("bd04effe"))
    has_fixed = 0 <= fixed < 64
    found = {"has_version": has_fixed,
             "file": quad(raw, fixed + 8) if has_fixed else "0.0.0.0",
             "product": quad(raw, fixed + 16) if has_fixed else "0.0.0.0"}
    start = raw.find("StringFileInfo\0".encode("utf-16-le"))
    block = b""
    if start >= 0:
        # the first StringTable: length, 0, type, eight hexadecimal digits
        start += 30
        start += -start % 4
        block = raw[start:start + struct.unpack_from("<H", raw, start)[0]]
    found.update({name: string_of(block, name) for name in STRINGS})
    return found


def unescape(text):
    return urllib.parse.unquote_to_bytes(text)


def name_of(part):
    """reglookup prints ASCII; any other name as it lies in the hive, one or two bytes a letter."""
    raw = unescape(part)
    return raw.decode("utf-16-le" if b"\0" in raw else "latin-1")


NAMES = {"NONE": 0, "SZ": 1, "EXPAND_SZ": 2, "BINARY": 3, "DWORD": 4, "DWORD_BE": 5, "LINK": 6,
         "MULTI_SZ": 7, "QWORD": 11}


def reglookup(path, *options):
    """(keys, values): {path: last write as text}, {(key's path, name): (type, shown value)}."""
    out = subprocess.run(["reglookup", *options, str(path)], capture_output=True, timeout=120)
    keys, values = {}, {}
    for line in out.stdout.decode("utf-8", "replace").splitlines()[1:]:
        where, kind, shown, moment = line.split(",")[:4]
        parts = [name_of(part) for part in where.split("/")[1:]]
        if kind == "KEY":
            keys["\\".join(p for p in parts if p)] = moment
        else:
            values["\\".join(parts[:-1]), parts[-1]] = (NAMES.get(kind, kind), shown)
    return keys, values


def shown_values(value):
    """A value of ours as reglookup may print it, unescaped: what it cannot say in ASCII is raw."""
    data = bytes.fromhex(value["data"])
    kind = value["type"]
    raw = data if data else b"(null)"
    if kind in (1, 2):
        return value["text"].encode(), raw
    if kind in (4, 5):
        return (b"0x%08X" % value["number"],)
    if kind == 11:
        return (b"0x%016X" % (value["number"] % 2 ** 64),)  # JSON has signed ones only
    if kind == 7:
        return "|".join(value["text"]).encode(), raw
    return (raw,)
