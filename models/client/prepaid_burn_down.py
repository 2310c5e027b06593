from datetime import date, timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from .ticks import get_ticks

# How far back the curve goes.
CURVE_DAYS = 90


class Field(NamedTuple):
    """The field of the chart: its days and quantities, on 1000 × 200."""

    first: date
    last: date
    top: float
    low: float

    def x(self, day):
        return round(1000 * (day - self.first).days / (self.last - self.first).days, 1)

    def y(self, quantity):
        return round(4 + 192 * (self.top - quantity) / (self.top - self.low), 1)


class PrepaidContract(models.Model):
    """The balance day by day, and when it runs out if use goes on."""

    _inherit = "prepaid.contract"

    def _get_burn_down(self):
        """Return the daily balance and the projected run-out, as plain data.

        ``points`` are (date, balance at the end of that work day) from the first entry
        or 90 days ago until today. ``forecast`` is the Forecast as of now, of which
        ``run_out`` is the day; ``monthly_use`` is the use of 30 days at that pace.
        """
        self.ensure_one()
        today = self._get_today()
        first = self._get_first_day(today)
        points = self._get_daily_balances(first, today)
        told = self._get_forecast()
        return {
            "points": points,
            "today": today,
            "forecast": told,
            "monthly_use": self._get_use_in(30, told),
            "run_out": told.day,
        }

    def _prepare_client_forecast(self, told):
        """Return a Forecast as plain data, as ``portal_forecast_words`` tells it.

        ``monthly_use`` is the use of 30 days at the pace. Days are ISO strings.
        """
        days = {
            name: fields.Date.to_string(getattr(told, name))
            for name in ("day", "soonest", "latest")
        }
        monthly_use = self._get_use_in(30, told)
        return days | {"state": told.state, "monthly_use": monthly_use}

    def _get_first_day(self, today):
        """Return the first day of the curve: of the first credit, or 90 days ago.

        Without any credit it is that of the first work.
        """
        Entry, known = self.env["prepaid.entry"], Domain("contract_id", "=", self.id)
        first = Entry.search(
            known & Domain("kind", "in", ("grant", "transfer")),
            order="date, id",
            limit=1,
        ) or Entry.search(known, order="date, id", limit=1)
        start = today - timedelta(days=CURVE_DAYS)
        return min(max(first.date or today, start), today)

    def _get_daily_balances(self, first, today):
        """Return [(date, balance)] from the stored balance, going backwards.

        Of the credit that the forecast is of.
        """
        unwatched = self._get_unwatched_ids()
        known = Domain("contract_id", "=", self.id)
        if unwatched:
            known &= Domain("grant_id", "not in", unwatched)
        moved = dict(
            self.env["prepaid.entry"]._read_group(
                known & Domain("date", ">", first),
                ["date:day"],
                ["quantity:sum"],
            )
        )
        moved = {day: to_units(quantity) for day, quantity in moved.items()}
        now = self._watch(self.balance, self.scoped)
        units = to_units(now) - sum(moved.values())
        points = []
        for back in range((today - first).days + 1):
            day = first + timedelta(days=back)
            units += moved.get(day, 0)
            points.append((day, to_quantity(units)))
        return points

    # === DRAWING === #

    def _draw_burn_down(self, burn_down):
        """Return the paths and labels of the chart, on a field of 1000 × 200.

        The line goes in steps from day to day; the projection is dashed from today to
        the day on which the credit is gone, if that is near.
        """
        points, today = burn_down["points"], burn_down["today"]
        field = self._get_chart_field(burn_down)
        line = "".join(f"H{field.x(day)}V{field.y(left)}" for day, left in points[1:])
        line = f"M0 {field.y(points[0][1])}{line}"
        scale = get_ticks(field.low, field.top, self.unit == "time")
        return {
            "line": line,
            "area": f"{line}V{field.y(0)}H0Z",
            "projection": self._draw_projection(burn_down, field),
            "grid": [field.y(quantity) for quantity in scale],
            "scale": [self._format_quantity(quantity) for quantity in scale],
            "today_percent": round(field.x(today) / 10),
            "last_day": field.last,
            "changes": self._get_balance_changes(points),
        }

    def _get_chart_field(self, burn_down):
        points, today = burn_down["points"], burn_down["today"]
        balances = [0, *(balance for _day, balance in points)]
        top = max(balances) if any(balances) else 1
        ticks = get_ticks(min(balances), top, self.unit == "time")
        return Field(
            first=points[0][0],
            last=max(
                points[0][0] + timedelta(days=1),
                today,
                min(burn_down["run_out"] or today, today + timedelta(days=CURVE_DAYS)),
            ),
            top=ticks[0],
            low=ticks[-1],
        )

    def _draw_projection(self, burn_down, field):
        today, run_out = burn_down["today"], burn_down["run_out"]
        if not run_out:
            return False
        balance = burn_down["points"][-1][1]
        left = balance * (run_out - field.last).days / max((run_out - today).days, 1)
        return (
            f"M{field.x(today)} {field.y(balance)}"
            f"L{field.x(field.last)} {field.y(left)}"
        )

    def _get_balance_changes(self, points):
        """Return the points at which the balance changed, newest first."""
        changes = [points[0]]
        for point in points[1:]:
            if point[1] != changes[-1][1]:
                changes.append(point)
        return changes[::-1]
