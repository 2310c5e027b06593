from odoo import models
from odoo.tools import format_amount


class PrepaidWhatIfResult(models.TransientModel):
    """The answer in words."""

    _inherit = "prepaid.what.if.result"

    def _get_texts(self):
        """Return the answer in sentences, the most important one first."""
        if self.reason:
            return [self.reason]
        return [
            text
            for text in (
                self._tell_difference(),
                self._tell_spent(),
                self._tell_unused(),
                self._tell_owed(),
                self._tell_beyond(),
            )
            if text
        ]

    def _tell_difference(self):
        values = {
            "plan": self.wizard_id._get_plan_label(),
            "cost": self._format_money(self.cost),
            "paid": self._format_money(self.paid),
            "difference": self._format_money(abs(self.difference)),
            "percent": f"{abs(self.percent) * 100:.1f}",
        }
        if not self.paid:
            return self.env._(
                "%(plan)s would have cost %(cost)s; nothing was paid in this time.",
                **values,
            )
        if not self.difference:
            return self.env._(
                "%(plan)s would have cost %(cost)s, as much as was paid.", **values
            )
        if self.difference < 0:
            return self.env._(
                "%(plan)s would have cost %(cost)s instead of %(paid)s: %(difference)s "
                "less (%(percent)s%%).",
                **values,
            )
        return self.env._(
            "%(plan)s would have cost %(cost)s instead of %(paid)s: %(difference)s "
            "more (%(percent)s%%).",
            **values,
        )

    def _tell_spent(self):
        """Tell the fairer sum where credit was there before, or is left."""
        if self.spent_now == self.cost and self.spent_then == self.paid:
            return ""
        more = self.spent_now - self.spent_then
        values = {
            "now": self._format_money(self.spent_now),
            "then": self._format_money(self.spent_then),
            "difference": self._format_money(abs(more)),
        }
        if self.currency_id.is_zero(more):
            return self.env._(
                "Counting only what was used or expired: %(now)s, as much as it was.",
                **values,
            )
        if more < 0:
            return self.env._(
                "Counting only what was used or expired: %(now)s instead of %(then)s, "
                "%(difference)s less.",
                **values,
            )
        return self.env._(
            "Counting only what was used or expired: %(now)s instead of %(then)s, "
            "%(difference)s more.",
            **values,
        )

    def _tell_unused(self):
        values = {
            "expired": self._format_now(self.expired_now),
            "left": self._format_now(self.left_now),
        }
        if self.expired_now and self.left_now:
            return self.env._(
                "%(expired)s would have expired unused, %(left)s would be left.",
                **values,
            )
        if self.expired_now:
            return self.env._("%(expired)s would have expired unused.", **values)
        return self.left_now and self.env._("%(left)s would be left.", **values)

    def _tell_owed(self):
        return self.owed_now and self.env._(
            "%(owed)s would have expired and still be the client's.",
            owed=self._format_now(self.owed_now),
        )

    def _tell_beyond(self):
        if self.debt_now:
            return self.env._(
                "%(debt)s would still be owed, and is not in the sum.",
                debt=self._format_now(self.debt_now),
            )
        return self.beyond_now and self.env._(
            "%(beyond)s beyond the credit would have been invoiced: %(cost)s.",
            beyond=self._format_now(self.beyond_now),
            cost=self._format_money(self.beyond_cost),
        )

    def _get_rows(self):
        """Return (caption, what was, what would be, difference) for the table."""
        money, then, now = self._format_money, self._format_then, self._format_now
        signed = self._format_signed
        rows = [
            (
                self.env._("Paid"),
                money(self.paid),
                money(self.cost),
                signed(self.difference),
            ),
            (
                self.env._("Price of what was used or expired"),
                money(self.spent_then),
                money(self.spent_now),
                signed(self.spent_now - self.spent_then),
            ),
            (
                self.env._("Packs"),
                f"{self.packs_then:g}",
                f"{self.packs_now:g}",
                "",
            ),
            (self.env._("Used"), then(self.used_then), now(self.used_now), ""),
            (
                self.env._("Expired unused"),
                then(self.expired_then),
                now(self.expired_now),
                "",
            ),
            *self._get_owed_rows(),
            (
                self.env._("Left at the end"),
                then(self.left_then),
                now(self.left_now - self.debt_now),
                "",
            ),
        ]
        return [] if self.reason else rows

    def _get_owed_rows(self):
        if not self.owed_then and not self.owed_now:
            return []
        figures = self._format_then(self.owed_then), self._format_now(self.owed_now)
        return [(self.env._("Expired, still the client's"), *figures, "")]

    def _format_money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _format_signed(self, amount):
        if self.currency_id.is_zero(amount):
            return ""
        sign = "+" if amount > 0 else "\N{MINUS SIGN}"
        return f"{sign}{self._format_money(abs(amount))}"

    def _format_then(self, quantity):
        return self.contract_id.sudo().plan_id._format_quantity(quantity)

    def _format_now(self, quantity):
        return self.wizard_id.plan_id.sudo()._format_quantity(quantity)
