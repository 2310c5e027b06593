from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

from .common import RecurringCommon

ADDON = "sale_timesheet_prepaid_contract"


@tagged("post_install", "-at_install")
class TestLosses(RecurringCommon, LossesCommon):
    """Who uninstalls the link is told which recurring lines lose their contract."""

    def test_nothing_is_told_of_nothing(self):
        self.assertFalse(self._tell_losses(ADDON))

    def test_lines_that_name_a_contract_and_drafts_are_counted(self):
        contract = self._contract(0, plan_id=self.allowance.prepaid_plan_id.id)
        over = {"prepaid_contract_id": contract.id}
        recurring = self._recurring((self.allowance, 1, over))
        self.assertRegex(self._tell_losses(ADDON), "^1 lines .* and 0 invoice lines")
        recurring.recurring_create_invoice()
        self.assertRegex(self._tell_losses(ADDON), "^1 lines .* and 1 invoice lines")
        self._get_invoices(recurring).with_user(self.accountant).action_post()
        self.assertRegex(self._tell_losses(ADDON), "^1 lines .* and 0 invoice lines")
