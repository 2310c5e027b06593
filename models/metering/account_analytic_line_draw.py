from odoo import api, models

from ...metering import apportion, split, to_units
from ..ledger.prepaid_draw import Demand
from ..ledger.prepaid_entry import DRAW_KINDS, Figures


class AccountAnalyticLine(models.Model):
    """How the ledger follows timesheets: by difference, never by event."""

    _inherit = "account.analytic.line"

    def _get_booked_draws(self):
        """Return a dict: line id -> [(entry, Figures still booked)], oldest first.

        Units are what the line took (positive).
        """
        entries = (
            self.env["prepaid.entry"]
            .sudo()
            .search([("timesheet_id", "in", self.ids), ("kind", "in", DRAW_KINDS)])
        )
        booked = {}
        for entry, live in entries._get_live_units().items():
            if any(live):
                draws = booked.setdefault(entry.timesheet_id.id, [])
                draws.append((entry, live._replace(units=-live.units)))
        return booked

    def _sync_prepaid_draws(self, booked):
        """Bring the ledger in line with these timesheets. Safe to repeat.

        Only the difference between what is due and what is ``booked`` is posted, in
        units and in minutes. Draws of another contract, work date, usage type or
        charge, and of another project where that counts, are unwound whole; of the
        rest, what is too much, newest first.
        """
        unwound, demands = [], []
        for line in self.sudo():
            line_unwound, demand = line._compare_prepaid_draws(booked.get(line.id, []))
            unwound += line_unwound
            demands += demand
        self._post_draws(unwound, demands)

    @api.model
    def _post_draws(self, unwound, demands):
        """Unwind the parts and draw the demands, as one change to those who watch."""
        contracts = self.env["prepaid.contract"].sudo()
        changed = contracts.union(
            *(entry.contract_id for entry, _figures in unwound),
            *(demand.contract for demand in demands),
        )
        entries, use = self.env["prepaid.entry"].sudo(), {}
        with changed._as_one_change(use):
            if unwound:
                entries |= entries._unwind(unwound)
            if demands:
                entries |= contracts._draw(demands)
            use |= entries._get_use()

    def _compare_prepaid_draws(self, booked):
        """Return the parts to unwind and the demands to draw, for one line."""
        current = [draw for draw in booked if self._is_current_draw(draw[0])]
        unwound = [draw for draw in booked if draw not in current]
        missing = self._get_due_figures() - sum(
            (live for _entry, live in current), Figures()
        )
        if missing.units < 0:
            return unwound + self._take_newest(current, -missing), []
        if not any(missing):
            return unwound, []
        return unwound, [Demand(self, self.prepaid_contract_id, missing)]

    def _get_due_figures(self):
        """Return the Figures that the entries of this line must add up to."""
        if not self.prepaid_contract_id:
            return Figures()
        facts = self.prepaid_metering or {}
        return Figures(
            to_units(self.prepaid_quantity),
            facts.get("worked", 0),
            self.metered_minutes,
            to_units(facts.get("offered", 0)),
        )

    def _is_current_draw(self, entry):
        """Tell whether a booked draw says what the line says now.

        The project counts where credit may be for one: else its history stays.
        """
        return (
            entry.contract_id == self.prepaid_contract_id
            and entry.date == self.date
            and entry.usage_type_id == self.usage_type_id
            and entry.rate == self.prepaid_rate
            and (entry.charge or "billable") == self.prepaid_charge
            and (entry.project_id == self.project_id or not entry.contract_id.has_scope)
        )

    @api.model
    def _take_newest(self, draws, excess):
        """Return the parts of draws, newest first, that make up the excess.

        The minutes that go with them are shared by units.
        """
        live = dict(draws)
        parts, _rest = split(
            ((entry, live[entry].units) for entry in reversed(live)), excess.units
        )
        units = [taken for _entry, taken in parts]
        shares = zip(*(apportion(total, units) for total in excess), strict=True)
        return [
            (entry, Figures(*share))
            for (entry, _taken), share in zip(parts, shares, strict=True)
        ]
