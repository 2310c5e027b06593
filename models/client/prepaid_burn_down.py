from datetime import date, timedelta
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from ..ledger.prepaid_contract_run_out import HISTORY_DAYS, USE_DAYS
from ..ledger.prepaid_entry import DRAW_KINDS
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
        or 90 days ago until today. ``daily_use`` is the net use of the last 60 days,
        or since the first entry if that is later, over those days; 0 until the first
        work is 14 days old. ``run_out`` is the day on which today's balance is gone at
        that pace; False without use or credit.
        """
        self.ensure_one()
        today = self._get_today()
        first = self._get_first_day(today)
        points = self._get_daily_balances(first, today)
        return {
            "points": points,
            "today": today,
            "daily_use": self._get_daily_use(today, first),
            "use_days": self._get_use_days(today, first),
            "run_out": self.date_run_out,
        }

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
        """Return [(date, balance)] from the stored balance, going backwards."""
        moved = dict(
            self.env["prepaid.entry"]._read_group(
                Domain("contract_id", "=", self.id) & Domain("date", ">", first),
                ["date:day"],
                ["quantity:sum"],
            )
        )
        moved = {day: to_units(quantity) for day, quantity in moved.items()}
        units = to_units(self.balance) - sum(moved.values())
        points = []
        for back in range((today - first).days + 1):
            day = first + timedelta(days=back)
            units += moved.get(day, 0)
            points.append((day, to_quantity(units)))
        return points

    def _get_use_days(self, today, first):
        return min(USE_DAYS, (today - first).days + 1)

    def _has_history(self, today):
        """Tell whether work goes back far enough to tell a pace from."""
        day = today - timedelta(days=HISTORY_DAYS)
        return bool(
            self.env["prepaid.entry"].search_count(
                Domain("contract_id", "=", self.id)
                & Domain("kind", "in", DRAW_KINDS)
                & Domain("date", "<=", day),
                limit=1,
            )
        )

    def _get_daily_use(self, today, first):
        """Return the average net use a day, in the plan's unit."""
        if not self._has_history(today):
            return 0
        days = self._get_use_days(today, first)
        rows = self.env["prepaid.entry"]._read_group(
            Domain("contract_id", "=", self.id)
            & Domain("kind", "in", DRAW_KINDS)
            & Domain("date", ">", today - timedelta(days=days))
            & Domain("date", "<=", today),
            [],
            ["quantity:sum"],
        )
        return -(rows[0][0] or 0) / days

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
        left = balance * (run_out - field.last).days / (run_out - today).days
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
