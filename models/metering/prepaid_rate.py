from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import (
    MINUTES_PER_HOUR,
    QUANTITY_DIGITS,
    RATE_DIGITS,
    is_same_price,
    to_minute_price,
)
from ..contract.access import PRICE_GROUPS

# How work is counted before it is priced.
TERMS = (
    "outside_factor",
    "free_minutes",
    "minimum_minutes",
    "step_minutes",
    "rounding",
    "durations",
    "flat_quantity",
    "is_visit",
    "is_item",
    "item_quantity",
    "items_included",
)


class PrepaidRate(models.Model):
    _name = "prepaid.rate"
    _description = "Prepaid Rate"
    _inherit = "prepaid.guarded"
    _order = "plan_id, usage_type_id, id"
    _rec_name = "usage_type_id"

    _prepaid_user_fields = {
        "plan_id",
        "usage_type_id",
        "factor",
        "price_hour",
        "product_id",
        *TERMS,
    }

    plan_id = fields.Many2one(
        "prepaid.plan", required=True, index=True, ondelete="cascade"
    )
    unit = fields.Selection(related="plan_id.unit")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        ondelete="restrict",
        help="Leave empty for the rate of every type that has none of its own.",
    )

    # What a metered minute costs
    factor = fields.Float(
        digits=RATE_DIGITS,
        default=1.0,
        help="Minutes drawn for each minute worked: 1.5 draws 90 minutes for an "
        "hour, 0 draws nothing.",
    )
    price_hour = fields.Float(
        "Price per Hour",
        digits=RATE_DIGITS,
        groups=PRICE_GROUPS,
        help="In the plan's currency, without taxes, kept as it was entered.",
    )
    price = fields.Float(
        "Price per Minute",
        digits=RATE_DIGITS,
        compute="_compute_price",
        inverse="_inverse_price",
        groups=PRICE_GROUPS,
    )
    product_id = fields.Many2one(
        "product.product",
        "Priced as",
        ondelete="restrict",
        help="Take the price of this product, sold by the hour, from the client's "
        "pricelist on the day the work is logged, less the taxes that it includes.",
    )
    outside_factor = fields.Float(
        digits=RATE_DIGITS,
        default=1.0,
        help="Times the rate outside the business hours of the plan.",
    )

    # How worked minutes are metered
    free_minutes = fields.Integer(
        help="First minutes of an exchange that cost nothing."
    )
    minimum_minutes = fields.Integer("Minimum")
    step_minutes = fields.Integer("Step", help="0: to the minute.")
    rounding = fields.Selection(
        [("up", "Up"), ("nearest", "To the nearest"), ("down", "Down")],
        required=True,
        default="up",
    )
    durations = fields.Char(
        "Standard Durations",
        help="Minutes, for example 15, 30, 45: work is metered as the shortest that "
        "holds it. Beyond the longest the step counts.",
    )

    # What an exchange costs, however long
    flat_quantity = fields.Float(
        "Flat Charge",
        digits=QUANTITY_DIGITS,
        help="Added once for each exchange, in the plan's unit: travel, for example.",
    )
    is_visit = fields.Boolean(
        "By Visit",
        help="Minimum, steps, free minutes and flat charge count once for all work of "
        "this kind on one ticket and day, whoever came.",
    )
    is_item = fields.Boolean(
        "By Number", help="Draw by the number of exchanges (messages), not by time."
    )
    item_quantity = fields.Float(
        "Each", digits=QUANTITY_DIGITS, help="What one draws, in the plan's unit."
    )
    items_included = fields.Integer(
        "Included a Month", help="So many in a calendar month draw nothing."
    )

    summary = fields.Char("Also", compute="_compute_summary")

    _check_factor = models.Constraint(
        "CHECK (factor >= 0 AND outside_factor >= 0)",
        "A rate's factors must not be negative.",
    )
    _check_price = models.Constraint(
        "CHECK (price_hour >= 0)", "A rate's price must not be negative."
    )
    _check_metering = models.Constraint(
        "CHECK (free_minutes >= 0 AND minimum_minutes >= 0 AND step_minutes >= 0"
        " AND flat_quantity >= 0 AND item_quantity >= 0 AND items_included >= 0)",
        "Free minutes, minimum, step, flat charge and included number of a rate must "
        "not be negative.",
    )
    _usage_type_unique = models.UniqueIndex(
        "(plan_id, COALESCE(usage_type_id, 0))",
        "A plan has one rate for each usage type.",
    )

    @api.depends("plan_id.name", "usage_type_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rate in self:
            work = rate.usage_type_id.name or rate.plan_id._get_general_name()
            rate.display_name = f"{rate.plan_id.name} · {work}"

    @api.depends("price_hour")
    def _compute_price(self):
        for rate in self:
            rate.price = to_minute_price(rate.price_hour)

    def _inverse_price(self):
        """Take the price of a minute, unless it is the hour's, rounded."""
        for rate in self:
            if not is_same_price(rate.price, to_minute_price(rate.price_hour)):
                rate.price_hour = rate.price * MINUTES_PER_HOUR

    @api.onchange("price")
    def _onchange_price(self):
        self._inverse_price()

    @api.depends(*TERMS)
    @api.depends_context("lang")
    def _compute_summary(self):
        for rate in self:
            rate.summary = ", ".join(rate._get_rules())

    def _get_rules(self):
        """Return what is special about the rate, as short texts."""
        quantity = self.plan_id._format_quantity
        if self.is_item:
            each = self.env._(
                "%(quantity)s each", quantity=quantity(self.item_quantity)
            )
            included = self.env._(
                "%(number)s a month included", number=self.items_included
            )
            return [each] + ([included] if self.items_included else [])
        outside = self.plan_id._format_number(self.outside_factor)
        rules = {
            self.env._("× %(factor)s outside business hours", factor=outside): (
                self.outside_factor != 1
            ),
            self.env._("first %(minutes)s min free", minutes=self.free_minutes): (
                self.free_minutes
            ),
            self.env._("minimum %(minutes)s min", minutes=self.minimum_minutes): (
                self.minimum_minutes
            ),
            self.env._("steps of %(minutes)s min", minutes=self.step_minutes): (
                self.step_minutes
            ),
            self.env._(
                "counted as %(minutes)s min", minutes=self.durations
            ): self.durations,
            self.env._(
                "plus %(quantity)s flat", quantity=quantity(self.flat_quantity)
            ): (self.flat_quantity),
            self.env._("once a visit, however many lines it has"): self.is_visit,
        }
        return [text for text, applies in rules.items() if applies]

    @api.constrains("durations")
    def _check_durations(self):
        for rate in self:
            try:
                durations = rate._get_durations()
            except ValueError:
                durations = (0,)
            if durations and min(durations) <= 0:
                raise ValidationError(
                    self.env._(
                        "The standard durations “%(durations)s” of the plan %(plan)s "
                        "are not understood. Enter whole minutes, for example 15, 30, "
                        "45.",
                        durations=rate.durations,
                        plan=rate.plan_id.name,
                    )
                )

    @api.constrains("product_id")
    def _check_product(self):
        hour = self.env.ref("uom.product_uom_hour")
        for rate in self.filtered("product_id"):
            if not rate.product_id.uom_id._has_common_reference(hour):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not sold by time and cannot price the work of "
                        "the plan %(plan)s. Choose a product sold in hours.",
                        product=rate.product_id.display_name,
                        plan=rate.plan_id.name,
                    )
                )

    def _get_durations(self):
        """Return the standard durations (tuple of int, minutes), shortest first."""
        return tuple(
            sorted(
                int(part) for part in (self.durations or "").split(",") if part.strip()
            )
        )

    def _get_price_hour(self, partner, date=None, company=None):
        """Return the price of an hour without taxes, in the plan's currency.

        The product's wins over the rate's own: by the customer's pricelist that day,
        as Odoo would sell it to the customer, less the taxes that it includes.
        """
        if not self.product_id:
            return self.price_hour
        company = company or self.plan_id.company_id or self.env.company
        product = self.product_id.with_company(company)
        partner = partner.with_company(company)
        price = partner.property_product_pricelist._get_product_price(
            product,
            1.0,
            currency=self.currency_id,
            uom=self.env.ref("uom.product_uom_hour"),
            date=date,
        )
        return self._take_taxes_out(price, product, partner, company)

    def _take_taxes_out(self, price, product, partner, company):
        """Return a price less the taxes that it includes, not rounded to coins."""
        sold = product.sudo().taxes_id._filter_taxes_by_company(company)
        Position = self.env["account.fiscal.position"].with_company(company)
        position = Position.sudo()._get_fiscal_position(partner)
        price = product._get_tax_included_unit_price_from_price(
            price, product_taxes=sold, fiscal_position=position
        )
        taxes = position.map_tax(sold).with_context(round_base=False)
        net = taxes.compute_all(
            price,
            currency=self.currency_id,
            product=product,
            partner=partner,
            rounding_method="round_globally",
        )["total_excluded"]
        return round(net, RATE_DIGITS[1])
