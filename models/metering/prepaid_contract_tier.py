from datetime import date

from odoo import models
from odoo.fields import Domain


class PrepaidContract(models.Model):
    """The tiers that hold for a contract: its plan's, and those of its credit."""

    _inherit = "prepaid.contract"

    def _get_tiers(self, day, work=None, drawn=None):
        """Return {tier: grants that bring it} of a day, in the order of the tiers.

        A pack's tier holds on the days its credit is valid, until that is used up; the
        plan's, which no grant brings, always. None holds while the contract takes no
        work. Nothing is asked where the plan has no tiers. Grants that are ``drawn``
        count even if nothing is left of them. Of ``work`` (its usage type and its
        project) those count alone whose credit pays for it.
        """
        plan = self.plan_id
        if not plan.has_tiers or not self._is_drawable(day):
            return {}
        grants = self.env["prepaid.grant"].search(
            Domain("contract_id", "=", self.id)
            & Domain("tier_id", "!=", False)
            & Domain("remaining", ">", 0)
        )
        grants |= (drawn or grants).filtered(lambda g: g.contract_id == self)
        grants = grants.filtered(lambda g: g._is_valid(day) or g._is_rolling(day))
        if work:
            grants = grants.filtered(lambda grant: grant._fits(*work))
        held = dict(grants.grouped("tier_id"))
        if plan.tier_id:
            held[plan.tier_id] = grants.browse()
        return {tier: held[tier] for tier in plan.tier_ids if tier in held}

    def _get_brought(self, ticket, asked_at):
        """Return the tier whose response a request of that moment gets, and its grant.

        Of credit that pays for the usual work on the ticket. Of grants that bring the
        same the one that lasts longest; none is the plan's.
        """
        held, Tier = {}, self.env["prepaid.tier"]
        if self:
            work = ticket._get_usual_work(self) if self.has_scope else None
            held = self._get_tiers(self.company_id._get_prepaid_day(asked_at), work)
        tier = Tier.concat(*held)._get_soonest(asked_at)
        grants = held.get(tier, self.env["prepaid.grant"])
        return tier, grants.sorted(_get_end, reverse=True)[:1]


def _get_end(grant):
    return grant.date_expiry or date.max
