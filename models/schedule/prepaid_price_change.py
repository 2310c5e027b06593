from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..contract.access import PRICE_GROUPS
from ..contract.race import take_turn
from .spans import exact


class PrepaidPriceChange(models.Model):
    """Other prices for many schedules from a day on, told to their clients before.

    What a client was told is what is applied: each line keeps the price that it
    replaces and the one that it brings. A schedule takes it with its first period on or
    after the day that is not billed yet: what was paid is not billed again.
    """

    _name = "prepaid.price.change"
    _description = "Prepaid Price Change"
    _inherit = ["mail.thread", "prepaid.guarded"]
    _order = "date_effective desc, id desc"
    _check_company_auto = True

    _prepaid_user_fields = {
        *("name", "company_id", "note", "date_effective", "notice_days"),
        *("remind_days", "method", "percent", "index_from", "index_to"),
        *("rounding_step", "plan_ids", "product_ids", "schedule_ids"),
    }

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("announced", "Announced"),
            ("done", "Done"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    note = fields.Text(
        "Reason", translate=True, help="Clients read it in the mail that tells them."
    )

    # When
    date_effective = fields.Date("From", required=True, copy=False, tracking=True)
    notice_days = fields.Integer(
        "Told", default=30, help="So many days before at the latest clients are told."
    )
    remind_days = fields.Integer(
        "Reminded", default=7, help="So many days before they are told again. 0: never."
    )
    date_announced = fields.Date("Announced on", readonly=True, copy=False)

    # How much
    method = fields.Selection(
        [("percent", "By percent"), ("index", "By an index")],
        required=True,
        default="percent",
    )
    percent = fields.Float(digits=(7, 3), tracking=True)
    index_from = fields.Float("Index Then", digits=(12, 4))
    index_to = fields.Float("Index Now", digits=(12, 4))
    rounding_step = fields.Float(
        "Round to",
        digits="Product Price",
        help="New prices are multiples of it, for example 0.50. Empty: the smallest "
        "unit of their currency.",
    )

    # Of whom
    plan_ids = fields.Many2many("prepaid.plan", check_company=True)
    product_ids = fields.Many2many("product.product", check_company=True)
    schedule_ids = fields.Many2many("prepaid.schedule", check_company=True, copy=False)
    line_ids = fields.One2many("prepaid.price.change.line", "change_id")

    # What it comes to
    client_count = fields.Integer("Clients", compute="_compute_effect")
    amount_before = fields.Monetary(
        "A Month Now", compute="_compute_effect", groups=PRICE_GROUPS
    )
    amount_after = fields.Monetary(
        "A Month Then", compute="_compute_effect", groups=PRICE_GROUPS
    )
    amount_year = fields.Monetary(
        "More a Year", compute="_compute_effect", groups=PRICE_GROUPS
    )

    _check_days = models.Constraint(
        "CHECK (notice_days >= 0 AND remind_days >= 0)",
        "The days before a price change must not be negative.",
    )
    _check_percent = models.Constraint(
        "CHECK (percent > -100 AND percent <= 1000 AND rounding_step >= 0)",
        "A price change is more than -100 and at most 1,000 percent, and prices are "
        "rounded to nothing negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.amount_before", "line_ids.amount_after")
    def _compute_effect(self):
        for change in self:
            lines = change.line_ids
            before = sum(lines.mapped("amount_before"))
            after = sum(lines.mapped("amount_after"))
            change.client_count = len(lines.filtered("is_changed").partner_id)
            change.amount_before, change.amount_after = before, after
            change.amount_year = 12 * (after - before)

    # === CONSTRAINTS === #

    @api.constrains("method", "index_from", "index_to")
    def _check_index(self):
        for change in self.filtered(lambda change: change.method == "index"):
            if change.index_from <= 0 or change.index_to <= 0:
                raise ValidationError(
                    self.env._(
                        "Enter both figures of the index of “%(change)s”: that of then "
                        "and that of now.",
                        change=change.name,
                    )
                )

    def write(self, vals):
        """Keep what clients were told."""
        if not self.env.su and vals.keys() & self._get_user_fields():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_announced(self):
        for change in self.filtered(lambda change: change.state != "draft"):
            raise UserError(
                self.env._(
                    "Clients were told of “%(change)s”: it stays. Withdraw it instead.",
                    change=change.name,
                )
            )

    def _check_draft(self):
        for change in self.filtered(lambda change: change.state != "draft"):
            raise UserError(
                self.env._(
                    "Clients were told of “%(change)s”, and it stays as they were "
                    "told. Withdraw it and make another one.",
                    change=change.name,
                )
            )

    # === ACTION METHODS === #

    def action_propose(self):
        """List the prices that would change; exceptions and typed prices stay."""
        for change in self:
            change.check_access("write")
            change._check_draft()
            change.sudo()._propose()
        return True

    def action_announce(self):
        """Tell the clients, and let the prices come on the day."""
        for change in self:
            change.check_access("write")
            change._check_draft()
            change._check_announceable()
            change.sudo()._announce()
        return True

    def action_withdraw(self):
        """Let what has not come yet not come; clients who were told are told so."""
        for change in self:
            change.check_access("write")
            change.sudo()._withdraw()
        return True

    # === BUSINESS METHODS === #

    def _get_factor(self):
        """Return by how much prices are multiplied, as an exact fraction."""
        self.ensure_one()
        if self.method == "index":
            if not (self.index_from and self.index_to):
                return Fraction(1)
            return exact(self.index_to) / exact(self.index_from)
        return 1 + exact(self.percent) / 100

    def _get_schedules(self):
        """Return the schedules that it is for: those chosen, else all that match."""
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "in", ("running", "paused"))
        if self.schedule_ids:
            domain &= Domain("id", "in", self.schedule_ids.ids)
        if self.plan_ids:
            domain &= Domain("plan_id", "in", self.plan_ids.ids)
        return self.env["prepaid.schedule"].search(domain, order="id")

    def _propose(self):
        known = {line._get_key(): line for line in self.line_ids}
        found = {
            (schedule.id, wanted.product, wanted.months, wanted.price)
            for schedule in self._get_schedules()
            for wanted in schedule._get_wanted_then(self.date_effective)
            if not self.product_ids or wanted.product in self.product_ids.ids
        }
        stale = [line for key, line in known.items() if key not in found]
        self.line_ids = [Command.delete(line.id) for line in stale] + [
            Command.create(self._prepare_line_vals(key))
            for key in sorted(found - known.keys())
        ]

    def _prepare_line_vals(self, key):
        schedule_id, product_id, months, price = key
        schedule = self.env["prepaid.schedule"].browse(schedule_id)
        is_fixed = schedule._keeps_prices_on(self.date_effective)
        return {
            "schedule_id": schedule_id,
            "product_id": product_id,
            "months": str(months),
            "price_old": price,
            "is_kept": is_fixed,
            "kept_reason": is_fixed and schedule.price_fixed_reason,
        }

    def _check_announceable(self):
        self.ensure_one()
        if not any(self.line_ids.mapped("is_changed")):
            raise UserError(
                self.env._(
                    "“%(change)s” changes no price. Propose its lines first.",
                    change=self.name,
                )
            )
        today = self.company_id._get_prepaid_today()
        first = fields.Date.add(today, days=self.notice_days)
        if self.date_effective < max(first, fields.Date.add(today, days=1)):
            raise UserError(
                self.env._(
                    "Clients are told %(days)s days before: “%(change)s” can begin on "
                    "%(date)s at the earliest.",
                    days=self.notice_days,
                    change=self.name,
                    date=format_date(self.env, max(first, today)),
                )
            )
        self.sudo().line_ids._check_current()

    def _announce(self):
        take_turn(self)
        changed = self.line_ids.filtered("is_changed")
        changed.write({"is_waiting": True, "notice_due": True})
        today = self.company_id._get_prepaid_today()
        self.write({"state": "announced", "date_announced": today})
        self.env["prepaid.schedule"]._wake_reminders()

    def _withdraw(self):
        take_turn(self)
        if self.state not in ("draft", "announced"):
            raise UserError(
                self.env._("“%(change)s” is over already.", change=self.name)
            )
        waiting = self.line_ids.filtered("is_waiting")
        waiting._lapse(self.env._("Withdrawn"))
        # Who was not told yet needs not be told that it is off.
        for line in waiting:
            line.notice_due = not line.notice_due
        self.state = "cancelled"
        self.env["prepaid.schedule"]._wake_reminders()

    def _close_if_over(self):
        """Say that it is done where no line waits any more."""
        for change in self.filtered(lambda change: change.state == "announced"):
            if not any(change.line_ids.mapped("is_waiting")):
                change.state = "done"
