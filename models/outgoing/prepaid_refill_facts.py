from odoo import api, models

from .events import shorten, tell_amount, tell_record

REFILL_EVENTS = {"done": "refill.done", "failed": "refill.failed"}


class PrepaidRefill(models.Model):
    """How refills end is told to other programs."""

    _inherit = "prepaid.refill"

    def write(self, vals):
        if event := REFILL_EVENTS.get(vals.get("state")):
            Webhook = self.env["prepaid.webhook"]
            for refill in self:
                if Webhook._find_listeners(event, refill.contract_id):
                    Webhook._get_noted().refills.setdefault(refill.id, refill.state)
        return super().write(vals)

    @api.model
    def _get_refill_facts(self, states):
        """Return the facts of refills that ended since ``states`` were noted."""
        return [
            (event, refill.contract_id, refill._prepare_fact)
            for refill in self.browse(states).exists()
            if (event := REFILL_EVENTS.get(refill.state))
            and refill.state != states[refill.id]
        ]

    def _prepare_fact(self, with_prices):
        """Return what a message says of a refill (dict).

        Why it failed may name limits and cards: that is told with the prices.
        """
        order, prices = self.sale_order_id, {}
        if with_prices:
            amount = tell_amount(order.amount_total, order.currency_id)
            prices = {
                "amount": amount if order else None,
                "currency": order.currency_id.name or None,
                "reason": shorten(self.reason),
            }
        return {
            "refill": {
                "id": self.id,
                "mode": self.mode or None,
                "product": tell_record(self.product_id),
                "packs": self.quantity,
                "order": order.name or None,
                **prices,
            }
        }
