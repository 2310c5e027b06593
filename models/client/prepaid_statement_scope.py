from odoo import models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from ..ledger.scope import GENERAL


class PrepaidContract(models.Model):
    """For which work the closing balance of a statement is."""

    _inherit = "prepaid.contract"

    def _get_statement_scopes(self, known, closing):
        """Return [{label, quantity}] that make up the closing balance (units).

        By the entries of the domain ``known`` alone. What is owed is taken off what
        pays for all work. Nothing where no credit was ever for some work only.
        """
        if not self.has_scope:
            return []
        units = {GENERAL: closing}
        rows = self.env["prepaid.entry"]._read_group(
            known & Domain("grant_id.is_scoped", "=", True),
            ["grant_id"],
            ["quantity:sum"],
        )
        for grant, quantity in rows:
            scope = grant._get_scope()
            units[scope] = units.get(scope, 0) + to_units(quantity)
            units[GENERAL] -= to_units(quantity)
        if not any(units[scope] for scope in units.keys() - {GENERAL}):
            return []
        return [
            {
                "label": self.env["prepaid.grant"]._tell_scope(scope),
                "quantity": to_quantity(left),
            }
            for scope, left in units.items()
            if left
        ]
