from odoo import fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """Invoices whose payment is taken back, and the entries that book it."""

    _inherit = "account.move"

    prepaid_returned_id = fields.Many2one(
        "payment.transaction",
        "Takes Back",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The payment that the bank took back, which this entry books.",
    )

    # === HOOKS === #

    def _invoice_paid_hook(self):
        """End the refills whose credit was there before their payment."""
        result = super()._invoice_paid_hook()
        refills_sudo = self._get_prepaid_refills()
        refills_sudo.filtered(lambda refill: refill._ends_when_paid())._close_paid()
        return result

    # === BUSINESS METHODS === #

    def _get_prepaid_refills(self):
        """Return the refills whose invoices these are, in sudo."""
        orders_sudo = self.sudo().line_ids.sale_line_ids.order_id
        return (
            self.env["prepaid.refill"]
            .sudo()
            .search(
                Domain("sale_order_id", "in", orders_sudo.ids)
                | Domain("move_id", "in", self.ids)
            )
        )

    def _get_granted_contracts(self):
        """Return the contracts that hold what these invoices sold."""
        return self.line_ids.prepaid_grant_ids.contract_id

    def _get_taken_back_amount(self):
        """Return what is open of an invoice as a part of its payment was taken back.

        0 where a payment was taken back as a whole: then the invoice is simply unpaid.
        """
        txs_sudo = self.sudo().transaction_ids.filtered("prepaid_returned_amount")
        is_part = any(tx.prepaid_returned_amount < tx.amount for tx in txs_sudo)
        return self.amount_residual if is_part else 0
