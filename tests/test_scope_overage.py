from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_overage import OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeOverage(OverageCommon):
    """An invoice of work beyond the credit settles that work, and no other."""

    def setUp(self):
        super().setUp()
        self._grant(self.contract, 10, usage_type_ids=self.remote.ids)

    def _work(self, minutes, usage_type):
        return self._log(minutes, usage_type_id=usage_type.id)

    def _get_owed(self):
        owed = {}
        for _entry, usage, units in self.contract.sudo()._get_owed():
            owed[usage] = owed.get(usage, 0) + units // 1000
        return owed

    def test_each_kind_of_work_is_billed_and_settled_by_itself(self):
        self._work(70, self.remote)
        self._work(90, self.onsite)
        self.assertEqual(self._get_owed(), {self.remote: 60, self.onsite: 90})
        self._run()
        move = self._get_lines("draft").move_id
        hours = {
            line.prepaid_usage_type_id: line.quantity for line in move.invoice_line_ids
        }
        self.assertEqual(hours, {self.remote: 1, self.onsite: 1.5})
        # Credit for remote support comes before the invoice is posted.
        grant = self._grant(self.contract, 100, usage_type_ids=self.remote.ids)
        self.assertEqual((self.contract.debt, grant.remaining), (90, 40))
        self._post(move)
        self.assertEqual(move.invoice_line_ids.prepaid_usage_type_id, self.onsite)
        self.assertOwed(0)
        self.assertEqual(grant.remaining, 40)
        self.assertEqual(self._get_tie_out()["difference"], 0)

    def test_a_bill_leaves_older_work_of_another_kind_owed(self):
        self._work(70, self.remote)
        self._run()
        move = self._get_lines("draft").move_id
        self._log(30, day="2026-01-05", usage_type_id=self.onsite.id)
        self._post(move)
        self.assertEqual(self._get_owed(), {self.onsite: 30})
        # An invoice that falls owes its work again, which credit for it pays.
        move.button_draft()
        self.assertEqual(self._get_owed(), {self.remote: 60, self.onsite: 30})
        grant = self._grant(self.contract, 100, usage_type_ids=self.remote.ids)
        self.assertEqual((self.contract.debt, grant.remaining), (30, 40))
