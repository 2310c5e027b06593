from odoo.tests import Form, freeze_time, tagged

from .test_documents import DocumentsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsTold(DocumentsCommon):
    """Orders and invoices say what they sell, and where it went."""

    def assertTold(self, line, text, delivered=None):
        self.env.flush_all()
        line.invalidate_recordset(["prepaid_note"])
        self.assertEqual(line.prepaid_note, text)
        if delivered is not None:
            self.assertEqual(line.qty_delivered, delivered)

    def test_an_order_tells_from_the_offer_to_the_credit_note(self):
        order = self._order(packs=2)
        line = order.order_line
        self.assertEqual(line.qty_delivered_method, "prepaid")
        self.assertTold(line, "20 h, usable once paid → a new contract", 0)
        order.action_confirm()
        invoice = self._invoice(order, pay=False)
        self.assertTold(line, "20 h, usable once paid → a new contract", 0)
        self._settle(invoice)
        name = self.contract.name
        self.assertTold(line, f"20 h → {name}", 2)
        self._credit(invoice, packs=1)
        self.assertTold(line, f"10 h → {name}", 1)
        self._unpay(invoice)
        self.assertTold(line, f"10 h, usable once paid → {name}", 0)

    def test_a_pack_that_is_credited_was_not_delivered(self):
        order = self._confirm()
        self._credit(self._invoice(order))
        name = self.contract.name
        self.assertTold(order.order_line, f"Taken back from {name}", 0)

    def test_an_offer_names_the_contract_that_its_packs_will_go_to(self):
        contract = self._contract()
        order = self._order()
        self.assertTold(order.order_line, f"10 h, usable once paid → {contract.name}")
        branch = self._contract(is_default=False)
        order.prepaid_contract_id = branch
        self.assertTold(order.order_line, f"10 h, usable once paid → {branch.name}")
        self.assertEqual(order.action_open_prepaid_contracts()["res_id"], branch.id)

    def test_the_policy_says_when_credit_is_usable(self):
        for policy, text in {
            "posted": "10 h, usable once invoiced → a new contract",
            "confirmed": "10 h, usable once ordered → a new contract",
        }.items():
            self.company.prepaid_grant_policy = policy
            self.assertTold(self._order().order_line, text)

    def test_an_order_that_grants_has_delivered(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._confirm()
        self.assertTold(order.order_line, f"10 h → {self.contract.name}", 1)
        order.order_line.product_uom_qty = 3
        self.assertTold(order.order_line, f"30 h → {self.contract.name}", 3)
        invoice = self._invoice(order, pay=False)
        told = f"30 h → {self.contract.name}"
        self.assertTold(invoice.invoice_line_ids, told)
        order._action_cancel()
        self.assertTold(order.order_line, False, 0)

    def test_half_paid_is_half_delivered(self):
        order = self._confirm()
        self._invoice(order)
        order.order_line.product_uom_qty = 2
        self._invoice(order, pay=False)
        name = self.contract.name
        self.assertTold(order.order_line, f"10 h of 20 h usable → {name}", 1)

    def test_an_invoice_tells_too(self):
        invoice = self._bill(post=False)
        self.assertTrue(invoice.has_prepaid_pack)
        self.assertTold(
            invoice.invoice_line_ids, "10 h, usable once paid → a new contract"
        )
        invoice.action_post()
        self._settle(invoice)
        self.assertTold(invoice.invoice_line_ids, f"10 h → {self.contract.name}")
        action = invoice.action_open_prepaid_contracts()
        self.assertEqual(action["res_id"], self.contract.id)

    def test_other_lines_and_credit_notes_tell_nothing(self):
        invoice = self._bill(self.other)
        self.assertTold(invoice.invoice_line_ids, False)
        self.assertFalse(invoice.has_prepaid_pack)
        refund = self._credit(self._bought())
        self.assertTold(refund.invoice_line_ids, False)

    def test_a_line_being_typed_is_told_at_once(self):
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.client
            with form.order_line.new() as line:
                line.product_id = self.pack
                line.product_uom_qty = 3
                self.assertEqual(
                    line.prepaid_note, "30 h, usable once paid → a new contract"
                )

    def test_the_text_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        line = self._order().order_line.with_context(lang="fr_FR")
        self.assertTold(line, "10 h, utilisables après paiement → un nouveau contrat")

    def test_work_delivers_no_pack_and_asks_for_no_upsell(self):
        self.pack.product_tmpl_id.service_policy = "ordered_prepaid"
        self.pack.product_tmpl_id.service_upsell_threshold = 0.1
        order = self._confirm()
        order.user_id = self.manager
        self._invoice(order)
        self._log(550)
        self._log(300)
        self.env.flush_all()
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.order_line.has_displayed_warning_upsell)
