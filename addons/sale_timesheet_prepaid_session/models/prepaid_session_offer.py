from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sale_timesheet_prepaid.models.contract.access import PRICE_GROUPS

MINUTES_MOST = 8 * 60


class PrepaidSessionOffer(models.Model):
    """What a talk page offers: with whom, at which price, by which rules."""

    _name = "prepaid.session.offer"
    _description = "Talk Page"
    _inherit = ["prepaid.guarded", "mail.thread"]
    _order = "sequence, id"

    _prepaid_personal_fields = {"user_ids": "person"}
    _prepaid_user_fields = {
        "name",
        "sequence",
        "active",
        "company_id",
        "plan_id",
        "usage_type_id",
        "product_id",
        "project_id",
        "user_ids",
        "lengths",
        "most_minutes",
        "buffer_minutes",
        "rules",
        "cancellation_ids",
    }

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    # What it costs
    plan_id = fields.Many2one(
        "prepaid.plan",
        "Prices",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('unit', '=', 'money')]",
        help="Visitors pay by the rates of this plan; clients by their contract's.",
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Talk", required=True, ondelete="restrict"
    )
    product_id = fields.Many2one(
        "product.product",
        "Invoiced as",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Gives account and taxes of the invoices.",
    )

    # Who talks, and where that is logged
    user_ids = fields.Many2many("res.users", string="Talk with")
    project_id = fields.Many2one(
        "project.project",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('allow_timesheets', '=', True), ('allow_billable', '=', True),"
        " ('is_template', '=', False)]",
        help="Each talk becomes a ticket of this project.",
    )

    # How long
    lengths = fields.Char(
        default="15, 30, 45",
        help="Minutes that can be chosen, for example 15, 30, 45.",
    )
    most_minutes = fields.Integer(
        "Open Length up to",
        help="Minutes that are held where no length is chosen. 0: a length must be.",
    )
    buffer_minutes = fields.Integer(
        "Pause Between Talks", help="Minutes that stay free after each talk."
    )

    # Rules
    rules = fields.Html(
        translate=True, help="What the client accepts before anything is held."
    )
    cancellation_ids = fields.One2many(
        "prepaid.session.cancellation",
        "offer_id",
        copy=True,
        help="Free until the earliest; our own absence is always free.",
    )
    session_ids = fields.One2many(
        "prepaid.session", "offer_id", groups=PRICE_GROUPS, readonly=True
    )

    # === CONSTRAINTS === #

    @api.constrains("plan_id", "usage_type_id")
    def _check_price(self):
        for offer in self:
            if offer.plan_id.unit != "money":
                raise ValidationError(
                    self.env._(
                        "The talk page %(page)s needs a plan in money: visitors pay "
                        "with their card. Choose another than %(plan)s.",
                        page=offer.name,
                        plan=offer.plan_id.name,
                    )
                )
            if not offer.plan_id._get_rate(offer.usage_type_id):
                offer.plan_id._raise_without_price(offer.usage_type_id)

    @api.constrains("lengths", "most_minutes")
    def _check_lengths(self):
        for offer in self:
            try:
                lengths = offer._get_lengths()
            except ValueError:
                lengths = (0,)
            every = [*lengths, *([offer.most_minutes] if offer.most_minutes else [])]
            if not every or min(every) <= 0 or max(every) > MINUTES_MOST:
                raise ValidationError(
                    self.env._(
                        "The talk page %(page)s needs lengths in whole minutes, for "
                        "example 15, 30, 45, or an open length, of %(most)s minutes at "
                        "most.",
                        page=offer.name,
                        most=MINUTES_MOST,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_lengths(self):
        """Return the lengths (tuple of int, minutes) that can be chosen, sorted."""
        self.ensure_one()
        parts = (self.lengths or "").split(",")
        return tuple(sorted({int(part) for part in parts if part.strip()}))

    def _get_cancellation(self):
        """Return the rule to be accepted: [[hours before, percent]], longest first."""
        steps = self.cancellation_ids.sorted("hours", reverse=True)
        return [[step.hours, step.percent] for step in steps]

    def _is_length(self, minutes):
        """Tell whether a session may have that length; 0 is the open one."""
        return minutes in self._get_lengths() or (
            minutes == 0 and bool(self.most_minutes)
        )


class PrepaidSessionCancellation(models.Model):
    """A step of a graded cancellation: what is due from so many hours before."""

    _name = "prepaid.session.cancellation"
    _description = "Cancellation Rule"
    _inherit = "prepaid.guarded"
    _order = "hours desc, id"

    _prepaid_user_fields = {"offer_id", "hours", "percent"}

    offer_id = fields.Many2one(
        "prepaid.session.offer", required=True, index=True, ondelete="cascade"
    )
    hours = fields.Float(
        "Less than (hours before)",
        required=True,
        help="A cancellation that comes later than this costs the percentage.",
    )
    percent = fields.Float("Costs (%)", required=True)

    _check_values = models.Constraint(
        "CHECK (hours >= 0 AND percent BETWEEN 0 AND 100)",
        "A cancellation costs between 0 and 100 % from some hours before.",
    )
    _hours_unique = models.Constraint(
        "UNIQUE (offer_id, hours)", "Each cancellation step has hours of its own."
    )
