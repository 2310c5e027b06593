from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import MARCH, SOLD, RecognitionCommon


class DocumentsCommon(RecognitionCommon):
    """P10: a pack of 600 minutes at 1,000.00 without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"
        cls.other = cls.env["product.product"].create(
            {
                "name": "Firewall",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 500,
                "taxes_id": False,
                "company_id": cls.company.id,
            }
        )

    @property
    def contract(self):
        return self.client.prepaid_contract_ids

    def _bought(self, pack=None, packs=1, **over):
        """Return a paid invoice."""
        invoice = self._bill(pack or self.pack, packs, **over)
        self._settle(invoice)
        return invoice

    def _settle(self, invoice):
        self._pay(invoice, payment_date=invoice.invoice_date)
        self.contract.write({"refill_trigger": "none"})

    def _confirm(self, pack=None, packs=1, **over):
        order = self._order(pack, packs, **over)
        order.action_confirm()
        return order

    def _invoice(self, order, pay=True):
        """Invoice what is to be invoiced of an order."""
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = SOLD
        invoice.action_post()
        if pay:
            self._settle(invoice)
        return invoice

    def _credit_value(self, invoice, value, **over):
        """Credit one unit at a price, through the wizard."""
        refund = invoice._reverse_moves([{"invoice_date": date(2026, 2, 1)} | over])
        refund.invoice_line_ids[1:].unlink()
        refund.invoice_line_ids.write({"quantity": 1, "price_unit": value})
        refund.action_post()
        return refund

    def _debit(self, invoice, amount, date="2026-02-01"):
        """Add to the price of an invoice by a debit note."""
        wizard = (
            self.env["account.debit.note"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"copy_lines": True, "date": date})
        )
        note = self.env["account.move"].browse(wizard.create_debit()["res_id"])
        note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note

    def _replace_invoice(self, invoice):
        """Reverse an invoice and create its replacement; return both."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2026-02-01"})
        )
        wizard.modify_moves()
        return invoice.reversal_move_ids, wizard.new_move_ids

    def _get_receivable(self, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _get_payment(self, invoice):
        """Return the journal items that pay an invoice."""
        return self._get_receivable(invoice).matched_credit_ids.credit_move_id

    def _unpay(self, invoice):
        self._get_receivable(invoice).remove_move_reconcile()
        self.env.flush_all()

    def _match(self, invoice, payment):
        """Match what is open of an invoice with these journal items."""
        receivable = self._get_receivable(invoice)
        lines = receivable | payment.filtered(
            lambda line: line.account_id == receivable.account_id
        )
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def assertCredit(self, balance, debt=0):
        self.env.flush_all()
        contract = self.contract
        self.assertEqual((contract.balance, contract.debt), (balance, debt))

    def assertPrice(self, price):
        self.env.flush_all()
        grants = self.contract.grant_ids.filtered(lambda g: not g.is_replaced)
        self.assertEqual(sum(grants.mapped("amount")), price)

    def assertEarned(self, earned, deferred):
        """Recognise, and compare the income and the deferral accounts themselves."""
        self._recognise(MARCH)
        self.assertRevenue(earned)
        self.assertEqual(self._get_balance(self.deferred), deferred)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocuments(DocumentsCommon):
    """What was sold is a fact: documents as real life makes them."""

    def _discount(self, order, percentage):
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": percentage,
            }
        )
        wizard.action_apply_discount()

    # === DISCOUNTS === #

    def test_a_global_discount_lowers_the_price_of_the_pack(self):
        order = self._order()
        self._discount(order, 0.1)
        order.action_confirm()
        self._invoice(order)
        self.assertPrice(900)
        self.assertEqual(self._get_balance(self.deferred), 900)
        self.assertRevenue(0)
        self._log(300, day=date(2026, 2, 5))
        self.assertEarned(450, 450)

    def test_a_full_credit_note_takes_the_discount_back_too(self):
        order = self._order()
        self._discount(order, 0.1)
        order.action_confirm()
        self._credit(self._invoice(order))
        self.assertCredit(0)
        self.assertEarned(0, 0)

    def test_a_discount_beside_other_goods_is_shared_by_subtotal(self):
        order = self._order()
        order.order_line = [Command.create({"product_id": self.other.id})]
        self._discount(order, 0.1)
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertPrice(900)
        self.assertEqual(self._get_balance(self.income), 350)
        self.assertBooksTieOut(MARCH)
        self._log(300, day=date(2026, 2, 5))
        self._recognise(MARCH)
        # 500.00 less 50.00 for the firewall, and half of the pack's 900.00
        self.assertEqual(self._get_balance(self.deferred), 450)
        self.assertRevenue(900)
        self._credit(invoice)
        self._recognise(MARCH)
        self.assertEqual(self._get_balance(self.deferred), 0)
        self.assertRevenue(0)

    # === EXCHANGES AND NEGATIVE LINES === #

    def test_an_exchanged_pack_is_taken_back_and_the_other_granted(self):
        big = self._pack(1200, price=2000)
        order = self._confirm(packs=2)
        self._invoice(order)
        order.order_line.product_uom_qty = 1
        order.order_line = [Command.create({"product_id": big.id})]
        self._invoice(order)
        self.assertCredit(1800)
        self.assertPrice(3000)
        self.assertEarned(0, 3000)

    def test_a_negative_line_takes_packs_off_its_invoice(self):
        invoice = self._bill(packs=2, post=False)
        invoice.invoice_line_ids = [
            Command.create(
                {"product_id": self.pack.id, "quantity": -1, "tax_ids": False}
            )
        ]
        invoice.action_post()
        self._settle(invoice)
        self.assertCredit(600)
        self._log(600, day=date(2026, 2, 5))
        self.assertEarned(1000, 0)

    def test_a_draft_with_another_pack_sells_anew(self):
        invoice = self._bought()
        self._log(60, day=date(2026, 2, 5))
        invoice.button_draft()
        big = self._pack(1200, price=1900)
        invoice.invoice_line_ids.write({"product_id": big.id, "tax_ids": False})
        self.assertCredit(-60, 60)
        invoice.action_post()
        self._pay(invoice)
        self.assertCredit(1140)
        self.assertPrice(1900)
        self.assertEarned(95, 1805)

    # === THE CATALOGUE CHANGES === #

    def test_a_bonus_of_later_is_no_bonus_of_earlier_sales(self):
        invoice = self._bought()
        self.pack.prepaid_bonus_quantity = 60
        self._credit_value(invoice, 100)
        self.assertCredit(540)

    def test_a_payment_put_back_brings_no_bonus_of_later(self):
        invoice = self._bought()
        payment = self._get_payment(invoice)
        self.pack.prepaid_bonus_quantity = 60
        self._unpay(invoice)
        self.assertCredit(0)
        self._match(invoice, payment)
        self.assertCredit(600)

    def test_a_pack_that_is_none_any_more_is_credited_like_one(self):
        invoice = self._bought()
        self.pack.is_prepaid_pack = False
        self._credit(invoice)
        self.assertCredit(0)
        self.assertEarned(0, 0)

    def test_a_product_that_became_a_pack_sold_no_credit_before(self):
        invoice = self._bill(self.other)
        self.other.product_tmpl_id.write(
            {
                "is_prepaid_pack": True,
                "prepaid_plan_id": self.plan.id,
                "prepaid_quantity": 60,
            }
        )
        self._pay(invoice)
        self.assertFalse(self.contract)
        invoice.button_draft()
        invoice.action_post()
        self._credit(invoice)
        self.assertFalse(self.contract)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_an_invoice_sells_what_its_product_was_when_it_was_posted(self):
        second = self._plan("Second")
        invoice = self._bill()
        self.pack.write({"prepaid_quantity": 480, "prepaid_plan_id": second.id})
        self._settle(invoice)
        self.assertCredit(600)
        self.assertEqual(self.contract.plan_id, self.plan)

    def test_a_plan_that_sold_hours_cannot_turn_to_money(self):
        self._bill()
        with self.assertRefused("Make a new plan"):
            self.plan.write({"unit": "money", "currency_id": self.env.ref("base.EUR")})

    # === PAYMENT AND VALIDITY === #

    def test_validity_counts_from_the_day_of_the_payment(self):
        self.plan.validity_months = 1
        invoice = self._bill(invoice_date="2026-01-31")
        self._pay(invoice, payment_date="2026-03-15")
        self.assertEqual(self.contract.grant_ids.date_expiry, date(2026, 4, 14))

    def test_a_payment_that_bounced_is_made_good_later(self):
        self.plan.validity_months = 1
        invoice = self._bill(invoice_date="2026-01-31")
        self._pay(invoice, payment_date="2026-01-31")
        self._unpay(invoice)
        self._pay(invoice, payment_date="2026-03-15")
        self.assertEqual(self.contract.grant_ids.date_expiry, date(2026, 4, 14))
        self.assertCredit(600)

    def test_another_documents_credit_settles_an_invoice(self):
        invoice = self._bill(packs=2)
        self._credit(invoice, packs=1)
        self._pay(invoice, amount=1000)
        lines = (invoice | invoice.reversal_move_ids).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        lines.reconcile()
        self.assertCredit(600)
