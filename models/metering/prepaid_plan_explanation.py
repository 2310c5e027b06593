from odoo import models
from odoo.tools.misc import get_lang

from ...metering import MINUTES_PER_HOUR, format_minutes


class PrepaidPlan(models.Model):
    """How worked minutes became drawn ones, in words."""

    _inherit = "prepaid.plan"

    def _explain(self, facts, has_prices=True):
        """Return the facts of `terms.meter` as a text in the reader's language.

        For example: 20 min, 5 free, minimum 15, × 1.5 outside hours = 22.5 → 23 min.
        Without prices the text of a money plan tells minutes and rules only.
        """
        if not facts or "worked" not in facts:
            return ""
        is_told = has_prices or self.unit == "time"
        if "items" in facts:
            parts = self._explain_items(*facts["items"], is_told)
        else:
            rules = self._explain_rules(facts) + self._explain_factors(facts, is_told)
            parts = [format_minutes(facts["worked"]), *rules]
        if facts.get("charge") == "included":
            return self.env._("%(work)s, included", work=parts[0])
        text = ", ".join(parts)
        if is_told:
            text = self._add_due(text, facts)
        if facts.get("charge") == "goodwill":
            return self.env._("%(work)s, offered", work=text)
        return text

    def _add_due(self, text, facts):
        due = self._format_quantity(facts["due"] or facts["offered"])
        if "exact" in facts:
            return f"{text} = {self._format_number(facts['exact'])} → {due}"
        return f"{text} = {due}" if text != due else text

    def _explain_items(self, items, free, each, is_told):
        parts = [self.env._("%(number)s counted", number=items)]
        if free:
            parts.append(self.env._("%(number)s included this month", number=free))
        if items > free and is_told:
            quantity = self._format_quantity(each)
            parts.append(self.env._("%(quantity)s each", quantity=quantity))
        return parts

    def _explain_rules(self, facts):
        """Return the rules that made the metered minutes."""
        parts = []
        if "visit" in facts:
            worked, metered = facts["visit"]
            parts.append(
                self.env._(
                    "%(worked)s of the visit count as %(metered)s",
                    worked=format_minutes(worked),
                    metered=format_minutes(metered),
                )
            )
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
        return parts

    def _explain_factors(self, facts, is_told):
        """Return what the metered minutes were multiplied by, and what was added."""
        parts = self._explain_rate(facts) if is_told else []
        parts += self._explain_clock(facts)
        waived = dict(facts.get("waived", ()))
        if "response" in facts and "response" not in waived:
            parts.append(self._explain_response(*facts["response"]))
        if "flat" in facts:
            parts.append(self._explain_flat(facts["flat"], facts.get("zone"), is_told))
        return parts + self._explain_waived(facts, waived)

    def _explain_waived(self, facts, waived):
        """Return which surcharges were not charged, and by which tier."""
        by = waived.get
        texts = {
            "outside": self.env._(
                "no surcharge outside hours: %(tier)s", tier=by("outside")
            ),
            "response": self.env._(
                "%(promise)s, no surcharge: %(tier)s",
                promise=facts.get("response", [""])[0],
                tier=by("response"),
            ),
            "flat": self.env._("no flat charge: %(tier)s", tier=by("flat")),
        }
        return [texts[rule] for rule in waived]

    def _explain_flat(self, flat, zone, is_told):
        if not is_told:
            return self.env._("plus a flat charge")
        quantity = self._format_quantity(flat)
        if zone:
            return self.env._(
                "+ %(quantity)s for the zone %(zone)s", quantity=quantity, zone=zone
            )
        return self.env._("+ %(quantity)s flat", quantity=quantity)

    def _explain_clock(self, facts):
        """Return which of the metered minutes cost more, or less, and why."""
        outside = facts.get("outside_factor", 1)
        spans = facts.get("spans", [])
        if outside != 1:
            spans = [[facts["outside"], outside, None], *spans]
        return [
            self._explain_span(factor, name)
            if minutes == facts["metered"]
            else self.env._(
                "%(minutes)s of them %(factor)s",
                minutes=minutes,
                factor=self._explain_span(factor, name),
            )
            for minutes, factor, name in spans
        ]

    def _explain_span(self, factor, name):
        number = self._format_number(factor)
        if name is None:
            return self.env._("× %(factor)s outside hours", factor=number)
        return f"× {number} {name}"

    def _explain_rate(self, facts):
        rate = facts["rate"]
        if self.unit == "money":
            hour = facts.get("price_hour") or rate * MINUTES_PER_HOUR
            price = self._format_quantity(hour)
            return [self.env._("at %(price)s an hour", price=price)]
        return [f"× {self._format_number(rate)}"] if rate != 1 else []

    def _explain_response(self, name, factor, is_late):
        if is_late:
            return self.env._("%(promise)s: late, not charged", promise=name)
        return self._explain_span(factor, name)

    def _format_number(self, number):
        """Return a number as its reader writes it: 1.5 in English, 1,5 in French."""
        return self._localise_point(f"{float(number):.10g}")

    def _localise_point(self, digits):
        return digits.replace(".", get_lang(self.env).decimal_point)
