from datetime import date

from odoo.tests import HttpCase, freeze_time, tagged

from .test_close_month import CloseCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05")
class TestAccountantTours(CloseCommon, HttpCase):
    """The accountant's month, in a browser."""

    def test_a_month_is_closed_in_seven_clicks(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        self.start_tour("/odoo", "prepaid_close_month", login=self.head.login)
        self.assertRevenue(100, date(2026, 2, 28))
        self.assertEqual(self.company.sale_lock_date, date(2026, 2, 28))
