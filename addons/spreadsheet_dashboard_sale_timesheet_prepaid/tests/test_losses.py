from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

ADDON = "spreadsheet_dashboard_sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
class TestLosses(LossesCommon):
    """Who uninstalls the dashboards is told that changes in them go, too."""

    def test_dashboards_are_counted(self):
        self.assertRegex(self._tell_losses(ADDON), "^2 dashboards are deleted")
