from odoo import models
from odoo.tools import format_amount

from .clause import Clause


class PrepaidPlan(models.Model):
    """What the place of the buyer gives: small rests, withdrawal; and prices."""

    _inherit = "prepaid.plan"

    def _get_rest_clause(self, deal):
        title = self.env._("Small rests")
        if not deal.rest:
            return Clause("rest", title, ())
        amount, currency_id = deal.rest
        currency = self.env["res.currency"].sudo().browse(currency_id)
        text = self.env._(
            "A rest of up to %(amount)s is paid out when the client asks for it.",
            amount=format_amount(self.env, amount, currency),
        )
        return Clause("rest", title, (text,), "rest")

    def _get_withdrawal_clause(self, deal):
        title = self.env._("Withdrawal")
        if not deal.withdrawal_days or deal.kind != "consumer":
            return Clause("withdrawal", title, ())
        texts = (
            self.env._(
                "The client may withdraw from a purchase within %(days)s days, without "
                "giving a reason.",
                days=deal.withdrawal_days,
            ),
            self.env._(
                "Credit that is not used is then given back. Work done meanwhile is "
                "paid in proportion, if the client asked expressly for it to begin at "
                "once."
            ),
        )
        return Clause("withdrawal", title, texts, "withdrawal")

    def _get_prices_clause(self, deal):
        granted = {
            "paid": self.env._("Credit can be used once its purchase is paid."),
            "posted": self.env._("Credit can be used once its invoice is issued."),
            "confirmed": self.env._("Credit can be used once its order is confirmed."),
        }
        texts = (
            granted[deal.grant_policy],
            self.env._(
                "Packs cost what their order says. Orders and invoices show the taxes "
                "that are due."
            ),
            self.env._(
                "Taxes are invoiced when credit is bought; work that uses it is not "
                "taxed again."
            ),
            self.env._(
                "New prices hold for later purchases. What credit buys that is paid "
                "for changes only if the client agrees."
            ),
        )
        return Clause("prices", self.env._("Prices and taxes"), texts, "vat")
