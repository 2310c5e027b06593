from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ...cron import run_each
from ..contract.access import PRICE_GROUPS
from . import spans as days


class PrepaidSchedule(models.Model):
    """Prices that were announced come with the first period that is not billed yet."""

    _inherit = "prepaid.schedule"

    _prepaid_user_fields = {"price_fixed_until", "price_fixed_reason"}
    _prepaid_personal_fields = {"price_fixed_reason": "text"}

    price_line_ids = fields.One2many(
        "prepaid.price.change.line",
        "schedule_id",
        "Announced Prices",
        domain=[("is_waiting", "=", True)],
    )
    change_line_ids = fields.One2many("prepaid.price.change.line", "schedule_id")
    price_text = fields.Text(
        "Prices to Come", compute="_compute_price_text", groups=PRICE_GROUPS
    )
    price_fixed_until = fields.Date(
        "Prices Fixed Until",
        tracking=True,
        help="Price changes of before that day leave its prices alone.",
    )
    price_fixed_reason = fields.Char("Why", tracking=True)

    @api.depends("price_line_ids.price_new", "next_date")
    @api.depends_context("lang")
    def _compute_price_text(self):
        for schedule in self:
            lines = schedule.sudo().price_line_ids
            schedule.price_text = "\n".join(schedule._get_price_notes(lines)) or False

    @api.constrains("price_fixed_until", "price_fixed_reason")
    def _check_price_fixed_reason(self):
        for schedule in self.filtered("price_fixed_until"):
            if not (schedule.price_fixed_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say why the prices of %(schedule)s are fixed.",
                        schedule=schedule.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    def _keeps_prices_on(self, day):
        return bool(self.price_fixed_until and day <= self.price_fixed_until)

    def _get_wanted_then(self, day):
        """Return what will be sold on a day, as far as it is known today."""
        self.ensure_one()
        day = max(day or self._get_today(), self._get_today())
        if self.date_end and self.date_end < day:
            return ()
        return self._get_wanted(day)

    def _get_price_notes(self, lines):
        """Return a sentence for each price to come, in the reader's language."""
        return [
            self.env._(
                "From %(date)s: %(product)s, %(new)s each instead of %(old)s "
                "%(period)s.",
                date=self._format_day(line.date_start),
                product=line.product_id.display_name,
                period=self._get_period_text(int(line.months)),
                **line._get_price_texts(),
            )
            for line in lines
        ]

    def _get_period_text(self, months):
        return {
            1: self.env._("a month"),
            3: self.env._("a quarter"),
            6: self.env._("a half-year"),
            12: self.env._("a year"),
        }[months]

    def _format_day(self, day):
        return format_date(self.env, day)

    def _format_price(self, price):
        return format_amount(self.env, price, self.currency_id)

    def _is_billed_from(self, product_id, day):
        """Tell whether days of a product from ``day`` on were billed, and stay so.

        Such days keep the price at which they were billed.
        """
        [[units]] = self.env["prepaid.schedule.claim"]._read_group(
            [
                ("schedule_id", "=", self.id),
                ("product_id", "=", product_id),
                ("date_to", ">=", day),
            ],
            [],
            ["unit_days:sum"],
        )
        return (units or 0) > 0

    def _get_due_prices(self, day):
        """Return the announced prices that a period from ``day`` on takes."""
        return self.price_line_ids.filtered(
            lambda line: (
                line.change_id.date_effective <= day
                and not self._is_billed_from(line.product_id.id, day)
            )
        )

    def _apply_prices(self, day):
        """Let announced prices come where the period that begins on ``day`` takes them.

        Called as a period is about to be billed, and for paused schedules on the day.
        Prices that were agreed anew since stay as they were agreed.
        """
        self.ensure_one()
        lines = self._get_due_prices(day)
        if not lines:
            return
        wanted = self._get_wanted(day)
        sold = lines.filtered(lambda line: line._sells(wanted))
        self._reprice(sold._get_prices(), day)
        sold._apply(day)
        (lines - sold)._lapse(
            self.env._("It is not sold at that price any more: what was agreed stays.")
        )

    def _reprice(self, prices, day):
        if self.state == "paused":
            self.paused_wanted = [
                list(days.reprice_wanted(wanted, prices))
                for wanted in self._get_wanted(day)
            ]
        else:
            self._write_spans(days.reprice(self._get_spans(), day, prices))

    @api.model
    def _bring_prices(self):
        """Bring prices that come to schedules that are not billed: paused, ended."""
        domain = Domain("state", "in", ("paused", "ended"))
        domain &= Domain(
            "change_line_ids",
            "any",
            Domain("is_waiting", "=", True)
            & Domain("change_id.date_effective", "<=", fields.Date.today()),
        )
        run_each(
            self.search(domain),
            methodcaller("_bring_own_prices"),
            domain,
            lambda schedule, reason: schedule.contract_id._keep_fault("prices", reason),
        )

    def _bring_own_prices(self):
        if self.state == "ended":
            self.price_line_ids._lapse(self.env._("It ended before."))
        else:
            self._apply_prices(self._get_today())
