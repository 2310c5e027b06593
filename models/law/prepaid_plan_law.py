from markupsafe import Markup

from odoo import api, fields, models


class PrepaidPlan(models.Model):
    """Where the plan's expiry would be void, told before anything is sold."""

    _inherit = "prepaid.plan"

    law_warning = fields.Html(
        "Where Credit Does Not Expire",
        compute="_compute_law_warning",
        sanitize=False,
        groups="base.group_user",
    )

    @api.depends("validity_months", "unit")
    @api.depends_context("lang")
    def _compute_law_warning(self):
        Rule = self.env["prepaid.jurisdiction"].sudo()
        for plan in self:
            plan.law_warning = False
            units = (False, plan.unit)
            rules = Rule.search([("expiry", "=", "forbidden"), ("unit", "in", units)])
            if rules and plan.validity_months:
                plan.law_warning = self.env._(
                    "Credit does not expire for: %(rules)s. There it stays valid, "
                    "unless you decide otherwise on the contract.",
                    rules=Markup("; ").join(rules.mapped(_name_with_source)),
                )


def _name_with_source(rule):
    return Markup("%s (%s)") % (rule.name, rule._get_source_link(for_staff=True))
