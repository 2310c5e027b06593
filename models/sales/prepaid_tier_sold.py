from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What a client was promised with a tier, and with its response commitment.
TERMS = {
    "plan_id",
    "response_id",
    "waives_outside",
    "waives_response",
    "waives_flat",
    "messages_included",
}
RESPONSE_TERMS = {"plan_id", "hours", "is_business_hours", "factor"}
# What names a tier without promising it to anybody yet.
OFFERS = ("product.template", "prepaid.plan")


class PrepaidTier(models.Model):
    """What was sold is a fact: a tier that clients have stays as they got it."""

    _inherit = "prepaid.tier"

    def write(self, vals):
        for tier in self:
            if tier._changes(vals, TERMS) and tier._is_promised():
                raise UserError(
                    self.env._(
                        "Clients have the tier %(tier)s: it stays as they got it. Add "
                        "another tier to the plan %(plan)s, and let packs bring that.",
                        tier=tier.name,
                        plan=tier.plan_id.name,
                    )
                )
        return super().write(vals)

    def _is_promised(self):
        """Tell whether clients have the tier, or have ordered it."""
        plan = self.plan_id.sudo()
        is_active = "active" in plan.contract_ids.mapped("state")
        return (plan.tier_id == self and is_active) or any(
            uses._name not in OFFERS for uses in self._get_uses()
        )

    def _get_uses(self):
        """Override: and the order and invoice lines that sold it."""
        return super()._get_uses() + [
            lines
            for name in ("sale.order.line", "account.move.line")
            if (lines := self._find_sold(name))
        ]

    def _find_sold(self, name):
        """Return the lines of a model that sold the tier, in sudo.

        By SQL: the ORM does not search within JSON.
        """
        lines_sudo = self.env[name].sudo()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE prepaid_sold->>'tier' = %s",
                SQL.identifier(lines_sudo._table),
                str(self.id),
            )
        )
        return lines_sudo.browse(row[0] for row in rows)


class PrepaidResponse(models.Model):
    """A commitment that a tier brings stays with it."""

    _inherit = "prepaid.response"

    def write(self, vals):
        for response in self:
            if not response._changes(vals, RESPONSE_TERMS):
                continue
            for tier in response._find_tiers().filtered(lambda t: t._is_promised()):
                raise UserError(
                    self.env._(
                        "Clients have “%(response)s” by the tier %(tier)s: it stays as "
                        "they got it. Add another commitment, and another tier that "
                        "brings it.",
                        response=response.name,
                        tier=tier.name,
                    )
                )
        return super().write(vals)

    def _get_uses(self):
        """Override: and the tiers that bring it, which go with their plan only."""
        tiers = self._find_tiers()
        return super()._get_uses() + ([tiers] if tiers else [])

    def _find_tiers(self):
        return self.env["prepaid.tier"].sudo().search([("response_id", "in", self.ids)])
