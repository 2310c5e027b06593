from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_guard import GuardCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForgery(GuardCommon):
    """What somebody who means to would try, by every door that Odoo has."""

    def _keep_default(self, user, model, name, value):
        """Let a person keep a default for themselves, as the screens do."""
        Default = self.env["ir.default"].with_user(user)
        Default.set(model, name, value, user_id=True)

    def _ask(self, **context):
        approvals = self.env["prepaid.approval"].with_user(self.technician)
        vals = {
            "name": "More",
            "contract_id": self.contract.id,
            "task_id": self.task.id,
            "quantity": 300,
        }
        return approvals.with_context(**context).create(vals)

    def test_a_technicians_default_approves_nothing(self):
        self.plan.overdraft_policy = "consent"
        self._keep_default(self.technician, "prepaid.approval", "state", "approved")
        self.assertEqual(self._ask().state, "draft")
        self.assertEqual(self._ask(default_state="approved").state, "draft")
        with self.assertRefused("credit"):
            self._log(900)

    def test_a_technicians_default_goes_beyond_no_credit(self):
        line = "account.analytic.line"
        self._keep_default(self.technician, line, "prepaid_override", True)
        self._keep_default(self.technician, line, "prepaid_override_reason", "So")
        with self.assertRefused("credit"):
            self._log(900)

    def test_a_managers_default_makes_no_credit(self):
        self._keep_default(self.user, "prepaid.contract", "balance", 9999)
        contracts = self.env["prepaid.contract"].with_user(self.user)
        vals = {"partner_id": self.client.id, "plan_id": self.plan.id}
        self.assertEqual(contracts.create(vals).balance, 0)

    def test_a_verb_books_what_it_says_whatever_its_caller_brings(self):
        approval = self._ask()
        line = self._log(30)
        forged = {
            "default_charge": "goodwill",
            "default_approval_id": approval.id,
            "default_correction": "mistake",
            "default_state": "signed",
        }
        line.with_context(**forged).unit_amount = 1
        entry = line.sudo().prepaid_entry_ids[0]
        self.assertEqual(entry.charge, "billable")
        self.assertFalse(entry.approval_id or entry.correction)
        contract = self.contract.with_user(self.user).with_context(**forged)
        contract.action_send_agreement()
        self.assertEqual(contract.agreement_ids.sorted("id")[-1].state, "sent")

    def test_nobody_gives_work_away_by_writing_its_result(self):
        for name in ("metered_minutes", "prepaid_items_free", "prepaid_quantity"):
            for user in (self.technician, self.manager):
                with self.assertRefused(name, AccessError):
                    self.line.with_user(user).write({name: 1})
                with self.assertRefused(name, AccessError):
                    self._log(30, user=user, **{name: 1})

    def test_a_line_names_no_meter_that_did_not_measure_it(self):
        meter = self.records["prepaid.meter"]
        for vals in ({"prepaid_meter_id": meter.id}, {"meter_seconds": 1}):
            with self.assertRefused("meter", AccessError):
                self._log(30, **vals)

    def test_a_manager_moves_no_grant_and_no_currency(self):
        other = self.setup_other_company(name="Other Ltd")["company"]
        grant = self.contract.grant_ids.with_user(self.manager)
        with self.assertRefused("company_id", AccessError):
            grant.company_id = other
        contract = self.contract.with_user(self.manager)
        with self.assertRefused("currency_id", AccessError):
            contract.currency_id = self.env.ref("base.CHF")

    def test_a_partner_page_makes_no_contract_pay(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        clerk = self._user("clerk", "base.group_partner_manager")
        with self.assertRefused("prepaid_benefit_ids", AccessError):
            stranger.with_user(clerk).prepaid_benefit_ids = self.contract

    def test_a_question_stays_as_the_client_asked_it(self):
        dispute = self.dispute.with_user(self.user)
        facts = {
            "reason": "All is well",
            "partner_id": self.client.id,
            "timesheet_id": False,
            "state": "accepted",
        }
        for name, value in facts.items():
            with self.assertRefused(name, AccessError):
                dispute.write({name: value})
        dispute.answer = "Two people"
        dispute.action_accept()
        self.assertEqual(dispute.state, "accepted")
        self.assertEqual(dispute.reason, "Why so long?")

    def test_a_signed_agreement_stays_as_it_was_signed(self):
        self.agreement.sudo()._sign("Ada", self.records["res.company"].logo)
        agreement = self.agreement.with_user(self.user)
        facts = {
            "partner_id": self.user.partner_id.id,
            "company_id": self.env.company.id,
            "contract_id": self.contract.id,
            "name": "Other",
            "body": "Other",
            "signed_by": "Eve",
            "signature": False,
            "access_token": "known",
        }
        for name, value in facts.items():
            with self.assertRefused(name, AccessError):
                agreement.write({name: value})

    def test_a_signature_is_not_replaced_through_its_attachment(self):
        self.agreement.sudo()._sign("Ada", self.records["res.company"].logo)
        attachments = self.env["ir.attachment"].with_user(self.user)
        place = {
            "res_model": "prepaid.agreement",
            "res_id": self.agreement.id,
            "res_field": "signature",
        }
        kept = attachments.sudo().search([(n, "=", v) for n, v in place.items()])
        self.assertTrue(kept)
        with self.assertRefused("", AccessError):
            kept.with_user(self.user).datas = False
        with self.assertRefused("", AccessError):
            kept.with_user(self.user).unlink()
        with self.assertRefused("", AccessError):
            attachments.create({"name": "signature", **place})

    def test_an_answered_approval_stays_as_it_was_answered(self):
        approval = self._ask()
        approval.action_ask()
        approval.sudo()._answer(True, "Client Boss")
        facts = {
            "name": "Other",
            "quantity": 9999,
            "task_id": False,
            "contract_id": self.contract.id,
            "partner_id": self.client.id,
            "answered_by": "Eve",
        }
        for name, value in facts.items():
            for user in (self.technician, self.user):
                with self.assertRefused("", UserError):
                    approval.with_user(user).write({name: value})
        self.assertEqual(approval.copy().user_id, self.technician)

    def test_an_emptied_charge_is_that_of_the_usage_type(self):
        usage_type = self.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_monitoring"
        )
        for charge, drawn in (("billable", 60), ("included", 0)):
            usage_type.charge = charge
            line = self._log(60, usage_type_id=usage_type.id)
            line.prepaid_charge = "goodwill"
            for _twice in range(2):
                line.prepaid_charge = False
                self.assertEqual(line.prepaid_charge, charge)
                self.assertDrawn(line, drawn)
            booked = line.sudo().prepaid_entry_ids
            line.write({"prepaid_charge": False, "unit_amount": 1})
            self.assertEqual(line.sudo().prepaid_entry_ids, booked)
            new = self._log(60, usage_type_id=usage_type.id, prepaid_charge=False)
            self.assertEqual(new.prepaid_charge, charge)
            self.assertDrawn(new, drawn)
