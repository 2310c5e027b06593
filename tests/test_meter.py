from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

NINE = datetime(TODAY.year, TODAY.month, TODAY.day, 9)


class MeterCommon(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.other_task = cls._task("Scanner lost")

    # === HELPERS === #

    def _at(self, minutes=0, seconds=0):
        return freeze_time(NINE + timedelta(minutes=minutes, seconds=seconds))

    def _meters(self, user=None):
        return self.env["prepaid.meter"].with_user(user or self.technician)

    def _start(self, task=None, user=None, **kwargs):
        task = task or self.task
        return self._meters(user).start(False, task.id, **kwargs)

    def _open(self, user=None):
        """Return the meter that is shown: that runs, else that was paused last."""
        return self._meters(user)._get_open()[:1]

    def _line(self, result):
        return self.env["account.analytic.line"].browse(result["timesheet_id"])

    def _block(self, credit):
        """Leave so much credit under a plan that refuses what is not covered."""
        self.plan.overdraft_policy = "block"
        self._log(600 - credit)


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeter(MeterCommon):
    """One person, one running meter; the server's clock; nothing measured is lost."""

    # === START === #

    def test_a_meter_starts_at_zero_and_counts_seconds(self):
        state = self._start()["meter"]
        self.assertEqual((state["state"], state["seconds"]), ("running", 0))
        self.assertEqual(state["task"], [self.task.id, "Printer on fire"])
        with self._at(seconds=75):
            self.assertEqual(self._meters().get_state()["meter"]["seconds"], 75)

    def test_starting_twice_on_a_ticket_is_starting_once(self):
        first = self._start()["meter"]
        with self._at(5):
            second = self._start()["meter"]
        self.assertEqual((first["id"], second["seconds"]), (second["id"], 300))

    def test_a_meter_runs_on_a_project_without_ticket(self):
        state = self._meters().start(self.project.id)["meter"]
        self.assertIs(state["task"], False)
        with self._at(10):
            result = self._open().stop()
        self.assertEqual(self._line(result).project_id, self.project)

    def test_a_technician_without_employee_cannot_start(self):
        stray = self._user("stray", "hr_timesheet.group_hr_timesheet_user")
        with self.assertRefused("no employee"):
            self._start(user=stray)

    def test_an_archived_project_takes_no_meter(self):
        self.project.active = False
        with self.assertRefused("archived"):
            self._start()

    def test_a_closed_contract_refuses_before_any_work_is_done(self):
        self.contract.state = "suspended"
        task = self._task("Loose end", prepaid_contract_id=self.contract.id)
        with self.assertRefused("takes no work"):
            self._start(task)

    # === PAUSE, STOP, DISCARD === #

    def test_a_pause_keeps_the_seconds(self):
        self._start()
        meter = self._open()
        with self._at(10):
            meter.pause()
        with self._at(30):
            self.assertEqual(meter.pause()["meter"]["seconds"], 600)
            meter.resume()
        with self._at(35):
            self.assertEqual(self._meters().get_state()["meter"]["seconds"], 900)

    def test_seconds_of_many_stretches_are_rounded_once(self):
        self._start()
        meter = self._open()
        for start in (0, 10, 20):
            with self._at(start):
                meter.resume()
            with self._at(start + 1, 25):
                meter.pause()
        line = self._line(meter.stop())
        self.assertEqual(line.meter_seconds, 255)
        self.assertEqual(line._get_worked_minutes(), 4)
        self.assertDrawn(line, 4)

    def test_stopping_logs_what_was_measured_with_note_type_and_charge(self):
        call = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        self._start()
        with self._at(20):
            result = self._open().stop(
                name="Called back", usage_type_id=call.id, charge="goodwill"
            )
        line = self._line(result)
        self.assertEqual((line.name, line.usage_type_id), ("Called back", call))
        self.assertEqual((line.user_id, line.date), (self.technician, TODAY))
        self.assertEqual(
            (line.prepaid_charge, self.contract.balance), ("goodwill", 600)
        )
        self.assertEqual(line.meter_started_at, NINE)
        self.assertFalse(result["meter"])

    def test_a_line_without_note_has_the_name_of_the_ticket(self):
        self._start()
        self.assertEqual(self._line(self._open().stop()).name, "Printer on fire")

    def test_what_was_said_while_working_is_on_the_line(self):
        self._start()
        self._open().describe(name="Replacing the drum")
        self.assertEqual(self._line(self._open().stop()).name, "Replacing the drum")

    def test_stopping_twice_logs_once(self):
        self._start()
        meter = self._open()
        with self._at(5):
            first = meter.stop()
            second = meter.stop()
        self.assertEqual(first["timesheet_id"], second["timesheet_id"])
        self.assertEqual((first["is_repeated"], second["is_repeated"]), (False, True))
        self.assertEqual(self.contract.balance, 595)

    def test_a_stale_stop_tells_what_runs_now(self):
        self._start()
        meter = self._open()
        meter.stop()
        now = self._start(self.other_task)["meter"]
        self.assertEqual(meter.stop()["meter"]["id"], now["id"])
        self.assertEqual(self._open().state, "running")

    def test_a_discarded_meter_logs_nothing_and_keeps_its_record(self):
        self._start()
        meter = self._open()
        with self._at(5):
            meter.discard()
            meter.discard()
        self.assertEqual((meter.state, meter.seconds), ("discarded", 300))
        self.assertEqual(self.contract.balance, 600)
        with self.assertRefused("not running any more"):
            meter.stop()

    def test_a_stopped_meter_cannot_go_on(self):
        self._start()
        meter = self._open()
        meter.stop()
        for verb in (meter.pause, meter.resume, meter.discard):
            with self.assertRefused("not running any more"):
                verb()

    def test_a_clock_that_is_set_back_counts_no_second_twice(self):
        self._start()
        meter = self._open()
        with self._at(10):
            meter.pause()
        with self._at(2):
            meter.resume()
            self.assertEqual(meter.seconds, 600)
        with self._at(12):
            self.assertEqual(self._meters().get_state()["meter"]["seconds"], 720)
        with self._at(5):
            meter.stop()
        self.assertEqual(meter.seconds, 600)

    def test_a_meter_knows_only_what_its_line_may_say(self):
        self._start()
        with self.assertRefused("takes no unit_amount"):
            self._open().stop(unit_amount=9)

    def test_a_correction_is_between_a_minute_and_a_day(self):
        self._start()
        for minutes in (0, -5, 100_000):
            with self.assertRefused("Enter between"):
                self._open().stop(minutes=minutes)
        self.assertEqual(self._open().state, "running")

    def test_an_archived_project_still_gets_the_time_that_was_measured(self):
        self._start()
        self.project.active = False
        with self._at(15):
            result = self._open().stop()
        self.assertDrawn(self._line(result), 15)

    def test_a_company_that_counts_days_gets_days(self):
        self.company.project_time_mode_id = self.env.ref("uom.product_uom_day")
        self._start()
        with self._at(240):
            line = self._line(self._open().stop())
        self.assertEqual(line.unit_amount, 0.5)
        self.assertDrawn(line, 240)

    def test_editing_the_line_leaves_the_measurement_alone(self):
        self._start()
        with self._at(30):
            line = self._line(self._open().stop())
        line.with_user(self.technician).unit_amount = 0.25
        self.assertEqual(
            (line.meter_seconds, line.prepaid_meter_id.seconds), (1800,) * 2
        )
        self.assertEqual(self.contract.balance, 585)
