from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestChargeTrust(ChargeCommon):
    """A direct debit takes days; the contract says how much may be used until then."""

    def _charge_by_debit(self, trust=300, **over):
        contract = self._charged_contract("pending", trust_limit=trust, **over)
        self._log(500)
        self._run()
        return contract

    def test_the_trusted_part_is_there_at_once_and_the_rest_at_settlement(self):
        contract = self._charge_by_debit()
        refill = contract.refill_ids
        self.assertEqual((refill.state, contract.balance), ("bank", 400))
        self.assertIn("with the bank; 5 h given on trust of 10 h", refill.status_text)
        until = refill.transaction_ids.last_state_change + timedelta(days=56)
        until = refill._format_day(self.company._get_prepaid_day(until))
        self.assertIn(f"the debit can be returned until {until}", refill.status_text)
        self.assertIn("can use 5 h of 10 h already", refill._get_client_status())
        invoice = refill.invoice_ids
        self.assertEqual((invoice.state, invoice.payment_state), ("posted", "not_paid"))
        self._settle(contract)
        self.assertNotIn("on trust", refill.status_text)
        self.assertEqual((refill.state, contract.balance), ("done", 700))
        self.assertEqual((refill.invoice_ids, invoice.payment_state), (invoice, "paid"))
        self.assertEqual(refill.transaction_ids.invoice_ids, invoice)
        self.assertBooked(earned=0)

    def test_it_settles_once_though_odoo_invoices_by_itself(self):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", 1)
        contract = self._charge_by_debit()
        invoice = contract.refill_ids.invoice_ids
        tx = self._settle(contract)
        tx._post_process()
        self.assertEqual(contract.refill_ids.invoice_ids, invoice)
        self.assertEqual((invoice.payment_state, contract.balance), ("paid", 700))

    def test_more_trust_than_the_pack_is_the_pack(self):
        contract = self._charge_by_debit(trust=5000)
        self.assertEqual(contract.balance, 700)
        self._settle(contract)
        self.assertEqual((contract.refill_ids.state, contract.balance), ("done", 700))

    def test_a_debit_that_fails_voids_what_is_unused_and_what_was_used_is_owed(self):
        contract = self._charge_by_debit()
        self._log(200)
        contract.refill_ids.transaction_ids.sudo().action_demo_set_error()
        refill = contract.refill_ids[-1:]
        self.assertEqual(refill.state, "failed")
        self.assertEqual((contract.balance, contract.debt), (-100, 100))
        self.assertIn("refused", contract.activity_ids[-1:].summary)
        self.assertBooked(earned=166.67)
        self._pay(refill.invoice_ids)
        self.assertEqual((refill.state, contract.balance), ("done", 500))
        self.assertBooked(earned=166.67)

    def test_who_owes_a_failed_debit_is_trusted_and_charged_no_more(self):
        contract = self._charge_by_debit()
        self._log(200)
        contract.refill_ids.transaction_ids.sudo().action_demo_set_error()
        self.assertEqual(contract.sudo()._get_trust_units(), 200_000)
        self.assertIn("not paid", contract.charge_blocker)
        contract.sudo().refill_due = True
        self._run()
        self.assertEqual(contract.refill_ids[:1].mode, "draft_invoice")
        self.assertEqual(len(contract.refill_ids.transaction_ids), 1)

    def test_invoices_that_grant_when_posted_grant_what_is_trusted(self):
        self._settle_under("posted")

    def test_orders_that_grant_when_confirmed_grant_what_is_trusted(self):
        self._settle_under("confirmed")

    def _settle_under(self, policy):
        self.company.sudo().prepaid_grant_policy = policy
        contract = self._charge_by_debit()
        self.assertEqual(contract.balance, 400)
        self._settle(contract)
        self.assertEqual((contract.refill_ids.state, contract.balance), ("done", 700))
        self.assertBooked(earned=0)

    def test_without_trust_the_credit_comes_with_the_money(self):
        contract = self._charge_by_debit(trust=0)
        self.assertEqual(contract.balance, 100)
        self.assertFalse(contract.refill_ids.invoice_ids)

    def test_nobody_writes_what_is_trusted(self):
        contract = self._charge_by_debit()
        with self.assertRefused(""):
            contract.refill_ids.with_user(self.manager).trusted_quantity = 600
