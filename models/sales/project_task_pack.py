from odoo import models


class PrepaidTicket(models.AbstractModel):
    """A ticket that asks for a pack."""

    _inherit = "prepaid.ticket"

    def action_sell_pack(self):
        """Open a new quotation for the ticket's customer."""
        self.ensure_one()
        customer = self._get_prepaid_customer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sell a Pack"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": customer.id,
                "default_company_id": self._get_prepaid_company().id,
            },
        }

    def _get_pack_line(self):
        """Return the order line that opened the ticket, or none."""
        return self.env["sale.order.line"]

    def _can_sell(self):
        """Override: those who sell at all."""
        return self.env["sale.order"].has_access("create")


class ProjectTask(models.Model):
    """A ticket that a pack opened when it was sold."""

    _inherit = "project.task"

    def _get_pack_line(self):
        return self.sale_line_id

    def _is_sold_otherwise(self):
        """Override: the order line of a pack sells credit, not the work."""
        sold = super()._is_sold_otherwise()
        return sold and not self.sudo().sale_line_id._is_pack_line()
