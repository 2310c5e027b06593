from odoo.tests import TransactionCase, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestLosses(PrepaidCommon, TransactionCase):
    """Who uninstalls an addon is told first what goes with it."""

    def _tell(self, name):
        module = self.env.ref(f"base.module_{name}")
        wizards = self.env["base.module.uninstall"].sudo()
        return wizards.create({"module_ids": module.ids}).prepaid_losses

    def test_the_addon_counts_its_contracts(self):
        self._contract(600)
        self.assertRegex(self._tell("sale_timesheet_prepaid"), r"^\d+ contracts with")

    def test_what_it_needs_takes_it_along(self):
        self._contract(600)
        self.assertRegex(self._tell("sale_timesheet"), r"\d+ contracts with")

    def test_another_addon_says_nothing(self):
        self._contract(600)
        self.assertFalse(self._tell("sale_loyalty"))
