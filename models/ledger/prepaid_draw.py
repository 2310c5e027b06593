from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ...metering import apportion, to_quantity, to_units
from .lots import Lots
from .prepaid_entry import Figures


class Demand(NamedTuple):
    """Credit to take from a contract for a timesheet line."""

    line: models.BaseModel
    contract: models.BaseModel
    figures: Figures
    # What was set aside for it, if anything was.
    holds: models.BaseModel | tuple = ()
    # What its line gives back at once: (entry, Figures) parts.
    kept: list | tuple = ()

    @property
    def work(self):
        return self.line.usage_type_id, self.line.project_id


class PrepaidContract(models.Model):
    """How credit is drawn for work and given back."""

    _inherit = "prepaid.contract"

    # === DRAW === #

    @api.model
    def _draw(self, demands):
        """Book demands in the order given and return the new entries.

        Grants that fit the work and are valid on its date pay first, those with a scope
        before the others, in their order of use; what they do not cover is debt.
        Credit that fits and is valid today settles such debt at once, so a client with
        credit for the work is never refused. Raise a UserError, and book nothing, where
        the plan refuses what is left. What was set aside for a line is drawn first, and
        never refused.
        """
        contracts = self.union(*(demand.contract for demand in demands)).sorted("id")
        lots = contracts._get_lots()
        debts = {contract: to_units(contract.debt) for contract in contracts}
        consents, vals_list = {}, []
        demands = contracts._add_holds(demands)
        for demand in demands:
            if not demand.holds:
                demand.contract._check_drawable(demand.line.date)
            vals_list += self._book_demand(
                demand, lots[demand.contract], debts, consents
            )
        holds = self.env["prepaid.hold"].union(*(d.holds for d in demands if d.holds))
        return holds._book(vals_list)

    def _get_lots(self):
        """Return contract -> Lots of its grants with credit."""
        lots = defaultdict(Lots)
        for grant in self.env["prepaid.grant"].search_fetch(
            [("contract_id", "in", self.ids), ("remaining", ">", 0)],
            ["contract_id", "remaining", "date", "date_expiry", "is_scoped"],
        ):
            lots[grant.contract_id][grant] = to_units(grant.remaining)
        for contract in self.filtered("held"):
            contract._keep_held(lots[contract])
        return lots

    def _book_demand(self, demand, lots, debts, consents):
        """Return the entry vals of one demand.

        What it takes is taken out of ``lots`` (credit) and ``consents`` (the client's
        approvals), and added to ``debts``.
        """
        contract, date, work = demand.contract, demand.line.date, demand.work
        parts, rest = [], demand.figures.units
        if demand.holds:
            parts, rest = demand.holds._take(lots, work, date, rest)
        debts[contract] += sum(units for units, vals in parts if "kind" in vals)
        taken, rest = lots.take(work, date, rest)
        settled, unpaid = [], rest
        if rest:
            today = contract._get_today()
            settled, unpaid = lots.take(work, max(date, today), rest)
        parts += [(units, {"grant_id": grant.id}) for grant, units in taken]
        for approval, units in contract._allow_debt(
            demand, unpaid, debts[contract] + lots.get_promised(), consents
        ):
            rest -= units
            parts.append((units, {"kind": "debt", "approval_id": approval.id}))
        debts[contract] += unpaid
        if rest:
            parts.append((rest, {"kind": "debt"}))
        return self._prepare_draw_vals(demand, parts) + [
            vals
            for grant, units in settled
            for vals in contract._prepare_settle_vals(grant, units, date, work)
        ]

    @api.model
    def _prepare_draw_vals(self, demand, parts):
        """Return the entry vals of (units, vals) parts.

        Without any it is one entry of nothing: work that costs nothing is told too, and
        minutes that change without changing what is drawn.
        """
        line, contract = demand.line, demand.contract
        parts = parts or [(0, {})]
        weights = [units or 1 for units, _vals in parts]
        shares = [apportion(total, weights) for total in demand.figures[1:]]
        common = {
            "contract_id": contract.id,
            "company_id": contract.company_id.id,
            "kind": "draw",
            "date": line.date,
            "name": line.name or "/",
            "timesheet_id": line.id,
            "usage_type_id": line.usage_type_id.id,
            "project_id": line.project_id.id,
            "user_id": line.user_id.id,
            "rate": line.prepaid_rate,
            "charge": line.prepaid_charge,
            "metering": line.prepaid_metering,
        }
        return [
            common
            | {
                "quantity": -to_quantity(units),
                "worked_minutes": worked,
                "metered_minutes": metered,
                "offered_quantity": to_quantity(offered),
            }
            | vals
            for (units, vals), worked, metered, offered in zip(
                parts, *shares, strict=True
            )
        ]


class PrepaidEntry(models.Model):
    """How a booked draw is taken back."""

    _inherit = "prepaid.entry"

    @api.model
    def _unwind(self, parts):
        """Reverse (entry, Figures) parts and return the new entries.

        Each reversal points at its entry and bears its work date. Debt that was
        settled meanwhile gives its credit back to the grants that paid for it. What
        returns to a grant whose invoice is credited or unpaid is voided again.
        """
        vals_list, changes = [], defaultdict(lambda: defaultdict(int))
        for entry, figures in parts:
            vals_list.append(entry._prepare_reversal_vals(*figures))
            if entry.kind == "debt":
                changes[entry.contract_id][entry._get_work()] -= figures.units
        for contract, change in changes.items():
            vals_list += contract._unsettle(change)
        entries = self.create(vals_list)
        entries.grant_id._sync_voided()
        self.env["prepaid.contract"].union(*changes)._settle_other_work()
        return entries

    def _prepare_reversal_vals(self, units, worked=0, metered=0, offered=0):
        """Return the vals that give ``units`` of this entry back, and its minutes."""
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "grant_id": self.grant_id.id,
            "kind": self.kind,
            "quantity": to_quantity(units),
            "date": self.date,
            "name": self.name,
            "timesheet_id": self.timesheet_id.id,
            "usage_type_id": self.usage_type_id.id,
            "project_id": self.project_id.id,
            "user_id": self.user_id.id,
            "rate": self.rate,
            "worked_minutes": -worked,
            "metered_minutes": -metered,
            "charge": self.charge,
            "offered_quantity": -to_quantity(offered),
            "approval_id": self.approval_id.id,
            "reversed_entry_id": self.id,
        }
