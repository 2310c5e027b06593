from odoo import api, models

from ..metering import split, to_units
from .prepaid_draw import Demand
from .prepaid_entry import DRAW_KINDS


class AccountAnalyticLine(models.Model):
    """How the ledger follows timesheets: by difference, never by event."""

    _inherit = "account.analytic.line"

    def _get_booked_draws(self):
        """Return a dict: line -> [(entry, (units, worked, metered) still booked)],
        oldest first. Units are what the line took (positive)."""
        entries = (
            self.env["prepaid.entry"]
            .sudo()
            .search([("timesheet_id", "in", self.ids), ("kind", "in", DRAW_KINDS)])
        )
        booked = {}
        for entry, (units, worked, metered) in entries._get_live_units().items():
            if units:
                draws = booked.setdefault(entry.timesheet_id.id, [])
                draws.append((entry, (-units, worked, metered)))
        return booked

    def _sync_prepaid_draws(self, booked):
        """Bring the ledger in line with these timesheets. Safe to repeat.

        Only the difference between what is due and what is ``booked`` is posted. Draws
        of another contract, work date or usage type are unwound whole; of the rest,
        what is too much, newest first.
        """
        unwound, demands = [], []
        for line in self.sudo():
            line_unwound, demand = line._compare_prepaid_draws(booked.get(line.id, []))
            unwound += line_unwound
            demands += demand
        if unwound:
            self.env["prepaid.entry"].sudo()._unwind(unwound)
        if demands:
            self.env["prepaid.contract"].sudo()._draw(demands)

    def _compare_prepaid_draws(self, booked):
        """Return the parts to unwind and the demands to draw, for one line."""
        due = to_units(self.prepaid_quantity)
        current = [draw for draw in booked if self._is_current_draw(draw[0])]
        unwound = [
            (entry, *live) for entry, live in booked if (entry, live) not in current
        ]
        excess = sum(units for _entry, (units, _w, _m) in current) - due
        if excess > 0:
            unwound += self._take_newest(current, excess)
        if excess >= 0:
            return unwound, []
        worked = sum(live[1] for _entry, live in current)
        metered = sum(live[2] for _entry, live in current)
        demand = Demand(
            self,
            self.prepaid_contract_id,
            -excess,
            self._get_worked_minutes() - worked,
            self.metered_minutes - metered,
        )
        return unwound, [demand]

    def _is_current_draw(self, entry):
        """Tell whether a booked draw says what the line says now."""
        return (
            entry.contract_id == self.prepaid_contract_id
            and entry.date == self.date
            and entry.usage_type_id == self.usage_type_id
            and entry.rate == self.prepaid_rate
        )

    @api.model
    def _take_newest(self, draws, excess):
        """Return the parts of draws, newest first, that make up the excess units."""
        live = dict(draws)
        parts, _rest = split(
            ((entry, live[entry][0]) for entry in reversed(live)), excess
        )
        return [
            (
                entry,
                units,
                *(minutes * units // live[entry][0] for minutes in live[entry][1:]),
            )
            for entry, units in parts
        ]
