from odoo import fields, models


class SaleOrder(models.Model):
    """Orders of packs show who is likely the same client as their customer."""

    _inherit = "sale.order"

    prepaid_twin_ids = fields.Many2many(related="partner_id.prepaid_twin_ids")

    def action_merge_prepaid_twins(self):
        self.ensure_one()
        return self.partner_id.action_merge_prepaid_twins()
