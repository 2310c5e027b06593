from odoo import fields, models


class AccountMove(models.Model):
    """A refill ends with its draft invoice."""

    _inherit = "account.move"

    is_prepaid_refill = fields.Boolean(
        "Invoice of a Refill",
        compute="_compute_is_prepaid_refill",
        search="_search_is_prepaid_refill",
        compute_sudo=True,
    )

    def _compute_is_prepaid_refill(self):
        refills = self.filtered_domain(self._search_is_prepaid_refill("in", {True}))
        for move in self:
            move.is_prepaid_refill = move in refills

    def _search_is_prepaid_refill(self, operator, value):
        """Find the invoices of orders that a refill made, whoever may read orders."""
        if operator != "in":
            return NotImplemented
        refills = self.env["prepaid.refill"].sudo()
        orders = refills._search([("sale_order_id", "!=", False)])
        lines = self.env["account.move.line"].sudo()
        billed = lines._search(
            [("sale_line_ids.order_id", "in", orders.subselect("sale_order_id"))]
        )
        return [("id", "in", billed.subselect("move_id"))]

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._get_waiting_refills()._follow_documents()
        return result

    def unlink(self):
        refills = self._get_waiting_refills()
        result = super().unlink()
        refills._follow_documents()
        return result

    def _get_waiting_refills(self):
        """Return the refills that wait for these invoices."""
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        return self.env["prepaid.refill"].sudo()._get_waiting_for(orders_sudo)
