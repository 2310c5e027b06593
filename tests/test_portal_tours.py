from unittest.mock import patch

from odoo.http import request
from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTours(PortalCommon):
    def test_the_balance_falls_while_the_client_watches(self):
        after = {
            "balance": "9 h 53",
            "debt": False,
            "level": "low",
            "level_label": "Credit is low",
        }
        Contract = type(self.contract)
        show = Contract._get_live_balance

        def get_live_balance(contract):
            """Answer the page with the balance now, the widget with the one after."""
            live = request.httprequest.path.endswith("/balance")
            return after if live else show(contract)

        with patch.object(Contract, "_get_live_balance", get_live_balance):
            self.start_tour(self.url, "prepaid_portal_live", login=self.ann.login)

    def test_a_client_questions_a_line_and_reads_the_statement(self):
        self._log(30)
        self.start_tour(self.url, "prepaid_portal_question", login=self.ann.login)
        dispute = self._get_disputes()
        self.assertEqual(dispute.reason, "Why so long?")

    def test_the_account_manager_answers_a_question(self):
        entry = self._log(30).sudo().prepaid_entry_ids
        dispute = self.env["prepaid.dispute"].sudo()._ask(entry, self.colleague, "Why?")
        self.start_tour(
            f"/odoo/prepaid.dispute/{dispute.id}",
            "prepaid_answer_question",
            login=self.user.login,
        )
        self.assertEqual(dispute.state, "corrected")
        self.assertEqual(self.contract.balance, 580)
