from markupsafe import Markup

from odoo import api, fields, models


class PrepaidJurisdiction(models.Model):
    _inherit = "prepaid.jurisdiction"

    def _get_html(self):
        """Return each rule with a link to its source, for warnings."""
        return Markup().join(
            Markup("<p class='mb-1'>{name}: {reason} {source}</p>").format(
                name=rule.name,
                reason=rule.reason,
                source=rule._get_source_link(for_staff=True),
            )
            for rule in self
        )


class PrepaidPlan(models.Model):
    """Where it is doubtful whether the plan's credit may expire."""

    _inherit = "prepaid.plan"

    law_doubt = fields.Html(
        "Where Expiry Is Doubtful",
        compute="_compute_law_doubt",
        groups="base.group_user",
        help="The seller decides, on the contract, and the reason is kept on record.",
    )

    @api.depends("unit", "validity_months")
    @api.depends_context("lang")
    def _compute_law_doubt(self):
        Rule = self.env["prepaid.jurisdiction"].sudo()
        for plan in self:
            rules = Rule.search(
                [("expiry", "=", "doubtful"), ("unit", "in", (False, plan.unit))]
            )
            is_told = bool(plan.validity_months and rules)
            plan.law_doubt = is_told and rules._get_html()

    def _get_expiry_rule(self, partner):
        """Return the rule in sudo about the expiry of credit that a partner buys."""
        entity = partner.commercial_partner_id
        rules = self.env["prepaid.jurisdiction"]._find_rules(
            entity._get_prepaid_buyer_kind(),
            entity.country_id,
            entity.state_id,
            self.unit,
        )
        return rules.get("expiry", self.env["prepaid.jurisdiction"].sudo().browse())
