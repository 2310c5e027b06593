import hashlib
import json

from odoo import models
from odoo.tools import format_amount

from odoo.addons.sale_timesheet_prepaid.models.metering.terms import Terms


class PrepaidSession(models.Model):
    """What the client reads before accepting, in words, and proof that it was that."""

    _inherit = "prepaid.session"

    def _get_digest(self):
        """Return what changes as soon as something that is accepted changes."""
        told = [
            str(self.rules or ""),
            self.cancellation,
            self.terms,
            self.tax_ids.ids,
            self.contract_id.id,
            self._get_most(),
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _format_most_of(self, total):
        """Return a total for people: of a contract in its unit, else money."""
        if self.contract_id:
            return self.contract_id._format_quantity(total)
        return format_amount(self.env, total, self.currency_id)

    def _get_price_rules(self):
        """Return what is special about the price, as short sentences."""
        terms = Terms.unpack(self.terms)
        texts = []
        if terms.free:
            texts.append(
                self.env._(
                    "The first %(minutes)s minutes are free.", minutes=terms.free
                )
            )
        if terms.minimum:
            texts.append(
                self.env._(
                    "At least %(minutes)s minutes are counted.", minutes=terms.minimum
                )
            )
        if terms.step:
            texts.append(
                self.env._(
                    "Counted in steps of %(minutes)s minutes.", minutes=terms.step
                )
            )
        if terms.durations:
            minutes = ", ".join(map(str, sorted(terms.durations)))
            texts.append(
                self.env._(
                    "Counted as the next of %(minutes)s minutes.", minutes=minutes
                )
            )
        if terms.flat:
            flat = self._format_most_of(self._get_total(terms.flat))
            texts.append(self.env._("Each talk costs %(amount)s more.", amount=flat))
        if terms.outside != 1:
            factor = f"{terms.outside:g}"
            texts.append(
                self.env._(
                    "Outside business hours a minute counts %(factor)s times.",
                    factor=factor,
                )
            )
        return texts

    def _get_rule_texts(self):
        """Return the graded cancellation rule as sentences, before there is a time."""
        steps = self.cancellation or []
        texts = []
        if not steps:
            texts.append(self.env._("You can cancel free until the talk begins."))
        for number, (hours, percent) in enumerate(steps):
            later = steps[number + 1][0] if number + 1 < len(steps) else 0
            if not number:
                text = self.env._(
                    "You can cancel free until %(hours)s h before.", hours=f"{hours:g}"
                )
                texts.append(text)
            values = {"hours": f"{later:g}", "percent": f"{percent:g}"}
            if later:
                text = self.env._(
                    "After that, until %(hours)s h before, it costs %(percent)s %% of "
                    "the booked length.",
                    **values,
                )
            else:
                text = self.env._(
                    "Later it costs %(percent)s %% of the booked length.", **values
                )
            texts.append(text)
        texts.append(self.env._("If you do not come, the booked length is charged."))
        texts.append(
            self.env._("If we do not come, you pay nothing: everything is given back.")
        )
        return texts
