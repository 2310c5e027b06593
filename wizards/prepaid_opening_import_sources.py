from odoo import models

from ..models.importing.credit_reading import CreditLayout, read_credit
from ..models.importing.credit_sources import find_credit_table
from ..models.importing.names import get_core, get_key
from ..models.importing.opening_reading import Flaw, Reading, read_opening

# Under this name what people said of a customer's name is kept for later files.
SOURCE = "opening"
ASKS = {"order": "date_order", "decimal": "decimal"}
# Faults of other programs' files are told by texts of their own.
ELSEWHERE = "elsewhere_"


class PrepaidOpeningImport(models.TransientModel):
    """Files of our own form, and those that other programs write."""

    _inherit = "prepaid.opening.import"

    def _read_sheet(self, sheet):
        """Return the Reading of a sheet, whoever wrote it."""
        order, decimal = self.date_order or "", self.decimal or ""
        home = self.company_id._get_prepaid_zone()
        table = find_credit_table(sheet)
        if not table:
            return read_opening(sheet, order, decimal, home)
        today = self.company_id._get_prepaid_today()
        layout = CreditLayout(today, order, decimal, home=home)
        return self._translate(sheet, table, read_credit(sheet, table, layout))

    def _translate(self, sheet, table, found):
        """Return what another program's file says as a Reading of ours."""
        notes = [(ELSEWHERE + key, line) for key, line in found.notes]
        notes += [
            (ELSEWHERE + key, row.line) for row in found.rows for key in row.notes
        ]
        return Reading(
            header=table.header,
            # Who tells no plan is asked for one, once for the file.
            rows=[r._replace(plan=r.plan or table.source.name) for r in found.rows],
            flaws=[Flaw(f.line, ELSEWHERE + f.key, "") for f in found.faults],
            asks=[ASKS[ask] for ask in found.asks],
            notes=notes,
            unknown=table.unknown,
            currencies={},
            cells={row.line: row.cells for row in sheet.rows},
        )

    # === NAMES OF EARLIER FILES === #

    def _get_remembered(self):
        """Return {key of a name: customer} that somebody chose for an earlier file."""
        known = self.env["prepaid.import.name"]._get_known(
            self.company_id, SOURCE, "customer"
        )
        return {
            key: name._get_owner() for key, name in known.items() if not name._is_open()
        }

    def _remember_names(self):
        """Keep whom the names of this file mean, for the next one."""
        Name = self.env["prepaid.import.name"]
        chosen = {
            get_key(each.name): each
            for each in self.name_ids
            if each.kind == "customer" and each.partner_id
        }
        known = Name._get_known(self.company_id, SOURCE, "customer")
        missing = {key: each.name for key, each in chosen.items() if key not in known}
        Name._remember(self.company_id, SOURCE, "customer", missing)
        known = Name._get_known(self.company_id, SOURCE, "customer")
        for key, each in chosen.items():
            known[key].partner_id = each.partner_id

    def _get_likely(self):
        """Return {core of a name: its customers}: what a name that fits none may be."""
        return self.env["prepaid.import.name"]._find_owners(
            self.company_id, "customer", get_core
        )
