from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ...metering import apportion, split, to_quantity, to_units
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


class PrepaidContract(models.Model):
    """How credit is drawn for work and given back."""

    _inherit = "prepaid.contract"

    # === DRAW === #

    @api.model
    def _draw(self, demands):
        """Book demands in the order given and return the new entries.

        Grants valid on the work date pay first, in their order of use; what they do
        not cover is debt. Credit that is valid today settles such debt at once, so a
        client with credit is never refused. Raise a UserError, and book nothing, where
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
            ["contract_id", "remaining", "date", "date_expiry"],
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
        contract, date = demand.contract, demand.line.date
        parts, rest = [], demand.figures.units
        if demand.holds:
            parts, rest = demand.holds._take(lots, date, rest)
        debts[contract] += sum(units for units, vals in parts if "kind" in vals)
        taken, rest = lots.take(date, rest)
        settled, unpaid = [], rest
        if rest:
            settled, unpaid = lots.take(max(date, contract._get_today()), rest)
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
            for vals in contract._prepare_settle_vals(grant, units, date)
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

    # === SETTLEMENT === #

    def _settle_debt(self):
        """Pay open debt from credit that is valid today."""
        owing = self.filtered("debt").sorted("id")
        lots = owing._get_lots() if owing else {}
        vals_list = []
        for contract in owing:
            today = contract._get_today()
            parts, _rest = lots[contract].take(today, to_units(contract.debt))
            for grant, units in parts:
                vals_list += contract._prepare_settle_vals(grant, units, today)
        return self.env["prepaid.entry"].create(vals_list)

    def _prepare_settle_vals(self, grant, units, date):
        """Return the pair of entries that moves units from a grant to the debt."""
        common = {
            "contract_id": self.id,
            "company_id": self.company_id.id,
            "kind": "settle",
            "date": max(date, self._get_today()),
            "name": self._with_client_lang().env._("Settlement of earlier work"),
        }
        return [
            common | {"grant_id": grant.id, "quantity": -to_quantity(units)},
            common | {"grant_id": False, "quantity": to_quantity(units)},
        ]

    def _unsettle(self, units):
        """Return the vals that take settlements back, newest first.

        Needed when debt goes that was already paid: its credit returns to the grants
        that paid it.
        """
        settlements = self.env["prepaid.entry"].search(
            [("contract_id", "=", self.id), ("kind", "=", "settle")]
        )
        live = settlements.filtered("grant_id")._get_live_units()
        lots = [(entry, -left.units) for entry, left in reversed(live.items())]
        parts, _rest = split(lots, units)
        return [
            vals
            for entry, taken in parts
            for vals in entry._prepare_unsettle_vals(taken)
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
        vals_list, debts = [], defaultdict(int)
        for entry, figures in parts:
            vals_list.append(entry._prepare_reversal_vals(*figures))
            if entry.kind == "debt":
                debts[entry.contract_id] += figures.units
        for contract, units in debts.items():
            settled = units - to_units(contract.debt)
            if settled > 0:
                vals_list += contract._unsettle(settled)
        entries = self.create(vals_list)
        entries.grant_id._sync_voided()
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
            "user_id": self.user_id.id,
            "rate": self.rate,
            "worked_minutes": -worked,
            "metered_minutes": -metered,
            "charge": self.charge,
            "offered_quantity": -to_quantity(offered),
            "approval_id": self.approval_id.id,
            "reversed_entry_id": self.id,
        }

    def _prepare_unsettle_vals(self, units):
        """Return the pair that reverses part of a settlement from a grant."""
        vals = self._prepare_reversal_vals(units)
        return [vals, vals | {"grant_id": False, "quantity": -to_quantity(units)}]
