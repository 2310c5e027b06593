import re
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon
from .common_portal import PortalCommon

ADDON = "odoo.addons.sale_timesheet_prepaid"


class ConsentCommon(ChargeCommon, PortalCommon):
    """A client with a saved card, who has agreed to nothing yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"low_threshold": 120, "refill_product_id": cls.pack.id})
        cls.card = cls._token(partner_id=cls.colleague.id)
        cls.page = f"{cls.url}/automatic"

    def _read(self, cap=1000, token=None):
        """Return the page on which the text of a permission is read."""
        token = token or self.card
        return self._get(f"{self.page}?token_id={token.id}&cap_amount={cap}").text

    def _agree(self, cap=1000, token=None, page=None, **over):
        """Read the text, tick the box, send it."""
        page = page or self._read(cap, token)
        digest = re.search(r'name="digest" value="(\w+)"', page)
        data = {
            "token_id": (token or self.card).id,
            "cap_amount": cap,
            "digest": digest.group(1) if digest else "forged",
            "agree": "1",
        }
        response = self._post(f"{self.page}/agree", **(data | over))
        self.env.invalidate_all()
        return response

    def _get_consent(self):
        return self.contract.sudo()._get_consent()

    def _get_link(self, consent=None):
        consent = (consent or self._get_consent()).sudo()
        return f"{consent.access_url}?access_token={consent.access_token}"

    def _revoke(self, consent=None, token=""):
        consent = consent or self._get_consent()
        response = self._post(f"{consent.access_url}/revoke", access_token=token)
        self.env.invalidate_all()
        return response

    def assertTold(self, mails, partners):
        """Each of these got one mail, and nobody else."""
        told = [recipient for recipients, _s, _b in mails for recipient in recipients]
        self.assertEqual(sorted(p.id for p in told), sorted(partners.ids))

    @contextmanager
    def _mails(self):
        """Collect (recipients' ids, subject, body) of the mails sent within."""
        mails = []
        Mail = self.env.registry["mail.mail"]
        create = Mail.create

        def collect(model, vals_list):
            records = create(model, vals_list)
            mails.extend(
                (record.recipient_ids, record.subject, str(record.body_html))
                for record in records
            )
            return records

        with patch.object(Mail, "create", collect):
            yield mails


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
        for cap in ("999.99", "-1", "nan", "abc", ""):
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
        theirs = self._token(partner_id=self.bob.partner_id.id, payment_details="666")
        disabled = self._token(partner_id=self.colleague.id, payment_details="777")
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

    # === TAKING IT BACK === #

    def test_the_client_revokes_on_its_page(self):
        self._as(self.ann)
        self._agree()
        consent = self._get_consent()
        with self._mails() as mails:
            self._revoke()
        self.assertEqual(consent.revoked_by, self.ann.name)
        self.assertIn("not agreed", self.contract.charge_blocker)
        self.assertTold(mails, self.client | self.colleague | self.user.partner_id)
        with self._mails() as mails:
            self._revoke(consent)
        self.assertFalse(mails)

    def test_the_link_revokes_without_signing_in(self):
        self._as(self.ann)
        self._agree()
        consent = self._get_consent()
        self._as(None)
        self.assertIn("Revoke the permission", self._get(self._get_link()).text)
        self.assertFalse(consent.date_revoked, "Reading the page changes nothing.")
        self._revoke(token=consent.access_token)
        self.assertEqual(consent.revoked_by, f"{self.colleague.name} (by link)")
        page = self._get(self._get_link(consent)).text
        self.assertIn("Nothing more is charged", page)

    def test_nobody_else_revokes_or_reads_it(self):
        self._as(self.ann)
        self._agree()
        consent = self._get_consent()
        for user in (None, self.bob, self.user, self.technician):
            with self.subTest(user=user and user.login):
                self._as(user)
                for token in ("", "forged", "gefälscht"):
                    self._revoke(token=token)
                    url = f"{consent.access_url}?access_token={token}"
                    self.assertEqual(self._get(url).status_code, 303)
        self._as(self.user)
        self._revoke(token=consent.access_token)
        self.assertFalse(consent.date_revoked)

    def test_the_mail_of_each_charge_holds_the_link(self):
        self._as(self.ann)
        self._agree()
        self._log(500)
        with self._mails() as mails:
            self._run()
            token = self._get_consent().access_token
            self.assertFalse([body for *_mail, body in mails if token in body])
            self._run("prepaid_charge_mail_cron")
        links = [
            recipients
            for recipients, _subject, body in mails
            if self._get_consent().access_token in body
        ]
        self.assertEqual(links, [self.client])

    # === WHAT BECOMES OF IT === #

    def test_a_card_that_was_changed_before_the_charge_is_not_charged(self):
        self._as(self.ann)
        self._agree()
        self._log(500)
        self._run("prepaid_refill_cron")
        other = self._token(partner_id=self.client.id, payment_details="1881")
        self._agree(token=other)
        # The charge is prepared anew, then made.
        self._run()
        self._run()
        refill = self.contract.refill_ids
        self.assertEqual(refill.state, "done")
        sent = refill.transaction_ids.sudo().filtered("prepaid_sent_at")
        self.assertEqual(sent.token_id, other)

    def test_another_pack_or_a_higher_price_asks_again(self):
        self._as(self.ann)
        self._agree()
        self.contract.refill_product_id = self._pack(1200)
        self.assertIn("another pack", self.contract.charge_blocker)
        self.contract.refill_product_id = self.pack
        self.pack.list_price = 1000.01
        self._log(500)
        self._run()
        self.assertFalse(self.contract.refill_ids.transaction_ids)
        self.assertIn("1,000.00", self.contract.refill_ids.reason)

    def test_other_changes_are_told(self):
        self._as(self.ann)
        self._agree()
        with self._mails() as mails:
            self.contract.with_user(self.user).low_threshold = 180
            self.contract.with_user(self.user).low_threshold = 180
        self.assertTold(mails, self.client | self.colleague)
        self.assertIn("falls to 3 h or below", mails[0][2])

    def test_a_client_who_removes_the_card_revokes(self):
        self._as(self.ann)
        self._agree()
        consent = self._get_consent()
        [linked] = self.card.with_user(self.ann).get_linked_records_info()
        self.assertEqual(linked["name"], self.contract.name)
        with self._mails() as mails:
            self.make_jsonrpc_request(
                "/payment/archive_token", {"token_id": self.card.id}
            )
        self.env.invalidate_all()
        self.assertFalse(self.card.active)
        self.assertEqual(consent.revoked_by, self.ann.name)
        self.assertTold(mails, self.client | self.colleague | self.user.partner_id)

    def test_a_provider_that_is_disabled_is_told_once(self):
        self._as(self.ann)
        self._agree()
        with self._mails() as mails:
            self.provider.state = "disabled"
            self.provider.state = "disabled"
        self.assertTold(mails, self.client | self.colleague | self.user.partner_id)
        self.assertFalse(self._get_consent().date_revoked)
        self.assertIn("no longer be charged", self.contract.charge_blocker)

    def test_a_card_that_expires_is_told_once_a_month_before(self):
        self._as(self.ann)
        self._agree()
        Token = self.env.registry["payment.token"]
        end = date(2026, 4, 30)
        with patch.object(Token, "_get_prepaid_expiry_date", lambda token: end):
            told = self.client | self.colleague | self.user.partner_id
            nobody = told.browse()
            days = {"2026-03-30": nobody, "2026-03-31": told, "2026-04-01": nobody}
            for day, recipients in days.items():
                with freeze_time(f"{day} 12:00:00"), self._mails() as mails:
                    self._run("prepaid_consent_expiry_cron")
                self.assertTold(mails, recipients)
            with freeze_time("2026-05-01 12:00:00"):
                self.assertIn("expired", self.contract.charge_blocker)
                self.env.invalidate_all()

    def test_it_is_kept_three_years_after_its_end(self):
        consent = self._consent(self.contract, token_id=self.card.id)
        with self.assertRefused("kept", UserError):
            consent.unlink()
        consent._revoke("Ann")
        Consent = self.env["prepaid.consent"]
        for days, is_kept in ((3 * 365, True), (3 * 366, False)):
            with freeze_time(TODAY + timedelta(days=days)):
                Consent._gc_outdated()
                self.assertEqual(bool(consent.exists()), is_kept)
