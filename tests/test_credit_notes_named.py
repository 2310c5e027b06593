from datetime import date

from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestCreditNotesNamed(DocumentsCommon):
    """What a credit note takes says which one took it, and it leads there."""

    def _get_last(self, kind, contract=None):
        entries = (contract or self.contract).entry_ids.sorted("id")
        return entries.filtered(lambda entry: entry.kind == kind)[-1:]

    def test_unused_credit_is_taken_back_by_name(self):
        invoice = self._bought()
        refund = self._credit(invoice, packs=0.5)
        self.assertCredit(300)
        name = self._get_last("void").name
        self.assertIn(f"Taken back by {refund.name}: ", name)

    def test_use_that_is_owed_names_the_credit_note(self):
        invoice = self._bought()
        self._log(60)
        refund = invoice._reverse_moves([{"invoice_date": date(2026, 2, 1)}])
        refund.prepaid_credit_use = "owe"
        refund.action_post()
        self.assertCredit(-60, 60)
        name = self._get_last("debt").name
        self.assertIn(f"Used, then credited by {refund.name}: ", name)

    def test_credit_that_the_order_granted_is_taken_back_by_name(self):
        self.company.prepaid_grant_policy = "confirmed"
        refund = self._credit(self._invoice(self._confirm()))
        self.assertCredit(0)
        self.assertIn(refund.name, self._get_last("void").name)
        self.assertEqual(refund.prepaid_grant_count, 1)

    def test_credit_notes_posted_together_name_each_its_own(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        far = self._bill(client=other)
        self._pay(far)
        refunds = (self._bought() | far)._reverse_moves(
            [{"invoice_date": date(2026, 2, 1)}] * 2
        )
        refunds.action_post()
        for refund in refunds:
            contract = refund.partner_id.prepaid_contract_ids
            name = self._get_last("void", contract).name
            self.assertIn(refund.name, name)
            self.assertNotIn((refunds - refund).name, name)

    def test_what_no_credit_note_took_names_none(self):
        invoice = self._bought(packs=2)
        self._credit(invoice, packs=1)
        self._unpay(invoice)
        self.assertCredit(0)
        self.assertTrue(self._get_last("void").name.startswith("Taken back: "))

    def test_the_client_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        refund = self._credit(self._bought())
        self.assertIn(refund.name, self._get_last("void").name)

    def test_a_credit_note_leads_to_the_grants_that_it_credits(self):
        invoice = self._bought()
        refund = self._credit(invoice, packs=0.5)
        grants = self.contract.grant_ids
        for move in (invoice, refund):
            move = move.with_user(self.accountant)
            self.assertEqual(move.prepaid_grant_count, 1)
            action = move.action_open_prepaid_grants()
            self.assertEqual(grants.search(action["domain"]), grants)

    def test_a_draft_leads_to_the_contract_that_it_will_fill(self):
        contract = self._contract()
        draft = self._bill(post=False)
        self.assertEqual(draft.prepaid_contract_count, 1)
        self.assertEqual(draft.action_open_prepaid_contracts()["res_id"], contract.id)

    def test_a_credit_note_of_other_goods_has_none(self):
        refund = self._credit(self._bill(self.other))
        self.assertEqual(refund.prepaid_grant_count, 0)
