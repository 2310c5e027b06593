from odoo import models


class SaleOrder(models.Model):
    """Orders that bill a schedule."""

    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Override: what a schedule gives back is on the invoice, whoever makes it."""
        final = final or bool(self.order_line.sudo().prepaid_claim_ids)
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        moves._name_given_back()
        return moves

    def _get_schedule_document_action(self):
        """Return the action that shows what a change made, or closes the dialog.

        It closes, too, for who may read neither the order nor its invoice: the change
        is made all the same.
        """
        order = self.sudo(False)._filtered_access("read")
        moves = self.sudo().invoice_ids.sudo(False)._filtered_access("read")
        document = moves[:1] or order
        if not document:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }
