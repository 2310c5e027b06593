from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..models.schedule.prepaid_schedule_change import KINDS, Change
from ..models.schedule.spans import Wanted


class PrepaidScheduleChange(models.TransientModel):
    """Change a schedule from a day on, and see beforehand what that bills."""

    _name = "prepaid.schedule.change"
    _description = "Change a Prepaid Schedule"

    schedule_id = fields.Many2one("prepaid.schedule", required=True, readonly=True)
    partner_id = fields.Many2one(related="schedule_id.partner_id", string="Client")
    company_id = fields.Many2one(related="schedule_id.company_id")
    currency_id = fields.Many2one(related="schedule_id.currency_id")
    state = fields.Selection(related="schedule_id.state")
    next_date = fields.Date(related="schedule_id.next_date")
    kind = fields.Selection(KINDS, "Change", required=True, default="options")
    date = fields.Date(
        "From", required=True, compute="_compute_date", store=True, readonly=False
    )
    interval_months = fields.Selection(
        lambda self: self.env["prepaid.schedule"]._fields["interval_months"].selection,
        "Bill Every",
        compute="_compute_interval_months",
        store=True,
        readonly=False,
    )
    line_ids = fields.One2many(
        "prepaid.schedule.change.line",
        "wizard_id",
        "Sold from Then On",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    gives_back = fields.Boolean(
        "Settle Unused Days",
        default=True,
        help="Off: days that were paid and are not used any more are given up.",
    )
    reason = fields.Char(required=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("schedule_id", "kind")
    def _compute_date(self):
        """Propose today, and for stops the end of what the client must take."""
        for wizard in self:
            schedule = wizard.schedule_id
            today = schedule._get_today()
            if wizard.kind == "stop" and schedule.state == "running":
                wizard.date = fields.Date.add(schedule._get_term(), days=1)
            elif wizard.kind == "revive" and schedule.date_end:
                wizard.date = max(fields.Date.add(schedule.date_end, days=1), today)
            else:
                wizard.date = today

    @api.depends("schedule_id")
    def _compute_interval_months(self):
        for wizard in self:
            wizard.interval_months = wizard.schedule_id.interval_months

    @api.depends("schedule_id", "kind")
    def _compute_line_ids(self):
        """Start with what is sold now."""
        for wizard in self:
            schedule = wizard.schedule_id
            if not schedule:
                continue
            day = schedule.date_end or wizard.date or schedule._get_today()
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "product_id": each.product,
                        "quantity": each.quantity,
                        "price_unit": each.price,
                        "discount": each.discount,
                        "months": str(each.months),
                    }
                )
                for each in schedule._get_wanted(day)
            ]

    @api.depends(
        "kind",
        "date",
        "interval_months",
        "gives_back",
        "line_ids.product_id",
        "line_ids.quantity",
        "line_ids.price_unit",
        "line_ids.discount",
        "line_ids.months",
    )
    def _compute_preview(self):
        for wizard in self:
            if not (wizard.schedule_id and wizard.date):
                wizard.preview = False
                continue
            schedule = wizard.schedule_id.sudo()
            try:
                told = schedule._preview_change(wizard._get_change())
            except UserError as error:
                told = {"error": str(error)}
            wizard.preview = self.env["ir.qweb"]._render(
                "sale_timesheet_prepaid.prepaid_schedule_preview",
                {
                    "told": told,
                    "format_amount": lambda amount, currency: format_amount(
                        self.env, amount, currency
                    ),
                },
            )

    def _get_change(self):
        """Return what the person asks for, as a Change."""
        interval = None
        if self.kind == "interval":
            interval = int(self.interval_months)
        wanted = ()
        if self.kind in ("options", "interval", "resume", "revive"):
            wanted = tuple(
                line._get_wanted() for line in self.line_ids if line.product_id
            )
        return Change(
            self.kind, self.date, wanted, interval, self.gives_back, self.reason or ""
        )

    def action_apply(self):
        """Make the change, and show the document that it made, if any."""
        self.ensure_one()
        self.schedule_id.check_access("write")
        self.line_ids._check_sold()
        order = self.schedule_id.sudo()._apply_change(self._get_change())
        return order._get_schedule_document_action()


class PrepaidScheduleChangeLine(models.TransientModel):
    _name = "prepaid.schedule.change.line"
    _description = "Sold after a Change"

    wizard_id = fields.Many2one(
        "prepaid.schedule.change", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('sale_ok', '=', True), ('type', '=', 'service')]",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1)
    months = fields.Selection(
        lambda self: self.env["prepaid.schedule"]._fields["interval_months"].selection,
        "Price for a",
        required=True,
        default="1",
    )
    price_unit = fields.Float(
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
    )
    discount = fields.Float("Disc. %", digits="Discount")

    @api.depends("product_id")
    def _compute_price_unit(self):
        """Propose the price of the client's pricelist for what is added."""
        for line in self.filtered("product_id"):
            schedule = line.wizard_id.schedule_id
            line.price_unit = schedule.pricelist_id._get_product_price(
                line.product_id.with_company(schedule.company_id),
                line.quantity or 1,
                currency=schedule.currency_id,
                date=line.wizard_id.date,
            )

    def _get_wanted(self):
        return Wanted(
            self.product_id.id,
            self.quantity,
            self.price_unit,
            self.discount,
            int(self.months),
        )

    def _check_sold(self):
        """Refuse what a schedule cannot sell, by the rules of its lines."""
        for line in self:
            schedule = line.wizard_id.schedule_id
            schedule._check_product(line.product_id)
