from pytz import timezone, utc

from odoo import fields, models
from odoo.exceptions import UserError

from ...metering import to_minute_price
from .clock import make_clock, run_on
from .terms import Terms


class PrepaidPlan(models.Model):
    """What work costs under a plan: rates, business hours, response commitments."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"usage_type_id", "calendar_id"}

    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Usual Work",
        ondelete="restrict",
        help="Usage type of work whose ticket, tags and project name none.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Business Hours",
        ondelete="restrict",
        check_company=True,
        domain="[('flexible_hours', '=', False)]",
        help="In the client's time zone; public holidays of the calendar are outside. "
        "Empty: all hours cost the same.",
    )
    response_ids = fields.One2many(
        "prepaid.response", "plan_id", "Response Commitments", copy=True
    )

    def _get_rate(self, usage_type):
        """Return the rate of a usage type: its own, else the plan's general one."""
        self.ensure_one()
        by_type = {rate.usage_type_id: rate for rate in self.rate_ids}
        return (
            by_type.get(usage_type)
            or by_type.get(usage_type.browse())
            or self.rate_ids.browse()
        )

    def _get_general_name(self):
        """Return the name of the work that has no rate of its own."""
        if self.rate_ids.usage_type_id:
            return self.env._("All other work")
        return self.env._("All work")

    def _get_terms(self, usage_type, contract, date=None, response=None):
        """Return the Terms of a usage type under this plan, to be frozen.

        ``contract`` says for whom and in which company. Time without any rate is drawn
        one to one. Money without one raises a UserError: there is no price that could
        be guessed. ``response`` is a Promise, or as much of one.
        """
        rate = self._get_rate(usage_type)
        is_money = self.unit == "money"
        if is_money and not rate:
            self._raise_without_price(usage_type)
        terms = Terms(
            smallest=self.currency_id.rounding if is_money else 1,
            is_money=is_money,
            **self._prepare_clock_terms(usage_type),
        )
        if rate:
            terms = terms._replace(**self._prepare_rate_terms(rate, contract, date))
        commitment, is_late = response[:2] if response else (None, False)
        if commitment and commitment.plan_id == self._origin:
            terms = terms._replace(
                response=1.0 if is_late else commitment.factor,
                response_name=commitment.name,
                is_late=is_late,
            )
        return terms

    def _prepare_rate_terms(self, rate, contract, date):
        price = 0.0
        if self.unit == "money":
            price = rate._get_price_hour(contract.partner_id, date, contract.company_id)
        return {
            "rate": to_minute_price(price) if self.unit == "money" else rate.factor,
            "price_hour": price,
            "outside": rate.outside_factor,
            "free": rate.free_minutes,
            "minimum": rate.minimum_minutes,
            "step": rate.step_minutes,
            "rounding": rate.rounding,
            "durations": rate._get_durations(),
            "flat": rate.flat_quantity,
            "is_visit": rate.is_visit,
            "is_item": rate.is_item,
            "item": rate.item_quantity,
            "items_included": rate.items_included,
        }

    def _raise_without_price(self, usage_type):
        raise UserError(
            self.env._(
                "The plan %(plan)s has no price for %(usage_type)s. Add a rate "
                "for it, or a general rate without usage type.",
                plan=self.name,
                usage_type=usage_type.name or self.env._("general work"),
            )
        )

    # === BY THE CLOCK === #

    def _get_clock(self, spans, minutes, terms, contract):
        """Return the clock of work for `terms.meter`, to the minute.

        ``spans`` are the (start, stop) of the work, naive UTC, the pauses left out; it
        runs on behind the last one for as many ``minutes`` as are metered. Empty where
        nothing goes by the clock or nobody knows when the work was done.
        """
        if not (self.calendar_id or terms.windows) or not spans or not minutes:
            return ()
        spans = run_on(spans, minutes)
        start, stop = spans[0][0], spans[-1][1]
        inside = self._get_open_hours(start, stop, contract)
        times = self._get_window_times(start, stop, terms.windows, contract)
        return make_clock(spans, inside, times)

    def _get_open_hours(self, start, stop, contract):
        """Return the (opening, closing) of the business hours between two moments.

        Sorted, naive UTC, by the client's clock and without the company's holidays.
        None without business hours: all hours are.
        """
        calendar = self.calendar_id
        if not calendar:
            return None
        intervals = calendar._work_intervals_batch(
            utc.localize(start),
            utc.localize(stop),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, contract.company_id.id]),
            ],
            tz=timezone(contract.partner_id.tz or calendar.tz),
        )[False]
        return [
            [moment.astimezone(utc).replace(tzinfo=None) for moment in interval[:2]]
            for interval in intervals
        ]
