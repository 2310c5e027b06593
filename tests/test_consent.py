from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConsent(ConsentCommon):
    """A client lets its card be charged, changes it, and takes it back."""

    # === GIVING === #

    def test_a_client_agrees_to_what_it_read(self):
        self._as(self.ann)
        page = self._read(1500)
        self.assertIn("Demo 4242", page)
        self.assertNotRegex(page, r'id="agree"[^>]*checked')
        self._agree(1500)
        consent = self._get_consent()
        self.assertEqual(consent.partner_id, self.colleague)
        self.assertEqual((consent.cap_amount, consent.token_id), (1500, self.card))
        self.assertEqual(consent.product_id, self.pack)
        self.assertIn("127.0.0.1", consent.origin)
        self.assertIn(self.page, consent.origin)
        for words in (
            "Demo 4242",
            self.contract.name,
            "1 × Pack of 600: 10 h",
            "falls to 2 h or below",
            "1,500.00",
            "needs your permission again",
            "until you revoke it",
            "without signing in",
        ):
            self.assertIn(words, consent.text)
        contract = self.contract
        self.assertEqual(
            (contract.refill_mode, contract.refill_trigger), ("charge", "threshold")
        )
        self.assertEqual(contract.payment_token_id, self.card)
        self.assertFalse(contract.charge_blocker)

    def test_at_the_threshold_the_agreed_card_is_charged(self):
        self._as(self.ann)
        self._agree()
        self._run()
        self.assertFalse(self.contract.refill_ids)
        self._log(500)
        self._run()
        self.assertEqual(self.contract.refill_ids.state, "done")
        self.assertEqual(self.contract.balance, 700)

    def test_an_unticked_box_or_another_text_is_no_permission(self):
        self._as(self.ann)
        self._agree(agree="")
        self._agree(digest="forged")
        page = self._read(1000)
        self._agree(9000, page=page)
        self.contract.low_threshold = 300
        self._agree(1000, page=page)
        self.assertFalse(self._get_consent())
        self.assertEqual(self.contract.refill_mode, "draft_invoice")

    def test_a_limit_below_the_price_is_refused(self):
        self._as(self.ann)
        for cap in ("999.99", "-1", "nan", "abc"):
            self.assertIn("not below the price", self._read(cap or "0"))
            self._agree(cap)
        self.assertFalse(self._get_consent())

    def test_a_calendar_stays_a_calendar(self):
        self.contract.write(
            {"refill_trigger": "schedule", "refill_next_date": "2026-04-01"}
        )
        self._as(self.ann)
        self._agree()
        self.assertEqual(self.contract.refill_trigger, "schedule")
        self.assertIn("every 1 month", self._get_consent().text)

    def test_each_state_of_a_refill_has_words_for_the_client(self):
        refill = (
            self.env["prepaid.refill"]
            .sudo()
            .create({"contract_id": self.contract.id, "mode": "charge"})
        )
        self._as(self.ann)
        for state in refill._fields["state"].get_values(self.env):
            refill.state = state
            self.assertIn(refill._get_client_status(), self._get(self.page).text)

    def test_where_the_credit_is_low_it_says_that_it_charges_now(self):
        self._log(500)
        self._as(self.ann)
        page = self._read()
        self.assertIn("is charged now", page)
        self.assertIn("Agree and charge now", page)
        self._agree(page=page)
        self._run()
        self.assertEqual(self.contract.refill_ids.mapped("state"), ["done"])
        self.assertEqual(self.contract.balance, 700)

    def test_a_copy_is_mailed_at_once(self):
        self._as(self.ann)
        with self._mails() as mails:
            self._agree()
        self.assertTold(mails, self.client | self.colleague)
        for _recipients, subject, body in mails:
            self.assertIn(self.contract.name, subject)
            self.assertIn("falls to 2 h or below", body)
            self.assertIn(self._get_consent().access_token, body)
        kept = self._get_consent().message_ids.mapped("body")
        self.assertNotIn(self._get_consent().access_token, " ".join(map(str, kept)))

    def test_a_new_permission_replaces_the_old_one(self):
        self._as(self.ann)
        self._agree()
        first = self._get_consent()
        other = self._token(partner_id=self.client.id, payment_details="1881")
        self._agree(1200, token=other)
        second = self._get_consent()
        self.assertNotEqual(first, second)
        self.assertTrue(first.date_revoked)
        self.assertEqual(self.contract.payment_token_id, other)
        self.assertIn("Demo 1881", second.text)

    def test_a_text_that_is_sent_twice_is_agreed_to_once(self):
        self._log(500)
        self._as(self.ann)
        page = self._read()
        self._agree(page=page)
        with self._mails() as mails:
            self._agree(page=page)
        self.assertFalse(mails)
        self._run()
        self.assertEqual(len(self.contract.sudo().consent_ids), 1)
        self.assertEqual(len(self.contract.refill_ids.transaction_ids), 1)

    def test_a_refill_that_was_switched_off_is_switched_on_again(self):
        self._as(self.ann)
        self._agree()
        self.contract.refill_trigger = "none"
        self.assertIn("Nothing is charged automatically", self._get(self.page).text)
        self._agree()
        self.assertEqual(self.contract.refill_trigger, "threshold")
        self.assertIn("Charged automatically", self._get(self.page).text)

    # === WHO MAY NOT === #

    def test_staff_and_strangers_see_no_page_and_give_nothing(self):
        page = "digest"
        self._as(self.ann)
        page = self._read()
        for user in (self.bob, self.user, self.manager, self.technician):
            with self.subTest(user=user.login):
                self._as(user)
                self.assertEqual(self._get(self.page).status_code, 303)
                self._agree(page=page)
                self.assertFalse(self._get_consent())
        self._as(None)
        self.assertIn("/web/login", self._get(self.page).headers["Location"])
        self._agree(page=page)
        self.assertFalse(self._get_consent())

    def test_a_card_of_another_client_is_refused(self):
        theirs = self._token(
            partner_id=self.bob.partner_id.id, payment_details="card of theirs"
        )
        disabled = self._token(
            partner_id=self.colleague.id, payment_details="card no more"
        )
        disabled.active = False
        self._as(self.ann)
        for token in (theirs, disabled):
            page = self._read(token=token)
            self.assertNotIn('name="digest"', page)
            self.assertNotIn(token.payment_details, page)
            self._agree(token=token)
            self._agree(page=self._read(), token_id=token.id)
        self.assertFalse(self._get_consent())

    def test_nobody_writes_a_permission_by_the_api(self):
        vals = {
            "contract_id": self.contract.id,
            "partner_id": self.client.id,
            "text": "Charge me",
            "cap_amount": 5000,
            "token_id": self.card.id,
        }
        consent = self._consent(self.contract, token_id=self.card.id)
        for user in (self.ann, self.technician, self.user, self.manager):
            Consent = self.env["prepaid.consent"].with_user(user)
            with self.subTest(user=user.login):
                with self.assertRefused("", AccessError):
                    Consent.create(vals)
                with self.assertRefused("", AccessError):
                    consent.with_user(user).write({"cap_amount": 5000})
                with self.assertRefused("", AccessError):
                    consent.with_user(user).unlink()
