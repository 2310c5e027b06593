from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterCredit(MeterCommon):
    """What a meter tells of the credit, who may touch it, and forgotten ones."""

    # === CREDIT === #

    def test_the_state_tells_the_credit_now_and_after_this_work(self):
        self._start()
        with self._at(45):
            credit = self._meters().get_state()["meter"]["credit"]
        self.assertEqual((credit["available"], credit["left"]), (600, 555))
        self.assertEqual((credit["level"], credit["is_refused"]), ("none", False))

    def test_a_refused_stop_keeps_the_meter_paused_with_its_minutes(self):
        self._block(credit=10)
        self._start()
        with self._at(25):
            state = self._meters().get_state()["meter"]
            self.assertTrue(state["credit"]["is_refused"])
            result = self._open().stop(name="Long call")
        self.assertIn("not enough credit left", result["error"])
        self.assertEqual(
            (result["meter"]["state"], result["meter"]["seconds"]), ("paused", 1500)
        )
        self.assertEqual(
            (result["meter"]["name"], self.contract.balance), ("Long call", 10)
        )
        result = self._open().stop(charge="goodwill")
        self.assertEqual(self._line(result).prepaid_charge, "goodwill")

    def test_extra_time_that_the_client_approved_is_room(self):
        self.plan.overdraft_policy = "consent"
        self._log(590)
        self._start()
        with self._at(25):
            self.assertTrue(self._open()._get_state()["credit"]["is_refused"])
            self.env["prepaid.approval"].create(
                {
                    "name": "More",
                    "contract_id": self.contract.id,
                    "task_id": self.task.id,
                    "quantity": 15,
                }
            ).sudo().state = "approved"
            self.assertFalse(self._open()._get_state()["credit"]["is_refused"])
            self.assertNotIn("error", self._open().stop())

    # === FORGOTTEN === #

    def test_a_forgotten_meter_is_flagged_once_and_corrected(self):
        self.company.prepaid_meter_hours = 8
        self._start()
        meter = self._open()
        with self._at(9 * 60):
            for _run in range(2):
                self.env["prepaid.meter"].sudo()._cron_flag_forgotten()
            self.assertTrue(meter.is_forgotten)
            activity = self.task.activity_ids
            self.assertEqual(activity.user_id, self.technician)
            line = self._line(meter.stop(minutes=45))
        self.assertEqual((line.meter_seconds, self.contract.balance), (9 * 3600, 555))

    # === ACCESS === #

    def test_nobody_stops_the_meter_of_somebody_else(self):
        self._start()
        theirs = self._open().with_user(self.other_technician)
        with self.assertRaises(AccessError):
            theirs.stop()
        approver = self._user("chief", "hr_timesheet.group_hr_timesheet_approver")
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self._open().with_user(approver).discard()

    def test_strangers_cannot_use_meters(self):
        portal = self._user("client", "base.group_portal")
        clerk = self._user("clerk", "base.group_user")
        for stranger in portal | clerk:
            with self.assertRaises(AccessError):
                self._start(user=stranger)
            with self.assertRaises(AccessError):
                self._meters(stranger).get_state()

    def test_meters_are_not_written_by_hand(self):
        self._start()
        with self.assertRaises(AccessError):
            self._open().write({"spans": [[0, 10]]})

    def test_ones_own_meter_is_found_from_every_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.technician.company_ids += other
        self._start()
        away = self._meters().with_context(allowed_company_ids=other.ids)
        self.assertEqual(away.get_state()["meter"]["task"][0], self.task.id)
        with self._at(5):
            self.assertNotIn("error", away._get_open().stop())

    def test_recent_tickets_are_those_that_can_be_worked_on(self):
        self._log(5)
        self._log(5, task=self.other_task)
        ids = [task["id"] for task in self._meters().get_state()["recent_tasks"]]
        self.assertEqual(ids, [self.other_task.id, self.task.id])
        self.other_task.active = False
        ids = [task["id"] for task in self._meters().get_state()["recent_tasks"]]
        self.assertEqual(ids, [self.task.id])

    def test_a_ticket_tells_what_happens_when_credit_runs_out(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 120})
        task = self.task.with_user(self.technician)
        self.assertEqual(task.prepaid_overdraft_text, "When used up: debt up to 2 h")
