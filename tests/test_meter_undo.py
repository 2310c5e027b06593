from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterUndo(MeterCommon):
    """A stop that is undone is as none: no line, the credit back, the meter waits."""

    def _stop(self, minutes=25, **vals):
        """Return a meter that was stopped after so many minutes."""
        self._start()
        meter = self._open()
        with self._at(minutes):
            meter.stop(**vals)
        return meter

    def test_undo_takes_the_line_back_and_keeps_what_was_measured(self):
        meter = self._stop()
        line = meter.timesheet_id
        self.assertEqual(self.contract.balance, 575)
        with self._at(26):
            news = meter.undo()
        self.assertFalse(line.exists())
        self.assertEqual(self.contract.balance, 600)
        shown = news["meter"]
        self.assertEqual(
            (shown["id"], shown["state"], shown["seconds"]), (meter.id, "paused", 1500)
        )
        self.assertTiesOut()

    def test_undone_twice_is_undone_once(self):
        meter = self._stop()
        for _turn in range(2):
            self.assertEqual(meter.undo()["meter"]["seconds"], 1500)
        self.assertEqual(self.contract.balance, 600)

    def test_what_was_undone_goes_on_and_is_logged_once(self):
        meter = self._stop()
        meter.undo()
        with self._at(40):
            meter.resume()
        with self._at(45):
            line = self._line(meter.stop())
        self.assertEqual(line.meter_seconds, 1800)
        self.assertDrawn(line, 30)

    def test_what_was_said_of_the_work_stays(self):
        meter = self._stop(name="Drum replaced", minutes=25, charge="goodwill")
        shown = meter.undo()["meter"]
        self.assertEqual(
            (shown["name"], shown["charge"]), ("Drum replaced", "goodwill")
        )

    def test_undo_leaves_what_runs_since_then_alone(self):
        meter = self._stop()
        self._start(self.other_task)
        news = meter.undo()
        self.assertEqual(news["meter"]["task"][1], "Scanner lost")
        self.assertEqual(news["meter"]["state"], "running")
        self.assertEqual([other["id"] for other in news["paused"]], [meter.id])

    def test_what_was_invoiced_stays_logged_and_says_why(self):
        meter = self._stop()
        line = meter.timesheet_id
        line.sudo().timesheet_invoice_id = self._bill()
        with self.assertRefused("invoiced"):
            meter.undo()
        self.assertEqual((meter.state, line.exists()), ("stopped", line))
        self.assertEqual(self.contract.balance, 575)

    def test_only_what_is_logged_is_undone(self):
        meter = self._stop()
        meter.timesheet_id.unlink()
        with self.assertRefused("not logged any more"):
            meter.undo()
        self._start()
        discarded = self._open()
        discarded.discard()
        with self.assertRefused("nothing to undo"):
            discarded.undo()

    def test_nobody_undoes_the_stop_of_somebody_else(self):
        meter = self._stop()
        for user in (self.other_technician, self.manager):
            with self.assertRaises(AccessError):
                meter.with_user(user).undo()
        self.assertEqual(self.contract.balance, 575)
