from datetime import timedelta

from odoo import api, fields, models

from ..hooks import ADDON

# How many payments in the way are named.
NAMED_MOST = 10
# What a card held longer ago is free again by itself: it stands in nobody's way.
CARD_HOLDS = timedelta(days=7)


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: what Stripe says of disputes, cards and differences goes."""
        payments = self.env["payment.transaction"]
        tokens = self.env["payment.token"].with_context(active_test=False)
        counts = {
            "differences": self.env["prepaid.payment.difference"].search_count([]),
            "disputes": payments.search_count([("stripe_dispute_ref", "!=", False)]),
            "cards": tokens.search_count([("stripe_date_expiry", "!=", False)]),
        }
        text = self.env._(
            "%(differences)s differences between Stripe and Odoo are deleted. "
            "%(disputes)s payments forget their dispute, and %(cards)s saved cards "
            "when they expire. Payments and saved cards stay. Disputes, returned "
            "debits and refunds that are made at Stripe are not heard of any more, "
            "and a charge without an answer is not asked for.",
            **counts,
        )
        return super()._get_prepaid_losses() | {ADDON: any(counts.values()) and text}

    @api.model
    def _get_prepaid_refusals(self):
        """Override: alone, Odoo captures all of what a client's card holds."""
        domain = [
            ("provider_code", "=", "stripe"),
            ("state", "=", "authorized"),
            ("create_date", ">", fields.Datetime.now() - CARD_HOLDS),
        ]
        held = self.env["payment.transaction"].search(domain, order="id")
        held = held.filtered(lambda payment: payment._is_prepaid_hold())
        names = held[:NAMED_MOST].mapped("reference")
        text = self.env._(
            "The addon for Stripe cannot be uninstalled yet: cards hold money for "
            "%(count)s payments (%(payments)s), of which Odoo alone would take "
            "everything. End what they are held for, and wait until what is due is "
            "taken and the rest is given back.",
            count=len(held),
            payments=", ".join(names) + (" …" if len(held) > NAMED_MOST else ""),
        )
        return super()._get_prepaid_refusals() | {ADDON: held and text}
