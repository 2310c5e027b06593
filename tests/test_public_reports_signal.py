from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_signal import SignalCommon, in_days


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublicReportsSignal(SignalCommon):
    """What people reported of Odoo's own upsell activity does not happen here."""

    def _count_activities(self):
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", self.client.id)]
        return self.env["mail.activity"].sudo().search_count(domain)

    def test_each_line_of_work_asks_again(self):
        """Report: odoo/odoo#29891, #64252: an activity with every timesheet line."""
        self.client.user_id = self.user
        self._former()
        for day in range(3):
            self._log(20)
            self._find(in_days(day))
            self.assertEqual(self._count_activities(), 1)

    def test_small_lines_count_together(self):
        """Report: odoo/odoo#266275: seven hours at once ask, three and four do not."""
        self.client.user_id = self.user
        self._former(minutes=15)
        self.assertFalse(self._find())
        self._log(15)
        self.assertEqual(self._find().kind, "former")
        self.assertEqual(self._count_activities(), 1)

    def test_it_asks_before_there_is_a_reason(self):
        """Report: odoo/odoo#118303: the activity comes below the threshold."""
        self.client.user_id = self.user
        contract = self._contract(600)
        self._log(60)
        self._pay(self._bill(invoice_date=TODAY))
        self.assertFalse(self._find())
        self.assertFalse(contract.activity_ids)
        self.assertFalse(self._count_activities())

    def test_it_never_asks_again(self):
        """Report: odoo/odoo#147552: once shown, it is never shown again."""
        self.client.user_id = self.user
        self._former()
        self._find().with_user(self.user).action_done()
        self.assertFalse(self._count_activities())
        self.assertFalse(self._find())
        # Nothing for a month, then work again.
        self.assertFalse(self._find(in_days(40)))
        self._log(45, day=in_days(45))
        self.assertEqual(self._find(in_days(45)).kind, "former")
        self.assertEqual(self._count_activities(), 1)
