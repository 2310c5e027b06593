import json
from urllib.parse import quote

from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTours(PortalCommon):
    def test_the_balance_falls_while_a_technician_works(self):
        self.contract.low_threshold = 595
        keys_sudo = self.env["res.users.apikeys"].with_user(self.technician).sudo()
        key = keys_sudo._generate("rpc", "Second session", False)
        line = {
            "name": "Toner replaced",
            "task_id": self.task.id,
            "project_id": self.project.id,
            "unit_amount": 7 / 60,
        }
        args = [self.env.cr.dbname, self.technician.id, key]
        args += ["account.analytic.line", "create", [[line]]]
        self.start_tour(
            f"{self.url}#{quote(json.dumps(args))}",
            "prepaid_portal_live",
            login=self.ann.login,
        )
        self.assertEqual(self.contract.balance, 593)

    def test_a_client_signs_the_agreement(self):
        self.contract.action_send_agreement()
        agreement = self.contract.agreement_ids
        self.start_tour(
            agreement.access_url, "prepaid_portal_sign", login=self.ann.login
        )
        self.assertEqual(
            (agreement.state, agreement.signed_by), ("signed", self.ann.name)
        )

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
