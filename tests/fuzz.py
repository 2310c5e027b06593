"""What nobody should send, drawn by chance: values, bodies and files."""

import inspect
import io
import json
import re
import sys
import zipfile
from urllib.parse import quote

# The places in the code of a page where it reads what was sent.
READ = re.compile(r"""(?:get|getlist|pop|choose)\(\s*"(\w+)"|\w\["(\w+)"\]""")
NUMBERS = ("0", "-1", "1.5", "1e309", "nan", "inf", "2147483648", "9" * 30, "0x10")
TEXTS = (
    *("", " ", "abc", "true", "[]", "{}", "null", "1,2", "\x00", "a\x00b", "%00"),
    *("é☃\u202e\U0001f600", "²", "٣", "\ud7ff", "a\r\nb: c", "../../etc/passwd"),
    *("' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "x" * 20_000),
    *("2026-13-45", "0000-00-00", "9999-12-31", "2026-03-16", "0001-01-01T00:00:00"),
    *("a@b.example", "csv", "pdf", "xlsx", "exe"),
)
THINGS = (None, True, -1, 0, 2**31, 10**30, 1.5, [], {}, [[]], {"a": {"b": []}}, "")
DEEP = "[" * 20_000


def draw_text(chance):
    return chance.choice(chance.choice((NUMBERS, TEXTS)))


def draw_thing(chance):
    """Return a value of JSON."""
    kind = chance.random()
    if kind < 0.4:
        return draw_text(chance)
    return chance.choice(THINGS)


def draw_file(chance):
    """Return (name, bytes, type) of a file that is not what it says."""
    name = chance.choice(("a.csv", "a.xlsx", "a.zip", "", "\u202egpj.exe", "a" * 300))
    content = chance.choice(FILES)
    return name, content, chance.choice(("text/csv", "image/png", "", "a/b; c"))


def make_bomb(megabytes=30):
    """Return a small archive of something large."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * megabytes * 2**20)
    return file.getvalue()


FILES = (
    b"",
    b"\x00" * 1000,
    b"PK\x03\x04",
    make_bomb(),
    b"a;b\n" * 50_000,
    b"\xff\xfe",
)


def draw_body(chance, things):
    """Return (bytes, content type) of a body of JSON, or of none."""
    kind = chance.random()
    if kind < 0.1:
        return DEEP, "application/json"
    if kind < 0.2:
        text = chance.choice(("", "{", "[]", "null", "1", '"a"', "\x00", '{"a": NaN}'))
        return text, "application/json"
    if kind < 0.25:
        return json.dumps(things), chance.choice(("text/plain", "", "a/b; charset=x"))
    return json.dumps(things), "application/json"


def find_names(endpoint):
    """Return the names that a route reads of what is sent: those of its code."""
    function = inspect.unwrap(getattr(endpoint, "func", endpoint))
    source = inspect.getsource(sys.modules[function.__module__])
    names = {one or other for one, other in READ.findall(source)}
    return sorted({*names, *inspect.signature(function).parameters} - {"self"})


def fill(rule, values):
    """Return the path of a route with these values in it."""
    return re.sub(
        r"<(?:[^:>]+:)?([^>]+)>",
        lambda match: quote(str(values[match[1]]), safe=""),
        rule.rule,
    )
