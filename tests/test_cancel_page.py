import re

from odoo.tests import HttpCase, tagged

from .common_cancel import DAY, CancelCommon


@tagged("post_install", "-at_install")
class TestCancelPage(CancelCommon, HttpCase):
    """Anybody cancels without an account, and learns nothing about others."""

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _see(self, token):
        with self._on(DAY):
            return self.url_open(f"/prepaid/cancel/link?token={token}").text

    def test_three_clicks_from_what_is_typed_to_the_end(self):
        typed = self._typed()
        page = self._send("/prepaid/cancel/check", **typed).text
        self.assertIn("Cancel now", page)
        self.assertNotIn("Azure", page.replace(self.client.email, ""))
        self.assertIn("Open the mail", self._send("/prepaid/cancel/send", **typed).text)
        with self._on(DAY):
            self._run_cron("prepaid_cancellation_cron")
        token = self._get_token(self._get_mails())
        self.assertIn("03/31/2026", self._see(token))
        self.assertFalse(self.schedule.date_end)
        told = self._send("/prepaid/cancel/confirm", token=token).text
        self.env.invalidate_all()
        self.assertIn("03/31/2026", told)
        self.assertTrue(self.schedule.date_end)
        again = self._send("/prepaid/cancel/confirm", token=token).text
        self.assertEqual(len(self._get_mails()), 2)
        self.assertIn("Your cancellation is done", again)

    def test_right_and_wrong_are_told_the_same(self):
        pages = [
            self._send("/prepaid/cancel/send", **self._typed(**over)).text
            for over in ({}, {"reference": "PH99999"}, {"email": "x@example.com"})
        ]
        blurred = [
            re.sub(r"PH\d+|[\w.]+@example.com|csrf_token: \"[^\"]+\"", "#", page)
            for page in pages
        ]
        self.assertEqual(*(re.sub(r"\d{3,}", "#", page) for page in blurred[:2]))
        self.assertEqual(*(re.sub(r"\d{3,}", "#", page) for page in blurred[1:]))

    def test_a_forged_an_old_and_another_link_do_nothing(self):
        request = self._request()
        token = self._get_token(self._get_mails())
        for forged in ("", "x", token[:-2] + "AA", "A" * 200):
            self._send("/prepaid/cancel/confirm", token=forged)
            self.assertIn("does not work", self._see(forged))
        answer = self._send("/prepaid/cancel/confirm", token="é")
        self.assertEqual(answer.status_code, 400)
        self._send("/prepaid/cancel/confirm", day="2026-03-21", token=token)
        self.env.invalidate_all()
        self.assertEqual(request.state, "requested")

    def test_what_is_missing_is_said_and_the_rest_stays_typed(self):
        for over in ({"reference": " "}, {"email": "nobody"}):
            page = self._send("/prepaid/cancel/check", **self._typed(**over)).text
            self.assertIn("Type the number", page)
        day = {"when": "day", "date_wanted": "2026-03-01"}
        page = self._send("/prepaid/cancel/check", **self._typed(**day)).text
        self.assertIn("Choose a day", page)
        self.assertIn("<textarea", page)
        self.assertIn(self.client.email, page)

    def test_each_page_and_each_mail_leads_there(self):
        self.assertIn('href="/prepaid/cancel"', self.url_open("/prepaid").text)
        invoice = self._get_invoices(self.schedule)
        for record in (self.contract, invoice, invoice.line_ids.sale_line_ids.order_id):
            message = record.sudo().message_post(body="Renewed")
            context = record.sudo()._notify_by_email_prepare_rendering_context(message)
            url = context["prepaid_cancel_url"]
            self.assertIn(f"reference={self.contract.name}", url)
            for layout in ("light", "layout"):
                html = self.env["ir.qweb"]._render(
                    f"mail.mail_notification_{layout}", context | {"message": message}
                )
                self.assertIn("/prepaid/cancel?", html)
        self.assertIn(self.contract.name, self.url_open(url.split("8069")[-1]).text)

    def test_mails_about_nothing_that_renews_do_not_offer_it(self):
        other = self._contract(60, client=self.partner_a)
        message = other.sudo().message_post(body="Hello")
        context = other.sudo()._notify_by_email_prepare_rendering_context(message)
        self.assertNotIn("prepaid_cancel_url", context)

    def test_a_visitor_cancels_by_three_clicks(self):
        """Today, for the browser has its own clock."""
        self.contract.sudo().name = "PH-CANCEL"
        self.start_tour("/prepaid", "prepaid_public_cancels")
        self._run_cron("prepaid_cancellation_cron")
        token = self._get_token(self._get_mails())
        self.start_tour(
            f"/prepaid/cancel/link?token={token}", "prepaid_public_confirms"
        )
        self.env.invalidate_all()
        self.assertTrue(self.schedule.date_end)

    def test_a_visitor_checks_what_was_typed_first(self):
        self.start_tour("/prepaid/cancel", "prepaid_public_checks_first")
        request = self.env["prepaid.cancellation"].sudo().search([], limit=1)
        self.assertEqual(request.reference, "PH-CANCEL")
        self.assertEqual(request.matter, "automatic")
