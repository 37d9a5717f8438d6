"""What the readers are tried on: DLLs made with mingw's windres, hives made through libhivex."""
import json
import struct
import subprocess

ARCHITECTURES = {"x86_64": ("x64", 64), "i686": ("x86", 32)}


def rc_text(form):
    """A resource script; form = (file version, product version, [[(name, text), ...] for each block])."""
    file_version, product_version, blocks = form
    lines = ["1 VERSIONINFO",
             "FILEVERSION " + ",".join(map(str, file_version)),
             "PRODUCTVERSION " + ",".join(map(str, product_version)), "BEGIN"]
    if blocks is not None:
        lines += ['BLOCK "StringFileInfo"', "BEGIN"]
        for number, block in enumerate(blocks):
            lines += ['BLOCK "%04x04b0"' % (0x409 + number), "BEGIN"]
            for name, text in block:
                escaped = "".join(c if " " <= c <= "~" and c not in '"\\' else "\\x%04x" % ord(c)
                                  for c in text)
                lines.append('VALUE "%s", L"%s"' % (name, escaped))
            lines.append("END")
        lines += ["END", 'BLOCK "VarFileInfo"', "BEGIN", 'VALUE "Translation", 0x409, 1200', "END"]
    lines.append("END")
    return "\n".join(lines) + "\n"


def build_dll(folder, name, architecture, rc):
    """A DLL that holds nothing but the resources of the script; the same bytes every time."""
    script, compiled = folder / (name + ".rc"), folder / (name + ".o")
    target = folder / (name + ".dll")
    script.write_text(rc, encoding="utf-8")
    subprocess.run([architecture + "-w64-mingw32-windres", str(script), str(compiled)], check=True,
                   stdin=subprocess.DEVNULL, timeout=60)
    subprocess.run([architecture + "-w64-mingw32-gcc", "-shared", "-nostdlib", "-s",
                    "-Wl,--no-insert-timestamp", "-o", str(target), str(compiled)], check=True,
                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    return target


def sz(text):
    return (text + "\0").encode("utf-16-le")


def multi(*texts):
    return "".join(t + "\0" for t in texts + ("",)).encode("utf-16-le")


def build_hive(hivemain, target, keys):
    """keys = {path: [(name, type, bytes), ...]}"""
    description = [[path, [[n, t, data.hex()] for n, t, data in values]]
                   for path, values in keys.items()]
    subprocess.run([hivemain, str(target)], input=json.dumps(description), text=True, check=True,
                   timeout=60)
    return target


def set_key_times(data, first_unix_s):
    """Key after key gets a last write time, a minute apart: libhivex writes none."""
    data = bytearray(data)
    moment = first_unix_s
    at = data.find(b"nk", 4096)
    while at >= 0:
        if at % 8 == 4 and struct.unpack_from("<i", data, at - 4)[0] < 0:
            struct.pack_into("<Q", data, at + 4, (moment + 11644473600) * 10000000)
            moment += 60
        at = data.find(b"nk", at + 2)
    return bytes(data)


SMALL_HIVE = {
    r"Microsoft\SQLNCLI11": [("InstalledVersion", 1, sz("11.4.7462.6")), ("", 1, sz("default"))],
    r"Microsoft\Microsoft SQL Server\SQLNCLI11\CurrentVersion": [("Version", 1, sz("11.4.7462.6"))],
    r"Microsoft\Windows\CurrentVersion\Uninstall\{9D93D367-A2CC-4378-BD63-79EF3FE76C78}": [
        ("DisplayName", 1, sz("Microsoft SQL Server 2012 Native Client ")),
        ("DisplayVersion", 1, sz("11.4.7462.6")), ("Version", 4, struct.pack("<I", 0x0b041d26)),
        ("Bytes", 3, bytes(range(256))), ("None", 0, b""), ("Big", 5, b"\1\2\3\4"),
        ("Long", 11, struct.pack("<Q", 2 ** 63 + 5))],
    r"ODBC\ODBCINST.INI\ODBC Driver 17 for SQL Server": [
        ("Driver", 2, sz(r"%SystemRoot%\system32\msodbcsql17.dll")),
        ("Names", 7, multi("one", "two, with a comma", "dr\u00fc\u20ac")),
        ("UsageCount", 4, struct.pack("<I", 1))],
    r"ODBC\ODBCINST.INI\ODBC Drivers": [("ODBC Driver 17 for SQL Server", 1, sz("Installed"))],
    "Odd\\K\u00e9y\u20ac": [("v\u00e4lue", 1, sz("\u00e9 % , \" | \\ /")), ("a/b", 1, sz("\t\n"))],
}
