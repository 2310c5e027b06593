from datetime import date

from odoo import fields, models

from ..ledger.validity import last_day
from .spans import exact


class PrepaidGrantSource(models.AbstractModel):
    """Credit of a period starts with it, and ends with it unless the pack says more."""

    _inherit = "prepaid.grant.source"

    def _get_prepaid_expiry(self):
        sold = self._get_sold()
        if not sold.last:
            return super()._get_prepaid_expiry()
        expiry = date.fromisoformat(sold.last)
        if not sold.months:
            return expiry
        return max(expiry, last_day(date.fromisoformat(sold.first), sold.months))

    def _prepare_prepaid_grants_vals(self, due):
        """Override: it pays for work from its period's first day on."""
        found = super()._prepare_prepaid_grants_vals(due)
        first = self._get_sold().first
        start = {"date": date.fromisoformat(first)} if first else {}
        return [vals | start for vals in found]

    def _has_begun(self):
        """Tell whether the period of the credit has begun."""
        first = self._get_sold().first
        company = self.company_id or self.env.company
        return not first or date.fromisoformat(first) <= company._get_prepaid_today()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    prepaid_claim_ids = fields.One2many("prepaid.schedule.claim", "sale_line_id")

    def _get_fresh_sold(self):
        """Override: a part of a period brings its part of the credit, for its days."""
        sold = super()._get_fresh_sold()
        claim_sudo = self.sudo().prepaid_claim_ids[:1]
        if not (claim_sudo and sold.plan and self.product_uom_qty):
            return sold
        if claim_sudo.unit_days <= 0 < claim_sudo.amount:
            return sold._replace(plan=0)
        part = abs(float(claim_sudo._get_part() / exact(self.product_uom_qty)))
        keeps = sold.months if self._keeps_validity(sold) else 0
        return sold._replace(
            quantity=sold.quantity * part,
            bonus=sold.bonus * part,
            months=keeps,
            first=claim_sudo.date_from.isoformat(),
            last=claim_sudo.date_to.isoformat(),
        )

    def _keeps_validity(self, sold):
        plan = self.env["prepaid.plan"].browse(sold.plan)
        return plan.schedule_validity == "pack"

    def _is_earned(self):
        return super()._is_earned() and self._has_begun()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_prepaid_earned(self):
        """Override: each month's allowance is granted when its month begins."""
        return super()._is_prepaid_earned() and self._has_begun()

    def _get_creditable_lines(self):
        """Override: what a schedule gives back is of the period that it billed."""
        claims = self.sale_line_ids.prepaid_claim_ids
        given = claims.filtered(lambda claim: claim.amount < 0)
        named = given._get_sources().filtered(lambda line: line._is_creditable_by(self))
        return named or super()._get_creditable_lines()

    def _may_change_another(self):
        """Override: what a schedule sells on its credit note takes nothing back."""
        claims_sudo = self.sudo().sale_line_ids.prepaid_claim_ids
        sells = bool(claims_sudo) and all(claim.amount > 0 for claim in claims_sudo)
        if sells and not self._is_lowering():
            return bool(self.prepaid_line_id)
        return super()._may_change_another()
