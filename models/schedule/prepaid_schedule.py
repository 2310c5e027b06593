from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contract.access import PRICE_GROUPS
from . import periods
from .spans import Grid

MONTHS = [
    ("1", "Month"),
    ("3", "Quarter"),
    ("6", "Half-year"),
    ("12", "Year"),
]


class PrepaidSchedule(models.Model):
    """What a contract renews by the calendar, and when next."""

    _name = "prepaid.schedule"
    _description = "Prepaid Schedule"
    _inherit = ["mail.thread", "prepaid.guarded"]
    _order = "id desc"
    _check_company_auto = True

    _prepaid_user_fields = {
        "contract_id",
        "interval_months",
        "date_start",
        "anchor_day",
        "notice_days",
        "pricelist_id",
    }

    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    plan_id = fields.Many2one(related="contract_id.plan_id")
    user_id = fields.Many2one(related="contract_id.user_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )

    # When
    interval_months = fields.Selection(
        MONTHS, "Billed Every", required=True, default="1", tracking=True
    )
    date_start = fields.Date(
        "Starts",
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
    )
    anchor_day = fields.Integer(
        "Day of the Month",
        compute="_compute_anchor_day",
        store=True,
        readonly=False,
        precompute=True,
        help="Periods start on this day, or on the last one of a shorter month. What "
        "starts between is billed by its days.",
    )
    next_date = fields.Date(
        "Next Billing", readonly=True, copy=False, help="The first day not billed yet."
    )
    date_end = fields.Date(
        "Ends", readonly=True, copy=False, help="The last day. Empty: it goes on."
    )
    notice_days = fields.Integer(
        "Notice",
        help="So many days before a period ends a client must stop it, or it goes on.",
    )

    # What
    pricelist_id = fields.Many2one(
        "product.pricelist",
        compute="_compute_pricelist_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True
    )
    line_ids = fields.One2many("prepaid.schedule.line", "schedule_id", copy=False)
    claim_ids = fields.One2many("prepaid.schedule.claim", "schedule_id")
    refill_ids = fields.One2many("prepaid.refill", "schedule_id")
    amount_month = fields.Monetary(
        "A Month",
        compute="_compute_amount_month",
        groups=PRICE_GROUPS,
        help="What is sold today comes to, by the month, without discounts of orders.",
    )

    _open_unique = models.UniqueIndex(
        "(contract_id) WHERE state != 'ended'",
        "A contract has one schedule that is not ended.",
    )
    _due_idx = models.Index("(next_date) WHERE state = 'running'")
    _check_days = models.Constraint(
        "CHECK (anchor_day BETWEEN 1 AND 31 AND notice_days >= 0)",
        "The day of the month is from 1 to 31, and the notice is not negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("contract_id")
    def _compute_display_name(self):
        for schedule in self:
            schedule.display_name = self.env._(
                "Renewal of %(contract)s", contract=schedule.contract_id.display_name
            )

    @api.depends("date_start")
    def _compute_anchor_day(self):
        for schedule in self:
            schedule.anchor_day = schedule.date_start.day if schedule.date_start else 1

    @api.depends("contract_id")
    def _compute_pricelist_id(self):
        for schedule in self:
            partner = schedule.partner_id.with_company(schedule.company_id)
            schedule.pricelist_id = partner.property_product_pricelist

    @api.depends("pricelist_id", "contract_id")
    def _compute_currency_id(self):
        for schedule in self:
            company = schedule.company_id or self.env.company
            schedule.currency_id = (
                schedule.pricelist_id.currency_id or company.currency_id
            )

    @api.depends("line_ids.date_from", "line_ids.date_to", "state")
    def _compute_amount_month(self):
        for schedule in self:
            today = schedule._get_today()
            lines = schedule.line_ids.filtered(
                lambda line, today=today: line._is_sold_on(today)
            )
            schedule.amount_month = sum(lines.mapped("amount_month"))

    # === CONSTRAINTS === #

    @api.constrains("contract_id")
    def _check_contract_id(self):
        for schedule in self:
            if schedule.contract_id.state == "closed":
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s is closed. Choose an open one.",
                        contract=schedule.contract_id.name,
                    )
                )

    def _check_product(self, product):
        """Refuse what is not billed in advance, or would be another plan's credit."""
        if product.invoice_policy != "order" or product.type != "service":
            raise ValidationError(
                self.env._(
                    "“%(product)s” cannot be billed in advance. Choose a service that "
                    "is invoiced by what was ordered.",
                    product=product.display_name,
                )
            )
        if product.is_prepaid_open_amount:
            raise ValidationError(
                self.env._(
                    "“%(product)s” is sold for any amount, a schedule sells for a "
                    "price. Choose a pack of a fixed price.",
                    product=product.display_name,
                )
            )
        contract = self.contract_id
        if product.is_prepaid_pack and not contract._takes_pack(product):
            raise ValidationError(
                self.env._(
                    "“%(product)s” is no pack of the plan of %(contract)s. Choose one "
                    "of its packs.",
                    product=product.display_name,
                    contract=contract.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        for schedule in self.filtered("claim_ids"):
            raise UserError(
                self.env._(
                    "%(schedule)s billed something and stays. End it instead.",
                    schedule=schedule.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Say so where the contract has one already: the index only refuses."""
        ids = [vals["contract_id"] for vals in vals_list if vals.get("contract_id")]
        for contract in self.env["prepaid.contract"].browse(ids):
            contract._check_no_schedule()
        return super().create(vals_list)

    def write(self, vals):
        """Keep what periods stand on once something was billed."""
        frozen = {"contract_id", "date_start", "anchor_day", "pricelist_id"}
        if not self.env.su and vals.keys() & (frozen | {"interval_months"}):
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        for schedule in self.filtered(lambda schedule: schedule.state != "draft"):
            raise UserError(
                self.env._(
                    "%(schedule)s has started. Use “Change” for what is to be "
                    "different from a day on.",
                    schedule=schedule.display_name,
                )
            )

    # === BUSINESS METHODS === #

    def _get_today(self):
        return (self.company_id or self.env.company)._get_prepaid_today()

    def _get_grid(self, months=None):
        """Return the days on which periods start (Grid), billed every so many months.

        The first one starts on the anchor's day in or before the month of the start.
        """
        self.ensure_one()
        origin = periods.find(
            self.date_start, 1, self.anchor_day, self.date_start
        ).first
        return Grid(origin, self.anchor_day, months or int(self.interval_months))

    def _get_spans(self):
        """Return all that was ever sold, and from when to when (spans)."""
        return [line._get_span() for line in self.line_ids.sorted("id")]
