from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_beyond import BeyondCommon


@tagged("post_install", "-at_install")
class TestBeyondMeter(BeyondCommon):
    """The meter's stop where the credit does not reach."""

    def _stop(self, **kwargs):
        meters = self.env["prepaid.meter"].with_user(self.technician)
        with freeze_time(f"{TODAY} 09:00:00"):
            meters.start(False, self.task.id)
        with freeze_time(f"{TODAY} 09:30:00"):
            meter = meters._get_open()
            refused = meter.stop(name="Restore")
            self.assertEqual(meter.sudo().state, "paused")
            return meter, refused, meter.stop(**kwargs)

    def test_a_refused_stop_tells_the_ways_and_asks(self):
        meter, refused, result = self._stop(beyond="ask")
        self.assertEqual(refused["short"]["ways"], ["ask", "goodwill", "split"])
        self.assertTrue(result["is_waiting"])
        self.assertEqual((meter.sudo().state, result["meter"]), ("stopped", False))
        line = self._lines()
        self.assertEqual(line.prepaid_uncovered, "waiting")
        self._answer(line)
        self.assertEqual(self._balances(), (-15, 15))
        self.assertEqual(line.meter_seconds, 1800)

    def test_what_is_left_is_logged_of_a_meter(self):
        meter, _refused, result = self._stop(beyond="split")
        first, rest = self._lines()
        self.assertEqual(result["timesheet_id"], first.id)
        self.assertEqual((first.meter_seconds, rest.meter_seconds), (900, 900))
        self.assertEqual(str(rest.meter_started_at), f"{TODAY} 09:15:00")
        self.assertEqual(meter.sudo().timesheet_id.id, first.id)
