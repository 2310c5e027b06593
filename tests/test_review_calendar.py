from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReviewCalendar(ReviewCommon):
    """When a period is over, its review is made: once, and sent or asked for."""

    def test_a_plan_proposes_reviews_to_new_contracts(self):
        self.plan.review_interval = "quarter"
        self.assertEqual(self.contract.review_interval, "none")
        self.assertEqual(self._contract(is_default=False).review_interval, "quarter")
        self.contract.plan_id = self._plan("Other", review_interval="year")
        self.assertEqual(self.contract.review_interval, "none")

    def test_the_account_manager_is_asked_for_a_word(self):
        self.contract.review_interval = "quarter"
        self._run()
        self.assertFalse(self._reviews(), "the quarter before was not asked for")
        self._run("2026-04-01 12:00:00")
        review = self._reviews()
        self.assertEqual(review.state, "draft")
        self.assertEqual(
            (review.date_from, review.date_to), (date(2026, 1, 1), date(2026, 3, 31))
        )
        self.assertEqual(review.activity_ids.user_id, self.user)
        review.with_user(self.user).action_send()
        self.assertFalse(review.activity_ids)

    def test_a_draft_waits_where_nobody_may_send_it(self):
        self.contract.write({"review_interval": "month", "user_id": self.technician.id})
        self._run("2026-04-01 12:00:00")
        self.assertEqual(self._reviews().state, "draft")
        self.assertFalse(self._reviews().activity_ids)
        self.assertFalse(self.contract.fault_text)
        self.company.prepaid_user_id = self.user
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._reviews().activity_ids.user_id, self.user)

    def test_it_goes_by_itself_once_where_nobody_reads_it_first(self):
        self.contract.write({"review_interval": "month", "review_needs_note": False})
        for day in ("2026-04-01", "2026-04-01", "2026-04-02", "2026-04-30"):
            self._run(f"{day} 12:00:00")
            self.assertEqual(self._reviews().mapped("state"), ["sent"])
        self._run("2026-05-02 12:00:00")
        self.assertEqual(
            self._reviews().mapped("date_to"), [date(2026, 3, 31), date(2026, 4, 30)]
        )
        self.assertEqual(len(self._mails()), 2)

    def test_what_a_person_drafted_is_theirs_to_send(self):
        self.contract.write({"review_interval": "month", "review_needs_note": False})
        march = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
        review = self._review(note="I was here first.", **march)
        self._run("2026-04-01 12:00:00")
        self.assertEqual(self._reviews(), review)
        self.assertEqual(review.state, "draft")
        self.assertEqual(review.activity_ids.user_id, self.user)

    def test_a_review_that_fails_stops_no_other_and_goes_once_it_can(self):
        other_client = self.env["res.partner"].create(
            {"name": "Deco", "email": "deco@example.com"}
        )
        other = self._contract(600, client=other_client)
        wants = {"review_interval": "month", "review_needs_note": False}
        (self.contract | other).write(wants)
        self.client.email = False
        for _day in range(2):
            self._run("2026-04-01 12:00:00")
        self.assertFalse(self._reviews())
        self.assertIn("The review could not be sent", self.contract.fault_text)
        told = self.contract.message_ids.filtered(lambda m: "could not" in m.body)
        self.assertEqual(len(told), 1)
        self.assertEqual(other.review_ids.state, "sent")
        self.client.email = "azure@example.com"
        self._run("2026-04-03 12:00:00")
        self.assertEqual(self._reviews().state, "sent")
        self.assertFalse(self.contract.fault_text)

    def test_where_nothing_happened_nothing_is_told(self):
        deco = self.env["res.partner"].create({"name": "Deco", "email": "d@e.com"})
        contract = self._contract(client=deco, review_interval="month")
        self._run("2026-04-01 12:00:00")
        self.assertFalse(contract.review_ids)
        self.assertEqual(contract.review_date, date(2026, 3, 31))

    def test_a_closed_contract_gets_its_last_review_and_no_more(self):
        self.contract.write({"review_interval": "month", "review_needs_note": False})
        self._log(570)
        self._book_before()
        self.contract.action_close()
        self._run("2026-04-01 12:00:00")
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._reviews().mapped("date_to"), [date(2026, 3, 31)])

    def test_a_month_is_over_when_it_is_over_for_the_company(self):
        self.company.partner_id.tz = "America/New_York"
        self.contract.review_interval = "month"
        self._run("2026-04-01 03:00:00")
        self.assertFalse(self._reviews())
        self._run("2026-04-01 05:00:00")
        self.assertEqual(len(self._reviews()), 1)
