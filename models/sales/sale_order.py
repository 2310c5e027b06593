from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "prepaid.guarded"]

    _prepaid_user_fields = {"prepaid_contract_id"}

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        copy=False,
        check_company=True,
        help="The contract that the packs of this order go to. Empty: the customer's "
        "contract of the pack's plan.",
    )
    has_prepaid_pack = fields.Boolean(compute="_compute_has_prepaid_pack")
    prepaid_grant_count = fields.Integer(
        compute="_compute_prepaid_grant_count", compute_sudo=True
    )

    @api.depends("state", "order_line.product_id.is_prepaid_pack")
    def _compute_has_prepaid_pack(self):
        for order in self:
            order.has_prepaid_pack = bool(order.order_line._filter_pack_lines())

    @api.depends("state", "invoice_ids.payment_state")
    def _compute_prepaid_grant_count(self):
        for order in self:
            order.prepaid_grant_count = len(order._get_prepaid_grants())

    @api.constrains("prepaid_contract_id", "partner_id")
    def _check_prepaid_contract_id(self):
        for order in self:
            contracts = order.prepaid_contract_id | order.order_line.prepaid_contract_id
            customer = order.partner_id.commercial_partner_id
            for contract in contracts.sudo().filtered(
                lambda contract, customer=customer: contract.partner_id != customer
            ):
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s belongs to another customer than "
                        "the order %(order)s. Choose one of %(customer)s.",
                        contract=contract.name,
                        order=order.name,
                        customer=customer.display_name,
                    )
                )

    def _action_confirm(self):
        self.order_line.filtered(lambda line: not line.display_type)._freeze_sold()
        result = super()._action_confirm()
        self.order_line._sync_pack_lines()
        return result

    def _action_cancel(self):
        self.filtered(lambda order: order.state == "sale").order_line._keep_unsold()
        refills_sudo = self.env["prepaid.refill"].sudo()._get_waiting_for(self)
        refills_sudo._close("cancelled", self.env._("The order was cancelled."))
        result = super()._action_cancel()
        self.order_line._sync_pack_lines()
        return result

    def unlink(self):
        refills_sudo = self.env["prepaid.refill"].sudo()._get_waiting_for(self)
        result = super().unlink()
        refills_sudo._follow_documents()
        return result

    def _get_prepaid_grants(self):
        """Return the grants that the lines of these orders made, by whatever policy."""
        lines = self.order_line
        return lines.prepaid_grant_ids | lines.invoice_lines.prepaid_grant_ids

    def action_open_prepaid_grants(self):
        self.ensure_one()
        return self.sudo()._get_prepaid_grants()._get_open_action()
