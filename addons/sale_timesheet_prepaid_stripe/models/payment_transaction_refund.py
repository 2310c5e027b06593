from odoo import models


class PaymentTransaction(models.Model):
    """Refunds, whoever made them: each of Stripe's is one of Odoo's."""

    _inherit = "payment.transaction"

    def _get_stripe_refund_tx(self, refund):
        """Return the transaction of a refund of Stripe's, made where there is none.

        One whose answer was lost is taken up. None: it gave nothing back.
        """
        self.ensure_one()
        parts = self | self.child_transaction_ids
        refunds = parts.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund"
        )
        amount = self._get_major_amount(refund["amount"])
        known = refunds.filtered(lambda tx: tx.provider_reference == refund["id"])
        if known:
            return known[:1]
        if self._is_stripe_release(refund, amount):
            return None
        unheard = refunds.filtered(
            lambda tx: (
                tx.state in ("draft", "error")
                and not (tx.provider_reference or tx.stripe_error_code)
                and not self.currency_id.compare_amounts(-tx.amount, amount)
            )
        )
        payment = self._get_stripe_payment()
        return unheard[:1] or payment._create_child_transaction(amount, is_refund=True)

    def _is_stripe_release(self, refund, amount):
        """Tell whether what Stripe lists as refund is the rest that a capture released.

        No money moved for it.
        """
        released = self._get_stripe_released().filtered(
            lambda tx: not self.currency_id.compare_amounts(tx.amount, amount)
        )
        return bool(released) and not refund.get("balance_transaction")

    def _follow_stripe_refunds(self, charge):
        """Bring Odoo's refunds of a payment in line with Stripe's. Safe to repeat."""
        self.ensure_one()
        client = self.provider_id._get_stripe_client()
        pages = client.refunds.list({"charge": charge, "limit": 100})
        # The oldest first, as they are numbered.
        for refund in reversed([page.to_dict() for page in pages.auto_paging_iter()]):
            if tx := self._get_stripe_refund_tx(refund):
                tx._process("stripe", {"refund": refund})
