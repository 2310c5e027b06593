from datetime import timedelta

from odoo import api, fields, models

from ...metering import QUANTITY_DIGITS, to_quantity
from ..contract.access import PRICE_GROUPS

# Debits may be returned for eight weeks, and cards be disputed that were charged
# without their owner.
RETURNABLE_FOR = timedelta(days=56)
DEBITS = frozenset(
    {"ach_direct_debit", "bacs_direct_debit", "becs_direct_debit", "sepa_direct_debit"}
)


class PrepaidContract(models.Model):
    """How much work rests on money that may be taken back."""

    _inherit = "prepaid.contract"

    returnable_quantity = fields.Float(
        "Used on Returnable Payments",
        digits=QUANTITY_DIGITS,
        compute="_compute_returnable_quantity",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="Used credit whose payment the bank may still take back: debits, and "
        "cards charged without the client, of the last eight weeks.",
    )

    @api.depends("entry_ids", "grant_ids")
    def _compute_returnable_quantity(self):
        grants = self._get_returnable_payments().invoice_ids.line_ids.prepaid_grant_ids
        # Parts of them may have gone to other contracts.
        family = grants._get_family()
        for contract in self:
            mine = family & contract.grant_ids
            contract.returnable_quantity = to_quantity(mine._get_used_units())

    def _get_returnable_payments(self):
        """Return the payments of these contracts that may still be taken back."""
        since = fields.Datetime.now() - RETURNABLE_FOR
        grants = "invoice_ids.line_ids.prepaid_grant_ids.contract_id"
        txs = self.env["payment.transaction"].search(
            [
                (grants, "in", self.ids),
                ("state", "in", ("pending", "done")),
                ("last_state_change", ">=", since),
            ]
        )
        return txs.filtered(lambda tx: tx._is_prepaid_returnable())


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _is_prepaid_returnable(self):
        """Tell whether the bank may take the payment back within eight weeks.

        Override it for a provider that knows better.
        """
        self.ensure_one()
        return (
            self.operation == "offline" or self.payment_method_id.code in DEBITS
        ) and self.prepaid_returned_amount < self.amount

    def _get_prepaid_returnable_until(self):
        """Return the company's last day on which it may be taken back, or False."""
        if not self or not self._is_prepaid_returnable():
            return False
        at = self.last_state_change + RETURNABLE_FOR
        return self.company_id._get_prepaid_day(at)
