from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSmallRest(PortalCommon):
    """A Californian may ask for less than 15 $ of credit to be paid out."""

    def setUp(self):
        super().setUp()
        self.usd = self.env.ref("base.USD")
        self.buyer = self.env["res.partner"].create(
            {
                "name": "Ada",
                "email": "ada@example.com",
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_5").id,
            }
        )
        invoice = self._bill(self._pack(600, price=999.99), client=self.buyer)
        self._pay(invoice)
        self.rest_contract = self.buyer.prepaid_contract_ids
        self.rest_contract.write({"refill_trigger": "none", "user_id": self.user.id})
        self.desk = self._task("Desk", self._project("Desk", self.buyer))

    def _get_notes(self):
        return self.env["account.move"].search(
            [("move_type", "=", "out_refund"), ("partner_id", "=", self.buyer.id)]
        )

    def test_the_limit_is_that_of_the_place(self):
        contract = self.rest_contract
        self.assertFalse(contract._get_rest())
        # 9 minutes of 600 for 999.99 are 15.00, 8 minutes are 13.33.
        self._log(591, task=self.desk)
        self.assertFalse(contract.sudo()._get_rest())
        self._log(1, task=self.desk)
        self.assertEqual(contract.sudo()._get_rest(), 13.33)
        self.assertIn("1749.5", contract.with_user(self.user).rest_note)
        self.buyer.state_id = self.env.ref("base.state_us_27")
        self.assertFalse(contract.sudo()._get_rest())

    def test_the_seller_pays_it_out_by_a_credit_note(self):
        contract = self.rest_contract
        with self.assertRaises(UserError):
            contract.with_user(self.user).action_pay_out_rest()
        self._log(592, task=self.desk)
        contract.with_user(self.user).action_pay_out_rest()
        contract.with_user(self.user).action_pay_out_rest()
        note = self._get_notes()
        self.assertEqual((note.state, note.amount_untaxed), ("draft", 13.33))
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        tie_out = self.company._get_prepaid_tie_out(TODAY)
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (0, 0))

    def test_the_client_asks_once_and_a_person_is_told(self):
        self._log(592, task=self.desk)
        contract = self.rest_contract
        self._as(self._portal("ada", self.buyer))
        page = self.url_open(f"/my/prepaid/{contract.id}").text
        self.assertIn("Ask for it to be paid out", page)
        self.assertIn("1749.5", page)
        for _again in range(2):
            self._post(f"/my/prepaid/{contract.id}/rest")
        self.env.invalidate_all()
        self.assertEqual(contract.rest_asked_on, TODAY)
        self.assertEqual(contract.activity_ids.user_id, self.user)
        self.assertFalse(self._get_notes())
        page = self.url_open(f"/my/prepaid/{contract.id}").text
        self.assertIn("We will act", page)

    def test_a_stranger_asks_for_nothing(self):
        self._log(592, task=self.desk)
        contract = self.rest_contract
        self._as(self.ann)
        self._post(f"/my/prepaid/{contract.id}/rest")
        self.env.invalidate_all()
        self.assertFalse(contract.rest_asked_on)
