from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .periods import ONE_DAY
from .spans import HALF, exact


class PrepaidPriceChangeLine(models.Model):
    """Another price of a product on one schedule, or why it stays."""

    _name = "prepaid.price.change.line"
    _description = "Prepaid Price Change Line"
    _inherit = "prepaid.guarded"
    _order = "change_id, id"

    _prepaid_user_fields = {"price_new", "is_kept", "kept_reason"}

    change_id = fields.Many2one(
        "prepaid.price.change",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="change_id.company_id", store=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    schedule_id = fields.Many2one(
        "prepaid.schedule", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(related="schedule_id.partner_id", string="Client")
    currency_id = fields.Many2one(related="schedule_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", readonly=True
    )
    months = fields.Selection(
        lambda self: self.env["prepaid.schedule"]._fields["interval_months"].selection,
        "Price for a",
        required=True,
        readonly=True,
    )
    price_old = fields.Float("Price Now", digits="Product Price", readonly=True)
    price_new = fields.Float(
        "Price Then",
        digits="Product Price",
        compute="_compute_price_new",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_kept = fields.Boolean("Keep", help="An exception: the price stays as it is.")
    kept_reason = fields.Char("Why It Stays")

    # What becomes of it
    date_start = fields.Date(
        "Comes on",
        compute="_compute_date_start",
        help="The first period on or after the day that is not billed yet.",
    )
    is_waiting = fields.Boolean(
        readonly=True, copy=False, help="Told to the client, and to come."
    )
    notice_due = fields.Boolean(readonly=True, copy=False, index="btree_not_null")
    date_applied = fields.Date("Came on", readonly=True, copy=False)
    lapse_reason = fields.Char("Why It Did Not Come", readonly=True, copy=False)

    # What it comes to
    is_changed = fields.Boolean(compute="_compute_is_changed")
    amount_before = fields.Monetary(
        "A Month Now",
        compute="_compute_amounts",
        currency_field="company_currency_id",
    )
    amount_after = fields.Monetary(
        "A Month Then",
        compute="_compute_amounts",
        currency_field="company_currency_id",
    )

    _waiting_unique = models.UniqueIndex(
        "(schedule_id, product_id, months, price_old) WHERE is_waiting",
        "Another change of this price was announced and waits.",
    )
    _check_price = models.Constraint(
        "CHECK (price_new >= 0)", "Prices must not be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("schedule_id", "product_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(product)s of %(contract)s",
                product=line.product_id.display_name,
                contract=line.schedule_id.contract_id.name,
            )

    @api.depends(
        *("price_old", "change_id.percent", "change_id.method"),
        *("change_id.index_from", "change_id.index_to", "change_id.rounding_step"),
    )
    def _compute_price_new(self):
        for line in self:
            change = line.change_id
            step = exact(change.rounding_step or line.currency_id.rounding or 0.01)
            price = exact(line.price_old) * change._get_factor()
            line.price_new = float((price / step + HALF) // 1 * step)

    @api.depends("price_old", "price_new", "is_kept")
    def _compute_is_changed(self):
        for line in self:
            line.is_changed = not line.is_kept and line.price_new != line.price_old

    @api.depends("change_id.date_effective", "schedule_id.next_date", "months")
    def _compute_date_start(self):
        for line in self:
            line.date_start = line.date_applied or line._get_start()

    @api.depends("price_old", "price_new", "is_kept", "change_id.date_effective")
    def _compute_amounts(self):
        for line in self:
            line.amount_before = line._get_amount(line.price_old)
            line.amount_after = line._get_amount(
                line.price_new if line.is_changed else line.price_old
            )

    # === CONSTRAINTS === #

    @api.constrains("is_kept", "kept_reason")
    def _check_kept_reason(self):
        for line in self.filtered("is_kept"):
            if not (line.kept_reason or "").strip():
                raise ValidationError(
                    self.env._("Say why %(line)s stays.", line=line.display_name)
                )

    def write(self, vals):
        """Keep what clients were told."""
        if not self.env.su:
            self.change_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_announced(self):
        if not self.env.su:
            self.change_id._check_draft()

    # === BUSINESS METHODS === #

    def _get_key(self):
        return (
            self.schedule_id.id,
            self.product_id.id,
            int(self.months),
            self.price_old,
        )

    def _get_current(self):
        """Return what the schedule sells of it at the price that is to change."""
        _schedule, product, months, price = self._get_key()
        return [
            wanted
            for wanted in self.schedule_id._get_wanted_then(
                self.change_id.date_effective
            )
            if (wanted.product, wanted.months, wanted.price) == (product, months, price)
        ]

    def _get_amount(self, price):
        """Return what it comes to a month at a price, in company currency."""
        amount = sum(
            wanted._replace(price=price).get_amount() / wanted.months
            for wanted in self._get_current()
        )
        return self.currency_id._convert(
            float(amount),
            self.company_currency_id,
            self.company_id,
            self.company_id._get_prepaid_today(),
        )

    def _get_start(self):
        """Return the first day of the first period that is billed at the new price."""
        schedule, day = self.schedule_id, self.change_id.date_effective
        if not day:
            return False
        day = max(day, schedule.next_date or day)
        grid = schedule._get_grid()
        period = grid.find(day, max(int(self.months), grid.months))
        return day if period.first == day else period.last + ONE_DAY

    def _check_current(self):
        """Refuse to tell clients of prices that are not theirs, or told twice."""
        waiting = {line._get_key() for line in self.schedule_id.price_line_ids}
        for line in self.filtered("is_changed"):
            if not line._get_current():
                raise UserError(
                    self.env._(
                        "The price of %(line)s is another one by now. Propose the "
                        "lines again.",
                        line=line.display_name,
                    )
                )
            if line._get_key() in waiting:
                raise UserError(
                    self.env._(
                        "Another change of the price of %(line)s was announced. "
                        "Withdraw that one first, or keep the price here.",
                        line=line.display_name,
                    )
                )

    def _get_prices(self):
        """Return {(product, months, price now): price then} (spans.reprice)."""
        return {line._get_key()[1:]: line.price_new for line in self}

    def _sells(self, wanted):
        """Tell whether one of these is what a schedule wants."""
        return any(
            (each.product, each.months, each.price) == self._get_key()[1:]
            for each in wanted
        )

    def _apply(self, day):
        self.write({"is_waiting": False, "date_applied": day})
        for line in self:
            line._tell_applied(day)
        self.change_id._close_if_over()

    def _lapse(self, reason):
        self.write({"is_waiting": False, "lapse_reason": reason})
        self.change_id._close_if_over()

    def _tell_applied(self, day):
        """Keep in the contract's history which price came and why."""
        self.schedule_id.contract_id.message_post(
            body=self.env._(
                "%(product)s: %(new)s instead of %(old)s from %(date)s (%(change)s).",
                product=self.product_id.display_name,
                date=self.schedule_id._format_day(day),
                change=self.change_id.name,
                **self._get_price_texts(),
            )
        )

    def _get_price_texts(self):
        """Return the old and new price for people, with what they are for."""
        text = self.schedule_id._format_price
        return {"old": text(self.price_old), "new": text(self.price_new)}
