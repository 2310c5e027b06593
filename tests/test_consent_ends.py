from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConsentEnds(ConsentCommon):
    """How a permission is taken back, and what else ends it."""

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
                for token, status in (("", 303), ("forged", 303), ("gefälscht", 400)):
                    self._revoke(token=token)
                    url = f"{consent.access_url}?access_token={token}"
                    self.assertEqual(self._get(url).status_code, status)
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
