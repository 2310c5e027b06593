from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestApproval(HelpdeskCommon):
    """Extra time is asked for a ticket, and holds for it alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.contract = cls._contract(30)

    def _ask(self, ticket, quantity=60):
        action = ticket.with_user(self.technician).action_ask_extra_time()
        approvals = self.env["prepaid.approval"].with_user(self.technician)
        approval = approvals.with_context(**action["context"]).create(
            {"quantity": quantity}
        )
        approval.action_ask()
        return approval

    def test_what_was_agreed_for_a_ticket_is_used_there_alone(self):
        approval = self._ask(self.ticket)
        self.assertEqual(approval._get_ticket(), self.ticket)
        approval.sudo()._answer(True, "Ann")
        other = self._ticket("Other", self.client)
        with self.assertRefused("credit"):
            self._log_on(other, 40)
        with self.assertRefused("credit"):
            self._log(40)
        line = self._log_on(self.ticket, 40)
        self.assertEqual(approval.used, 10)
        self.assertDrawn(line, 40)

    def test_the_ticket_says_what_was_asked_and_answered(self):
        approval = self._ask(self.ticket)
        told = self.ticket.with_user(self.technician).prepaid_told
        self.assertIn("Asked 1 h", told["waiting"][0]["text"])
        self.assertIn("Asked 1 h", self.ticket.message_ids[0].body)
        approval.sudo()._answer(True, "Ann")
        self.assertIn("Ann agreed to 1 h", self.ticket.message_ids[0].body)

    def test_work_waits_on_the_ticket_and_draws_once_the_client_agrees(self):
        result = self.ticket.with_user(self.technician).quick_log(
            "40m mail", beyond="ask"
        )
        self.assertTrue(result["is_waiting"])
        line = self.ticket.timesheet_ids
        self.assertFalse(line.prepaid_contract_id)
        told = self.ticket.with_user(self.technician).prepaid_told
        self.assertEqual(told["waiting"][0]["id"], line.id)
        line.prepaid_approval_id.sudo()._answer(True, "Ann")
        self.assertDrawn(line, 40)

    def test_a_ticket_of_another_contract_is_refused(self):
        theirs = self._contract(100, client=self._other_client())
        with self.assertRefused("does not draw from"):
            self.env["prepaid.approval"].with_user(self.technician).create(
                {
                    "name": "More",
                    "contract_id": theirs.id,
                    "ticket_id": self.ticket.id,
                    "quantity": 10,
                }
            )

    def test_a_ticket_that_is_deleted_ends_its_question(self):
        approval = self._ask(self.ticket)
        self.ticket.unlink()
        self.assertEqual(approval.state, "withdrawn")

    def test_what_was_asked_for_a_ticket_is_not_put_on_another(self):
        approval = self._ask(self.ticket)
        other = self._ticket("Other", self.client)
        with self.assertRefused("already asked"):
            approval.ticket_id = other

    def test_what_was_agreed_does_not_outlive_the_addon_as_leave_for_all(self):
        from ..hooks import uninstall_hook

        approval = self._ask(self.ticket)
        approval.sudo()._answer(True, "Ann")
        uninstall_hook(self.env(su=True))
        self.assertEqual(approval.state, "withdrawn")
