from odoo.tests import tagged

from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
class TestChargeTours(ConsentCommon):
    """Refused charges, as the client and the account manager meet them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.is_published = True
        cls.company.sudo().prepaid_retry_days = False

    def test_a_client_whose_card_was_declined_pays_by_another(self):
        self._token(partner_id=self.colleague.id, payment_details="1881")
        self.card.demo_simulated_state = "error"
        self.contract.write(
            {
                "payment_token_id": self.card.id,
                "refill_mode": "charge",
                "refill_trigger": "threshold",
            }
        )
        self._consent(self.contract, product_id=self.pack.id)
        self._log(500)
        self._run()
        refill = self.contract.refill_ids
        self.assertEqual(refill.state, "failed")
        self.start_tour(self.url, "prepaid_card_declined", login=self.ann.login)
        self.env.invalidate_all()
        self.assertEqual((refill.state, self.contract.balance), ("done", 700))

    def test_the_account_manager_works_through_the_board(self):
        client = self.env["res.partner"].create({"name": "Card Ltd"})
        declined = self._charged_contract(
            "error",
            partner_id=client.id,
            payment_token_id=self._token("error", partner_id=client.id).id,
        )
        other = self.env["res.partner"].create(
            {"name": "Link Ltd", "email": "link@example.com"}
        )
        waiting = self._contract(
            600,
            partner_id=other.id,
            low_threshold=120,
            refill_trigger="threshold",
            refill_product_id=self.pack.id,
            refill_mode="posted_invoice",
        )
        for contract in declined, waiting:
            project = self._project("Site", contract.partner_id)
            task = self._task("Ticket", project, prepaid_contract_id=contract.id)
            self._log(500, task=task)
        self._run()
        self.assertEqual(declined.refill_ids.stage, "declined")
        self.assertEqual(waiting.refill_ids.stage, "client")
        self.start_tour(
            "/odoo/prepaid-refills", "prepaid_refill_board", login=self.user.login
        )
        self.assertEqual(declined.refill_ids.state, "charging")
