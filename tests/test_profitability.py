import json
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_recognition import FEBRUARY, MARCH, SOLD, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestProfitability(RecognitionCommon):
    def _get_revenues(self):
        items = self.project.sudo()._get_profitability_items(False)["revenues"]
        self.assertEqual(
            sum(item["invoiced"] for item in items["data"]),
            items["total"]["invoiced"],
        )
        return {item["id"]: item["invoiced"] for item in items["data"]}

    def _sell_on_the_project(self):
        order = self._order(self._pack(600, price=1000), project_id=self.project.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = SOLD
        self.assertEqual(self._get_revenues(), {})
        invoice.action_post()
        self._pay(invoice)
        self.client.prepaid_contract_ids.refill_trigger = "none"

    def test_the_panel_shows_what_is_earned_once(self):
        if not self.project.account_id:
            self.project._create_analytic_account()
        self._sell_on_the_project()
        self.assertEqual(self._get_revenues(), {})
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_revenues(), {"prepaid_earned": 100})
        self._log(30, day=date(2026, 3, 5))
        self._recognise(MARCH)
        self.assertEqual(self._get_revenues(), {"prepaid_earned": 150})

    def test_the_panel_names_its_line(self):
        labels = self.project._get_profitability_labels()
        self.assertEqual(labels["prepaid_earned"], "Prepaid Hours Earned")

    def test_the_line_opens_its_analytic_items(self):
        self._sell_on_the_project()
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        project = self.project.with_user(self.accountant).sudo()
        item = project._get_prepaid_earned_item(True)
        action = project.action_profitability_items(*json.loads(item["action"]["args"]))
        lines = self.env["account.analytic.line"].sudo().search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount")), 100)
