from collections import defaultdict

from odoo import models

from ...metering import split, to_quantity, to_units


class PrepaidContract(models.Model):
    """How credit pays for debt of earlier work, and takes that back.

    Credit with a scope pays only for debt of work that fits it. So a contract that ever
    had such credit tells with each settlement for what work it was; a settlement that
    tells none pays for the oldest debt.
    """

    _inherit = "prepaid.contract"

    def _settle_debt(self):
        """Pay open debt from credit that is valid today."""
        owing = self.filtered("debt").sorted("id")
        lots = owing._get_lots() if owing else {}
        vals_list = []
        for contract in owing:
            today, credit = contract._get_today(), lots[contract]
            works = contract._get_open_works(credit)
            paid = contract._take_billed(credit, works)
            for work, units in works:
                for grant, taken in credit.take(work, today, units)[0]:
                    paid[work, grant] += taken
            for (work, grant), units in paid.items():
                vals_list += contract._prepare_settle_vals(grant, units, today, work)
        return self.env["prepaid.entry"].create(vals_list)

    def _take_billed(self, lots, works):
        """Take what bills settle of the very work that they bill, out of ``works``.

        Return {(work, bill): units}.
        """
        taken = defaultdict(int)
        bills = [grant for grant in lots if not grant._is_credit()]
        for bill in bills if self.has_scope else ():
            usage_type = bill._get_billed_usage()
            mine = [
                n for n, (work, _units) in enumerate(works) if work[0] == usage_type
            ]
            parts, _rest = split([(n, works[n][1]) for n in mine], lots[bill])
            for number, units in parts:
                work, left = works[number]
                works[number] = (work, left - units)
                lots[bill] -= units
                taken[work, bill] += units
        return taken

    def _settle_other_work(self):
        """Pay debt from credit that came back from debt of other work.

        Where all credit pays for all work, none comes back while anything is owed.
        """
        self.filtered("has_scope")._settle_debt()

    def _prepare_settle_vals(self, grant, units, date, work):
        """Return the pair of entries that moves units from a grant to the debt."""
        usage_type, project = work if self.has_scope else self._get_no_work()
        common = {
            "contract_id": self.id,
            "company_id": self.company_id.id,
            "kind": "settle",
            "date": max(date, self._get_today()),
            "name": self._with_client_lang().env._("Settlement of earlier work"),
            "usage_type_id": usage_type.id,
            "project_id": project.id,
        }
        return [
            common | {"grant_id": grant.id, "quantity": -to_quantity(units)},
            common | {"grant_id": False, "quantity": to_quantity(units)},
        ]

    def _unsettle(self, change):
        """Return the vals that take settlements back, newest first.

        ``change`` {work: units} is how debt of work changes. Needed when debt goes that
        was already paid: its credit returns to the grants that paid it.
        """
        excess = self._get_excess(change)
        if not excess:
            return []
        settlements = self.env["prepaid.entry"].search(
            [("contract_id", "=", self.id), ("kind", "=", "settle")]
        )
        live = settlements.filtered("grant_id")._get_live_units()
        vals_list = []
        for work, units in excess.items():
            lots = [
                (entry, -left.units)
                for entry, left in reversed(live.items())
                if entry._get_work() == work
            ]
            parts, _rest = split(lots, units)
            for entry, taken in parts:
                vals_list += entry._prepare_unsettle_vals(taken)
        return vals_list

    def _get_excess(self, change):
        """Return {work: units} of settlements that exceed the debt once it changed.

        What is paid for one work cannot pay for another; what tells no work can.
        """
        unknown = self._get_no_work()
        if not self.has_scope:
            excess = -sum(change.values()) - to_units(self.debt)
            return {unknown: excess} if excess > 0 else {}
        owed, paid = self._get_owed_by_work(), self._get_paid_by_work()
        for work, units in change.items():
            owed[work] += units
        unattributed = paid.pop(unknown, 0)
        excess = {work: max(units - owed[work], 0) for work, units in paid.items()}
        open_units = sum(owed.values()) - sum(paid.values()) + sum(excess.values())
        excess[unknown] = max(unattributed - open_units, 0)
        return {work: units for work, units in excess.items() if units}


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _prepare_unsettle_vals(self, units):
        """Return the pair that reverses part of a settlement from a grant."""
        vals = self._prepare_reversal_vals(units)
        return [vals, vals | {"grant_id": False, "quantity": -to_quantity(units)}]
