from datetime import datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from odoo.addons.sale_timesheet_prepaid.models.importing.durations import (
    find_forms,
    read_duration,
)
from odoo.addons.sale_timesheet_prepaid.models.importing.sheet import (
    read_sheet,
    write_faults,
)

from ..models.records.columns import find_table
from ..models.records.reading import Layout, clean_number, read_table
from . import call_files as files

PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
NOW = datetime(2026, 4, 30)
# Ten past ten in Paris in winter.
NINE = datetime(2026, 3, 10, 9, 0)


class TestCallReader(BaseCase):
    """Every file that a telephone system writes is read; what is wrong is named."""

    def _read(self, text, meanings=None, encoding="utf-8", **layout):
        content = text if isinstance(text, bytes) else text.encode(encoding)
        sheet = read_sheet(content)
        table = find_table(sheet)
        if meanings:
            table = table._replace(meanings=meanings)
        facts = {"zone": UTC, "home": PARIS, "now": NOW} | layout
        return read_table(sheet, table, Layout(**facts))

    def _read_plain(self, rows, header="start;number;duration", **layout):
        """Read a table whose columns a person has named."""
        names = {"number": "from", "duration": "talk"}
        meanings = [names.get(name, name) for name in header.split(";")]
        return self._read(header + "\n" + rows + "\n", meanings, **layout)

    def assertKeys(self, reading, *keys):
        self.assertEqual([fault.key for fault in reading.faults], list(keys))
        self.assertFalse(reading.asks)

    def assertTalk(self, call, seconds=180, number="0199007070", agent="101"):
        self.assertEqual(
            (call.kind, call.seconds, call.number, call.agent),
            ("talk", seconds, number, agent),
        )

    # === SYSTEMS === #

    def test_asterisk(self):
        reading = self._read(files.asterisk())
        self.assertKeys(reading)
        self.assertTalk(reading.calls[0])
        self.assertEqual(reading.calls[0].start, datetime(2026, 3, 10, 9, 0, 5))
        self.assertEqual(reading.calls[0].source_id, "1773133200.1")

    def test_asterisk_with_a_mapping_of_its_own(self):
        cells = files.asterisk().strip().split(",")
        cells = [cells[4], *cells[1:4], *cells[5:16], cells[0], *cells[16:]]
        reading = self._read(",".join(cells) + "\n")
        self.assertTalk(reading.calls[0])

    def test_asterisk_by_header(self):
        text = (
            "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,"
            "duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield\n"
            "2026-03-10 09:00:00,x,101,0199007070,out,SIP/101-1,SIP/trunk-2,Dial,x,"
            "185,180,ANSWERED,3,,1773133200.1,\n"
        )
        (call,) = self._read(text).calls
        self.assertTalk(call)
        self.assertEqual(call.direction, "out")

    def test_3cx_report(self):
        calls = self._read(files.REPORT_3CX).calls
        self.assertTalk(calls[0])
        self.assertEqual(
            [call.kind for call in calls], ["talk", "unanswered", "internal"]
        )

    def test_3cx_cdr_is_utc(self):
        calls = self._read(files.CDR_3CX, zone=None).calls
        self.assertTalk(calls[0])
        self.assertEqual(calls[0].start, datetime(2026, 3, 10, 9, 0, 5))
        self.assertEqual(calls[1].kind, "unanswered")

    def test_teams_in_its_archive(self):
        calls = self._read(files.pack(PSTN=files.TEAMS)).calls
        self.assertTalk(calls[0], 180, "+33199007070", "ada@example.com")
        self.assertTalk(calls[1], 60, "+33199007070", "ada@example.com")
        self.assertEqual([call.source_id for call in calls], ["u1", "u2", "u3"])
        self.assertEqual(calls[2].kind, "machine")

    def test_twilio_leg_to_us_is_no_second_call(self):
        calls = self._read(files.TWILIO).calls
        self.assertEqual([call.kind for call in calls], ["talk", "unanswered"])
        self.assertEqual(calls[0].seconds, 180)
        self.assertEqual(calls[0].number, "+33199007070")

    def test_ringcentral(self):
        calls = self._read(files.RINGCENTRAL).calls
        self.assertTalk(calls[0], 180, "+33199007070", "101")
        self.assertEqual(calls[1].kind, "machine")

    # === WHAT IS NO WORK, AND WHAT IS ONE CALL === #

    def test_phones_that_rang_are_no_work(self):
        rung = files.asterisk(
            peer="SIP/102-1", talk=0, answer="", status="NO ANSWER", total=5
        )
        calls = self._read(rung + files.asterisk()).calls
        self.assertEqual(len(calls), 1)
        self.assertTalk(calls[0])

    def test_unanswered_voice_mail_and_internal_are_no_work(self):
        text = (
            files.asterisk(talk=0, answer="", status="BUSY", uid="1773133200.1")
            + files.asterisk(app="VoiceMail", uid="1773133200.2")
            + files.asterisk(src="102", channel="SIP/102-1", uid="1773133200.3")
        )
        calls = self._read(text).calls
        self.assertEqual(
            [call.kind for call in calls], ["unanswered", "machine", "internal"]
        )

    def test_parts_of_a_transfer_are_added(self):
        second = files.asterisk(
            peer="SIP/102-1",
            start="2026-03-10 09:03:05",
            answer="2026-03-10 09:03:05",
            end="2026-03-10 09:03:35",
            total=30,
            talk=30,
        )
        (call,) = self._read(files.asterisk() + second).calls
        self.assertTalk(call, 210)

    def test_two_phones_at_once_count_once(self):
        (call,) = self._read(files.asterisk() + files.asterisk(dst="102")).calls
        self.assertTalk(call)

    def test_equal_rows_without_a_number_of_their_own_are_counted(self):
        row = "2026-03-10 09:00:00;0199007070;180\n"
        calls = self._read_plain(row + row, form="seconds").calls
        self.assertEqual([call.copy for call in calls], [0, 1])
        self.assertEqual(len({call.fingerprint for call in calls}), 2)

    # === FORMS OF A FILE === #

    def test_encodings_separators_titles_and_breaks(self):
        text = (
            "Rapport des appels\n\nDébut;Appelant;Appelé;Durée\n"
            '10/03/2026 09:00;"0199007070\nréception";101;180\n'
            "13/03/2026 09:00;0199;1;9\n"
        )
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            with self.subTest(encoding=encoding):
                reading = self._read(text, encoding=encoding, form="seconds")
                self.assertKeys(reading)
                self.assertEqual(reading.calls[0].start, NINE)
                self.assertEqual(reading.calls[0].seconds, 180)

    def test_order_of_dates_is_settled_by_other_rows_else_asked(self):
        rows = "03/04/2026 09:00;0199007070;180"
        self.assertEqual(self._read_plain(rows, form="seconds").asks, ["order"])
        chosen = self._read_plain(rows, form="seconds", order="day")
        self.assertEqual(chosen.calls[0].start, datetime(2026, 4, 3, 9, 0))
        settled = self._read_plain(
            rows + "\n03/25/2026 09:00;0199007070;180", form="seconds"
        )
        self.assertEqual(settled.calls[0].start, datetime(2026, 3, 4, 9, 0))

    def test_durations_have_one_form_per_column(self):
        self.assertEqual(find_forms(["00:03:00", "01:00:00"]), ["hms"])
        self.assertEqual(find_forms(["1:30", "2:00"]), ["ms", "hm"])
        self.assertEqual(find_forms(["1h30", "9 sec", "7:30 min"]), ["words"])
        for text, form, seconds in (
            ("1h30", "words", 5400),
            ("7:30 min", "words", 450),
            ("9 sec", "words", 9),
            ("1,5", "minutes", 90),
            ("1 200", "seconds", 1200),
            ("26:00:00", "hms", 93600),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_duration(text, form), seconds)

    def test_a_form_of_durations_is_asked_or_told_by_start_and_end(self):
        rows = "2026-03-10 09:00:00;0199007070;1:30"
        self.assertEqual(self._read_plain(rows).asks, ["form"])
        ended = self._read_plain(
            rows + ";2026-03-10 09:01:30", header="start;number;duration;end"
        )
        self.assertEqual(ended.calls[0].seconds, 90)

    def test_each_fault_is_named(self):
        header = "start;number;duration;end"
        good = "2026-03-10 09:00:00;0199007070;00:03:00;\n"
        for row, key in (
            ("46000.5;0199007070;00:03:00;", "day_number"),
            ("2026-03-10 09:00:00;0199007070;90;", "other_form"),
            ("2026-03-10 09:00:00;0199007070;#REF!;", "broken_cell"),
            ("2026-03-10 09:00:00;0199007070;-00:03:00;", "negative"),
            ("2026-03-10 09:00:00;0199007070;25:00:00;", "long"),
            ("2026-03-10 09:00:00;0199007070;00:03:00;2026-03-10 09:09:00", "differs"),
            ("2026-03-10 09:00:00;0199007070;;", "unended"),
            ("2026-05-10 09:00:00;0199007070;00:03:00;", "future"),
            ("2026-03-10;0199007070;00:03:00;", "no_time"),
            ("yesterday;0199007070;00:03:00;", "no_moment"),
            (";0199007070;00:03:00;", "no_start"),
            ("2026-03-10 09:00:00;x;0199007070;00:03:00;;moved", "wide"),
        ):
            with self.subTest(key=key):
                reading = self._read_plain(good * 3 + row, header=header)
                self.assertKeys(reading, key)
                self.assertEqual(reading.faults[0].line, 5)

    def test_a_number_of_a_call_that_no_index_takes_is_named(self):
        row = f"2026-03-10 09:00:00;0199007070;00:03:00;{'7' * 251}"
        reading = self._read_plain(row, header="start;number;duration;source_id")
        self.assertKeys(reading, "text_long")

    def test_duration_wins_only_if_chosen_and_under_a_minute_is_no_difference(self):
        row = "2026-03-10 09:00:00;0199007070;00:03:00;2026-03-10 09:0"
        header = "start;number;duration;end"
        self.assertKeys(self._read_plain(row + "3:50", header=header))
        self.assertKeys(self._read_plain(row + "4:00", header=header), "differs")
        wins = self._read_plain(row + "9:00", header=header, duration_wins=True)
        self.assertEqual(wins.calls[0].seconds, 180)

    def test_totals_are_left_out_and_a_cut_last_line_is_named(self):
        text = files.REPORT_3CX + "Total,,,,,,00:00:27,00:12:00,0\n"
        self.assertEqual(self._read(text).notes, [("total", 5)])
        self.assertKeys(self._read(files.REPORT_3CX + "2026-03-10T09:0"), "cut")

    # === TIME ZONES === #

    def test_the_number_of_a_call_proves_its_zone(self):
        local = files.asterisk(start="2026-03-10 10:00:00")
        for zone in (UTC, PARIS, None):
            reading = self._read(local, zone=zone)
            self.assertEqual(reading.calls[0].start, datetime(2026, 3, 10, 9, 0, 5))

    def test_without_a_zone_it_is_asked(self):
        row = "2026-03-10 09:00:00;0199007070;180"
        reading = self._read_plain(row, zone=None, form="seconds")
        self.assertEqual(reading.asks, ["zone"])

    def test_clock_change(self):
        """2026-03-29 02:30 never was in Paris; 2025-10-26 02:30 was twice."""
        gap = self._read_plain(
            "2026-03-29 02:30:00;0199007070;180", zone=PARIS, form="seconds"
        )
        self.assertKeys(gap, "gap")
        # Begun 01:58, ended 03:02: four minutes of real time.
        through = self._read_plain(
            "2026-03-29 01:58:00;0199007070;;2026-03-29 03:02:00",
            header="start;number;duration;end",
            zone=PARIS,
        )
        self.assertEqual(through.calls[0].seconds, 240)
        second = self._read_plain(
            "2025-10-26 02:58:00;0199007070;00:04:00;2025-10-26 03:02:00",
            header="start;number;duration;end",
            zone=PARIS,
        )
        self.assertKeys(second)
        self.assertEqual(second.calls[0].start, datetime(2025, 10, 26, 1, 58))

    def test_the_same_file_in_another_zone_is_the_same(self):
        row = "2026-03-10 09:00:00;0199007070;180"
        one = self._read_plain(row, form="seconds").calls[0]
        other = self._read_plain(row, form="seconds", zone=PARIS).calls[0]
        self.assertNotEqual(one.fingerprint, other.fingerprint)
        self.assertEqual(one.written, other.written)

    # === NUMBERS, AND WHAT WE WRITE === #

    def test_numbers_as_they_are_dialled(self):
        self.assertEqual(clean_number("0033 1 99 00 70 70"), "+33199007070")
        self.assertEqual(clean_number("00199007070", prefix="0"), "0199007070")
        self.assertEqual(clean_number("sip:+33199007070@example.com"), "+33199007070")
        self.assertEqual(clean_number("+33 (0)1 99"), "+330199")

    def test_withheld_numbers_are_none(self):
        for text in ("anonymous", "Withheld", "", "Unknown"):
            with self.subTest(text=text):
                (call,) = self._read(files.asterisk(src=text)).calls
                self.assertEqual((call.kind, call.number), ("talk", ""))

    def test_text_that_begins_with_an_equals_sign_stays_text(self):
        content = write_faults(["Line"], [(2, "Reason", ["=1+1", "+33", "fine"])])
        self.assertIn("'=1+1,'+33,fine", content.decode("utf-8-sig"))
