from datetime import date

from .common_schedule import ScheduleCommon


class PriceCommon(ScheduleCommon):
    """Two sites and an allowance, by the month, from March on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user(
            "prices", "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager"
        )
        cls.client.email = "client@example.com"

    def _started(self, day="2026-03-01", *lines, **over):
        lines = lines or ((self.allowance, 1), (self.site, 2))
        start = over.pop("start", date.fromisoformat(day))
        schedule = self._schedule(*lines, start=start, **over)
        with self._on(day):
            schedule.action_start()
        return schedule

    def _raise(self, day="2026-05-01", today="2026-03-05", announce=True, **over):
        with self._on(today):
            change = (
                self.env["prepaid.price.change"]
                .with_user(self.manager)
                .create({"name": "Prices", "date_effective": day, "percent": 5} | over)
            )
            change.action_propose()
            if announce:
                change.action_announce()
        return change

    def _get_prices(self, schedule, day):
        return sorted(
            (wanted.price, wanted.quantity)
            for wanted in schedule.sudo()._get_wanted(date.fromisoformat(day))
        )

    def _assert_prices(self, schedule, day, prices):
        self.assertEqual(self._get_prices(schedule, day), prices)
