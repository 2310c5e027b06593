from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestContractForm(PrepaidCommon):
    """What waits on a contract stands on top of it, with its next step."""

    def _refilled(self, mode):
        contract = self._contract(
            60, refill_product_id=self.pack.id, refill_mode=mode, refill_quantity=1
        )
        contract.with_user(self.user).action_refill()
        return contract.with_user(self.user)

    def test_an_invoice_to_validate_is_opened(self):
        contract = self._refilled("draft_invoice")
        self.assertIn("10 h", contract.waiting_text)
        self.assertIn("Invoice to validate", contract.waiting_text)
        invoice = contract.sudo().refill_ids.invoice_ids
        for user in (self.accountant, self.manager):
            seen = contract.with_user(user)
            self.assertEqual(seen.waiting_step, "action_open_document")
        action = contract.with_user(self.accountant).action_do_next_step()
        self.assertEqual(action["res_id"], invoice.id)

    def test_a_quotation_with_the_client_is_sent_again(self):
        contract = self._refilled("quotation")
        self.assertEqual(contract.waiting_step, "action_send_link")
        with self.assertRaises(AccessError):
            contract.with_user(self.accountant).action_do_next_step()
        self.assertEqual(contract.action_do_next_step()["params"]["type"], "success")

    def test_a_refill_that_cannot_run_is_run_again(self):
        contract = self._refilled("draft_invoice")
        contract.sudo().refill_ids.state = "pending"
        self.assertEqual(contract.waiting_step, "action_run")

    def test_nothing_waits_on_a_contract_without_refill(self):
        contract = self._contract(60).with_user(self.user)
        self.assertFalse(contract.waiting_text)
        with self.assertRaises(UserError):
            contract.action_do_next_step()

    def test_a_technician_sees_no_price_of_what_waits(self):
        contract = self._refilled("draft_invoice").with_user(self.technician)
        view = contract.get_view(view_type="form")["arch"]
        for name in ("waiting_text", "waiting_step", "order_count", "invoice_count"):
            self.assertNotIn(f'name="{name}"', view)
            with self.assertRaises(AccessError):
                contract.read([name])

    def test_orders_and_invoices_are_counted_as_far_as_one_may_read_them(self):
        contract = self._refilled("draft_invoice")
        seen = contract.with_user(self.accountant)
        self.assertEqual(seen.invoice_count, 1)
        domain = seen.action_open_invoices()["domain"]
        self.assertEqual(domain[0][2], contract.sudo().refill_ids.invoice_ids.ids)

    def test_the_preview_holds_no_link_of_the_client(self):
        contract = self._contract(60)
        action = contract.with_user(self.user).action_preview()
        self.assertEqual(action["url"], contract.access_url)
        with self.assertRaises(AccessError):
            contract.with_user(self.env.ref("base.public_user")).action_preview()

    def test_a_correction_tells_the_balance_after(self):
        contract = self._contract(120)
        Wizard = self.env["prepaid.contract.correct"].with_user(self.user)
        wizard = Wizard.new({"contract_id": contract.id, "quantity": 30})
        self.assertEqual(wizard.partner_id, self.client)
        self.assertIn("2 h 30", wizard.balance_after)
        wizard.direction = "take"
        self.assertIn("1 h 30", wizard.balance_after)
        self.assertEqual(contract.balance, 120)

    def test_a_transfer_tells_the_balance_of_both_contracts_after(self):
        contract = self._contract(120)
        target = self._contract(60, is_default=False)
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.user)
        wizard = Wizard.new({"contract_id": contract.id, "quantity": 30})
        self.assertIn("1 h 30", wizard.balance_after)
        # The only other contract is proposed.
        self.assertEqual(wizard.target_id, target)
        wizard.target_id = False
        self.assertFalse(wizard.target_after)
        wizard.target_id = target
        self.assertIn(target.name, wizard.target_after)
        self.assertIn("1 h 30", wizard.target_after)
