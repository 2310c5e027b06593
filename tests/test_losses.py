from odoo.tests import tagged

from .common import PrepaidCommon
from .common_losses import LossesCommon


@tagged("post_install", "-at_install")
class TestLosses(PrepaidCommon, LossesCommon):
    """Who uninstalls an addon is told first what goes with it."""

    def test_the_addon_counts_its_contracts(self):
        self._contract(600)
        told = self._tell_losses("sale_timesheet_prepaid")
        self.assertRegex(told, r"(?m)^\d+ contracts with")

    def test_what_it_needs_takes_it_along(self):
        self._contract(600)
        self.assertRegex(self._tell_losses("sale_timesheet"), r"\d+ contracts with")

    def test_another_addon_says_nothing(self):
        self._contract(600)
        self.assertFalse(self._tell_losses("sale_loyalty"))
