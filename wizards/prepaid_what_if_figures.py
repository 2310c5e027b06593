from odoo import models
from odoo.tools import format_date

from ..metering import to_quantity

# More dates of purchases than that nobody reads.
DATES_MOST = 24


class PrepaidWhatIf(models.TransientModel):
    """The figures of an answer, as the screen keeps them."""

    _inherit = "prepaid.what.if"

    def _prepare_result_vals(self, contract, answer, paid):
        """Return the vals of the row of a contract: what was, and what would be.

        Sums in the currency of its company, and in that of the question for totals;
        what has no price has no part in those, on either side.
        """
        outcome, coin = answer.outcome, contract.company_id.currency_id
        vals = {
            "wizard_id": self.id,
            "contract_id": contract.id,
            "partner_id": contract.partner_id.id,
            "plan_id": contract.plan_id.id,
            "user_id": contract.user_id.id,
            "company_id": contract.company_id.id,
            "reason": answer.reason or False,
            "paid": paid.paid,
            "spent_then": paid.spent,
            "packs_then": paid.packs,
            "expired_then": to_quantity(paid.expired),
            "owed_then": to_quantity(paid.owed),
            "left_then": to_quantity(paid.left),
        }
        if not outcome:
            return vals
        cost = coin.round(outcome.paid * coin.rounding)
        works = [work for work, _facts in answer.works]
        return vals | {
            "cost": cost,
            "difference": coin.round(cost - paid.paid),
            "percent": (cost - paid.paid) / paid.paid if paid.paid else 0,
            "total_paid": self._to_total(coin, paid.paid),
            "total_cost": self._to_total(coin, cost),
            "total_difference": self._to_total(coin, cost)
            - self._to_total(coin, paid.paid),
            "total_spent_difference": self._to_total(
                coin, outcome.spent * coin.rounding - paid.spent
            ),
            "spent_now": coin.round(outcome.spent * coin.rounding),
            "beyond_cost": coin.round(outcome.beyond_paid * coin.rounding),
            "packs_now": sum(purchase.packs for purchase in outcome.purchases),
            "purchase_text": self._tell_purchases(outcome),
            "line_count": len(works),
            "worked_minutes": sum(work.worked for work in works),
            "used_then": to_quantity(sum(work.units for work in works)),
            "used_now": sum(facts["due"] for _work, facts in answer.works),
            "expired_now": to_quantity(outcome.expired),
            "owed_now": to_quantity(outcome.owed),
            "left_now": to_quantity(outcome.left),
            "beyond_now": to_quantity(outcome.beyond),
            "debt_now": to_quantity(outcome.debt),
        }

    def _to_total(self, currency, amount):
        """Return an amount in the currency of who asks, at their rate of today."""
        company = self.company_id
        return currency._convert(
            amount, self.currency_id, company, company._get_prepaid_today()
        )

    def _tell_purchases(self, outcome):
        """Return when packs would have been bought, the first of many."""
        texts = [
            self._tell_purchase(purchase) for purchase in outcome.purchases[:DATES_MOST]
        ]
        more = len(outcome.purchases) - DATES_MOST
        if more > 0:
            texts.append(self.env._("%(number)s more times", number=more))
        return ", ".join(texts)

    def _tell_purchase(self, purchase):
        day = format_date(self.env, purchase.day)
        if purchase.packs == 1:
            return day
        return self.env._("%(packs)s on %(date)s", packs=purchase.packs, date=day)
