from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGrant(PrepaidCommon):
    def _contracts(self):
        return self.client.prepaid_contract_ids

    # === WHEN === #

    def test_a_paid_invoice_grants_once(self):
        invoice = self._bill(packs=2)
        self.assertFalse(self._contracts())
        self._pay(invoice)
        grant = self._contracts().grant_ids
        self.assertEqual(grant.mapped("quantity"), [1200])
        self.assertEqual(grant.amount, 2000)
        self.assertEqual(grant.date, date(2026, 1, 15))
        self.assertEqual(self._contracts().state, "active")
        self.assertTrue(self._contracts().is_default)

    def test_a_posted_invoice_grants_under_that_policy(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill()
        self.assertEqual(self._contracts().balance, 600)

    def test_a_confirmed_order_grants_under_that_policy_and_its_invoice_does_not(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._order(packs=2)
        order.action_confirm()
        self.assertEqual(self._contracts().balance, 1200)
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(self._contracts().balance, 1200)
        grant = self._contracts().grant_ids
        self.assertEqual(grant.move_line_id, invoice.invoice_line_ids)

    def test_a_confirmed_order_follows_its_quantity(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._order(packs=2)
        order.action_confirm()
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._contracts().balance, 1800)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self._contracts().balance, 600)
        order._action_cancel()
        self.assertEqual(self._contracts().balance, 0)

    def test_a_partial_payment_grants_nothing_yet(self):
        invoice = self._bill()
        self._pay(invoice, amount=400)
        self.assertFalse(self._contracts())
        self._pay(invoice, amount=600)
        self.assertEqual(self._contracts().balance, 600)

    def test_hooks_that_fire_again_grant_nothing_more(self):
        invoice = self._bill()
        self._pay(invoice)
        invoice._invoice_paid_hook()
        (invoice | invoice)._sync_prepaid_grants()
        self.env["account.move"]._invoice_paid_hook()
        self.assertEqual(self._contracts().balance, 600)

    def test_reconciling_again_grants_nothing_more(self):
        invoice = self._bill()
        self._pay(invoice)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        payment_line = receivable.matched_credit_ids.credit_move_id
        receivable.remove_move_reconcile()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 0)
        (receivable | payment_line).reconcile()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 600)
        self.assertEqual(len(self._contracts().grant_ids), 1)

    def test_a_free_pack_is_granted_on_posting(self):
        self._bill(pack=self._pack(30, price=0))
        self.assertEqual(self._contracts().balance, 30)

    # === WHAT === #

    def test_a_bonus_shares_the_price(self):
        pack = self._pack(600, price=1100, prepaid_bonus_quantity=60)
        self._pay(self._bill(pack))
        grants = self._contracts().grant_ids.sorted("id")
        self.assertEqual(grants.mapped("kind"), ["purchase", "bonus"])
        self.assertEqual(grants.mapped("amount"), [1000, 100])

    def test_several_packs_on_one_invoice_make_a_grant_each(self):
        small = self._pack(300)
        invoice = self._bill(post=False)
        invoice.invoice_line_ids = [
            Command.create({"product_id": small.id, "quantity": 2, "tax_ids": False})
        ]
        invoice.action_post()
        self._pay(invoice)
        grants = self._contracts().grant_ids
        self.assertEqual(sorted(grants.mapped("quantity")), [600, 600])
        self.assertEqual(len(grants.move_line_id), 2)

    def test_validity_counts_from_the_payment_and_ends_the_day_before(self):
        self.plan.validity_months = 12
        self._pay(self._bill(), payment_date="2026-01-15")
        self.assertEqual(self._contracts().grant_ids.date_expiry, date(2027, 1, 14))

    def test_a_changed_draft_grants_what_is_posted_at_last(self):
        self.company.prepaid_grant_policy = "posted"
        invoice = self._bill(packs=2)
        invoice.button_draft()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 0)
        invoice.invoice_line_ids.quantity = 3
        invoice.action_post()
        self.assertEqual(self._contracts().balance, 1800)

    # === WHERE === #

    def test_packs_go_to_the_contract_that_the_order_names(self):
        self._contract()
        named = self._contract(is_default=False)
        order = self._order(prepaid_contract_id=named.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(named.balance, 600)

    def test_packs_go_to_a_contract_of_their_plan(self):
        self._contract(plan=self._plan("Other"))
        self._pay(self._bill())
        contract = self._contracts().filtered(lambda c: c.plan_id == self.plan)
        self.assertEqual(contract.balance, 600)
        self.assertFalse(contract.is_default)

    def test_an_order_cannot_name_another_customers_contract(self):
        other = self.env["res.partner"].create({"name": "Other"})
        contract = self._contract(client=other)
        with self.assertRefused("another customer", ValidationError):
            self._order(prepaid_contract_id=contract.id)

    def test_a_contact_buys_for_the_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        self._pay(self._bill(client=contact))
        self.assertEqual(self._contracts().balance, 600)

    # === TAKEN BACK === #

    def test_a_credit_note_takes_back_unused_credit(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        contract.refill_trigger = "none"
        self._log(200)
        self._credit(invoice)
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        voided = contract.entry_ids.filtered(lambda e: e.kind == "void")
        self.assertEqual(voided.quantity, -400)

    def test_time_given_back_after_a_credit_note_is_void_too(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        line = self._log(200)
        self._credit(invoice)
        line.unlink()
        self.assertEqual(contract.balance, 0)

    def test_half_a_pack_credited_takes_half_back(self):
        invoice = self._bill()
        self._pay(invoice)
        self._credit(invoice, packs=0.5)
        self.assertEqual(self._contracts().balance, 300)

    def test_an_invoice_partly_paid_and_partly_credited_grants_the_rest(self):
        invoice = self._bill()
        self._pay(invoice, amount=400)
        refund = self._credit(invoice, packs=0.6)
        lines = (invoice | refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self._contracts().balance, 240)

    def test_a_withdrawn_payment_voids_and_leaves_debt_until_paid_again(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        contract.refill_trigger = "none"
        self._log(200)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.remove_move_reconcile()
        self.env.flush_all()
        self.assertEqual((contract.balance, contract.debt), (-200, 200))
        self._pay(invoice)
        self.assertEqual((contract.balance, contract.debt), (400, 0))
