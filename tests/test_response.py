from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

# A Monday, at nine in the morning for the company, which is in Paris.
NINE = datetime(2026, 3, 16, 8, 0)


def after(hours):
    return freeze_time(NINE + timedelta(hours=hours))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestResponse(PrepaidCommon):
    """A promise is answered by work: by what was done, whenever it is typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Paris"
        cls.contract = cls._contract(6000)
        response = cls.env["prepaid.response"].create(
            {"plan_id": cls.plan.id, "name": "2 h", "hours": 2, "factor": 2}
        )
        cls.task.write(
            {"prepaid_response_id": response.id, "prepaid_requested_at": NINE}
        )
        cls.author = cls.env["res.partner"].create(
            {"name": "Ada", "parent_id": cls.client.id, "email": "ada@example.com"}
        )

    def _hear(self, at):
        return self.task.message_post(
            body="Any news?",
            author_id=self.author.id,
            message_type="email",
            date=NINE + timedelta(hours=at),
        )

    def _classify(self, message, exchange="coordination"):
        task = self.task.with_user(self.technician)
        return task.classify_message(message.id, exchange)

    @property
    def state(self):
        self.task.invalidate_recordset(["prepaid_response_state"])
        return self.task.prepaid_response_state

    def test_the_clients_own_message_keeps_no_promise(self):
        """B18: it stays late, and an hour draws an hour."""
        with after(5):
            self._classify(self._hear(1))
            self.assertEqual(self.state, "late")
            self.assertDrawn(self._log(60), 60)
            self.assertEqual(self.state, "late")

    def test_a_message_that_is_classified_in_time_is_no_answer(self):
        with after(1):
            self._classify(self._hear(1), "support")
            self.assertFalse(self.task.prepaid_answered_at)
            self.assertEqual(self.state, "waiting")
        with after(3):
            self.assertEqual(self.state, "late")

    def test_work_done_in_time_and_typed_in_the_evening_is_in_time(self):
        with after(10):
            self.assertDrawn(self._log(60), 120)
            self.assertEqual(self.state, "kept")

    def test_work_begun_late_is_late_whenever_it_is_typed(self):
        with after(10):
            start = NINE + timedelta(hours=3)
            self.assertDrawn(self._log(60, meter_started_at=start), 60)
            self.assertEqual(self.state, "late")

    def test_work_of_the_next_day_is_late(self):
        with after(30):
            self.assertDrawn(self._log(60, day="2026-03-17"), 60)
            self.assertEqual(self.state, "late")

    def test_work_of_the_day_before_is_no_answer(self):
        with after(1):
            self._log(60, day="2026-03-15")
            self.assertEqual(self.state, "waiting")

    def test_a_day_is_the_companys(self):
        """At 23:30 in Paris it is still the 16th; in UTC too, but not at 00:30."""
        self.task.prepaid_requested_at = datetime(2026, 3, 16, 23, 30)
        with freeze_time("2026-03-17 18:00:00"):
            self.assertDrawn(self._log(60, day="2026-03-17"), 120)
