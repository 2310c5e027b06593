from datetime import timedelta

from pytz import timezone, utc

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ...metering import (
    MINUTES_PER_HOUR,
    apportion,
    format_minutes,
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

    def _get_terms(self, usage_type, contract, date=None, response=None):
        """Return the Terms of a usage type under this plan, to be frozen.

        ``contract`` says for whom and in which company. Time without any rate is drawn
        one to one. Money without one raises a UserError: there is no price that could
        be guessed. ``response`` is (commitment, is late).
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
        commitment, is_late = response or (None, False)
        if commitment and commitment.plan_id == self:
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
        calendar = self.calendar_id
        if not calendar or not spans or not minutes:
            return ()
        tz = timezone(partner.tz or calendar.tz)
        open_end = spans[-1][0] + timedelta(minutes=minutes)
        spans = [*spans[:-1], (spans[-1][0], max(spans[-1][1], open_end))]
        intervals = calendar._work_intervals_batch(
            utc.localize(spans[0][0]),
            utc.localize(spans[-1][1]),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
            tz=tz,
        )[False]
        inside = [
            [moment.astimezone(utc).replace(tzinfo=None) for moment in interval[:2]]
            for interval in intervals
        ]
        seconds = [part for span in spans for part in _split_span(*span, inside)]
        whole = round(sum(part for part, _out in seconds) / SECONDS_PER_MINUTE)
        lengths = apportion(whole, [part for part, _out in seconds])
        return tuple(
            (length, is_outside)
            for length, (_part, is_outside) in zip(lengths, seconds, strict=True)
        )

    # === EXPLANATION === #

    def _explain(self, facts):
        """Return the facts of `terms.meter` as a text in the reader's language.

        For example: 20 min, 5 free, minimum 15, × 1.5 outside hours = 22.5 → 23 min.
        """
        if not facts or "worked" not in facts:
            return ""
        if "items" in facts:
            parts = self._explain_items(*facts["items"])
        else:
            parts = [format_minutes(facts["worked"]), *self._explain_rules(facts)]
        if facts.get("charge") == "included":
            return self.env._("%(work)s, included", work=parts[0])
        text = ", ".join(parts)
        due = self._format_quantity(facts["due"] or facts["offered"])
        if "exact" in facts:
            text = f"{text} = {self._format_number(facts['exact'])} → {due}"
        elif text != due:
            text = f"{text} = {due}"
        if facts.get("charge") == "goodwill":
            return self.env._("%(work)s, offered", work=text)
        return text

    def _explain_items(self, items, free, each):
        parts = [self.env._("%(number)s counted", number=items)]
        if free:
            parts.append(self.env._("%(number)s included this month", number=free))
        if items > free:
            quantity = self._format_quantity(each)
            parts.append(self.env._("%(quantity)s each", quantity=quantity))
        return parts

    def _explain_rules(self, facts):
        """Return the rules that made the metered minutes, and their factors."""
        parts = []
        if "free" in facts:
            parts.append(self.env._("%(minutes)s free", minutes=facts["free"]))
        if "minimum" in facts:
            parts.append(self.env._("minimum %(minutes)s", minutes=facts["minimum"]))
        if "duration" in facts:
            parts.append(self.env._("standard %(minutes)s", minutes=facts["duration"]))
        if "step" in facts:
            step, rounding = facts["step"]
            texts = {
                "up": self.env._(
                    "up to the next %(step)s: %(minutes)s",
                    step=step,
                    minutes=facts["metered"],
                ),
                "down": self.env._(
                    "down to full %(step)s: %(minutes)s",
                    step=step,
                    minutes=facts["metered"],
                ),
                "nearest": self.env._(
                    "to the nearest %(step)s: %(minutes)s",
                    step=step,
                    minutes=facts["metered"],
                ),
            }
            parts.append(texts[rounding])
        return parts + self._explain_factors(facts)

    def _explain_factors(self, facts):
        parts, rate = [], facts["rate"]
        if self.unit == "money":
            hour = facts.get("price_hour") or rate * MINUTES_PER_HOUR
            price = self._format_quantity(hour)
            parts.append(self.env._("at %(price)s an hour", price=price))
        elif rate != 1:
            parts.append(f"× {self._format_number(rate)}")
        outside = facts.get("outside_factor", 1)
        if outside != 1 and facts["outside"] == facts["metered"]:
            factor = self._format_number(outside)
            parts.append(self.env._("× %(factor)s outside hours", factor=factor))
        elif outside != 1:
            parts.append(
                self.env._(
                    "%(minutes)s of them × %(factor)s outside hours",
                    minutes=facts["outside"],
                    factor=self._format_number(outside),
                )
            )
        if "response" in facts:
            parts.append(self._explain_response(*facts["response"]))
        if "flat" in facts:
            flat = self._format_quantity(facts["flat"])
            parts.append(self.env._("+ %(quantity)s flat", quantity=flat))
        return parts

    def _explain_response(self, name, factor, is_late):
        if is_late:
            return self.env._("%(promise)s: late, not charged", promise=name)
        return f"× {self._format_number(factor)} {name}"

    def _format_number(self, number):
        """Return a number as its reader writes it: 1.5 in English, 1,5 in French."""
        point = get_lang(self.env).decimal_point
        return f"{float(number):.10g}".replace(".", point)


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
