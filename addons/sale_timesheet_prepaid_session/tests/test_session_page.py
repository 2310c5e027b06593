import re
from datetime import timedelta
from html import unescape

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import START
from .common_page import DAY, PageCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionPage(PageCommon):
    """One page, by state and side; the clock is the server's."""

    def _follow(self, html):
        """Return the page to which the button of an accepted talk leads."""
        url = re.search(r'href="([^"]*/pay\?[^"]*)"', html)[1]
        answer = self._get(unescape(url))
        self.assertEqual(answer.status_code, 200)
        return answer.text

    # === BY STATE === #

    def test_what_is_accepted_leads_to_the_payment(self):
        session = self._booked(15)
        text = self._page(session)
        self.assertIn("Waits for payment", text)
        self.assertIn("Nothing is held yet", text)
        self.assertIn("Hold the amount", self._follow(self._get_html(session)))

    def test_what_is_booked_shows_both_clocks_and_the_most_it_costs(self):
        text = self._page(self._secured())
        # 14:00 in UTC is past midnight of the next day in Auckland.
        self.assertIn(
            "Thursday, March 19, 2026 at 3:00 AM (Auckland time, UTC+13)", text
        )
        self.assertIn(
            "For Marc: Wednesday, March 18, 2026 at 3:00 PM (Paris time, UTC+1)", text
        )
        # 10 of 15 minutes at 1.50 are 15.00, with tax 17.25.
        self.assertIn("$ 17.25, taxes included", text)
        self.assertIn("Cancelling now is free", text)
        self.assertIn("Choose another time", text)
        self.assertIn("Join the call", text)

    def test_what_goes_on_shows_minutes_and_the_amount_with_taxes(self):
        session = self._running(talked=12)
        live = self._state(session)
        self.assertEqual(
            (live["state"], live["seconds"], live["free"], live["due"]),
            ("running", 720, 5, 7),
        )
        self.assertEqual(self._plain(live["amount"]), "$ 12.08")
        text = self._page(session)
        self.assertIn("Secured: $ 17.25", text)
        self.assertIn("15 minutes more at most $ 25.88 more", text)

    def test_what_is_secured_ends_when_the_page_says(self):
        """10 paid minutes after 5 free ones: 15 minutes, of which 12 are gone."""
        session = self._running(talked=12)
        # Half a minute more would still be rounded down to what is secured.
        self.assertEqual(self._state(session)["left"], 3 * 60)

    def test_what_is_paused_counts_nothing(self):
        session = self._running(talked=7)
        key = self._state(session)["key"]
        session.with_user(self.technician).pause()
        with freeze_time(START + timedelta(minutes=30)):
            live = self._state(session)
            self.assertIn("Paused: nothing is counted", self._page(session))
        self.assertEqual((live["state"], live["seconds"]), ("paused", 420))
        self.assertIsNone(live["left"])
        self.assertNotEqual(live["key"], key)

    def test_what_is_settled_shows_the_explanation_and_the_invoice(self):
        session = self._talk(self._held(), 12)
        self.assertIn("This is being charged", self._page(session))
        self._collect()
        text = self._page(session)
        self.assertIn("Talked 12 min", text)
        self.assertIn("Counted 7 min", text)
        self.assertIn(self._plain(session.explanation), text)
        self.assertIn("$ 12.08 taxes included", text)
        self.assertIn(f"Invoice {session.invoice_id.name} (PDF)", text)
        pdf = f"/my/invoices/{session.invoice_id.id}?"
        self.assertIn(pdf, self._get_html(session))

    def test_of_a_contract_the_credit_that_is_left_is_told(self):
        self._contract(500, client=self.visitor, plan=self.price_plan, is_default=True)
        session = self._booked(15)
        session._secure()
        self._talk(session, 12)
        text = self._page(session)
        self.assertIn("$ 10.50 of your credit", text)
        self.assertIn(f"Left on {session.contract_id.name}: $ 489.50", text)

    def test_what_was_cancelled_says_what_is_given_back(self):
        session = self._secured()
        session._cancel("client")
        text = self._page(session)
        self.assertIn("$ 17.25 of what was held is given back at once.", text)
        self.assertIn("Nothing is charged", text)

    def test_what_expired_unpaid_held_nothing(self):
        session = self._booked(15)
        session._expire()
        self.assertIn("Nothing was held", self._page(session))

    def test_what_was_refused_shows_where_to_pay(self):
        session = self._booked(15)
        session._secure_by_token(self._token("error", partner_id=self.visitor.id))
        self._talk(session, 12)
        for hours in range(1, 6):
            self._collect(START + timedelta(hours=10 * hours))
        self.assertEqual(session.state, "failed")
        self.assertIn("Pay $ 12.08", self._page(session))

    # === STAFF === #

    def test_who_talks_runs_the_same_meter_as_on_tickets(self):
        session = self._held(15, start=START)
        self._as(self.technician)
        self.assertIn("Start the clock", self._page(session, access_token=""))
        self._do(session, "start", access_token="")
        self.assertEqual(session.meter_id.user_id, self.technician)
        self._do(session, "pause", access_token="")
        self.assertEqual(session.meter_id.state, "paused")
        self._do(session, "start", access_token="")
        with freeze_time(START + timedelta(minutes=12)):
            self._do(session, "stop", access_token="")
        self.assertEqual((session.state, session.stopped_by), ("done", "staff"))

    def test_a_technician_reads_no_price(self):
        session = self._running(talked=12)
        self._as(self.technician)
        for token in ("", session.access_token):
            text = self._page(session, access_token=token)
            self.assertNotIn("$", text)
            self.assertNotIn("amount", self._state(session, access_token=token))
        session._stop("client")
        self._collect()
        self.assertNotIn("$", self._page(session, access_token=""))
        self.assertNotIn("Invoice INV", self._page(session, access_token=""))

    def test_a_technician_reads_no_letter_to_the_client(self):
        """Letters tell prices, and what is kept of them no link."""
        session = self._secured()
        letter = self._mails(session)
        self.assertNotIn(session.access_token, str(letter.body))
        self.assertIn("$", str(letter.body))
        self.assertFalse(letter.with_user(self.technician)._filtered_access("read"))
        self.assertTrue(letter.with_user(self.manager)._filtered_access("read"))

    def test_the_account_manager_reads_prices_but_does_not_stop_the_talk(self):
        session = self._running(talked=12)
        self._as(self.user)
        self.assertIn("$ 12.08", self._page(session, access_token=""))
        answer = self._do(session, "stop", access_token="")
        self.assertIn("only they", answer.text)
        self.assertEqual(session.state, "running")

    # === BY THE CLOCK === #

    def test_both_sides_are_told_two_minutes_before(self):
        session = self._running()
        self._run_at("watch", START + timedelta(minutes=13, seconds=10))
        self.assertTrue(session.is_warned)
        with freeze_time(START + timedelta(minutes=13, seconds=10)):
            self.assertLessEqual(self._state(session)["left"], 120)

    def test_a_night_of_the_change_shifts_no_minute(self):
        """In Paris the hour after 2:30 is 2:30 again on 25 October 2026."""
        start = START.replace(month=10, day=25, hour=0, minute=30)
        self.visitor.tz = "Europe/Paris"
        with freeze_time(start - 2 * DAY):
            session = self._held(0, start=start)
            self.assertIn(
                "2:30 AM (Paris time, UTC+2)", self._plain(session._format_start())
            )
        with freeze_time(start):
            session.with_user(self.technician).start()
        with freeze_time(start + timedelta(minutes=60)):
            self.assertEqual(self._state(session)["seconds"], 3600)
            self.assertEqual(self._state(session)["due"], 55)
            session.with_user(self.technician).stop()
        self.assertEqual((session.worked_minutes, session.due_amount), (60, 82.5))

    def test_staff_moves_no_talk_that_costs(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=4)):
            with self.assertRaisesRegex(UserError, "as long as cancelling it is free"):
                session._reschedule(self.start + DAY)

    # === HELPERS === #

    def _get_html(self, session):
        self.env.flush_all()
        return self._get(self._url(session)).text
