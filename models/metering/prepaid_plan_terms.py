from datetime import timedelta

from pytz import timezone, utc

from odoo import fields, models
from odoo.exceptions import UserError

from ...metering import (
    apportion,
    to_minute_price,
)
from .terms import Terms

SECONDS_PER_MINUTE = 60


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
            smallest=self.currency_id.rounding if is_money else 1, is_money=is_money
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

    # === BUSINESS HOURS === #

    def _get_clock(self, spans, minutes, partner, company):
        """Return the clock of work for `terms.meter`, to the minute.

        ``spans`` are the (start, stop) of the work, naive UTC, the pauses left out; it
        runs on behind the last one for as many ``minutes`` as are metered. Empty where
        the plan has no business hours or nobody knows when the work was done.
        """
        if not self.calendar_id or not spans or not minutes:
            return ()
        spans = run_on(spans, minutes)
        inside = self._get_open_hours(spans[0][0], spans[-1][1], partner, company)
        return make_clock(spans, inside)

    def _get_open_hours(self, start, stop, partner, company):
        """Return the (opening, closing) of the business hours between two moments.

        Sorted, naive UTC, by the client's clock and without the company's holidays.
        """
        calendar = self.calendar_id
        intervals = calendar._work_intervals_batch(
            utc.localize(start),
            utc.localize(stop),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
            tz=timezone(partner.tz or calendar.tz),
        )[False]
        return [
            [moment.astimezone(utc).replace(tzinfo=None) for moment in interval[:2]]
            for interval in intervals
        ]


def run_on(spans, minutes):
    """Return the spans of work, the last one going on for what is metered."""
    open_end = spans[-1][0] + timedelta(minutes=minutes)
    return [*spans[:-1], (spans[-1][0], max(spans[-1][1], open_end))]


def make_clock(spans, inside):
    """Return the clock of spans, to the minute; ``inside`` are the business hours."""
    seconds = [part for span in spans for part in _split_span(*span, inside)]
    whole = round(sum(part for part, _out in seconds) / SECONDS_PER_MINUTE)
    lengths = apportion(whole, [part for part, _out in seconds])
    return tuple(
        (length, is_outside)
        for length, (_part, is_outside) in zip(lengths, seconds, strict=True)
    )


def _split_span(start, stop, inside):
    """Return the (seconds, is outside) parts of a span; ``inside`` is sorted."""
    parts, now = [], start
    for opening, closing in inside:
        opening, closing = max(opening, now), min(closing, stop)
        if opening < closing:
            parts += [((opening - now).total_seconds(), True)] if opening > now else []
            parts.append(((closing - opening).total_seconds(), False))
            now = closing
    if now < stop or not parts:
        parts.append(((stop - now).total_seconds(), True))
    return [(int(seconds), is_outside) for seconds, is_outside in parts]
