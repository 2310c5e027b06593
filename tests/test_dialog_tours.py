from odoo.tests import HttpCase, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestDialogTours(PrepaidCommon, HttpCase):
    """What an account manager is shown before a contract changes, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def setUp(self):
        super().setUp()
        self._log(50)

    def _tour(self, name):
        url = f"/odoo/prepaid.contract/{self.contract.id}"
        self.start_tour(url, name, login=self.user.login)

    def test_closing_with_credit_left_tells_it_and_asks(self):
        self._tour("prepaid_close_with_credit")
        self.assertEqual((self.contract.state, self.contract.balance), ("closed", 0))

    def test_a_transfer_offers_a_new_contract_and_shows_both_balances(self):
        self._tour("prepaid_transfer_to_new")
        new = self.client.prepaid_contract_ids - self.contract
        self.assertEqual((self.contract.balance, new.balance), (400, 150))

    def test_the_agreement_is_read_before_it_is_sent(self):
        self._tour("prepaid_agreement_preview")
        agreement = self.contract.agreement_ids
        self.assertEqual((len(agreement), agreement.state), (1, "sent"))
