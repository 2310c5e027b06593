from odoo import api, models

from ...metering import to_units
from ..ledger.prepaid_entry import DRAW_KINDS, Figures
from .events import shorten, tell_record

WORK = "work.logged"
NOTHING = (Figures(), False)


class PrepaidEntry(models.Model):
    """Work that is booked, changed or taken back is told to other programs.

    A line that is edited several times in a transaction is one change of each contract
    that it moved; a line that is as it was is none.
    """

    _inherit = "prepaid.entry"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        if self.env["prepaid.webhook"]._get_listeners():
            entries._note_work()
        return entries

    def _note_work(self):
        Webhook = self.env["prepaid.webhook"]
        for entry in self:
            if (
                entry.kind in DRAW_KINDS
                and entry.timesheet_id
                and Webhook._find_listeners(WORK, entry.contract_id)
            ):
                work = Webhook._get_noted().work
                key = entry.timesheet_id.id, entry.contract_id.id
                figures, _entry_id = work.get(key, NOTHING)
                work[key] = figures + entry._get_used(), entry.id

    def _get_used(self):
        """Return the Figures of an entry of work; what it took is positive."""
        figures = self._get_figures()
        return figures._replace(units=-figures.units)

    @api.model
    def _get_work_facts(self, work):
        """Return the facts of the work that was booked since it was noted."""
        changed = {key: noted for key, noted in work.items() if any(noted[0])}
        booked = self._get_booked(changed)
        return [
            (WORK, entry.contract_id, entry._tell_work(key[0], change, booked.get(key)))
            for key, (change, entry_id) in changed.items()
            if (entry := self.browse(entry_id))
        ]

    @api.model
    def _get_booked(self, keys):
        """Return {(line id, contract id): Figures booked now}, of lines that exist."""
        rows = self._read_group(
            [
                ("timesheet_id", "in", [line_id for line_id, _contract in keys]),
                ("kind", "in", DRAW_KINDS),
            ],
            ["timesheet_id", "contract_id"],
            ["quantity:sum", "worked_minutes:sum", "metered_minutes:sum"],
        )
        return {
            (line.id, contract.id): Figures(-to_units(quantity), worked, metered)
            for line, contract, quantity, worked, metered in rows
        }

    def _tell_work(self, line_id, change, booked):
        """Return the function that says what was done, by the last entry of it."""

        def prepare(with_prices):
            told = self._prepare_work(line_id, with_prices)
            told["action"] = _get_action(change, booked)
            told |= self._prepare_figures(booked or Figures(), with_prices)
            told["change"] = self._prepare_figures(change, with_prices)
            return {"work": told}

        return prepare

    def _prepare_work(self, line_id, with_prices):
        line = self.timesheet_id
        return {
            "id": line_id,
            "date": self.date.isoformat(),
            "text": shorten(line.name or self.name),
            "person": tell_record(line.user_id or self.user_id),
            "project": tell_record(line.project_id),
            "task": tell_record(line.task_id),
            "usage_type": tell_record(self.usage_type_id),
            "charge": self.charge or "billable",
        }

    def _prepare_figures(self, figures, with_prices):
        return {
            "worked_minutes": figures.worked,
            "metered_minutes": figures.metered,
            "used": self.contract_id._tell_units(figures.units, with_prices),
        }


def _get_action(change, booked):
    """Return what was done to a line: logged, changed or removed."""
    if not booked or not any(booked):
        return "removed"
    is_new = (change.units, change.worked, change.metered) == booked[:3]
    return "logged" if is_new else "changed"
