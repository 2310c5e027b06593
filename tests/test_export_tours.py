from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..controllers import export_pivot
from .common import TODAY
from .test_export import ExportCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExportTours(ExportCommon):
    def test_the_browser_says_what_a_pivot_measures(self):
        """Only then is its sheet told what is time."""
        self.money_contract.state = "closed"
        self.env["account.analytic.line"].sudo().browse(self.money_line.id).unlink()
        found, find = [], export_pivot._find_columns

        def spy(table):
            found.append(find(table))
            return found[-1]

        with patch.object(export_pivot, "_find_columns", spy):
            self.start_tour(
                "/odoo/action-sale_timesheet_prepaid.prepaid_entry_work_action",
                "prepaid_pivot_export",
                login=self.user.login,
            )
        self.assertTrue(found)
        self.assertIn(1440, found[0].values())
