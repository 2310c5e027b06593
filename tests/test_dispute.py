from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDispute(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.ann = cls.env["res.partner"].create(
            {"name": "Ann", "parent_id": cls.client.id, "email": "ann@example.com"}
        )

    def setUp(self):
        super().setUp()
        self.line = self._log(60)
        self.entry = self.line.sudo().prepaid_entry_ids

    def _ask(self, entry=None, reason="Why so long?"):
        Dispute = self.env["prepaid.dispute"].sudo()
        return Dispute._ask(entry or self.entry, self.ann, reason)

    def _correct(self, dispute, **over):
        vals = {"dispute_id": dispute.id, "reason": "You are right"}
        wizard = self.env["prepaid.dispute.correct"].with_user(self.user)
        return wizard.create(vals | over).action_apply()

    def _book_days_ago(self, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_entry SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), self.entry.id],
        )
        self.env.invalidate_all()

    def test_a_question_waits_for_the_account_manager(self):
        dispute = self._ask()
        self.assertEqual(dispute.state, "open")
        self.assertEqual(dispute.activity_ids.user_id, self.user)
        self.assertEqual(dispute.contract_id, self.contract)
        self.assertEqual((dispute.worked_minutes, dispute.quantity), (60, 60))
        self.assertIn("Why so long?", dispute.message_ids[-1:].mapped("body")[0] or "")

    def test_a_line_has_one_open_question(self):
        self._ask()
        with self.assertRefused("questioned already"):
            self._ask()

    def test_a_line_can_be_questioned_for_thirty_days(self):
        self._book_days_ago(29)
        self.assertFalse(self.entry._get_dispute_refusal())
        self._book_days_ago(31)
        with self.assertRefused("older than 30 days"):
            self._ask()
        self.company.prepaid_dispute_days = 0
        self._book_days_ago(0)
        self.assertTrue(self.entry._get_dispute_refusal())

    def test_only_work_can_be_questioned(self):
        with self.assertRefused("Only work"):
            self._ask(self.contract.grant_ids.entry_ids.filtered("quantity")[-1:])

    def test_an_answer_leaves_the_line_and_tells_the_client(self):
        dispute = self._ask().with_user(self.user)
        with self.assertRefused("Write an answer"):
            dispute.action_accept()
        dispute.answer = "Two people were on the phone"
        dispute.action_accept()
        self.assertEqual(dispute.state, "accepted")
        self.assertEqual(self.contract.balance, 540)
        self.assertFalse(dispute.activity_ids)
        message = dispute.message_ids.filtered(lambda m: "Two people" in m.body)
        self.assertIn(self.ann, message.notified_partner_ids)

    def test_a_wrong_time_is_corrected_by_a_reversal(self):
        dispute = self._ask()
        self._correct(dispute, method="time", worked_minutes=20)
        self.assertEqual(dispute.state, "corrected")
        self.assertEqual(self.contract.balance, 580)
        self.assertDrawn(self.line, 20)
        reversal = self.line.sudo().prepaid_entry_ids.filtered("reversed_entry_id")
        self.assertEqual(reversal.reversed_entry_id, self.entry)
        self.assertEqual(reversal.quantity, 40)

    # === IT WAS A CALL, NOT A VISIT === #

    def _set_kinds(self):
        """Make a visit cost twice a call, and log one; return (call, visit)."""
        types = self.env["prepaid.usage.type"].create(
            [{"name": "A call"}, {"name": "A visit"}]
        )
        self._rate(self.plan, types[0], factor=1)
        self._rate(self.plan, types[1], factor=2)
        self.line.usage_type_id = types[1]
        self.entry = self.line.sudo().prepaid_entry_ids.filtered(
            lambda entry: entry.quantity < 0 and entry.usage_type_id == types[1]
        )
        return types

    def _start(self, **vals):
        Wizard = self.env["prepaid.dispute.correct"].with_user(self.user)
        return Wizard.create({"dispute_id": self._ask().id, "reason": "Right"} | vals)

    def test_a_visit_that_was_a_call_gives_the_difference_back(self):
        call, visit = self._set_kinds()
        self.assertEqual(self.contract.balance, 480)
        wizard = self._start()
        self.assertEqual((wizard.usage_type_id, wizard.charge), (visit, "billable"))
        self.assertIn("Nothing back", wizard.result_text)
        wizard.usage_type_id = call
        self.assertEqual(wizard.result_text, "1 h back: 2 h drawn, 1 h after")
        self.assertEqual(self.contract.balance, 480)
        wizard.action_apply()
        self.assertEqual(self.contract.balance, 540)
        self.assertDrawn(self.line, 60)
        self.assertEqual(self.line.usage_type_id, call)

    def test_time_and_kind_are_corrected_at_once(self):
        call, _visit = self._set_kinds()
        wizard = self._start(usage_type_id=call.id, worked_minutes=20)
        self.assertIn("1 h 40 back", wizard.result_text)
        wizard.action_apply()
        self.assertDrawn(self.line, 20)

    def test_work_that_was_a_favour_is_given_back_whole(self):
        wizard = self._start(charge="goodwill")
        self.assertIn("1 h back", wizard.result_text)
        wizard.action_apply()
        self.assertEqual(self.contract.balance, 600)
        self.assertEqual(self.line.prepaid_charge, "goodwill")

    def test_another_kind_is_charged_as_that_kind_is(self):
        call, _visit = self._set_kinds()
        call.charge = "included"
        wizard = self._start()
        wizard.usage_type_id = call
        self.assertEqual(wizard.charge, "included")
        self.assertIn("2 h back", wizard.result_text)

    def test_a_kind_that_costs_more_is_no_correction(self):
        _call, visit = self._set_kinds()
        self.line.usage_type_id = False
        wizard = self._start(usage_type_id=visit.id)
        self.assertIn("would draw 2 h", wizard.result_text)
        with self.assertRefused("lowers", ValidationError):
            wizard.action_apply()
        self.assertDrawn(self.line, 60)

    def test_credit_is_given_back_with_its_reason(self):
        dispute = self._ask()
        self._correct(dispute, method="credit", quantity=15)
        self.assertEqual(self.contract.balance, 555)
        self.assertDrawn(self.line, 60)
        grant = self.contract.grant_ids.sorted("id")[-1:]
        self.assertEqual(grant.kind, "goodwill")
        self.assertIn("You are right", grant.name)

    def test_a_correction_never_takes_more(self):
        dispute = self._ask()
        for values in (
            {"method": "time", "worked_minutes": 60},
            {"method": "time", "worked_minutes": -1},
            {"method": "credit", "quantity": 61},
            {"method": "credit", "quantity": 0},
        ):
            with self.assertRefused("lowers", ValidationError):
                self._correct(dispute, **values)

    def test_an_answered_question_is_not_corrected_again(self):
        dispute = self._ask()
        self._correct(dispute, method="credit", quantity=15)
        with self.assertRefused("answered already"):
            self._correct(dispute, method="credit", quantity=15)

    def test_the_line_says_how_its_question_ended(self):
        dispute = self._ask()
        lines = self.entry._get_client_lines()
        self.assertEqual(lines[0]["dispute_label"], "Questioned")
        self._correct(dispute, method="credit", quantity=15)
        self.assertEqual(
            self.entry._get_client_lines()[0]["dispute_label"], "Corrected"
        )

    def test_strangers_see_no_question(self):
        dispute = self._ask()
        ann, bob = (
            new_test_user(
                self.env,
                login=f"prepaid_{partner.name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for partner in (self.ann, self.env["res.partner"].create({"name": "Bob"}))
        )
        public = self.env.ref("base.public_user")
        self.assertEqual(dispute.with_user(ann).state, "open")
        for user in (bob, public, self.technician):
            with self.assertRefused("", AccessError):
                dispute.with_user(user).read(["state"])
        self.assertFalse(self.env["prepaid.dispute"].with_user(bob).search([]))
        for user in (ann, self.accountant):
            self.assertFalse(dispute.with_user(user).has_access("write"))
            self.assertFalse(dispute.with_user(user).has_access("create"))
