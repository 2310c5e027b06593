from decimal import Decimal

from odoo import api, fields, models

from ...metering import (
    MINUTES_PER_HOUR,
    format_minutes,
    round_half_up,
    to_minute_price,
)
from ..contract.access import PRICE_GROUPS
from .prepaid_rate import TERMS
from .terms import Terms, Work, meter

# A short call, a usual one, a long one (minutes).
LENGTHS = (12, 40, 90)
# Time that is wholly outside business hours.
OUTSIDE = ((10**6, True),)
# What people count beyond the number that is included.
ITEMS_BEYOND = 2


class PrepaidRate(models.Model):
    """What a rate comes to, told in examples while it is edited."""

    _inherit = "prepaid.rate"

    work_name = fields.Char("Kind of Work", compute="_compute_work_name")
    example = fields.Text(
        "For example", compute="_compute_example", groups=PRICE_GROUPS
    )

    @api.depends("usage_type_id.name", "plan_id.rate_ids.usage_type_id")
    @api.depends_context("lang")
    def _compute_work_name(self):
        for rate in self:
            general = rate.plan_id._get_general_name()
            rate.work_name = rate.usage_type_id.name or general

    @api.depends(
        *TERMS, "factor", "price_hour", "product_id", "usage_type_id", "plan_id.unit"
    )
    @api.depends_context("lang")
    def _compute_example(self):
        for rate in self:
            rate.example = "\n".join(rate._get_examples())

    def _get_examples(self):
        """Return sentences, none while what is entered makes no sense."""
        try:
            terms = self._get_example_terms()
        except ValueError:
            return []
        if not terms:
            return []
        if self.usage_type_id.charge == "included":
            return [self.env._("Included: the client sees it at zero.")]
        if self.is_item:
            return [self._tell_items(terms)]
        works = [Work(minutes) for minutes in LENGTHS]
        if self.outside_factor != 1:
            works.append(Work(LENGTHS[0], clock=OUTSIDE))
        return [self._tell_work(work, terms) for work in works]

    def _get_example_terms(self):
        """Return the Terms of the rate for somebody with the usual prices, or None."""
        plan = self.plan_id
        is_money = plan.unit == "money"
        if is_money and not plan.currency_id:
            return None
        contract = self.env["prepaid.contract"]
        values = plan._prepare_rate_terms(self, contract, None)
        numbers = [value for value in values.values() if isinstance(value, int | float)]
        if min([*numbers, *values["durations"]]) < 0:
            return None
        smallest = plan.currency_id.rounding if is_money else 1
        return Terms(smallest=smallest, is_money=is_money)._replace(**values)

    def _tell_work(self, work, terms):
        """Return one example: “12 min: 5 free, 7 × 3.00 = 21.00 €”."""
        facts = meter(work, terms)
        length = format_minutes(work.minutes)
        if work.clock:
            length = self.env._("%(length)s outside business hours", length=length)
        parts = self.plan_id._explain_rules(facts)
        if facts["metered"]:
            parts.append(self._tell_product(facts, terms))
        if "flat" in facts:
            flat = self.plan_id._format_quantity(facts["flat"])
            parts.append(self.env._("plus %(quantity)s flat", quantity=flat))
        return self._tell_sum(length, parts, facts)

    def _tell_items(self, terms):
        free = terms.items_included
        items = free + ITEMS_BEYOND
        facts = meter(Work(0, items=items, items_free=free), terms)
        length = self.env._("%(number)s in a month", number=items)
        included = self.env._("%(number)s included", number=free)
        each = self.plan_id._format_quantity(terms.item)
        parts = ([included] if free else []) + [f"{ITEMS_BEYOND} × {each}"]
        return self._tell_sum(length, parts, facts)

    def _tell_sum(self, length, parts, facts):
        plan = self.plan_id
        due = plan._format_quantity(facts["due"])
        if "exact" in facts:
            due = f"{plan._format_number(facts['exact'])} → {due}"
        text = ", ".join(parts)
        if not text.startswith(length):
            text = f"{length}: {text}"
        return f"{text} = {due}"

    def _tell_product(self, facts, terms):
        """Return the minutes and what each of them costs: “7 × 3.00”."""
        plan = self.plan_id
        minutes = facts["metered"]
        outside = facts.get("outside_factor", 1)
        factors = [f"× {plan._format_number(outside)}"] if outside != 1 else []
        if not terms.is_money:
            factor = plan._format_number(terms.rate)
            if terms.rate != 1:
                factors.insert(0, f"× {factor}")
            return " ".join([format_minutes(minutes), *factors])
        if _is_minute_price_exact(terms):
            price = to_minute_price(terms.price_hour)
            price = f"{price:.{plan.currency_id.decimal_places}f}"
            price = plan._localise_point(price)
            return " ".join([f"{minutes} × {price}", *factors])
        hour = plan._format_quantity(terms.price_hour)
        text = self.env._(
            "%(minutes)s min at %(price)s an hour", minutes=minutes, price=hour
        )
        return " ".join([text, *factors])


def _is_minute_price_exact(terms):
    """Tell whether a minute's price is whole coins, so that it can be told."""
    price = Decimal(str(terms.price_hour)) / MINUTES_PER_HOUR
    return round_half_up(price, terms.smallest) == price
