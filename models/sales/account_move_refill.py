from odoo import models


class AccountMove(models.Model):
    """A refill ends with its draft invoice."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._get_prepaid_refills()._follow_documents()
        return result

    def unlink(self):
        refills = self._get_prepaid_refills()
        result = super().unlink()
        refills._follow_documents()
        return result

    def _get_prepaid_refills(self):
        """Return the refills that wait for these invoices."""
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        return self.env["prepaid.refill"].sudo()._get_waiting_for(orders_sudo)
