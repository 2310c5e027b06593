from odoo import models


class AccountMoveLine(models.Model):
    """Analytics of packs: on the invoice as entered, in the books when earned."""

    _inherit = "account.move.line"

    def _prepare_analytic_lines(self):
        """Override of `account`: what is deferred is no revenue yet."""
        if self._is_prepaid_deferred():
            return []
        return super()._prepare_analytic_lines()

    def _validate_distribution(self, **kwargs):
        """Override of `analytic`: a recognition entry bears what packs and work say.

        Nobody enters it, and a plan that became mandatory must not stop revenue.
        """
        if self.move_id._is_recognition():
            return None
        return super()._validate_distribution(**kwargs)

    def _is_prepaid_deferred(self):
        """Tell whether this line of a customer's document waits as deferred revenue.

        Packs do, on whatever liability account they are, and all else that is on the
        account of packs: down payments for them, and their discounts.
        """
        self.ensure_one()
        account = self.account_id
        if not self.move_id.is_sale_document(include_receipts=True):
            return False
        if not (account.account_type or "").startswith("liability"):
            return False
        deferred = self.company_id._get_prepaid_setting("deferred_revenue_account_id")
        return account == deferred or bool(self._filter_pack_lines())
