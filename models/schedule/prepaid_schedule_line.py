from odoo import api, fields, models

from .spans import Span, Wanted

PRECISION = "Product Unit"


class PrepaidScheduleLine(models.Model):
    """So much of a product that a schedule sells, from a day to a day."""

    _name = "prepaid.schedule.line"
    _description = "Prepaid Schedule Line"
    _inherit = "prepaid.guarded"
    _order = "date_to DESC, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        "schedule_id",
        "product_id",
        "quantity",
        "price_unit",
        "discount",
        "months",
    }

    schedule_id = fields.Many2one(
        "prepaid.schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    currency_id = fields.Many2one(related="schedule_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True), ('type', '=', 'service')]",
    )
    quantity = fields.Float(digits=PRECISION, required=True, default=1)
    months = fields.Selection(
        lambda self: self.env["prepaid.schedule"]._fields["interval_months"].selection,
        "Price for a",
        required=True,
        default="1",
        help="Each of these periods is a line of the invoice, with its own credit.",
    )
    price_unit = fields.Float(
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        help="For one, and one such period.",
    )
    discount = fields.Float("Disc. %", digits="Discount")
    date_from = fields.Date("From", readonly=True, copy=False)
    date_to = fields.Date(
        "To", readonly=True, copy=False, help="Empty: until it is changed."
    )
    amount_month = fields.Monetary("A Month", compute="_compute_amount_month")

    _check_line = models.Constraint(
        "CHECK (quantity > 0 AND price_unit >= 0 AND discount BETWEEN 0 AND 100)",
        "Quantities are positive, prices not negative, and discounts at most 100 %.",
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "quantity", "schedule_id.pricelist_id")
    def _compute_price_unit(self):
        """Propose the price of the client's pricelist."""
        for line in self:
            schedule, product = line.schedule_id, line.product_id
            if not product or line.date_from:
                continue
            line.price_unit = schedule.pricelist_id._get_product_price(
                product.with_company(schedule.company_id),
                line.quantity or 1,
                currency=schedule.currency_id,
                date=schedule.date_start,
            )

    @api.depends("quantity", "price_unit", "discount", "months")
    def _compute_amount_month(self):
        for line in self:
            amount = line._get_wanted().get_amount() / int(line.months)
            line.amount_month = line.currency_id.round(float(amount))

    # === CONSTRAINTS === #

    @api.constrains("product_id")
    def _check_product_id(self):
        for line in self:
            line.schedule_id._check_product(line.product_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_open()

    def _check_open(self):
        """Refuse by hand what is to be a change from a day on."""
        if not self.env.su:
            self.schedule_id._check_draft()

    # === BUSINESS METHODS === #

    def _get_wanted(self):
        return Wanted(
            self.product_id.id,
            self.quantity,
            self.price_unit,
            self.discount,
            int(self.months or 1),
        )

    def _get_span(self):
        start = self.date_from or self.schedule_id.date_start
        return Span(self._get_wanted(), start, self.date_to or None, self.id)

    def _is_sold_on(self, day):
        span = self._get_span()
        return span.first <= day and (not span.last or day <= span.last)

    def _is_billed_on(self, day):
        """Tell whether a posted invoice bills the product on a day."""
        return bool(
            self.schedule_id.claim_ids.filtered(
                lambda claim: (
                    claim.product_id == self.product_id
                    and claim.date_from <= day <= claim.date_to
                )
            )._get_billed_lines()
        )
