from odoo import fields, models


class PrepaidPaymentDifference(models.Model):
    """A payment of which Stripe and Odoo do not say the same."""

    _name = "prepaid.payment.difference"
    _inherit = "prepaid.guarded"
    _description = "Payment Difference"
    _order = "date desc, id desc"

    _prepaid_user_fields = frozenset({"is_accepted", "note"})

    # What it is about
    provider_id = fields.Many2one(
        "payment.provider", readonly=True, required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, readonly=True
    )
    transaction_id = fields.Many2one(
        "payment.transaction", readonly=True, ondelete="cascade"
    )
    provider_reference = fields.Char("Stripe's Payment", readonly=True)
    description = fields.Char(readonly=True)
    date = fields.Date(readonly=True, required=True)

    # What differs
    kind = fields.Selection(
        [
            ("unknown", "Paid at Stripe, unknown here"),
            ("missing", "Paid here, unknown at Stripe"),
            ("paid", "Paid differently"),
            ("refunded", "Refunded differently"),
            ("unheard", "Stripe was not heard"),
        ],
        readonly=True,
        required=True,
    )
    currency_name = fields.Char("Currency", readonly=True)
    stripe_amount = fields.Float("At Stripe", readonly=True, digits=(16, 3))
    odoo_amount = fields.Float("Here", readonly=True, digits=(16, 3))

    # What became of it
    date_settled = fields.Date(
        readonly=True, help="The day from which both say the same again."
    )
    is_accepted = fields.Boolean(
        "Accepted", help="Somebody looked at it, and it may stay as it is."
    )
    note = fields.Char(help="Why it may stay as it is.")

    def _keep(self, provider, found):
        """Bring the open differences of a provider in line with what was found.

        ``found`` are vals. One that is known is brought up to date, one that is gone
        is settled. Safe to repeat.
        """
        today = provider.company_id._get_prepaid_today()
        known = self.search(
            [("provider_id", "=", provider.id), ("date_settled", "=", False)]
        )
        left = {(r.kind, r.provider_reference or ""): r for r in known}
        for vals in found:
            key = (vals["kind"], vals.get("provider_reference") or "")
            if record := left.pop(key, None):
                record.write(vals)
            else:
                self.create({"date": today, "provider_id": provider.id} | vals)
        for record in left.values():
            record.date_settled = today

    def _get_open_references(self, provider):
        """Return Stripe's names of the payments that differed when last compared."""
        domain = [
            ("provider_id", "=", provider.id),
            ("date_settled", "=", False),
            ("provider_reference", "!=", False),
        ]
        return self.search(domain).mapped("provider_reference")
