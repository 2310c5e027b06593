from collections import defaultdict

from odoo import api, models


class PrepaidOpeningLine(models.Model):
    """Whom and what the names of a file mean. Never a guess: none, one or several."""

    _inherit = "prepaid.opening.line"

    @api.model
    def _find_customers(self, names, company):
        """Return {name: customers} by exact name, reference or email, without case.

        Whose commercial entity is the same is one customer; archived ones come last.
        """
        wanted = {name.casefold().strip() for name in names}
        found = defaultdict(self.env["res.partner"].browse)
        self.env["res.partner"].flush_model(["name", "ref", "email", "active"])
        # By SQL, as the ORM does not look for many names whatever their case.
        self.env.cr.execute(
            """
            SELECT id FROM res_partner
             WHERE LOWER(TRIM(name)) = ANY(%(names)s)
                OR LOWER(TRIM(ref)) = ANY(%(names)s)
                OR LOWER(TRIM(email)) = ANY(%(names)s)
            """,
            {"names": list(wanted)},
        )
        ids = [partner_id for (partner_id,) in self.env.cr.fetchall()]
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("id", "in", ids),
                    ("company_id", "in", [False, *company.parent_ids.ids]),
                ]
            )
        )
        for partner in partners:
            for text in (partner.name, partner.ref, partner.email):
                key = (text or "").casefold().strip()
                if key in wanted:
                    found[key] |= partner.commercial_partner_id
        by_name = {name: found[name.casefold().strip()] for name in names}
        return {name: each.filtered("active") or each for name, each in by_name.items()}

    @api.model
    def _find_plans(self, names, company):
        """Return {name: plans} by exact name, without case.

        Where the company has none of a name, those of it that are archived, else those
        of other companies that the user may see: what is wrong with them is told.
        """
        Plan = self.env["prepaid.plan"].with_context(active_test=False)
        plans = Plan.search([("name", "!=", False)])
        by_name = defaultdict(plans.browse)
        for plan in plans:
            by_name[plan.name.casefold().strip()] |= plan
        found = {}
        for name in names:
            each = by_name[name.casefold().strip()]
            own = each.filtered(
                lambda plan: (
                    not plan.company_id or plan.company_id in company.parent_ids
                )
            )
            found[name] = own.filtered("active") or own or each
        return found
