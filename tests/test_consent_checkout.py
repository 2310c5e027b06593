import json

from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_shop import ShopCommon

BOX = "o_prepaid_shop_automatic"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConsentCheckout(ShopCommon, HttpCase):
    """At checkout a buyer saves a card for the next packs, if it wants to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].sudo().search([]).state = "disabled"
        demo = cls.env.ref("payment.payment_provider_demo").sudo()
        cls.provider = demo.copy(
            {"company_id": cls.company.id, "state": "disabled", "name": "Shop"}
        )
        cls.provider.write(
            {"state": "test", "is_published": True, "allow_tokenization": True}
        )
        cls.method = cls.env.ref("payment_demo.payment_method_demo").sudo()
        cls.client.write(
            {
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "12345",
                "country_id": cls.env.ref("base.be").id,
                "phone": "+15551234567",
            }
        )

    # === HELPERS === #

    def _fill_cart(self, *lines, user=None):
        """Return the cart of the user's session."""
        user = user or self.portal_user
        order = self._web_order(*lines, client=user.partner_id)
        self._sign_in(user, order)
        return order

    def _sign_in(self, user, order):
        self.env.flush_all()
        cart = {"sale_order_id": order.id}
        self.authenticate(user.login, user.login, session_extra=cart)

    def _get_box(self):
        return self._find(self._get_page("/shop/payment"), BOX)

    def _tick(self, agree="1"):
        data = {"agree": agree, "csrf_token": Request.csrf_token(self)}
        response = self.url_open("/shop/prepaid/automatic", data=data)
        self.env.invalidate_all()
        return response

    def _start(self, order, **over):
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": order.amount_total,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/shop/payment/validate",
            "access_token": order._portal_ensure_token(),
        }
        route = f"/shop/payment/transaction/{order.id}"
        self.make_jsonrpc_request(route, params | over)
        self.env.invalidate_all()
        return order.sudo().transaction_ids.sorted("id")[-1:]

    def _finish(self, tx, state="done"):
        data = {
            "reference": tx.reference,
            "payment_details": "4242",
            "simulated_state": state,
        }
        tx._process("demo", data)
        self._book(tx)

    def _book(self, tx):
        """Do what the next request does, which reads all anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        tx._post_process()

    def _pay(self, order, state="done", **over):
        tx = self._start(order, **over)
        self._finish(tx, state)
        return tx

    def _get_contract(self):
        return self.client.prepaid_contract_ids

    def _get_consent(self):
        return self._get_contract().sudo()._get_consent()

    # === TESTS === #

    def test_the_box_is_not_ticked_and_names_what_it_allows(self):
        self._fill_cart((self.pack, False))
        [box] = self._get_box()
        self.assertFalse(box.xpath(".//input[@type='checkbox' and @checked]"))
        [text] = self._get_texts([box])
        for words in (
            "the payment method with which you pay this order",
            "your new contract “Support hours”",
            "1 × Pack of 600: 10 h",
            "falls to 2 h or below",
            "1,000.00 at most",
        ):
            self.assertIn(words, text)

    def test_a_buyer_who_ticks_it_is_charged_for_the_next_pack(self):
        order = self._fill_cart((self.pack, False))
        self._tick()
        [box] = self._get_box()
        self.assertTrue(box.xpath(".//input[@type='checkbox' and @checked]"))
        tx = self._pay(order)
        self.assertTrue(tx.token_id)
        consent, contract = self._get_consent(), self._get_contract()
        self.assertEqual(consent.token_id, tx.token_id)
        self.assertEqual(consent.partner_id, self.client)
        self.assertEqual(consent.cap_amount, 1000)
        self.assertIn("(Demo 4242)", consent.text)
        self.assertIn("/shop/payment/transaction", consent.origin)
        self.assertEqual(
            (contract.refill_mode, contract.refill_trigger), ("charge", "threshold")
        )
        self.assertFalse(contract.charge_blocker)
        self.assertEqual(contract.balance, 600)
        self.assertFalse(tx.prepaid_refill_offer)

    def test_a_buyer_who_does_not_tick_it_agrees_to_nothing(self):
        order = self._fill_cart((self.pack, False))
        self._tick()
        self._tick("")
        tx = self._pay(order, tokenization_requested=True)
        self.assertTrue(tx.token_id)
        self.assertFalse(self._get_consent())
        self.assertEqual(self._get_contract().refill_mode, "draft_invoice")

    def test_only_methods_that_can_be_saved_are_offered_then(self):
        wire = self.method.copy({"code": "wire", "support_tokenization": False})
        wire.write({"name": "Wire", "active": True})
        self.provider.payment_method_ids += wire
        order = self._fill_cart((self.pack, False))
        self.assertIn("Wire", self.url_open("/shop/payment").text)
        self._tick()
        self.assertNotIn("Wire", self.url_open("/shop/payment").text)
        tx = self._pay(order, payment_method_id=wire.id)
        self.assertFalse(tx.token_id)
        self.assertFalse(self._get_consent())

    def test_where_nothing_can_be_saved_nothing_is_offered(self):
        self.provider.allow_tokenization = False
        self._fill_cart((self.pack, False))
        self.assertFalse(self._get_box())
        order = self._fill_cart((self.pack, False))
        self._tick()
        self.assertFalse(order.prepaid_refill_offer)

    def test_a_cart_that_changed_asks_again(self):
        order = self._fill_cart((self.pack, False))
        self._tick()
        self.pack.list_price = 1200
        order._recompute_prices()
        [box] = self._get_box()
        self.assertFalse(box.xpath(".//input[@type='checkbox' and @checked]"))
        tx = self._pay(order)
        self.assertFalse(tx.token_id)
        self.assertFalse(self._get_consent())

    def test_packs_of_two_kinds_are_not_offered_together(self):
        self._fill_cart((self.pack, False), (self.pack_20, False))
        self.assertFalse(self._get_box())

    def test_a_saved_card_is_agreed_to_as_well(self):
        token = (
            self.env["payment.token"]
            .sudo()
            .create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "partner_id": self.client.id,
                    "payment_details": "1881",
                    "provider_ref": "saved",
                    "demo_simulated_state": "done",
                }
            )
        )
        contract = self._contract(60)
        order = self._fill_cart((self.pack_20, contract))
        self._tick()
        tx = self._start(order, flow="token", token_id=token.id)
        tx._post_process()
        consent = self._get_consent()
        self.assertEqual(consent.token_id, token)
        self.assertIn(contract.name, consent.text)
        self.assertEqual(consent.product_id, self.pack_20)

    def test_a_payment_that_fails_or_waits_switches_nothing_on(self):
        order = self._fill_cart((self.pack, False))
        self._tick()
        self._pay(order, "error")
        self.assertFalse(self._get_contract())
        tx = self._pay(order, "pending")
        self.assertFalse(self._get_contract().sudo().consent_ids)
        tx.action_demo_set_done()
        self._book(tx)
        self.assertEqual(self._get_consent().token_id, tx.token_id)
        self._book(tx)
        self.assertEqual(len(self._get_contract().sudo().consent_ids), 1)

    def test_staff_cannot_agree_at_checkout(self):
        order = self._fill_cart((self.pack, False))
        self._tick()
        for user in (self.user, self.manager):
            self._sign_in(user, order)
            self.assertFalse(self._get_box())
            tx = self._start(order)
            self.assertFalse(tx.prepaid_refill_offer)

    def test_nobody_writes_the_choice_by_the_api(self):
        order = self._fill_cart((self.pack, False))
        offer = order.sudo()._prepare_refill_offer()
        self.assertEqual(json.loads(json.dumps(offer)), offer)
        for user in (self.manager, self.portal_user):
            with self.subTest(user=user.login), self.assertRefused(""):
                order.with_user(user).write({"prepaid_refill_offer": offer})
