from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import TODAY
from .common_charge import ChargeCommon

PAID = ("in_payment", "paid")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVatDocuments(ChargeCommon):
    """Invoices of packs as the French e-invoicing of Odoo reads them.

    It reads of a document its type, whether it is a down payment, its payment state
    and the day of the payment, `tax_exigibility`, the type of the products, which
    invoice a credit note reverses, and the address and numbers of the buyer.
    """

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        taxes = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 20),
            ]
        )
        cls.goods = taxes.filtered(lambda tax: tax.tax_scope == "consu")[:1]
        cls.services = cls.goods._as_services()
        cls.pack.taxes_id = cls.services
        cls.client.write(
            {
                "country_id": cls.env.ref("base.fr").id,
                "street": "1 rue de la Paix",
                "zip": "75002",
                "city": "Paris",
                "vat": "FR23334175221",
                "property_payment_term_id": cls.env.ref(
                    "account.account_payment_term_30days"
                ).id,
            }
        )

    def _charge(self):
        """Return (contract, invoice of its charge, payment states when it was sent)."""
        contract = self._charged_contract(partner_invoice_id=self.client.id)
        states = []
        Move = self.env.registry["account.move"]

        def send(moves):
            states.extend(moves.mapped("payment_state"))

        with patch.object(Move, "_send_prepaid_invoice", send):
            self._log(500)
            self._run()
        return contract, contract.refill_ids.invoice_ids, states

    def assertOrdinary(self, invoice, code):
        """Expect no down payment, one tax of services, and the type of the document."""
        self.assertFalse(invoice._is_downpayment())
        self.assertFalse(any(invoice.line_ids.mapped("is_downpayment")))
        lines = invoice.invoice_line_ids
        self.assertEqual(lines.tax_ids.mapped("tax_scope"), ["service"])
        self.assertEqual(set(lines.product_id.mapped("type")), {"service"})
        if "account.edi.xml.ubl_bis3" in self.env:
            node = {"document_type": "invoice", "process_type": "billing"}
            builder = self.env["account.edi.xml.ubl_bis3"]
            xml, _errors = builder._export_invoice(invoice)
            tag = "InvoiceTypeCode" if code == 380 else "CreditNoteTypeCode"
            self.assertIn(f"<cbc:{tag}>{code}</cbc:{tag}>", xml.decode(), node)

    # === FRANCE === #

    def test_the_french_chart_taxes_packs_as_services(self):
        """Its default is the tax of goods, due when it is invoiced."""
        self.assertTrue(self.goods)
        self.assertEqual(self.services.tax_scope, "service")
        self.company.account_sale_tax_id = self.goods
        vals = {"name": "New", "is_prepaid_pack": True, "type": "service"}
        vals |= {"invoice_policy": "order", "prepaid_plan_id": self.plan.id}
        vals |= {"prepaid_quantity": 60, "company_id": self.company.id}
        pack = self.env["product.template"].create(vals)
        self.assertEqual(pack.taxes_id, self.services)

    def test_a_pack_is_an_ordinary_invoice(self):
        order = self._order()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertOrdinary(invoice, 380)
        self.assertIn(
            "on_payment", invoice.invoice_line_ids.tax_ids.mapped("tax_exigibility")
        )
        self.assertNotEqual(invoice.invoice_date_due, invoice.invoice_date)
        shipping = invoice.partner_shipping_id
        self.assertTrue(shipping.street and shipping.zip and shipping.city)
        self.assertRegex(invoice.name, r"^[A-Za-z0-9+\-_/ ]{1,20}$")

    def test_what_is_charged_is_paid_before_it_is_sent_and_due_that_day(self):
        _contract, invoice, states = self._charge()
        self.assertEqual(len(states), 1)
        self.assertIn(states[0], PAID)
        self.assertOrdinary(invoice, 380)
        payment = invoice._get_reconciled_payments()
        self.assertEqual(invoice.invoice_date_due, payment.date)
        self.assertEqual(invoice.invoice_date_due, TODAY)
        self.assertBooked(earned=0)

    def test_work_beyond_the_credit_has_the_tax_of_the_plan(self):
        """90 minutes at 120 € an hour: 180 € and 36 € of VAT on services."""
        hourly = self.env["product.product"].create(
            {
                "name": "Work beyond the credit",
                "type": "service",
                "list_price": 120,
                "taxes_id": [Command.set(self.services.ids)],
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        self.plan.write(
            {
                "overdraft_policy": "allow",
                "overdraft_settlement": "invoice",
                "overage_product_id": hourly.id,
            }
        )
        pack = self.pack.product_tmpl_id
        self.assertEqual(pack._get_vat_problems(self.company), [])
        self._contract()
        self._log(90)
        cron = "sale_timesheet_prepaid.prepaid_contract_invoice_overage_cron"
        cron = self.env.ref(cron).with_user(self.env.ref("base.user_root"))
        self.env.flush_all()
        with freeze_time("2026-04-01 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        lines = self.env["account.move.line"]
        invoice = lines.search([("product_id", "=", hourly.id)]).move_id
        invoice.action_post()
        self.assertOrdinary(invoice, 380)
        self.assertEqual(invoice.invoice_line_ids.tax_ids, self.services)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (180, 36))

    def test_what_a_schedule_bills_and_gives_back_is_ordinary_too(self):
        contract = self._contract(refill_mode="posted_invoice")
        line = {"product_id": self.pack.id, "quantity": 2}
        schedule = self.env["prepaid.schedule"].with_user(self.user)
        schedule = schedule.create(
            {
                "contract_id": contract.id,
                "date_start": date(2026, 3, 1),
                "line_ids": [Command.create(line)],
            }
        )
        schedule.action_start()
        invoice = schedule.sudo().claim_ids.sale_line_id.invoice_lines.move_id
        self.assertOrdinary(invoice, 380)
        change = self.env["prepaid.schedule.change"].with_user(self.user)
        change = change.create(
            {
                "schedule_id": schedule.id,
                "kind": "options",
                "reason": "asked",
                "date": TODAY,
            }
        )
        fewer = Command.create(line | {"quantity": 1})
        change.line_ids = [Command.clear(), fewer]
        change.action_apply()
        lines = schedule.sudo().claim_ids.sale_line_id.invoice_lines
        note = lines.move_id - invoice
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertOrdinary(note, 381)

    def test_a_credit_note_names_the_invoice_that_it_reverses(self):
        contract, invoice, _states = self._charge()
        contract.grant_ids.filtered("move_line_id")._draft_refunds("Withdrawn")
        note = invoice.reversal_move_ids
        note.action_post()
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertOrdinary(note, 381)
        self.assertBooked(earned=0)

    def test_a_returned_debit_is_a_counter_movement(self):
        """The payment that was reported stays, and is reported again as negative."""
        contract, invoice, _states = self._charge()
        tx = contract.refill_ids._get_charge()
        payment = tx.payment_id
        tx._prepaid_return("Insufficient funds")
        self.assertTrue(payment.exists())
        self.assertNotEqual(payment.state, "canceled")
        returned = self.env["account.move"].search(
            [("prepaid_returned_id", "=", tx.id)]
        )
        self.assertEqual(returned.state, "posted")
        self.assertNotIn(invoice.payment_state, PAID)
        self.assertBooked(earned=0)
