from odoo import api, fields, models
from odoo.tools import SQL

# What is drawn in which unit of the contract: units that mix have no sum.
UNITS = {"drawn_minutes": "time", "drawn_amount": "money"}


class PrepaidEntry(models.Model):
    """What entries drew, as figures that reports may add up."""

    _inherit = "prepaid.entry"

    drawn_minutes = fields.Integer(
        "Drawn Time",
        compute="_compute_drawn",
        help="What contracts in hours were drawn, beyond their credit too.",
    )
    drawn_amount = fields.Monetary(
        "Drawn Money",
        compute="_compute_drawn",
        help="What contracts in money were drawn, beyond their credit too.",
    )

    @api.depends("quantity", "unit")
    def _compute_drawn(self):
        for entry in self:
            for name, unit in UNITS.items():
                entry[name] = -entry.quantity if entry.unit == unit else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override of `base`: what was drawn is added up, though it has no column."""
        unit = UNITS.get(field_expr)
        if not unit:
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE %s WHEN %s THEN -%s ELSE 0 END",
            self._field_to_sql(alias, "unit", query),
            unit,
            self._field_to_sql(alias, "quantity", query),
        )
