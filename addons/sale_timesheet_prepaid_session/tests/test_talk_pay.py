from datetime import datetime

from odoo.fields import Command
from odoo.tests import JsonRpcException, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_talk import NOW, TalkCommon

TUESDAY = datetime(2026, 3, 17, 10)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTalkPay(TalkCommon):
    """The amount is held, or a card saved: the server says how much, and with what."""

    def setUp(self):
        super().setUp()
        self._as(None)
        self.booked = self._booked(30, start=TUESDAY)
        self.method.write(
            {"support_manual_capture": "partial", "support_tokenization": True}
        )
        self.provider.payment_method_ids = self.method
        self.method.active = True

    def _pay_url(self, session=None, token=None, path="pay"):
        session = session or self.booked
        token = session.access_token if token is None else token
        return f"/prepaid/session/{session.id}/{path}?access_token={token}"

    def _ask(self, session=None, token=None, query="", **over):
        session = session or self.booked
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": 0.01,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "https://elsewhere.example.com",
            "is_validation": False,
            "access_token": session.access_token if token is None else token,
        }
        url = f"/prepaid/session/{session.id}/transaction{query}"
        return self.make_jsonrpc_request(url, params | over)

    def _client_user(self, partner):
        return new_test_user(
            self.env,
            f"talk_{partner.id}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    # === HELD ON A CARD === #

    def test_the_amount_is_the_servers_and_is_held(self):
        page = self.url_open(self._pay_url()).text
        self.assertIn("43.13", page)
        self.assertIn("not charged", page)
        answer = self._ask()
        tx = self.booked.transaction_ids
        self.assertEqual((tx.amount, tx.currency_id), (43.13, self.currency))
        self.assertEqual(tx.reference, answer["reference"])
        self.assertTrue(tx.landing_route.startswith(self.booked.access_url))
        tx._process("demo", {"reference": tx.reference, "simulated_state": "done"})
        self.assertEqual(tx.state, "authorized")
        self.assertEqual(self.booked.state, "secured")

    def test_a_refused_card_can_be_tried_again(self):
        self._ask()
        tx = self.booked.transaction_ids
        tx._process("demo", {"reference": tx.reference, "simulated_state": "error"})
        page = self.url_open(self._pay_url()).text
        self.assertIn("was not accepted", page)
        self.assertIn("until 10:30", page)
        self._ask()
        self.assertEqual(len(self.booked.transaction_ids), 2)

    def test_after_half_an_hour_the_place_is_free(self):
        with freeze_time(datetime(2026, 3, 16, 9, 31)):
            self.assertIn("free again", self.url_open(self._pay_url()).text)
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._ask()

    def test_what_is_secured_is_not_paid_again(self):
        self._card(self.booked)
        answer = self._get(self._pay_url())
        self.assertIn(self.booked.access_url, answer.headers["Location"])
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._ask()

    def test_a_provider_that_cannot_hold_parts_is_not_offered(self):
        method = self.method.copy({"code": "whole", "support_manual_capture": "none"})
        method.provider_ids = self.provider
        page = self.url_open(self._pay_url()).text
        self.assertIn(f'data-payment-option-id="{self.method.id}"', page)
        self.assertNotIn(f'data-payment-option-id="{method.id}"', page)
        for over in (
            {"payment_method_id": method.id},
            {"provider_id": self.env.ref("payment.payment_provider_demo").id},
        ):
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._ask(**over)
        self.assertFalse(self.booked.transaction_ids)

    # === SAVED, AND CHARGED LATER === #

    def _save_only(self):
        self.method.support_manual_capture = "none"
        self.provider.allow_tokenization = True

    def test_a_card_is_saved_with_consent_only(self):
        self._save_only()
        page = self.url_open(self._pay_url()).text
        self.assertIn("may charge the card that I save now once", page)
        self.assertNotIn("o_payment_form", page)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._ask()
        form = self._form(self._pay_url())
        self.url_open(self._pay_url(path="pay/agree"), data=form | {"agree": "1"})
        self.assertIn("43.13", self.booked.consent_text)
        self.assertIn("o_payment_form", self.url_open(self._pay_url()).text)

        self._ask()
        tx = self.booked.transaction_ids
        self.assertEqual((tx.operation, tx.tokenize), ("validation", True))
        tx._process(
            "demo",
            {
                "reference": tx.reference,
                "simulated_state": "done",
                "payment_details": "4242",
            },
        )
        self.assertEqual(self.booked.state, "secured")
        self.assertEqual(self.booked.secured_by, "token")
        self.assertEqual(self.booked.token_id, tx.token_id)

    def test_a_provider_that_tells_the_card_late_secures_too(self):
        token = self._token(partner_id=self.visitor.id)
        tx = self._card(self.booked, operation="validation", amount=0, tokenize=False)
        self.assertEqual(self.booked.state, "accepted")
        tx.token_id = token
        self.assertEqual(self.booked.state, "secured")

    def test_a_card_that_is_saved_too_late_harms_nobody(self):
        self.booked._expire()
        token = self._token(partner_id=self.visitor.id)
        self._card(self.booked, operation="validation", amount=0, token_id=token.id)
        self.assertEqual(self.booked.state, "expired")

    # === BY INVOICE === #

    def test_only_clients_who_are_signed_in_pay_later(self):
        self.provider.state = "disabled"
        page = self.url_open(self._pay_url()).text
        self.assertIn("cannot be held online", page)
        self.assertNotIn("pay by invoice", page)
        form = {"csrf_token": self._form("/web/login")["csrf_token"]}
        self.url_open(self._pay_url(path="pay/later"), data=form)
        self.assertEqual(self.booked.state, "accepted")

        self._as(self._client_user(self.visitor))
        self.assertIn("pay by invoice", self.url_open(self._pay_url()).text)
        form = self._form(self._pay_url())
        self.url_open(self._pay_url(path="pay/later"), data=form, allow_redirects=False)
        self.assertEqual(self.booked.state, "secured")
        self.assertEqual(self.booked.secured_by, "link")

    # === MORE MINUTES === #

    def test_more_minutes_are_held_beside_the_first(self):
        self._card(self.booked)
        with freeze_time(TUESDAY):
            self.booked.with_user(self.technician).start()
            url = self._pay_url() + "&minutes=15"
            self.assertIn("15", self.url_open(url).text)
            self._ask(query="?minutes=15")
            tx = self.booked.transaction_ids.sorted("id")[-1]
            # 15 minutes at 1.50 are 22.50, with tax 25.88.
            self.assertAlmostEqual(tx.amount, 25.87, delta=0.01)
            self.assertEqual(self.booked.planned_minutes, 30)
            tx._process("demo", {"reference": tx.reference, "simulated_state": "done"})
            self.assertEqual(self.booked.planned_minutes, 45)
            self.assertEqual(self.booked.stop_at, datetime(2026, 3, 17, 10, 45))

    def test_not_into_the_next_talk(self):
        self._card(self.booked)
        self._booked(30, start=datetime(2026, 3, 17, 10, 30))
        with freeze_time(TUESDAY):
            self.booked.with_user(self.technician).start()
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._ask(query="?minutes=15")
        self.assertEqual(self.booked.planned_minutes, 30)

    # === STRANGERS === #

    def test_strangers_learn_nothing(self):
        missing = 2**31 - 1
        other = self._booked(15, start=datetime(2026, 3, 17, 13))
        stranger = self._client_user(
            self.env["res.partner"].create({"name": "Bob", "email": "bob@example.com"})
        )
        for user in (None, stranger):
            self._as(user)
            url = f"/prepaid/session/{self.booked.id}/pay?access_token=é"
            self.assertEqual(self._get(url).status_code, 400)
            for token in ("", "forged", other.access_token):
                for session_id in (self.booked.id, missing):
                    url = f"/prepaid/session/{session_id}/pay?access_token={token}"
                    with self.subTest(user=user, token=token, session=session_id):
                        answer = self._get(url)
                        self.assertEqual(answer.status_code, 303)
                        self.assertTrue(answer.headers["Location"].endswith("/my"))
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                    self._ask(token=token)
        self.assertFalse(self.booked.transaction_ids)

    def test_no_card_of_somebody_else(self):
        token = self._token(partner_id=self.client.id)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._ask(flow="token", token_id=token.id)
        self.assertFalse(self.booked.transaction_ids)
