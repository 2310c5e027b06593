from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, JANUARY, MARCH, SOLD, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognitionDocuments(RecognitionCommon):
    """Documents that take a way of their own to the same books."""

    def test_a_down_payment_and_its_final_invoice_close_to_zero(self):
        order = self._order(self.odd_pack)
        order.action_confirm()
        invoices = self.env["account.move"]
        for method, amount in (("percentage", 40), ("delivered", 0)):
            wizard = self.env["sale.advance.payment.inv"].create(
                {
                    "advance_payment_method": method,
                    "amount": amount,
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
            invoice = wizard._create_invoices(order)
            invoice.invoice_date = SOLD
            invoice.action_post()
            self.assertBooksTieOut(MARCH)
            invoices |= invoice
        for invoice in invoices:
            self._pay(invoice)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)
        self._log(600, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self.assertRevenue(999.99)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_replaced_invoice_passes_its_use_on(self):
        """Half a pack is used, then the invoice is corrected to 800: 300 are left."""
        invoice = self._sell()
        self._log(300, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        contract = self.client.prepaid_contract_ids
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2026-02-01"})
        )
        wizard.modify_moves()
        self.assertEqual((contract.balance, contract.debt), (-300, 300))
        new = wizard.new_move_ids.filtered(lambda move: move.move_type == "out_invoice")
        new.invoice_date = date(2026, 2, 2)
        new.invoice_line_ids.price_unit = 800
        new.action_post()
        self._pay(new)
        self.assertEqual((contract.balance, contract.debt), (300, 0))
        self._recognise(MARCH)
        self.assertRevenue(500.00, JANUARY)
        self.assertRevenue(400.00)
        self.assertEqual(self._get_balance(self.deferred), 400)

    def test_several_taxes_stay_out_of_the_price(self):
        taxes = self.env["account.tax"]
        for amount in (20, 5):
            taxes |= self.company_data["default_tax_sale"].copy(
                {"name": f"{amount} % on top", "amount": amount}
            )
        invoice = self._bill(self.odd_pack, post=False)
        invoice.invoice_line_ids.tax_ids = taxes
        invoice.action_post()
        self._pay(invoice)
        self._log(600, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self.assertRevenue(999.99)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_branch_defers_on_its_parents_account(self):
        self.company.write({"child_ids": [Command.create({"name": "Branch"})]})
        branch = self.company.child_ids
        self.env["account.chart.template"].sudo().try_loading(
            self.company.chart_template, company=branch, install_demo=False
        )
        self.env.user.company_ids |= branch
        env = self.env(
            context=dict(
                self.env.context, allowed_company_ids=[branch.id, self.company.id]
            )
        )
        self.plan.company_id = False
        pack = self._pack(600, company_id=False)
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "company_id": branch.id,
                "invoice_date": SOLD,
                "invoice_line_ids": [
                    Command.create({"product_id": pack.id, "tax_ids": False})
                ],
            }
        )
        self.assertEqual(invoice.invoice_line_ids.account_id, self.deferred)
        branch.prepaid_grant_policy = "posted"
        invoice.action_post()
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.company_id, branch)
        self.env["prepaid.entry"].sudo().create(
            contract.grant_ids.sudo()._prepare_out_entry_vals(
                "adjust", 150_000, date(2026, 2, 5), "Worked elsewhere"
            )
        )
        move = self._recognise(FEBRUARY, branch)
        self.assertEqual(move.company_id, branch)
        self.assertEqual(move.journal_id, self.company.prepaid_journal_id)
        self.assertBooksTieOut(MARCH, branch)
        self.assertRevenue(250)
