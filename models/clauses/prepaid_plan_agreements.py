from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidPlan(models.Model):
    """How many contracts signed the plan's terms, and for how many they changed."""

    _inherit = "prepaid.plan"

    signed_count = fields.Integer(
        "Signed Contracts", compute="_compute_signed_count", groups=PRICE_GROUPS
    )
    differing_count = fields.Integer(
        "Contracts That Signed Other Terms",
        compute="_compute_signed_count",
        groups=PRICE_GROUPS,
    )

    @api.depends("contract_ids.agreement_differs", "contract_ids.agreement_ids.state")
    def _compute_signed_count(self):
        signed = self._count_contracts([("agreement_ids.state", "=", "signed")])
        differing = self._count_contracts([("agreement_differs", "=", True)])
        for plan in self:
            plan.signed_count = signed.get(plan._origin, 0)
            plan.differing_count = differing.get(plan._origin, 0)

    def _count_contracts(self, domain):
        """Return {plan: number} of the contracts of the domain that one may see."""
        domain = [("plan_id", "in", self._origin.ids), *domain]
        Contract = self.env["prepaid.contract"]
        return dict(Contract._read_group(domain, ["plan_id"], ["__count"]))

    def action_open_differing(self):
        self.ensure_one()
        action = self.action_open_contracts()
        return action | {"context": {"search_default_agreement_differs": 1}}
