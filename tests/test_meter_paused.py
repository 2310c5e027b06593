from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon

DAY = 24 * 60


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterPaused(MeterCommon):
    """One works on one thing at a time; what was begun before waits, to the second."""

    # === HELPERS === #

    def _news(self):
        return self._meters().get_state()

    def _works(self):
        """Return what is shown, and what waits, by the names of the tickets."""
        news = self._news()
        shown = news["meter"] and news["meter"]["task"][1]
        return shown, [other["work"] for other in news["paused"]]

    def _meter(self, task):
        return self._meters()._get_open().filtered(lambda meter: meter.task_id == task)

    # === PAUSE THAT ONE AND START THIS === #

    def test_starting_on_a_second_ticket_pauses_the_first_and_says_so(self):
        first = self._start()["meter"]
        with self._at(7):
            result = self._start(self.other_task)
            self.assertEqual(result["meter"]["task"][1], "Scanner lost")
            told = result["interrupted"]
            self.assertEqual(
                (told["id"], told["work"], told["partner"], told["seconds"]),
                (first["id"], "Printer on fire", "Azure", 420),
            )
            self.assertEqual(self._works(), ("Scanner lost", ["Printer on fire"]))
        self.assertEqual(self.contract.balance, 600)

    def test_the_first_start_and_a_second_one_on_its_ticket_interrupt_nothing(self):
        self.assertFalse(self._start()["interrupted"])
        self.assertFalse(self._start()["interrupted"])

    def test_a_click_resumes_what_waits_and_pauses_what_runs(self):
        self._start()
        with self._at(7):
            self._start(self.other_task)
        with self._at(10):
            result = self._meter(self.task).resume()
        self.assertEqual(result["interrupted"]["work"], "Scanner lost")
        self.assertEqual(self._works(), ("Printer on fire", ["Scanner lost"]))

    def test_a_start_where_a_meter_waits_resumes_it(self):
        first = self._start()["meter"]
        self._start(self.other_task)
        self.assertEqual(self._start()["meter"]["id"], first["id"])
        self.assertEqual(len(self._meters()._get_open()), 2)

    def test_what_waits_is_exact_to_the_second_over_many_pauses(self):
        for turn in range(4):
            with self._at(10 * turn):
                self._start()
            with self._at(10 * turn + 3, 7):
                self._start(self.other_task)
        with self._at(40, 1):
            news = self._news()
        self.assertEqual(news["paused"][0]["seconds"], 4 * 187)
        self.assertEqual(news["meter"]["seconds"], 3 * 413 + 414)
        with self._at(60):
            line = self._line(self._meter(self.task).stop())
        self.assertEqual((line.meter_seconds, line._get_worked_minutes()), (748, 12))

    def test_what_was_paused_last_is_shown_while_nothing_runs(self):
        tasks = [self.task, self.other_task, self._task("Mouse gone")]
        for minute, task in enumerate(tasks):
            with self._at(minute):
                self._start(task)
        with self._at(5):
            self._meter(tasks[2]).pause()
        expected = ("Mouse gone", ["Scanner lost", "Printer on fire"])
        self.assertEqual(self._works(), expected)
        with self._at(6):
            self._meter(tasks[2]).discard()
        self.assertEqual(self._works(), ("Scanner lost", ["Printer on fire"]))

    def test_a_refused_start_pauses_nothing(self):
        self._start()
        self.other_task.project_id = self._project("Old", self.client, active=False)
        with self.assertRefused("archived"):
            self._start(self.other_task)
        self.assertEqual(self._open().state, "running")

    # === LOG AND DISCARD WHAT WAITS === #

    def test_what_waits_is_logged_and_discarded_while_another_one_runs(self):
        for verb, balance in (("stop", 593), ("discard", 593)):
            self._start()
            with self._at(7):
                self._start(self.other_task)
            with self._at(20):
                result = getattr(self._meter(self.task), verb)()
                self.assertEqual(result["meter"]["task"][1], "Scanner lost")
                self.assertEqual(result["meter"]["state"], "running")
                self.assertEqual(result["paused"], [])
                self.assertEqual(self.contract.balance, balance)
                self._open().discard()

    def test_what_credit_does_not_cover_waits_on_while_another_one_runs(self):
        self._block(credit=10)
        self._start()
        with self._at(25):
            self._start(self.other_task)
            result = self._meter(self.task).stop()
        self.assertIn("not enough credit left", result["error"])
        self.assertEqual(self._works(), ("Scanner lost", ["Printer on fire"]))

    # === TICKETS THAT CHANGE MEANWHILE === #

    def test_a_ticket_whose_meter_waits_is_not_deleted(self):
        self._start()
        self._start(self.other_task)
        boss = self._user("planner", "project.group_project_manager")
        with self.assertRefused("Printer on fire is being measured"):
            self.task.with_user(boss).unlink()

    def test_a_ticket_that_moved_is_logged_where_it_is_now(self):
        self._start()
        deco = self.env["res.partner"].create({"name": "Deco"})
        theirs = self._contract(600, client=deco)
        project = self._project("Deco's", deco)
        with self._at(7):
            self._start(self.other_task)
            self.task.write({"project_id": project.id, "partner_id": deco.id})
            self.assertEqual(self._news()["paused"][0]["partner"], "Deco")
            line = self._line(self._meter(self.task).stop())
        self.assertEqual((line.task_id, line.project_id), (self.task, project))
        self.assertEqual((theirs.balance, self.contract.balance), (593, 600))

    def test_a_ticket_that_moved_still_has_its_one_meter(self):
        first = self._start()["meter"]
        self.task.project_id = self._project("New", self.client)
        self.assertEqual(self._start()["meter"]["id"], first["id"])

    def test_a_ticket_that_was_closed_or_archived_is_logged(self):
        for change in ({"state": "1_done"}, {"active": False}):
            task = self._task("Loose end")
            self._start(task)
            with self._at(7):
                self._start(self.other_task)
                task.write(change)
                line = self._line(self._meter(task).stop())
            self.assertEqual(line.task_id, task)
            self._open().discard()

    # === YESTERDAY === #

    def test_what_waits_since_yesterday_says_so_and_is_logged_there(self):
        self._start()
        with self._at(7):
            self._start(self.other_task)
            self.assertFalse(self._news()["paused"][0]["day"])
        with self._at(DAY):
            self.assertEqual(self._news()["paused"][0]["day"], "Mon 16 Mar")
            line = self._line(self._meter(self.task).stop())
        self.assertEqual(line.date, fields.Date.to_date("2026-03-16"))

    def test_the_day_is_the_companys(self):
        # At nine in the morning in London, the day in Kiritimati is nearly over.
        self.company.partner_id.tz = "Pacific/Kiritimati"
        self._start()
        self._start(self.other_task)
        with self._at(60 * 2):
            self.assertEqual(self._news()["paused"][0]["day"], "Mon 16 Mar")

    def test_people_are_reminded_of_what_waits_too_long(self):
        self.company.prepaid_meter_hours = 8
        self._start()
        with self._at(7):
            self._start(self.other_task)
            self._open().discard()
        with self._at(9 * 60):
            for _run in range(2):
                self.env["prepaid.meter"].sudo()._cron_flag_forgotten()
        self.assertEqual(self.task.activity_ids.user_id, self.technician)
        self.assertTrue(self._meter(self.task).is_forgotten)

    # === PEOPLE === #

    def test_nobody_resumes_the_meter_of_somebody_else(self):
        self._start()
        self._open().pause()
        for user in (self.other_technician, self._user("client", "base.group_portal")):
            with self.assertRaises(AccessError):
                self._open().with_user(user).resume()

    def test_two_people_work_at_the_same_time(self):
        self._start()
        result = self._start(user=self.other_technician)
        self.assertFalse(result["interrupted"])
        self.assertEqual(self._open().state, "running")

    def test_what_runs_in_another_company_is_paused_too(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.technician.company_ids += other
        self._start()
        self._start(self.other_task)
        away = self._meters().with_context(allowed_company_ids=other.ids)
        away.browse(self._meter(self.task).id).resume()
        self.assertEqual(self._works(), ("Printer on fire", ["Scanner lost"]))

    def test_the_time_between_two_meters_is_nobodys(self):
        self._start()
        with self._at(5):
            self._open().pause()
        with self._at(65):
            self._start(self.other_task)
        with self._at(70):
            self.assertEqual(self._news()["paused"][0]["seconds"], 300)
            self.assertEqual(self._news()["meter"]["seconds"], 300)
            started = self._open().started_at
        self.assertEqual(started, NINE + timedelta(minutes=65))
