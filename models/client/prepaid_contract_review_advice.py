from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...metering import to_quantity, to_units
from .review import EXPIRY_DAYS, Facts, get_advice, get_leftovers


class PrepaidContract(models.Model):
    """What a review advises: facts of the contract, rules, and their words."""

    _inherit = "prepaid.contract"

    def _get_review_advice(self, date_from, date_to, figures, questions, told):
        """Return the advice as plain data: what rule says it, and its figures."""
        facts = Facts(
            first=date_from,
            last=min(date_to, max(self._get_today(), date_from)),
            used=-to_units(figures["used"]),
            allowance=self._get_review_allowance(date_from),
            purchases=self._count_review_purchases(date_from, date_to),
            debt=to_units(self.debt),
            questions=questions["open"],
            expiring=self._get_review_expiring(told),
        )
        return [
            {"rule": rule}
            | {name: _to_plain(name, value) for name, value in numbers.items()}
            for rule, numbers in get_advice(facts)
        ]

    def _get_review_expiring(self, told):
        """Return what expires soon and unused at the client's pace.

        Nothing before there is a pace; who stopped uses nothing.
        """
        if told.state == "gathering" or not self._has_review_expiry():
            return ()
        lots, _expiring = self._read_credit(self._get_unwatched_ids())
        return tuple(
            get_leftovers(
                lots[self.id], self._get_taken_units(), told.daily, self._get_today()
            )
        )

    def _has_review_expiry(self):
        """Tell whether any credit expires soon. Cheap: most has months to go."""
        limit = fields.Date.add(self._get_today(), days=EXPIRY_DAYS)
        soon = Domain("contract_id", "=", self.id) & Domain("remaining", ">", 0)
        soon &= Domain("date_expiry", "<=", limit)
        return bool(self.env["prepaid.grant"].search_count(soon, limit=1))

    def _get_review_allowance(self, date_from):
        """Return the units that renew each month since before the period, or 0.

        0 as well where credit pays for some work only: use says too little of it.
        """
        if self.scoped:
            return 0
        today = self._get_today()
        lines = self.schedule_ids.filtered(
            lambda schedule: (
                schedule.state == "running" and schedule.date_start <= date_from
            )
        ).line_ids.filtered(
            lambda line: (
                line._is_sold_on(today)
                and line.product_id.prepaid_plan_id == self.plan_id
            )
        )
        return sum(
            round(line.quantity * _get_credit(line.product_id) / int(line.months))
            for line in lines
        )

    def _count_review_purchases(self, date_from, date_to):
        """Return on how many days of the period credit was bought."""
        return len(
            self.env["prepaid.grant"]._read_group(
                Domain("contract_id", "=", self.id)
                & Domain("kind", "=", "purchase")
                & Domain("date", ">=", date_from)
                & Domain("date", "<=", date_to),
                ["date:day"],
            )
        )

    # === WORDS === #

    def _tell_review_advice(self, advice):
        """Return the sentences of the advice, in the language of this environment."""
        return [
            tell(**self._tell_review_figures(piece))
            for piece in advice
            if (tell := getattr(self, f"_tell_review_{piece['rule']}", None))
        ]

    def _tell_review_figures(self, piece):
        """Return the figures of a piece of advice as people read them."""
        told = {name: value for name, value in piece.items() if name != "rule"}
        for name in told.keys() & {"units", "allowance"}:
            told[name] = self._format_quantity(told[name])
        if "day" in told:
            told["day"] = format_date(self.env, told["day"])
        return told

    def _tell_review_debt(self, units):
        return self.env._(
            "%(quantity)s were worked beyond the credit. The next credit pays them.",
            quantity=units,
        )

    def _tell_review_expiring(self, day, units):
        return self.env._(
            "About %(quantity)s of your credit would expire unused on %(day)s. Plan "
            "work that can wait no longer, or ask us to help you choose some.",
            quantity=units,
            day=day,
        )

    def _tell_review_larger(self, units, allowance):
        return self.env._(
            "You used %(used)s a month on average; %(allowance)s renew each month. A "
            "larger allowance would cover your work.",
            used=units,
            allowance=allowance,
        )

    def _tell_review_smaller(self, units, allowance):
        return self.env._(
            "You used %(used)s a month on average; %(allowance)s renew each month. A "
            "smaller allowance would be enough.",
            used=units,
            allowance=allowance,
        )

    def _tell_review_often(self, number, units):
        return self.env._(
            "You bought credit on %(number)s days and used %(used)s a month on "
            "average. A larger pack, or credit that renews each month, saves you the "
            "orders.",
            number=number,
            used=units,
        )

    def _tell_review_questions(self, number):
        if number == 1:
            return self.env._("One of your questions is open: we owe you an answer.")
        return self.env._(
            "%(number)s of your questions are open: we owe you answers.", number=number
        )


def _get_credit(product):
    """Return the units of credit that one of a pack holds."""
    return to_units(product.prepaid_quantity + product.prepaid_bonus_quantity)


def _to_plain(name, value):
    """Return a figure as JSON keeps it: days as text, units as quantities."""
    if name == "day":
        return fields.Date.to_string(value)
    return to_quantity(value) if name in ("units", "allowance") else value
