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
        debts, raised = self._read_debts()
        settled = self._read_settled()
        invoiced, paid = defaultdict(int), 0
        for grant, units in settled.items():
            if grant._is_credit():
                paid += units
            else:
                usage = grant.move_line_id.prepaid_usage_type_id
                invoiced[usage.id] += units
        for entry, units in raised.items():
            grant = entry.grant_id
            if grant._is_credit():
                if not grant._may_be_paid():
                    debts[entry] = units
                continue
            # An invoice of such work that no longer stands did not settle it.
            usage = grant.move_line_id.prepaid_usage_type_id.id
            returned = min(units, settled.get(grant, 0))
            invoiced[usage] -= returned
            if units > returned:
                debts[entry] = units - returned
        entries = self.env["prepaid.entry"].union(*debts)
        ordered = entries.sorted(lambda entry: (entry.date, entry.id))
        left = find_open(
            [Debt(e.id, e.usage_type_id.id, debts[e]) for e in ordered], invoiced, paid
        )
        return [
            (entries.browse(key), self.env["prepaid.usage.type"].browse(usage), units)
            for key, usage, units in left
        ]

    def _read_debts(self):
        """Return {entry: units}: debt of work, and what is owed of grants by theirs."""
        entries = self.env["prepaid.entry"].search(
            [("contract_id", "=", self.id), ("kind", "=", "debt")]
        )
        live = {e: -left.units for e, left in entries._get_live_units().items()}
        debts = {e: units for e, units in live.items() if units and e.kind == "debt"}
        raised = {e: units for e, units in live.items() if units and e.kind != "debt"}
        return debts, raised

    def _read_settled(self):
        """Return {grant: units of debt that it settled}."""
        rows = self.env["prepaid.entry"]._read_group(
            [
                ("contract_id", "=", self.id),
                ("kind", "=", "settle"),
                ("grant_id", "!=", False),
            ],
            ["grant_id"],
            ["quantity:sum"],
        )
        return {grant: -to_units(quantity) for grant, quantity in rows}
