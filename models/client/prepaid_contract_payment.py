from odoo import models
from odoo.tools import format_amount


class PrepaidContract(models.Model):
    """What waits for the client to pay it."""

    _inherit = "prepaid.contract"

    def _get_client_payment(self):
        """Return what the client may pay now: {label, url}, or False.

        Called in sudo, for a visitor who may see all of the contract. It is the refill
        that waits: its invoice, or its order where nothing is invoiced yet.
        """
        self.ensure_one()
        refills = self.refill_ids.filtered(
            lambda refill: refill.stage in ("client", "unpaid", "declined")
        )
        for refill in refills:
            for document in refill._get_unpaid_invoice(), refill.sale_order_id:
                if document and document._has_to_be_paid():
                    return {
                        "label": self.env._(
                            "Pay the top-up: %(amount)s",
                            amount=format_amount(
                                self.env, document.amount_total, document.currency_id
                            ),
                        ),
                        "url": document.access_url,
                    }
        return False
