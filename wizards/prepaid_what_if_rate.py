from odoo import api, fields, models

from ..metering import QUANTITY_DIGITS, RATE_DIGITS
from .prepaid_what_if import RATE_FIELDS

# What must not be below zero, as on rates that are saved.
POSITIVE = (
    *("factor", "price_hour", "outside_factor", "free_minutes", "minimum_minutes"),
    *("step_minutes", "flat_quantity", "item_quantity", "items_included"),
)


class PrepaidWhatIfRate(models.TransientModel):
    """A rate that somebody tries: it is on no plan."""

    _name = "prepaid.what.if.rate"
    _description = "Rate to Try"

    wizard_id = fields.Many2one("prepaid.what.if", required=True, ondelete="cascade")
    unit = fields.Selection(related="wizard_id.unit")
    currency_id = fields.Many2one(related="wizard_id.credit_currency_id")
    usage_type_id = fields.Many2one("prepaid.usage.type")
    work_name = fields.Char("Kind of Work", compute="_compute_work_name")
    factor = fields.Float(digits=RATE_DIGITS, default=1.0)
    price_hour = fields.Float("Price per Hour", digits=RATE_DIGITS)
    product_id = fields.Many2one("product.product", "Priced as")
    outside_factor = fields.Float("Outside Hours ×", digits=RATE_DIGITS, default=1.0)
    free_minutes = fields.Integer("Free")
    minimum_minutes = fields.Integer("Minimum")
    step_minutes = fields.Integer("Step")
    rounding = fields.Selection(
        [("up", "Up"), ("nearest", "To the nearest"), ("down", "Down")],
        required=True,
        default="up",
    )
    durations = fields.Char("Standard Durations")
    flat_quantity = fields.Float("Flat Charge", digits=QUANTITY_DIGITS)
    zone_terms = fields.Json(readonly=True)
    is_visit = fields.Boolean("By Visit")
    is_item = fields.Boolean("By Number")
    item_quantity = fields.Float("Each", digits=QUANTITY_DIGITS)
    items_included = fields.Integer("Included a Month")

    @api.depends("usage_type_id", "wizard_id.rate_ids.usage_type_id")
    @api.depends_context("lang")
    def _compute_work_name(self):
        for rate in self:
            has_others = bool(rate.wizard_id.rate_ids.usage_type_id)
            general = (
                self.env._("All other work") if has_others else self.env._("All work")
            )
            rate.work_name = rate.usage_type_id.name or general

    def _prepare_rate_vals(self):
        """Return the vals of a rate of a plan."""
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in RATE_FIELDS
        }

    def _get_problem(self):
        """Return what keeps these rates from being counted with, or False."""
        seen, Rate = set(), self.env["prepaid.rate"]
        for rate in self:
            try:
                durations = Rate.new(rate._prepare_rate_vals())._get_durations()
            except ValueError:
                durations = (0,)
            if min([1, *durations]) <= 0:
                return self.env._(
                    "The standard durations of “%(work)s” are not understood. Enter "
                    "whole minutes, for example 15, 30, 45.",
                    work=rate.work_name,
                )
            if min(rate[name] for name in POSITIVE) < 0:
                return self.env._(
                    "The rate of “%(work)s” has a number below zero. Enter 0 or more.",
                    work=rate.work_name,
                )
            if rate.usage_type_id in seen:
                return self.env._(
                    "“%(work)s” has two rates. Keep one.", work=rate.work_name
                )
            seen.add(rate.usage_type_id)
        return False
