from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon, make_calendar

ZONE = ZoneInfo("America/New_York")
# A Monday, at nine in the morning there.
NINE = datetime(2026, 3, 9, 13, 0)
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReviewAnswers(PrepaidCommon):
    """How soon work began, and what was asked, as it was recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = ZONE.key
        cls.contract = cls._contract(6000)
        cls.response = cls._response()

    @classmethod
    def _response(cls, **over):
        vals = {"plan_id": cls.plan.id, "name": "2 h", "hours": 2, "factor": 2}
        return cls.env["prepaid.response"].create(vals | over)

    def _promise(self, begun_after=None, asked=NINE, response=None, **over):
        """Return a ticket with a commitment, begun so many hours after its request."""
        task = self._task("Promised", **over)
        task.write(
            {
                "prepaid_response_id": (response or self.response).id,
                "prepaid_requested_at": asked,
            }
        )
        if begun_after is not None:
            task.sudo()._note_answer(asked + timedelta(hours=begun_after))
        return task

    def _responses(self, contract=None, period=QUARTER):
        contract = contract or self.contract
        return contract.sudo()._get_review_responses(*period)

    # === RESPONSE COMMITMENTS === #

    def test_tickets_are_in_time_late_or_waiting(self):
        for hours in (0.5, 1, 2, 5):
            self._promise(hours)
        with freeze_time(NINE + timedelta(hours=1)):
            self._promise()
            [row] = self._responses()
        self.assertEqual(
            (row["tickets"], row["kept"], row["late"], row["waiting"]), (5, 3, 1, 1)
        )

    def test_who_waits_beyond_the_promise_is_late(self):
        self._promise()
        [row] = self._responses()
        self.assertEqual((row["late"], row["median"]), (1, False))

    def test_half_of_the_tickets_were_begun_sooner(self):
        for hours in (0.5, 1, 8):
            self._promise(hours)
        [row] = self._responses()
        self.assertEqual(row["median"], 60)
        self._promise(2)
        [row] = self._responses()
        self.assertEqual(row["median"], 90)

    def test_business_hours_count_where_they_were_promised(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        soon = self._response(name="4 business hours", hours=4, is_business_hours=True)
        # Asked on Monday at four, begun on Tuesday at ten: an hour, and another.
        asked = NINE + timedelta(hours=7)
        self._promise(18, asked=asked, response=soon)
        [row] = self._responses()
        self.assertEqual((row["kept"], row["median"]), (1, 120))
        self.assertTrue(row["is_business"])

    def test_a_request_of_a_weekend_counts_from_monday(self):
        """A public report: github.com/frappe/helpdesk/issues/2075."""
        self.plan.calendar_id = make_calendar(self.env, self.company)
        soon = self._response(name="2 business hours", is_business_hours=True)
        saturday = NINE - timedelta(days=2)
        self._promise(49, asked=saturday, response=soon)
        [row] = self._responses()
        self.assertEqual((row["kept"], row["median"]), (1, 60))

    def test_a_request_belongs_to_the_companys_day(self):
        self._promise(1, asked=datetime(2026, 4, 1, 3, 0))
        self.assertEqual(len(self._responses()), 1)
        self._promise(1, asked=datetime(2026, 4, 1, 5, 0))
        self.assertEqual(self._responses()[0]["tickets"], 1)

    def test_what_the_client_withdrew_is_no_broken_promise(self):
        self._promise().state = "1_canceled"
        self.assertFalse(self._responses())

    def test_a_ticket_that_is_archived_still_counts(self):
        self._promise(1).active = False
        self.assertEqual(self._responses()[0]["tickets"], 1)

    def test_tickets_of_another_client_do_not_count(self):
        other = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        theirs = self._contract(600, client=other)
        self._promise(1, project=self._project("Deco", other))
        self.assertFalse(self._responses())
        self.assertEqual(self._responses(theirs)[0]["tickets"], 1)

    def test_a_ticket_that_another_contract_pays_is_on_its_review(self):
        other = self._contract(600, is_default=False)
        task = self._promise(1)
        self._log(30, task=task, prepaid_contract_id=other.id)
        self.assertFalse(self._responses())
        self.assertEqual(self._responses(other)[0]["tickets"], 1)

    def test_work_that_was_logged_is_the_answer(self):
        with freeze_time(NINE + timedelta(hours=1)):
            self._log(30, task=self._promise(), day=NINE.date())
            [row] = self._responses()
        self.assertEqual(row["kept"], 1)

    # === QUESTIONS === #

    def test_questions_are_counted_by_their_answer(self):
        Dispute = self.env["prepaid.dispute"].sudo()
        disputes = Dispute.union(
            *(
                Dispute._ask(
                    self._log(30).sudo().prepaid_entry_ids, self.client, "Why?"
                )
                for _number in range(3)
            )
        )
        disputes[0].write({"answer": "Because"})
        disputes[0].with_user(self.user).action_accept()
        today = booking_day(self.env)
        numbers = self.contract.sudo()._get_review_questions(today, today)
        self.assertEqual(
            numbers, {"asked": 3, "open": 2, "accepted": 1, "corrected": 0}
        )
        yesterday = today - timedelta(days=1)
        before = self.contract.sudo()._get_review_questions(yesterday, yesterday)
        self.assertEqual(before["asked"], 0)

    # === ADVICE === #

    def _advice(self, contract=None, period=QUARTER):
        contract = (contract or self.contract).sudo()
        review = contract._get_review(*period, as_of=datetime(2100, 1, 1))
        return contract._tell_review_advice(review["advice"])

    def test_credit_that_stays_unused_is_told_with_its_day(self):
        contract = self._contract(is_default=False)
        self._grant(contract, 600, date_expiry=date(2026, 4, 15))
        for back in (40, 30, 20, 10):
            self._log(
                15,
                day=TODAY - timedelta(days=back),
                prepaid_contract_id=contract.id,
            )
        [told] = self._advice(contract)
        self.assertIn("04/15/2026", told)
        self.assertRegex(told, r"About \d h \d\d of your credit would expire unused")

    def test_nothing_is_foretold_of_a_client_without_a_pace(self):
        contract = self._contract(is_default=False)
        self._grant(contract, 600, date_expiry=date(2026, 4, 15))
        self.assertFalse(self._advice(contract))

    def test_work_beyond_the_credit_is_told(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract(is_default=False)
        self._log(90, prepaid_contract_id=contract.id)
        self.assertIn("1 h 30 were worked beyond the credit", self._advice(contract)[0])

    def test_questions_that_wait_are_owned_up_to(self):
        entry = self._log(30).sudo().prepaid_entry_ids
        self.env["prepaid.dispute"].sudo()._ask(entry, self.client, "Why?")
        today = booking_day(self.env)
        told = self._advice(period=(today, today))
        self.assertIn("One of your questions is open: we owe you an answer.", told)


def booking_day(env):
    """Return the company's day on which the transaction books what it makes."""
    return env.cr.now().replace(tzinfo=UTC).astimezone(ZONE).date()
