from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from ..models.importing.sheet import read_sheet
from ..models.importing.time_sources import find_time_table
from ..models.importing.work_reading import WorkLayout, read_work
from ..models.importing.work_row import identify
from . import work_files as files
from .work_files import toggl

PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
NOW = datetime(2026, 3, 31, 12, 0)


class TestWorkReading(BaseCase):
    """Time sheets of other programs are read; what is wrong with a row is named."""

    def _read(self, text, encoding="utf-8", **layout):
        sheet = read_sheet(text.encode(encoding))
        self.table = find_time_table(sheet)
        facts = {"zone": UTC, "home": UTC, "now": NOW} | layout
        return read_work(sheet, self.table, WorkLayout(**facts))

    def _rows(self, text, **layout):
        reading = self._read(text, **layout)
        self.assertEqual((reading.faults, reading.asks), ([], []))
        return reading.rows

    def assertFault(self, text, *keys, **layout):
        reading = self._read(text, **layout)
        self.assertFalse(reading.asks)
        self.assertEqual([fault.key for fault in reading.faults], list(keys))

    # === PROGRAMS === #

    def test_toggl(self):
        (row,) = self._rows("\ufeff" + toggl())
        self.assertEqual(self.table.source.key, "toggl")
        self.assertEqual(self.table.unknown, [])
        self.assertEqual(
            (row.customer, row.project, row.description, row.user, row.email),
            ("Azure", "Desk", "Printer, 2nd floor", "Ada Tech", "ada@example.com"),
        )
        self.assertEqual(row.begin, datetime(2026, 3, 10, 9, 0))
        self.assertEqual((row.date, row.seconds), (date(2026, 3, 10), 1260))
        self.assertEqual((row.billable, row.invoiced), (True, None))

    def test_toggl_from_its_settings_names_units_in_each_cell(self):
        short, long = self._rows(files.TOGGL_SETTINGS)
        self.assertEqual((short.seconds, long.seconds), (450, 7201))
        self.assertIs(long.billable, False)

    def test_toggl_that_says_stop(self):
        header = files.TOGGL_HEADER.replace("End ", "Stop ")
        (row,) = self._rows(toggl(header=header))
        self.assertEqual((self.table.source.key, self.table.unknown), ("toggl", []))
        self.assertEqual(row.end, datetime(2026, 3, 10, 9, 21))

    def test_clockify_loses_no_minute(self):
        noon, night = self._rows(files.CLOCKIFY)
        self.assertEqual(self.table.source.key, "clockify")
        self.assertEqual(self.table.unknown, [])
        self.assertEqual(noon.begin, datetime(2026, 3, 10, 13, 0))
        self.assertEqual((noon.seconds, night.seconds), (1200, 1200))
        self.assertEqual(night.date, date(2026, 3, 13))

    def test_clockify_in_german(self):
        text = (
            "Projekt,Kunde,Beschreibung,Benutzer,Gruppe,E-Mail,Abrechenbar,Startdatum,"
            "Startzeit,Enddatum,Endzeit,Dauer (h),Dauer (dezimal)\n"
            "Desk,Azure,Patch,Ada,,ada@example.com,Nein,28.02.2026,13:00:00,28.02.2026,"
            "13:20:00,00:20:00,0.33\n"
        )
        (row,) = self._rows(text)
        self.assertEqual((self.table.source.key, self.table.unknown), ("clockify", []))
        self.assertEqual((row.seconds, row.billable), (1200, False))

    def test_harvest_is_rounded_once_and_knows_what_is_invoiced(self):
        first, second = self._rows(files.HARVEST)
        self.assertEqual(self.table.source.key, "harvest")
        self.assertEqual(self.table.unknown, [])
        self.assertEqual((first.seconds, second.seconds), (2520, 3960))
        self.assertEqual(first.user, "Ada Tech")
        self.assertEqual((first.begin, first.date), (None, date(2026, 3, 10)))
        self.assertEqual((first.invoiced, second.invoiced), (False, True))

    def test_kimai_seconds_are_proved_by_its_times(self):
        day, night = self._rows(files.KIMAI_IMPORT)
        self.assertEqual(self.table.source.key, "kimai")
        self.assertEqual((day.seconds, day.begin.hour), (1500, 8))
        self.assertEqual((night.seconds, night.date.day), (1200, 11))
        self.assertEqual(night.end, datetime(2026, 3, 12, 0, 10))
        self.assertIs(night.invoiced, True)

    def test_kimai_in_german_with_decimal_commas(self):
        for encoding in ("cp1252", "utf-8"):
            (row,) = self._rows(files.KIMAI_GERMAN, encoding=encoding)
            self.assertEqual(self.table.source.key, "kimai")
            self.assertEqual((row.user, row.task), ("Ada Tech", "Remote"))
            self.assertEqual((row.description, row.billable), ("Größe", True))
            # 0,42 h are 25 minutes and 12 seconds: no minute from the times.
            self.assertEqual((row.seconds, row.date.day), (1512, 10))

    def test_autotask_and_odoo(self):
        (row,) = self._rows(files.AUTOTASK)
        self.assertEqual((row.source_id, row.seconds), ("9001", 4500))
        self.assertEqual(self.table.unknown, [])
        (row,) = self._rows(files.ODOO)
        self.assertEqual((row.project, row.seconds), ("Azure", 9000))

    def test_a_table_of_something_else_is_none(self):
        for text in ("Name,Street\nA,B\n", "Client,Project,User\nA,B,C\n"):
            self.assertIsNone(find_time_table(read_sheet(text.encode())))

    def test_columns_nobody_knows_are_named(self):
        text = toggl(header=files.TOGGL_HEADER.replace("Tags", "Mood"))
        self._rows(text)
        self.assertEqual(self.table.unknown, ["Mood"])

    # === QUESTIONS === #

    def test_order_of_days_is_settled_by_other_rows_else_asked(self):
        doubtful = toggl({"day": "03/04/2026"})
        self.assertEqual(self._read(doubtful).asks, ["order"])
        (row,) = self._rows(doubtful, order="month")
        self.assertEqual(row.date, date(2026, 3, 4))
        rows = self._rows(toggl({"day": "03/04/2026"}, {"day": "03/25/2026"}))
        self.assertEqual(rows[0].date, date(2026, 3, 4))

    def test_form_of_durations_is_asked_where_nothing_tells(self):
        text = "Date,Client,User,Duration\n2026-03-10,Azure,Ada,{}\n"
        self.assertEqual(self._read(text.format("1:30")).asks, ["form"])
        (row,) = self._rows(text.format("1:30"), form="hm")
        self.assertEqual(row.seconds, 5400)
        (row,) = self._rows(text.format("90"), form="minutes")
        self.assertEqual(row.seconds, 5400)
        (row,) = self._rows(text.format('"1,5"').replace("Duration", "Hours"))
        self.assertEqual(row.seconds, 5400)
        (row,) = self._rows(text.format("90").replace("Duration", "Minutes"))
        self.assertEqual(row.seconds, 5400)
        for written in ("1h30", "1.5 h", "90 min"):
            (row,) = self._rows(text.format(written))
            self.assertEqual(row.seconds, 5400)

    # === FAULTS === #

    def test_each_fault_is_named_with_its_line(self):
        for row, key in (
            ({"duration": "25:00:00", "end_day": "2026-03-11"}, "differs"),
            (
                {"duration": "25:00:00", "end": "10:00:00", "end_day": "2026-03-11"},
                "long",
            ),
            ({"duration": "-00:21:00"}, "negative"),
            ({"duration": "", "end": "08:00:00"}, "negative"),
            ({"duration": "00:00:20", "end": "09:00:20"}, "zero"),
            ({"duration": "", "end": "", "end_day": ""}, "unended"),
            ({"day": "2026-04-01"}, "future"),
            ({"day": "2026-02-30"}, "no_date"),
            ({"day": "46000"}, "day_number"),
            ({"day": "9999-12-31"}, "no_date"),
            ({"day": "0001-01-01"}, "no_date"),
            ({"duration": "0.35"}, "other_form"),
            ({"duration": "#REF!"}, "broken_cell"),
            ({"duration": "00:41:00"}, "differs"),
            ({"client": "", "project": ""}, "no_customer"),
            ({"client": "A" * 251}, "text_long"),
            ({"user": "", "email": ""}, "no_user"),
            ({"billable": "perhaps"}, "no_answer"),
        ):
            with self.subTest(key=key, row=row):
                reading = self._read(toggl({}, {}, row))
                self.assertEqual([fault.key for fault in reading.faults], [key])
                self.assertEqual(reading.faults[0].line, 4)

    def test_duration_wins_only_if_chosen_and_under_a_minute_is_no_difference(self):
        self._rows(toggl({"duration": "00:21:50"}))
        (row,) = self._rows(toggl({"duration": "00:41:00"}), duration_wins=True)
        self.assertEqual(row.seconds, 2460)

    def test_totals_are_left_out_and_a_cut_last_line_is_named(self):
        reading = self._read(toggl() + "Total,,,,,,,,,,,00:21:00,,\n")
        self.assertEqual((len(reading.rows), reading.notes), (1, [("total", 3)]))
        self.assertFault(toggl() + "Ada Tech,ada@exam", "cut")

    def test_rows_moved_to_the_side_are_named(self):
        self.assertFault(toggl({}, {"duration": "00:21:00,a,b,c"}), "wide")

    def test_a_column_of_a_name_that_is_taken_is_named(self):
        self._rows("Date,Client,Client,User,Hours\n2026-03-10,Azure,Azure,Ada,1.5\n")
        self.assertEqual(self.table.unknown, ["Client"])

    def test_yes_and_no_are_said_in_many_words(self):
        text = "Date,Client,User,Hours,Billable?,Invoiced?\n2026-03-10,A,B,1.5,{},{}\n"
        (row,) = self._rows(text.format("Non-billable", "Not invoiced"))
        self.assertEqual((row.billable, row.invoiced), (False, False))
        (row,) = self._rows(text.format("Oui", ""))
        self.assertEqual((row.billable, row.invoiced), (True, None))

    def test_text_that_begins_with_an_equals_sign_is_text(self):
        (row,) = self._rows(toggl({"description": "=cmd()"}))
        self.assertEqual(row.description, "=cmd()")

    # === TIME === #

    def test_the_day_is_the_companys_and_seconds_are_real(self):
        row = {"day": "2026-03-10", "begin": "23:30:00", "end": "23:51:00"}
        (utc,) = self._rows(toggl(row), home=PARIS)
        self.assertEqual(utc.date, date(2026, 3, 11))
        # Between half past one and half past three the clock went forward.
        row = {"day": "2026-03-29", "begin": "01:30:00", "end": "03:30:00"}
        (row,) = self._rows(toggl(row | {"duration": "01:00:00"}), zone=PARIS)
        self.assertEqual(row.seconds, 3600)
        gap = {"day": "2026-03-29", "begin": "02:30:00", "end": "03:30:00"}
        self.assertFault(toggl(gap), "gap", zone=PARIS)

    def test_the_hour_that_was_twice_is_told_by_the_duration(self):
        row = {"day": "2025-10-26", "begin": "02:50:00", "end": "03:10:00"}
        (second,) = self._rows(toggl(row | {"duration": "00:20:00"}), zone=PARIS)
        self.assertEqual(second.begin, datetime(2025, 10, 26, 1, 50))
        (first,) = self._rows(toggl(row | {"duration": "01:20:00"}), zone=PARIS)
        self.assertEqual(first.begin, datetime(2025, 10, 26, 0, 50))

    def test_a_moment_with_its_offset_needs_no_zone(self):
        text = (
            "Id,Client,User,Start,End\n"
            "7,Azure,Ada,2026-03-10T09:00:00+01:00,2026-03-10T08:21:00Z\n"
        )
        (row,) = self._rows(text)
        self.assertEqual((row.begin.hour, row.seconds), (8, 1260))

    # === IDENTITY === #

    def _identify(self, text, **layout):
        return identify(self._rows(text, **layout), "toggl")

    def test_a_row_is_known_again_in_any_zone(self):
        (here,) = self._identify(toggl())
        (there,) = self._identify(toggl(), zone=PARIS)
        self.assertNotEqual(here.key, there.key)
        self.assertEqual(here.written, there.written)
        moved = toggl({"begin": "10:00:00", "end": "10:21:00"})
        (export,) = self._identify(moved, zone=PARIS)
        self.assertEqual(export.key, here.key)

    def test_mended_text_is_the_same_work_and_equal_rows_are_counted(self):
        before, again = self._identify(toggl({}, {"description": "Printer, 3rd"}))
        self.assertEqual((before.copy, again.copy), (0, 1))
        self.assertEqual(again.key, before.key + "#1")

    def test_work_of_a_day_without_times_is_told_by_its_text(self):
        text = files.HARVEST.replace("2026-03-11", "2026-03-10").replace("1.1", "0.7")
        one, other = identify(self._rows(text), "harvest")
        self.assertNotEqual(one.key, other.key)

    def test_a_number_of_its_source_is_enough(self):
        (identity,) = identify(self._rows(files.AUTOTASK), "autotask")
        self.assertEqual(identity.key, "autotask:9001")
