from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAgreementSend(PrepaidCommon):
    """Who sends an agreement sees text and recipient first."""

    def _start(self, contract, user=None):
        Wizard = self.env["prepaid.agreement.send"].with_user(user or self.user)
        return Wizard.create({"contract_id": contract.id})

    def test_text_and_recipient_are_shown_and_nothing_went_yet(self):
        contract = self._contract(600)
        wizard = self._start(contract)
        self.assertIn(contract.name, wizard.body)
        self.assertIn("azure@example.com", wizard.recipient_text)
        self.assertFalse(wizard.fault)
        self.assertFalse(contract.agreement_ids)
        wizard.action_send()
        self.assertEqual(contract.agreement_ids.state, "sent")
        self.assertEqual(contract.agreement_ids.body, wizard.body)
        self.assertTrue(self._start(contract).is_replacing)

    def test_a_missing_address_is_told_and_nothing_goes(self):
        self.client.email = False
        contract = self._contract(600)
        wizard = self._start(contract)
        self.assertFalse(wizard.can_send)
        self.assertIn("Azure", wizard.fault)
        with self.assertRefused("No email address", UserError):
            wizard.action_send()
        self.assertFalse(contract.agreement_ids)
        self.assertEqual(wizard.action_open_contact()["res_id"], self.client.id)

    def test_who_is_reached_gets_it_though_a_colleague_is_not(self):
        colleague = self.env["res.partner"].create(
            {"name": "No Mail", "parent_id": self.client.id}
        )
        contract = self._contract(600, notice_partner_ids=(self.client | colleague).ids)
        wizard = self._start(contract)
        self.assertTrue(wizard.can_send)
        self.assertIn("No Mail", wizard.fault)

    def test_a_plan_without_agreement_says_so(self):
        self.plan.agreement_template_id = False
        contract = self._contract(600)
        with self.assertRefused("has no agreement", UserError):
            self._start(contract).read(["body"])

    def test_others_read_and_send_nothing(self):
        contract = self._contract(600)
        with self.assertRaises(AccessError):
            self._start(contract, self.technician)
        other = self.setup_other_company()["company"]
        stranger = self._user(
            "elsewhere",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        with self.assertRaises(AccessError):
            self._start(contract, stranger).read(["body"])
