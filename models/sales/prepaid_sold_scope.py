from odoo import models
from odoo.tools import SQL

# Models whose lines keep what they sold.
SOLD_MODELS = ("sale.order.line", "account.move.line")


class PrepaidInUse(models.AbstractModel):
    _inherit = "prepaid.in.use"

    def _find_sold_for(self, name):
        """Return the lines that sold credit for this record: recordsets in sudo.

        ``name`` is that of the fact, see `Sold`. By SQL: no foreign key tells it, and
        the ORM does not search within JSON.
        """
        found = []
        for model in SOLD_MODELS:
            lines_sudo = self.env[model].sudo()
            lines_sudo.flush_model(["prepaid_sold"])
            query = SQL(
                "SELECT id FROM %s WHERE prepaid_sold->%s @> %s::jsonb",
                SQL.identifier(lines_sudo._table),
                name,
                str(self.id),
            )
            found.append(
                lines_sudo.browse(id_ for (id_,) in self.env.execute_query(query))
            )
        return [lines for lines in found if lines]


class PrepaidUsageType(models.Model):
    _inherit = "prepaid.usage.type"

    def _get_uses(self):
        """Override: credit that was sold for it needs it."""
        return super()._get_uses() + self._find_sold_for("usage_types")


class ProjectProject(models.Model):
    _inherit = "project.project"

    def _get_uses(self):
        """Override: credit that was sold for it needs it."""
        return super()._get_uses() + self._find_sold_for("projects")
