import re
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPayment(PortalCommon):
    """A client pays the refill that waits: from the mail, from the page, or later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].sudo().search([]).state = "disabled"
        demo = cls.env.ref("payment.payment_provider_demo").sudo()
        demo = demo.copy({"company_id": cls.company.id, "state": "disabled"})
        # Enabling it brings its payment methods.
        demo.write({"state": "test", "is_published": True})
        cls.env["website"].search([]).company_id = cls.company
        cls.contract.write(
            {
                "low_threshold": 120,
                "refill_trigger": "threshold",
                "refill_product_id": cls.pack.id,
                "refill_mode": "posted_invoice",
            }
        )

    def _run_low(self, name="prepaid_refill_cron"):
        with self.enter_registry_test_mode():
            cron = self.env.ref(f"sale_timesheet_prepaid.{name}")
            cron.method_direct_trigger()

    def _start(self):
        """Use the credit up and return the refill that waits for its payment."""
        self._log(500)
        self._run_low()
        return self.contract.refill_ids

    def _go(self, query=""):
        return self._get(f"{self.url}/pay{query}").headers["Location"]

    # === PAY === #

    def test_the_button_leads_to_the_payment_of_the_refill_that_waits(self):
        refill = self._start()
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertIn("Your top-up is ready", page)
        self.assertIn(f'href="{self.url}/pay"', page)
        self.assertIn(f'href="{self.url}/pay"', self._get("/my/prepaid").text)
        place = self._go()
        self.assertIn(refill.invoice_ids.access_url, place)
        self.assertIn("payment=True", place)

    def test_where_nothing_waits_the_button_tops_up(self):
        self._as(self.ann)
        self.assertTrue(self._go().endswith(f"{self.url}/top-up"))
        self.assertNotIn("Your top-up is ready", self._get(self.url).text)

    def test_what_was_paid_meanwhile_is_not_paid_twice(self):
        refill = self._start()
        self._pay(refill.invoice_ids)
        self._as(self.ann)
        self.assertTrue(self._go().endswith(f"{self.url}/top-up"))

    def test_the_amount_is_what_is_still_to_pay(self):
        invoice = self._start().invoice_ids
        self._pay(invoice, amount=400)
        label = self.contract.sudo()._get_client_payment()["label"]
        self.assertIn("600.00", label)

    def test_the_link_of_the_mail_pays_without_a_login(self):
        invoice = self._start().invoice_ids
        token = self.contract.sudo()._portal_ensure_token()
        self._as(None)
        place = self._go(f"?access_token={token}")
        self.assertIn(f"access_token={invoice.sudo().access_token}", place)

    def test_strangers_are_led_nowhere(self):
        self._start()
        for user, query in (
            (self.bob, ""),
            (None, ""),
            (None, "?access_token=00000000-0000-4000-8000-000000000000"),
        ):
            self._as(user)
            place = self._go(query)
            self.assertNotIn("invoices", place)
            self.assertTrue(place.endswith("/my"), place)

    def test_a_colleague_gets_no_link_of_the_clients(self):
        self._start()
        self._as(self.user)
        self.assertNotIn("access_token", self._go())

    # === THE MAIL === #

    def test_the_mail_of_low_credit_pays_what_waits_or_tops_up(self):
        self._log(500)
        self._run_low("prepaid_contract_notify_cron")
        mail = self.contract.message_ids.filtered(lambda m: "left on" in m.subject)
        self.assertIn("Top up now", mail.body)
        self.assertIn(f"{self.url}/pay?access_token=", mail.body)
        self.assertNotIn("our shop", mail.body)
        self._run_low()
        label = self.contract.sudo()._get_pay_label()
        self.assertRegex(label, r"^Pay the top-up: ")

    # === NOT NOW === #

    def _put_off(self, refill):
        return self._post(f"{self.url}/refill/{refill.id}/later")

    def test_not_now_hides_it_until_the_reminder_and_cancels_nothing(self):
        refill = self._start()
        refill.invoice_ids.invoice_date_due = "2026-03-20"
        self._as(self.ann)
        with freeze_time("2026-03-21"):
            refill.sudo()._snooze()
        self.assertEqual(refill.date_snoozed, date(2026, 3, 23))
        for day, is_snoozed in (("2026-03-22", True), ("2026-03-23", False)):
            with freeze_time(day):
                payment = self.contract.sudo()._get_client_payment()
                self.assertEqual(payment["is_snoozed"], is_snoozed)
        self.assertEqual(refill.state, "waiting")

    def test_without_reminders_it_comes_back_after_a_week(self):
        refill = self._start()
        self.company.sudo().prepaid_reminder_days = ""
        with freeze_time(TODAY):
            refill.sudo()._snooze()
        self.assertEqual(refill.date_snoozed, date(2026, 3, 23))

    def test_the_client_says_not_now(self):
        refill = self._start()
        self._as(self.ann)
        self._put_off(refill)
        self.assertTrue(refill._is_snoozed())
        page = self._get(self.url).text
        self.assertNotIn("Your top-up is ready", page)
        top_up = re.search(r"<a[^>]*/top-up[^>]*>", page).group()
        self.assertIn("btn-primary", top_up)
        self.assertIn(refill.invoice_ids.access_url, page)

    def test_nobody_else_says_not_now(self):
        refill = self._start()
        for user in (self.bob, self.user):
            self._as(user)
            self._put_off(refill)
            self.assertFalse(refill.date_snoozed)

    def test_the_refill_of_another_contract_is_not_put_off(self):
        other = self._contract(client=self.bob.partner_id, is_default=False)
        refill = self._start()
        self._as(self.bob)
        self._post(f"/my/prepaid/{other.id}/refill/{refill.id}/later")
        self.assertFalse(refill.date_snoozed)

    # === IN THE BROWSER === #

    def test_a_client_pays_what_waits_with_two_clicks(self):
        self._start()
        self.start_tour("/my/prepaid", "prepaid_portal_pay", login=self.ann.login)
        invoice = self.contract.refill_ids.invoice_ids
        self.assertEqual(invoice.transaction_ids.state, "done")
        self.assertEqual(self.contract.balance, 700)

    def test_a_client_puts_it_off_and_loses_no_text(self):
        self._log(500, name="All that was done, and why. " * 40)
        self._run_low()
        self.start_tour(self.url, "prepaid_portal_later", login=self.ann.login)
        self.assertTrue(self.contract.refill_ids._is_snoozed())
        self.assertFalse(self._get_disputes())
