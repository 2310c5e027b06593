from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "prepaid.grant.source"]

    prepaid_grant_ids = fields.One2many("prepaid.grant", "sale_line_id")
    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        copy=False,
        check_company=True,
        help="The contract that the packs of this line go to. Empty: the order's.",
    )

    @api.constrains("prepaid_contract_id", "product_id", "order_id")
    def _check_prepaid_contract_id(self):
        self.order_id._check_prepaid_contract_id()
        for line in self.filtered("prepaid_contract_id"):
            contract = line.prepaid_contract_id.sudo()
            if line.product_id.prepaid_plan_id != contract.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” is no pack of the plan of the contract "
                        "%(contract)s. Choose a contract of the pack's plan.",
                        product=line.product_id.display_name,
                        contract=contract.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "product_uom_qty" in vals:
            self.filtered(lambda line: line.state == "sale")._sync_pack_lines()
        return result

    @api.depends("prepaid_contract_id")
    def _compute_name(self):
        return super()._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        """Override of `sale`: cart, order and invoice name the contract of a pack."""
        description = super()._get_sale_order_line_multiline_description_sale()
        if contract_sudo := self.sudo().prepaid_contract_id:
            contract = self.env._("For contract %(name)s", name=contract_sudo.name)
            description = f"{description}\n{contract}"
        return description

    @api.depends("invoice_lines.parent_state")
    def _compute_qty_to_invoice(self):
        """Override of `sale`: a credited pack does not want to be invoiced again."""
        result = super()._compute_qty_to_invoice()
        for line in self.filtered("product_id.is_prepaid_pack"):
            refunded = sum(
                invoice_line.product_uom_id._compute_quantity(
                    invoice_line.quantity, line.product_uom_id, round=False
                )
                for invoice_line in line.invoice_lines
                if invoice_line.move_type == "out_refund"
                and invoice_line.parent_state != "cancel"
            )
            if line.qty_to_invoice > 0:
                line.qty_to_invoice = max(line.qty_to_invoice - refunded, 0)
        return result

    def _sync_pack_lines(self):
        """Bring the grants of the pack lines among these in line with them."""
        return self.filtered(
            lambda line: line.product_id.is_prepaid_pack and line._is_prepaid_source()
        )._sync_prepaid_grants()

    def _is_prepaid_source(self):
        """Tell whether the order grants, not its invoice: once begun, it stays so."""
        self.ensure_one()
        line = self.sudo()
        return bool(line.prepaid_grant_ids) or (
            line.company_id.prepaid_grant_policy == "confirmed"
            and not line.invoice_lines.prepaid_grant_ids
        )

    def _is_prepaid_earned(self):
        return self.state == "sale"

    def _get_prepaid_packs(self):
        refunds = self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted" and line.move_type == "out_refund"
            )
        )
        return self._get_pack_quantity() - sum(
            line._get_pack_quantity() for line in refunds
        )

    def _get_pack_quantity(self):
        """Return the ordered packs in the product's own unit."""
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _get_prepaid_contract(self):
        """Return the contract that lines of one invoice line name, or their orders."""
        return self.prepaid_contract_id[:1] or self.order_id.prepaid_contract_id[:1]

    def _prepare_prepaid_source_vals(self):
        order = self.order_id
        contract = self._get_prepaid_contract()
        if not contract._takes_pack(self.product_id):
            contract = contract._find_or_create(
                order.partner_id, self.product_id, order.company_id
            )
        date = fields.Date.context_today(self, order.date_order)
        return {
            "sale_line_id": self.id,
            "contract_id": contract.id,
            "date": date,
            "name": f"{order.name} · {self.product_id.display_name}",
            "amount": order.currency_id._convert(
                self.price_subtotal,
                order.company_id.currency_id,
                order.company_id,
                date,
            ),
        }
