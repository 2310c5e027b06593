from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common_talk import NOW, TalkCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTalkPage(TalkCommon):
    """What visitors read, choose and accept."""

    def setUp(self):
        super().setUp()
        self._as(None)

    # === READING === #

    def test_the_page_tells_the_price_with_taxes(self):
        """1.50 and 15 % are 1.725 a minute; 10 of 15 minutes at most 17.25."""
        self.website.show_line_subtotals_tax_selection = "tax_included"
        page = self.url_open(self.url).text
        for text in (
            "1.73",
            "103.50",
            "taxes included",
            "The first 5 minutes are free.",
            "17.25",
            "120.75",
            "You can cancel free until 12 h before.",
            "until 3 h before, it costs 30 %",
            "Later it costs 100 %",
            "If we do not come, you pay nothing",
        ):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_or_without_taxes_and_says_so(self):
        self.website.show_line_subtotals_tax_selection = "tax_excluded"
        page = self.url_open(self.url).text
        self.assertIn("1.50", page)
        self.assertIn("without taxes", page)
        self.assertIn("17.25", page)

    def test_only_published_pages_are_known(self):
        self.offer.is_published = False
        for path in ("", "/times?minutes=30", "/book?minutes=30&now=1"):
            self.assertEqual(self._get(self.url + path).status_code, 404)
        self.assertNotIn(self.url, self.url_open("/prepaid/talk").text)
        self.offer.is_published = True
        self.assertIn(self.url, self.url_open("/prepaid/talk").text)

    def test_pages_of_another_company_are_not_known(self):
        self.website.company_id = (
            self.env["res.company"].sudo().create({"name": "Other"})
        )
        self.assertEqual(self._get(self.url).status_code, 404)

    def test_times_are_those_of_the_visitor(self):
        """09:00 in Paris is 21:00 in Auckland, in March."""
        url = f"{self.url}/times?minutes=30&tz="
        self.assertIn("Tuesday 17 March", self.url_open(url + "Europe/Paris").text)
        page = self.url_open(url + "Pacific/Auckland").text
        self.assertRegex(page, r"9:00\sPM")
        self.assertIn("start=2026-03-17T08%3A00", page)
        # What is no time zone is the company's.
        self.assertIn("Europe/Paris", self.url_open(url + "Mars/Base").text)

    def test_nonsense_leads_back_to_the_page(self):
        for path in (
            "/times?minutes=31",
            "/times?minutes=x",
            "/times",
            "/book?minutes=30",
            "/book?minutes=30&start=soon",
            "/book?minutes=30&start=0001-01-01T00:00",
            "/book?minutes=30&start=9999-12-31T23:59",
        ):
            with self.subTest(path=path):
                answer = self._get(self.url + path)
                self.assertTrue(answer.headers["Location"].endswith(self.url))

    # === BOOKING === #

    def test_a_visitor_books_and_goes_on_to_payment(self):
        answer = self._post_booking(phone="+33 1", subject="My question")
        session = self._get_booked()
        self.assertIn(f"/prepaid/session/{session.id}/pay", answer.headers["Location"])
        self.assertEqual(session.state, "accepted")
        self.assertEqual(session.planned_start, datetime(2026, 3, 17, 10))
        self.assertEqual(session.user_id, self.technician)
        self.assertEqual(session.subject, "My question")
        self.assertEqual(session.tz, "Europe/Paris")
        self.assertTrue(session.accepted_address)
        # A new contact, though somebody has that address already.
        self.assertNotEqual(session.partner_id, self.visitor)
        self.assertEqual(session.partner_id.email, "vera@example.com")
        self.assertEqual(session.cap_amount, 43.13)
        self.assertFalse(self.env["mail.mail"].search([("email_to", "like", "vera")]))

    def test_rules_must_be_ticked(self):
        answer = self._post_booking(agree="")
        self.assertIn("tick that you accept", answer.text)
        self.assertFalse(self._get_booked())

    def test_what_was_read_is_what_is_accepted(self):
        form = self._form(self._book_url())
        self.rate.price_hour = 180
        vals = {"name": "Vera", "email": "vera@example.com", "agree": "1"}
        answer = self.url_open(f"{self.url}/book/save", data=form | vals)
        self.assertIn("have just changed", answer.text)
        self.assertFalse(self._get_booked())

    def test_a_time_that_is_not_offered_is_refused(self):
        for start in ("2026-03-17T02:00", "2026-03-17T10:01", "2026-03-16T09:30"):
            with self.subTest(start=start):
                answer = self._post_booking(self._book_url(start))
                self.assertIn("has just been taken", answer.text)
        self.assertFalse(self._get_booked())

    def test_a_time_is_booked_once(self):
        self._post_booking()
        answer = self._post_booking()
        self.assertIn("has just been taken", answer.text)
        self.assertEqual(len(self._get_booked()), 1)

    def test_two_clicks_are_one_booking(self):
        vals = {"name": "Vera", "email": "vera@example.com", "agree": "1"}
        data = self._form(self._book_url()) | vals
        url, partners = f"{self.url}/book/save", self.env["res.partner"]
        first = self.url_open(url, data, allow_redirects=False)
        count = partners.search_count([])
        second = self.url_open(url, data, allow_redirects=False)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(partners.search_count([]), count)
        self.assertEqual(len(self._get_booked()), 1)
        # Who reads the session cannot send its form.
        self.assertNotIn(data["key"], self._get_booked().external_ref)

    def test_times_that_no_card_can_hold_are_not_shown(self):
        """Cards keep an amount for six days: the seventh is for saved cards."""
        self.provider.allow_tokenization = False
        later = "start=2026-03-24"
        pages = "".join(
            self.url_open(f"{self.url}/times?minutes=30&page={page}").text
            for page in range(3)
        )
        self.assertIn("start=2026-03-20", pages)
        self.assertNotIn(later, pages)

    def test_what_fills_the_hidden_field_books_nothing(self):
        data = self._form(self._book_url()) | {
            "name": "Vera",
            "email": "vera@example.com",
            "agree": "1",
            "url": "https://spam.example.com",
        }
        answer = self.url_open(f"{self.url}/book/save", data, allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith(self.url))
        self.assertFalse(self._get_booked())

    def test_forms_need_their_token(self):
        answer = self._post_booking(csrf_token="forged")
        self.assertEqual(answer.status_code, 400)

    def test_a_flood_is_stopped_and_leaves_nothing(self):
        partners = self.env["res.partner"].search_count([])
        for number in range(7):
            start = f"2026-03-17T{12 + number // 2:02}:{number % 2 * 30:02}"
            answer = self._post_booking(
                self._book_url(start), email=f"v{number}@example.com"
            )
        self.assertIn("within an hour", answer.text)
        self.assertEqual(len(self._get_booked()), 5)
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 5)
        self._run_at("watch", datetime(2026, 3, 16, 10))
        self.assertEqual(set(self._get_booked().mapped("state")), {"expired"})
        with freeze_time(datetime(2099, 1, 1)):
            self.sessions._gc_visits()
            self.env["prepaid.session.visit"].sudo()._gc_hours()
        self.assertFalse(self._get_booked())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertFalse(self.env["prepaid.session.visit"].sudo().search([]))

    def test_an_email_address_is_counted_wherever_it_comes_from(self):
        visits = self.env["prepaid.session.visit"].sudo()
        for number in range(5):
            visits._count(f"192.0.2.{number}", "vera@example.com")
        with self.assertRaisesRegex(Exception, "within an hour"):
            visits._count("192.0.2.9", "vera@example.com")

    def test_a_client_with_credit_books_at_once(self):
        self.client.email = "client@example.com"
        contract = self._contract(600)
        self.talks.sudo().prepaid_contract_id = False
        user = new_test_user(
            self.env,
            "talk_client",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self._as(user)
        self.assertIn("of your credit", self.url_open(self.url).text)
        self.assertIn(self.url, self.url_open(contract.access_url).text)
        answer = self._post_booking()
        session = self._get_booked()
        self.assertEqual((session.state, session.contract_id), ("secured", contract))
        self.assertEqual(session.partner_id, self.client)
        self.assertIn(session.access_url, answer.headers["Location"])
        self.assertEqual(contract.sudo().held, 30)

    def test_call_now_rings_who_is_on_duty(self):
        now = f"{self.url}/book?minutes=15&now=1"
        self.assertNotIn("Call now", self.url_open(self.url).text)
        self.assertIn("Nobody can take your call", self._post_booking(now).text)
        self.env["prepaid.duty"].with_user(self.technician).begin()
        self.assertIn("Call now", self.url_open(self.url).text)
        self._post_booking(now)
        session = self._get_booked()
        self.assertTrue(session.is_call)
        self.assertFalse(session.activity_ids)
        self._card(session)
        self.assertEqual(session.state, "secured")
        self.assertEqual(session.activity_ids.user_id, self.technician)
