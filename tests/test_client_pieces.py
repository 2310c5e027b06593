import csv
import io
import re
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from ..models.client import prepaid_statement_sheet
from .common import TODAY
from .common_portal import PortalCommon

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NEVER = datetime(2100, 1, 1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClientPieces(PortalCommon):
    """Clients read one row for one piece of work, however many packs paid for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"

    def setUp(self):
        super().setUp()
        self._log(585, name="Migration", day=date(2026, 3, 2))
        self._grant(self.contract, 15, name="Pack of March", date=date(2026, 3, 5))
        self.line = self._log(45, name="New router")

    def _statement(self, limit=None):
        return self.contract.sudo()._get_statement(*MARCH, NEVER, limit)

    def _lines(self, limit=None):
        statement = self._statement(limit)
        return statement["lines"] + statement["late_lines"]

    def _told(self, name):
        return [line for line in self._lines() if line["name"] == name]

    # === ONE ROW === #

    def test_work_that_two_packs_paid_is_one_row(self):
        self.assertEqual(len(self.line.sudo().prepaid_entry_ids), 3)
        (row,) = self._told("New router")
        self.assertEqual(row["quantity"], -45)
        self.assertEqual((row["worked_minutes"], row["metered_minutes"]), (45, 45))
        self.assertEqual(
            row["paid_by"],
            "15 min from “Opening” of 01/01/2026, "
            "15 min from “Pack of March” of 03/05/2026, 15 min beyond the credit",
        )

    def test_work_that_one_pack_paid_says_nothing_of_it(self):
        (row,) = self._told("Migration")
        self.assertEqual(row["paid_by"], "")

    def test_the_rows_foot_and_bear_the_balance(self):
        statement = self._statement()
        rows = self._lines()
        moved = sum(row["quantity"] for row in rows)
        self.assertEqual(statement["opening"] + moved, statement["closing"])
        balances = [row["balance"] for row in rows]
        self.assertEqual(balances, [15, 30, -15])
        self.assertEqual(balances[-1], self.contract.balance)

    def test_a_correction_of_such_work_is_one_row_too(self):
        self.line.unit_amount = 20 / 60
        work, correction = self._told("New router")
        self.assertEqual((work["quantity"], correction["quantity"]), (-45, 25))
        self.assertEqual(correction["label"], "Correction")
        self.assertEqual(correction["paid_by"], "")

    def test_what_was_added_later_says_so(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_entry SET create_date = create_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        self.line.unit_amount = 50 / 60
        first, later = self._told("New router")
        self.assertEqual((first["is_change"], later["is_change"]), (False, True))
        self.assertEqual(later["quantity"], -5)

    def test_work_whose_line_is_gone_stays_one_row(self):
        self.line.unlink()
        rows = [line["quantity"] for line in self._told("New router")]
        self.assertEqual(rows, [-45, 45])

    def test_two_lines_with_one_text_are_two_rows(self):
        self._log(5, name="New router")
        self.assertEqual(len(self._told("New router")), 2)

    # === EVERYWHERE === #

    def test_the_page_shows_one_row_and_counts_by_it(self):
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertEqual(page.count('aria-label="Question this line: New router'), 1)
        self.assertIn("15 min beyond the credit", page)
        self.assertIn("-45 min", page)
        for number in range(29):
            self._log(1, name=f"Call {number}.")
        self._as(self.ann)
        first = self._get(f"{self.url}?filterby=work&sortby=oldest").text
        second = self._get(f"{self.url}/page/2?filterby=work&sortby=oldest").text
        rows = re.compile("Question this line: ")
        self.assertEqual(len(rows.findall(first)), 30)
        self.assertEqual(len(rows.findall(second)), 1)

    def test_a_search_finds_the_whole_piece(self):
        self._as(self.ann)
        page = self._get(f"{self.url}?search=router&search_in=text").text
        self.assertIn("-45 min", page)
        self.assertNotIn("Migration", page)

    def test_a_question_is_about_the_whole_piece(self):
        for entry in self.line.sudo().prepaid_entry_ids:
            self._as(self.ann)
            page = self._get(f"{self.url}/question/{entry.id}").text
            self.assertIn("-45 min", page)

    def test_the_sheet_has_one_row_a_piece(self):
        contract = self.contract.sudo()
        content = contract._export_statement_csv(self._statement())
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(sum("New router" in row for row in rows), 1)

    def test_the_sheet_reads_in_blocks_what_the_page_reads_at_once(self):
        self.line.unit_amount = 20 / 60
        self._log(5, name="Call", day=date(2026, 3, 9))
        contract = self.contract.sudo()
        self.patch(prepaid_statement_sheet, "BLOCK_ENTRIES", 1)
        whole = contract._get_statement(*MARCH, NEVER)
        sheet = contract._get_sheet_statement(*MARCH, NEVER)
        for name in ("lines", "late_lines"):
            self.assertEqual(list(sheet[name]), whole[name])
        self.assertEqual(sheet["closing"], whole["closing"])

    def test_a_short_list_counts_pieces_and_shows_them_whole(self):
        statement = self._statement(limit=3)
        self.assertEqual(statement["line_count"], 3)
        self.assertEqual(self._lines(3)[-1]["quantity"], -45)
        cut = self._statement(limit=2)
        self.assertEqual((cut["line_count"], len(self._lines(2))), (3, 2))
        self.assertEqual(cut["closing"], -15)
