from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .promise import Promise


class PrepaidPlan(models.Model):
    """The tiers of a plan, and what they make of the terms of work."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"tier_id"}

    tier_ids = fields.One2many("prepaid.tier", "plan_id", "Tiers", copy=True)
    tier_id = fields.Many2one(
        "prepaid.tier",
        "Always",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('plan_id', '=', id)]",
        help="The tier of every active contract of the plan, with or without credit.",
    )
    # A column of the plan: work under a plan without tiers asks nothing more.
    has_tiers = fields.Boolean(compute="_compute_has_tiers", store=True)

    @api.depends("tier_ids")
    def _compute_has_tiers(self):
        for plan in self:
            plan.has_tiers = bool(plan.tier_ids)

    @api.constrains("tier_id")
    def _check_tier_id(self):
        for plan in self:
            if plan.tier_id and plan.tier_id.plan_id != plan:
                raise ValidationError(
                    self.env._(
                        "“%(tier)s” is no tier of the plan %(plan)s. Choose one of its "
                        "own.",
                        tier=plan.tier_id.name,
                        plan=plan.name,
                    )
                )

    def copy(self, default=None):
        """Give the tiers of a copy its own response commitments."""
        copies = super().copy(default)
        for plan, copied in zip(self, copies, strict=True):
            responses = dict(zip(plan.response_ids, copied.response_ids, strict=False))
            for tier, new in zip(plan.tier_ids, copied.tier_ids, strict=False):
                new.response_id = responses.get(tier.response_id)
                if tier == plan.tier_id:
                    copied.tier_id = new
        return copies

    def _is_use(self, field):
        """Override: its own tier goes with the plan."""
        own = (self._name, "tier_id")
        return (field.model_name, field.name) != own and super()._is_use(field)

    def _get_terms(self, usage_type, contract, date=None, response=None, drawn=None):
        """Override: less what a tier waives, with the messages that it includes.

        That of the tiers that hold on the day of the work, and for it. ``drawn`` is
        where the work is, and credit that holds although this very work used it up.
        """
        terms = super()._get_terms(usage_type, contract, date, response)
        if not self.has_tiers or contract.plan_id != self._origin:
            return terms
        project, grants = drawn or (self.env["project.project"], None)
        work = (usage_type, project) if contract.has_scope else None
        held = contract._get_tiers(date or contract._get_today(), work, grants)
        tiers = self.env["prepaid.tier"].concat(*held)
        waived = tiers._get_waived(Promise(*response) if response else None)
        terms = terms._replace(waives=tuple(waived.items()))
        if terms.is_item:
            numbers = (terms.items_included, *tiers.mapped("messages_included"))
            terms = terms._replace(items_included=max(numbers))
        return terms
