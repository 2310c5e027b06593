from collections import defaultdict

from odoo import models

from ...metering import to_units
from .owed import Debt, find_open


class PrepaidContract(models.Model):
    """Which work beyond the credit is owed."""

    _inherit = "prepaid.contract"

    def _get_owed(self):
        """Return [(entry, usage type, units)] that an invoice may bill, oldest first.

        Entries are those of the work, or of the grant whose use is owed. Use of a grant
        whose own document may still be paid is not ours to bill.
        """
        self.ensure_one()
        debts = {
            key: units
            for key, units in self._read_debts().items()
            if not key[0]._waits_for_payment()
        }
        return [
            (debt.key, debt.usage, debt.units) for debt in self._find_open_debts(debts)
        ]

    def _get_open_works(self, lots):
        """Return [(work, units)] of the debt that credit pays for, oldest first.

        Where all credit pays for all work that is one sum.
        """
        if not self.has_scope:
            return [(self._get_no_work(), to_units(self.debt))]
        debts = self._find_open_debts(self._read_debts()) if lots else ()
        return [(debt.work, debt.units) for debt in debts]

    def _find_open_debts(self, debts):
        """Return what is left of debts {(entry, usage type, project): units} (Debt)."""
        settled = self._read_settled()
        known, invoiced, paid = defaultdict(int), defaultdict(int), 0
        for (grant, *work), units in settled.items():
            if any(work):
                known[tuple(work)] += units
            elif grant._is_credit():
                paid += units
            else:
                invoiced[grant._get_billed_usage()] += units
        owed = []
        for (entry, *work), units in debts.items():
            grant = entry.grant_id
            # An invoice of work that no longer stands did not settle it.
            if entry.kind != "debt" and not grant._is_credit():
                returned = min(units, settled.get((grant, *work), 0))
                if any(work):
                    known[tuple(work)] -= returned
                else:
                    invoiced[grant._get_billed_usage()] -= returned
                units -= returned
            if units:
                owed.append(Debt(entry, *work, units))
        owed.sort(key=lambda debt: (debt.key.date, debt.key.id))
        return find_open(owed, known, invoiced, paid)

    def _read_debts(self):
        """Return {(entry, usage type, project): units} of debt that was not taken back.

        Entries are those of the work, or of the grant whose use is owed.
        """
        debts = defaultdict(int)
        for entry in self.env["prepaid.entry"].search(
            [("contract_id", "=", self.id), ("kind", "=", "debt")]
        ):
            origin = entry.reversed_entry_id or entry
            debts[(origin, *entry._get_work())] -= to_units(entry.quantity)
        return {key: units for key, units in debts.items() if units}

    def _read_settled(self):
        """Return {(grant, usage type, project): units of debt that it settled}."""
        rows = self.env["prepaid.entry"]._read_group(
            [
                ("contract_id", "=", self.id),
                ("kind", "=", "settle"),
                ("grant_id", "!=", False),
            ],
            ["grant_id", "usage_type_id", "project_id"],
            ["quantity:sum"],
        )
        return {tuple(key): -to_units(quantity) for *key, quantity in rows}

    def _get_owed_by_work(self):
        """Return {work: units} of debt that was not taken back, paid or not."""
        return _sum_by_work(self._read_debts())

    def _get_paid_by_work(self):
        """Return {work: units} of what settled debt; what tells no work is of none."""
        return _sum_by_work(self._read_settled())


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _waits_for_payment(self):
        """Tell whether it is use of credit whose own document may still be paid."""
        grant = self.grant_id
        return bool(grant) and grant._is_credit() and grant._may_be_paid()


def _sum_by_work(units_by_key):
    sums = defaultdict(int)
    for (_record, *work), units in units_by_key.items():
        sums[tuple(work)] += units
    return sums
