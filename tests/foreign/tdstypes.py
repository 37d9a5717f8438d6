"""Columns and tokens of a TDS 7.4 answer, written from [MS-TDS] 2.2.5 and 2.2.7; the tests' own."""
import datetime
import struct

COLLATION = bytes((0x09, 0x04, 0xD0, 0x00, 0x34))  # SQL_Latin1_General_CP1_CI_AS
EPOCH = datetime.datetime(1900, 1, 1)
DAY_ONE = datetime.date(1, 1, 1)
DONE, DONEPROC, DONEINPROC = 0xFD, 0xFE, 0xFF
MORE, ERROR, COUNT, SERVER_ERROR = 0x1, 0x2, 0x10, 0x100


def utf16(text):
    return text.encode("utf-16-le")


def b_varchar(text):
    return bytes((len(utf16(text)) // 2,)) + utf16(text)


def us_varchar(text):
    return struct.pack("<H", len(utf16(text)) // 2) + utf16(text)


# ---- types: (TYPE_INFO, value -> bytes, bytes of NULL or None) --------------------------------

def fixed(code, form):
    return bytes((code,)), lambda v: struct.pack(form, v), None


def short(code, info, encode):
    """BYTELEN types: a length byte before each value, 0 is NULL."""
    def value(v):
        data = encode(v)
        return bytes((len(data),)) + data
    return bytes((code,)) + info, value, b"\0"


def intn(size):
    return short(0x26, bytes((size,)),
                 lambda v: int(v).to_bytes(size, "little", signed=size > 1))


def decimaln(code=0x6C, digits=19, scale=0):
    def encode(v):
        whole = int(v) * 10 ** scale
        return bytes((whole >= 0,)) + abs(whole).to_bytes(8, "little")
    return short(code, bytes((9, digits, scale)), encode)


def bitn():
    return short(0x68, b"\x01", lambda v: bytes((1 if int(v) else 0,)))


def old_datetime(v):
    gap = v - EPOCH
    ticks = round(gap.seconds * 300 + gap.microseconds * 3 / 10000)
    return struct.pack("<iI", gap.days, ticks)


def small_datetime(v):
    gap = v - EPOCH
    return struct.pack("<HH", gap.days, gap.seconds // 60)


def datetimn(size=8):
    return short(0x6F, bytes((size,)), old_datetime if size == 8 else small_datetime)


def days_since_one(v):
    return (v.date() - DAY_ONE).days.to_bytes(3, "little")


def ticks_of(v, scale):
    width = 3 if scale < 3 else 4 if scale < 5 else 5
    seconds = v.hour * 3600 + v.minute * 60 + v.second
    return (seconds * 10 ** scale + v.microsecond * 10 ** scale // 10 ** 6).to_bytes(width, "little")


def datetime2(scale):
    return short(0x2A, bytes((scale,)), lambda v: ticks_of(v, scale) + days_since_one(v))


def chars(code, encode, limit, pad=0):
    """USHORTLEN types; a limit of None is (MAX): the value is then in chunks (PLP)."""
    info = bytes((code,)) + struct.pack("<H", 0xFFFF if limit is None else limit) + COLLATION

    def value(v):
        data = encode(str(v).ljust(pad))
        if limit is not None:
            return struct.pack("<H", len(data)) + data
        half = len(data) // 2
        pieces = [p for p in (data[:half], data[half:]) if p]
        return (struct.pack("<Q", len(data) if half % 2 else 0xFFFFFFFFFFFFFFFE) +
                b"".join(struct.pack("<I", len(p)) + p for p in pieces) + b"\0\0\0\0")
    return info, value, b"\xff\xff" if limit is not None else b"\xff" * 8


def latin(text):
    return text.encode("cp1252", "replace")


def nvarchar(limit=4000):
    return chars(0xE7, utf16, limit * 2)


def long_text(code, encode):
    """[MS-TDS] 2.2.5.5.1: a table name in the type, a text pointer and a time stamp in each value."""
    info = (bytes((code,)) + struct.pack("<i", 0x7FFFFFFE) + COLLATION +
            b"\x01" + us_varchar("a_table"))
    return (info, lambda v: b"\x10" + b"P" * 16 + b"T" * 8 + struct.pack("<i", len(encode(str(v)))) +
            encode(str(v)), b"\0")


def variant():
    """sql_variant: numbers as INT4, all else as NVARCHAR (2.2.5.5.3)."""
    def value(v):
        if isinstance(v, int):
            body = b"\x38\0" + struct.pack("<i", v)
        elif isinstance(v, datetime.datetime):
            body = b"\x3d\0" + old_datetime(v)
        else:
            data = utf16(str(v))
            body = b"\xe7\x07" + COLLATION + struct.pack("<H", 8000) + data
        return struct.pack("<I", len(body)) + body
    return b"\x62" + struct.pack("<I", 8009), value, b"\0\0\0\0"


# What a column of each meaning is sent as. Every engine has its own habits; the facts are the same.
FLAVOURS = {
    "SQL Server": {"int": intn(4), "big": intn(8), "flag": bitn(), "text": nvarchar(),
                   "date": datetimn()},
    "fixed lengths": {"int": fixed(0x38, "<i"), "big": fixed(0x7F, "<q"), "flag": fixed(0x32, "<B"),
                      "text": nvarchar(), "date": (b"\x3d", old_datetime, None)},
    "(MAX) and DATETIME2": {"int": intn(8), "big": intn(8), "flag": bitn(),
                            "text": chars(0xE7, utf16, None), "date": datetime2(7)},
    "VARCHAR": {"int": intn(4), "big": intn(8), "flag": bitn(), "text": chars(0xA7, latin, 8000),
                "date": datetime2(0)},
    "VARCHAR(MAX)": {"int": intn(4), "big": intn(8), "flag": intn(1),
                     "text": chars(0xA7, latin, None), "date": datetime2(3)},
    "CHAR, padded": {"int": intn(4), "big": intn(8), "flag": bitn(),
                     "text": chars(0xAF, latin, 8000, pad=90), "date": datetimn(4)},
    "NCHAR, padded": {"int": intn(4), "big": intn(8), "flag": bitn(),
                      "text": chars(0xEF, utf16, 8000, pad=90), "date": datetime2(4)},
    "NTEXT": {"int": intn(4), "big": decimaln(0x6A), "flag": intn(2), "text": long_text(0x63, utf16),
              "date": datetimn()},
    "TEXT": {"int": decimaln(0x6A), "big": decimaln(0x6C), "flag": intn(1),
             "text": long_text(0x23, latin), "date": datetimn()},
    "sql_variant": {"int": variant(), "big": intn(8), "flag": bitn(), "text": variant(),
                    "date": variant()},
    "NUMERIC": {"int": decimaln(0x6C, 10), "big": decimaln(0x6C, 19), "flag": decimaln(0x6C, 1),
                "text": nvarchar(), "date": datetimn()},
    "numbers as text": {"int": nvarchar(20), "big": nvarchar(20), "flag": nvarchar(5),
                        "text": nvarchar(), "date": nvarchar(30)},
}


# ---- tokens ----------------------------------------------------------------------------------

class Column:
    def __init__(self, name, type_info, has_null):
        self.name = name
        self.info, self.encode, self.null = type_info
        if has_null and self.null is None:
            raise ValueError(f"{name}: a fixed type has no NULL")


def colmetadata(columns):
    """2.2.7.4: user type, flags (nullable), TYPE_INFO, name."""
    out = b"\x81" + struct.pack("<H", len(columns))
    for column in columns:
        flags = 0x0009 if column.null is not None else 0x0008
        out += struct.pack("<IH", 0, flags) + column.info + b_varchar(column.name)
    return out


def row(columns, values):
    return b"\xd1" + b"".join(c.null if v is None else c.encode(v) for c, v in zip(columns, values))


def nbc_row(columns, values):
    """2.2.7.15: a bit for each column that is NULL; those then take no bytes."""
    bits = bytearray((len(columns) + 7) // 8)
    for i, value in enumerate(values):
        bits[i // 8] |= (value is None) << (i % 8)
    return b"\xd2" + bytes(bits) + b"".join(
        c.encode(v) for c, v in zip(columns, values) if v is not None)


def order(columns):
    return b"\xa9" + struct.pack("<H", 2 * len(columns)) + b"".join(
        struct.pack("<H", n) for n in columns)


def done(token=DONE, status=0, command=0xC1, count=0):
    return bytes((token,)) + struct.pack("<HHQ", status, command, count)


def message(token, number, text, level, state=1, server="FOREIGN"):
    body = (struct.pack("<iBB", number, state, level) + us_varchar(text) + b_varchar(server) +
            b_varchar("") + struct.pack("<i", 1))
    return bytes((token,)) + struct.pack("<H", len(body)) + body


def error(number, text, level=16):
    return message(0xAA, number, text, level)


def info(number, text):
    return message(0xAB, number, text, 0)


def envchange(kind, new, old):
    body = bytes((kind,)) + new + old
    return b"\xe3" + struct.pack("<H", len(body)) + body


def routing(host, port):
    """2.2.7.9, type 20: the client is to log in elsewhere."""
    new = struct.pack("<BH", 0, port) + us_varchar(host)
    return envchange(20, struct.pack("<H", len(new)) + new, b"\0\0")


# 2.2.7.11 UTF8_SUPPORT; 2.2.7.21 SESSIONSTATE: tokens of newer servers that nobody asked for
NEW_TOKENS = b"\xae\x0a\x01\0\0\0\x01\xff" + b"\xe4" + struct.pack("<IIB", 5, 1, 1)


def login_answer(database, packet_size, version, spoken, extra):
    program = "Microsoft SQL Server\0\0"
    ack = (b"\x01" + struct.pack(">I", spoken) + b_varchar(program) +
           bytes((version[0] & 255, version[1] & 255)) + struct.pack(">H", version[2] & 0xFFFF))
    return (envchange(1, b_varchar(database), b_varchar("master")) +
            info(5701, f"Changed database context to '{database}'.") +
            envchange(7, b"\x05" + COLLATION, b"\0") +
            envchange(2, b_varchar("us_english"), b_varchar("")) +
            info(5703, "Changed language setting to us_english.") +
            b"\xad" + struct.pack("<H", len(ack)) + ack +
            envchange(4, b_varchar(str(packet_size)), b_varchar("4096")) + extra + done())
