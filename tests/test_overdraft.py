from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverdraft(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.contract = cls._contract(10)

    def _ask(self, quantity, **over):
        vals = {
            "name": "Restore the backup",
            "contract_id": self.contract.id,
            "task_id": self.task.id,
            "quantity": quantity,
        }
        Approval = self.env["prepaid.approval"].with_user(self.technician)
        approval = Approval.create(vals | over)
        approval.action_ask()
        return approval

    def _approve(self, quantity, **over):
        approval = self._ask(quantity, **over)
        approval.sudo()._answer(True, "Ada")
        return approval

    def test_asking_mails_the_client_a_link(self):
        approval = self._ask(60)
        mail = approval.sudo().message_ids.filtered("partner_ids")
        self.assertEqual(mail.partner_ids, self.client)
        self.assertIn(f"/my/prepaid/approval/{approval.id}?access_token=", mail.body)
        self.assertEqual(approval.state, "asked")

    def test_who_wants_no_notices_is_asked_all_the_same(self):
        self.contract.sudo().notice_unsubscribed_ids = self.client
        mail = self._ask(60).sudo().message_ids.filtered("partner_ids")
        self.assertEqual(mail.partner_ids, self.client)

    def test_nothing_is_drawn_before_the_client_answers(self):
        self._ask(60)
        with self.assertRefused("Ask the client"):
            self._log(30)

    def test_extra_time_is_used_up_to_what_was_approved(self):
        approval = self._approve(60)
        self._log(40)
        self.assertEqual((approval.used, approval.left), (30, 30))
        self._log(30)
        with self.assertRefused("Ask the client"):
            self._log(1)

    def test_time_that_is_taken_back_may_be_used_again(self):
        approval = self._approve(60)
        line = self._log(70)
        self.assertEqual(approval.left, 0)
        line.unit_amount = 0.5
        self.assertEqual(approval.left, 40)

    def test_extra_time_for_one_ticket_is_not_for_another(self):
        self._approve(60)
        with self.assertRefused("Ask the client"):
            self._log(30, task=self._task("Another"))

    def test_two_approvals_pay_one_line(self):
        first, second = self._approve(10), self._approve(15)
        self._log(30)
        self.assertEqual((first.left, second.left), (0, 5))

    def test_lines_logged_at_once_share_what_was_approved(self):
        self._approve(30)
        vals = {
            "name": "Work",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "unit_amount": 0.5,
            "date": TODAY,
        }
        Line = self.env["account.analytic.line"].with_user(self.technician)
        with self.assertRefused("Ask the client"):
            Line.create([vals, dict(vals)])

    def test_a_refusal_stays_one(self):
        approval = self._ask(60)
        approval.sudo()._answer(False, "Ada", "Too dear")
        with self.assertRefused("already refused"):
            approval.sudo()._answer(True, "Ada")
        with self.assertRefused("Ask the client"):
            self._log(30)

    def test_an_answer_needs_a_name(self):
        with self.assertRefused("Enter your name"):
            self._ask(60).sudo()._answer(True, "  ")

    def test_nobody_answers_in_the_clients_place(self):
        approval = self._ask(60)
        with self.assertRefused("state", AccessError):
            approval.state = "approved"
        with self.assertRefused("already asked"):
            approval.quantity = 600

    def test_a_ticket_of_another_contract_is_refused(self):
        other = self._contract(10, client=self.partner_a)
        with self.assertRefused("does not draw from the contract"):
            self._ask(60, contract_id=other.id)

    def test_a_manager_says_why_work_goes_beyond_the_credit(self):
        with self.assertRefused("Say why"):
            self._log(30, user=self.manager, prepaid_override=True)
        self._log(
            30,
            user=self.manager,
            prepaid_override=True,
            prepaid_override_reason="Server down",
        )
        self.assertIn("Server down", self.contract.message_ids[0].body)

    def test_a_stranger_sees_no_approval(self):
        approval = self._approve(60)
        stranger = new_test_user(self.env, "prepaid_out", groups="base.group_portal")
        self.assertFalse(approval.with_user(stranger).search([]))
        with self.assertRefused("", AccessError):
            approval.with_user(stranger).read(["name"])
        keyless = new_test_user(self.env, "prepaid_in", groups="base.group_user")
        with self.assertRefused("", AccessError):
            approval.with_user(keyless).read(["name"])
