from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .promise import Promise

# The surcharges that a tier may waive, each by a field of that name.
SURCHARGES = ("outside", "response", "flat")


class PrepaidTier(models.Model):
    """The conditions that a pack brings while its credit lasts, or a plan always.

    Several at once are combined for the client: the soonest response of all, each
    waiver that one of them has, and the largest number of messages.
    """

    _name = "prepaid.tier"
    _description = "Prepaid Tier"
    _inherit = ["prepaid.guarded", "prepaid.in.use"]
    _order = "plan_id, sequence, id"

    _prepaid_user_fields = {
        "plan_id",
        "sequence",
        "name",
        "response_id",
        "waives_outside",
        "waives_response",
        "waives_flat",
        "messages_included",
    }

    plan_id = fields.Many2one(
        "prepaid.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True, help="For example: Gold.")
    # Both go with their plan; `_get_uses` of the response keeps it from going alone.
    response_id = fields.Many2one(
        "prepaid.response",
        "Answered",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        domain="[('plan_id', '=', plan_id)]",
        help="The response commitment of every new ticket on which nobody chose one.",
    )
    waives_outside = fields.Boolean(
        "No Night Surcharge",
        help="Work outside the business hours costs what it costs within them.",
    )
    waives_response = fields.Boolean(
        "No Response Surcharge",
        default=True,
        help="The factor of the response commitment is not charged, unless the client "
        "asks for a faster one than the tier brings.",
    )
    waives_flat = fields.Boolean(
        "No Flat Charge", help="Flat charges such as travel are not charged."
    )
    messages_included = fields.Integer(
        "Messages a Month",
        help="So many of what is counted by number draw nothing in a calendar month, "
        "of each kind of work. The number of the rate counts if it is larger.",
    )

    _check_messages = models.Constraint(
        "CHECK (messages_included >= 0)",
        "The messages that a tier includes must not be negative.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("plan_id", "response_id")
    def _check_response_id(self):
        for tier in self:
            if tier.response_id and tier.response_id.plan_id != tier.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(response)s” is no response commitment of the plan "
                        "%(plan)s. Choose one of its own for the tier %(tier)s.",
                        response=tier.response_id.name,
                        plan=tier.plan_id.name,
                        tier=tier.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache()
    def _are_any(self):
        """Tell whether any plan has tiers: without them no ticket asks for one."""
        return bool(self.sudo().search([], limit=1))

    def _get_soonest(self, asked_at):
        """Return which of these tiers brings the best response to a request.

        That is the one promised soonest; of equals the one that costs least, then the
        one that waives more, then the first.
        """
        return min(
            self.filtered("response_id"),
            key=lambda tier: (
                tier.response_id._get_deadline(asked_at),
                1 if tier.waives_response else tier.response_id.factor,
                -len(tier._get_waivers()),
            ),
            default=self.browse(),
        )

    def _get_sooner_of(self, response, asked_at):
        """Return the response of the tier, or another that is promised for sooner."""
        own = self.response_id
        if own and response:
            return min(own, response, key=lambda r: r._get_deadline(asked_at))
        return own or response

    def _get_waivers(self):
        """Return {surcharge: the first of these tiers that waives it}."""
        return {
            rule: waiving[:1]
            for rule in SURCHARGES
            if (waiving := self.filtered(f"waives_{rule}"))
        }

    def _get_waived(self, promise=None):
        """Return {surcharge: name of the tier} of what these waive for a ticket.

        What a tier brought free of charge stays so when the tier has ended. A faster
        response than these bring is paid.
        """
        promise = promise or Promise()
        waivers = self._get_waivers()
        if promise.tier and promise.tier.waives_response:
            waivers["response"] = promise.tier
        elif promise.asked_at and self._is_beaten(promise):
            waivers.pop("response", None)
        return {rule: tier.name for rule, tier in waivers.items()}

    def _is_beaten(self, promise):
        """Tell whether a promise is for sooner than what these tiers bring."""
        best = self._get_soonest(promise.asked_at).response_id
        deadline = promise.response._get_deadline
        return bool(best) and (
            deadline(promise.asked_at) < best._get_deadline(promise.asked_at)
        )


class PrepaidGrant(models.Model):
    """The tier that credit brings, kept where it is transferred or rolled over."""

    _inherit = "prepaid.grant"

    tier_id = fields.Many2one(
        "prepaid.tier",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The conditions that hold while this credit lasts.",
    )

    # What brings a tier to a contract now.
    _tier_idx = models.Index(
        "(contract_id) WHERE remaining > 0 AND tier_id IS NOT NULL"
    )
