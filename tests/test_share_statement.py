from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_share import ShareCommon
from .test_statement import ALWAYS, NEVER


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShareStatement(ShareCommon):
    """A statement says what each site and person used, whatever shares allow later."""

    def _get_used(self, first=None, last=None):
        days = (first, last) if first else ALWAYS
        told = self.contract._get_statement(*days, as_of=NEVER)
        return {share["label"]: share["quantity"] for share in told["shares"]}

    def test_what_was_used_in_the_period(self):
        self._share(self.lyon, 120)
        self._share(self.anna, 60, period="quarter")
        share = self._share(self.paris, percent=25)
        line = self._work(self.lyon, 30)
        self._work(self.anna, 45)
        self._work(self.anna, 15, day=date(2026, 4, 1))
        line.unit_amount = 20 / 60
        self.assertEqual(self._get_used(), {"Lyon": 80, "Anna": 60})
        march = date(2026, 3, 1), date(2026, 3, 31)
        self.assertEqual(self._get_used(*march), {"Lyon": 65, "Anna": 45})
        self._work(self.paris, 10)
        share.active = False
        self.assertEqual(self._get_used(*march)["Paris"], 10)

    def test_the_sheet_and_the_page_say_it(self):
        self._share(self.lyon, 120)
        self._work(self.lyon, 30)
        told = self.contract._get_statement(*ALWAYS, as_of=NEVER)
        rows = list(self.contract._get_statement_rows(told, "W", "C", "min"))
        self.assertEqual(len({len(row) for row in rows}), 1)
        self.assertEqual(rows[-1][-1], "Lyon used 30 min of the credit in this period")
        page = self.env["ir.qweb"]._render(
            "sale_timesheet_prepaid.statement_figures",
            {"contract": self.contract, "statement": told},
        )
        self.assertIn("of it for Lyon", page)

    def test_a_contract_without_shares_has_no_part(self):
        told = self.contract._get_statement(*ALWAYS, as_of=NEVER)
        self.assertEqual(told["shares"], [])
