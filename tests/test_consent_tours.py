from odoo.tests import tagged

from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsentTours(ConsentCommon):
    """A client lets cards be charged, as people do."""

    def _give(self):
        text = self.contract._get_consent_text(self.pack, "Demo 4242", 1000)
        vals = {
            "partner_id": self.colleague.id,
            "token_id": self.card.id,
            "product_id": self.pack.id,
            "cap_amount": 1000,
            "text": text,
        }
        contract = self.contract.sudo()
        return self.env["prepaid.consent"].sudo()._give(contract, vals)

    def test_a_client_agrees_changes_the_card_and_revokes(self):
        self._token(partner_id=self.client.id, payment_details="1881")
        self.start_tour(self.url, "prepaid_portal_automatic", login=self.ann.login)
        consents = self.contract.sudo().consent_ids
        self.assertEqual(len(consents), 2)
        self.assertTrue(all(consents.mapped("date_revoked")))

    def test_the_link_revokes_by_one_button(self):
        consent = self._give()
        self.start_tour(self._get_link(), "prepaid_link_revokes")
        self.assertTrue(consent.date_revoked)

    def test_the_account_manager_reads_what_was_agreed(self):
        self._give()
        self.contract.refill_product_id = self._pack(1200)
        self.start_tour(
            f"/odoo/prepaid.contract/{self.contract.id}",
            "prepaid_manager_reads_consent",
            login=self.user.login,
        )
