from contextlib import suppress
from datetime import date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.importing.credit_reading import CreditLayout, read_credit
from ..models.importing.credit_sources import find_credit_table
from ..models.importing.opening_reading import read_opening
from ..models.importing.sheet import SheetError, read_sheet
from ..models.importing.time_sources import find_time_table
from ..models.importing.work_reading import WorkLayout, read_work
from ..models.metering.quick_log import get_phrases, parse
from .fuzz import FILES
from .steady import steady
from .test_import_spoilt import BLOCKS, HEADER, HISTORY
from .work_files import toggl

OPENING = f"{HEADER}A;P;10;100,00;28/11/2025;;x\n"
CREDIT = f"{BLOCKS}1,A,C1,2025-11-28,2026-11-28,10,99.5,2\n"
SHEETS = [OPENING, CREDIT, f"{HISTORY}A,2025-11-28,2,Work,,,\n", toggl({}, {})]
# What editors, spreadsheets and networks make of a file.
SPOILS = st.sampled_from(
    ["\x00", "\ufeff", "\r", "\n\n", '"', ";", "\t", ",", "1e999", "-", "\u202e", "=A1"]
    + ["31/02/2026", "99/99/9999", "0000-00-00", "25:61", "9" * 400, "\u0663", "nan"]
)
SPOIL = st.tuples(st.integers(0, 400), st.integers(0, 30), SPOILS)
SPOILT = st.lists(SPOIL, max_size=4)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig", "utf-32"])


def spoil(text, spoils):
    """Put something in the place of parts of a text."""
    for at, length, what in spoils:
        at %= len(text) + 1
        text = text[:at] + what + text[at + length :]
    return text


def _read_credit(sheet):
    if table := find_credit_table(sheet):
        read_credit(sheet, table, CreditLayout(date(2026, 4, 15)))


def _read_work(sheet):
    if table := find_time_table(sheet):
        read_work(sheet, table, WorkLayout(now=datetime(2026, 3, 31)))


class TestFuzzReading(BaseCase):
    """Whatever a file or a line of text is: it is read, or refused by name."""

    @steady(120)
    @given(st.sampled_from(SHEETS), SPOILT, ENCODINGS)
    def test_a_spoilt_list_is_read_or_refused(self, text, spoils, encoding):
        self._read(spoil(text, spoils).encode(encoding, "replace"))

    @steady(60)
    @given(st.binary(max_size=400))
    @example(FILES[-1])
    @example(b"PK\x03\x04" + b"\x00" * 60)
    @example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    def test_whatever_is_no_list_is_refused(self, content):
        self._read(content)

    def _read(self, content):
        for reader in (read_opening, _read_credit, _read_work):
            with suppress(SheetError):
                reader(read_sheet(content))

    @steady(300)
    @given(
        st.text(max_size=60)
        | st.lists(
            st.sampled_from(["12m", "1h30", "1:", "phone", "yesterday", "9", "at 9:99"])
            | SPOILS
        ).map(" ".join)
    )
    def test_any_line_of_the_quick_log_is_read(self, text):
        entry = parse(text, get_phrases({1: "Phone call"}, [(1, "phone")]), {})
        self.assertIsInstance(entry.name, str)
