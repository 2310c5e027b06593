from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .prepaid_grant_source import Claim
from .sold import Sold


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "prepaid.grant.source"]

    _prepaid_user_fields = {"prepaid_contract_id"}

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
            if line._get_prepaid_plan() != contract.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” is no pack of the plan of the contract "
                        "%(contract)s. Choose a contract of the pack's plan.",
                        product=line.product_id.display_name,
                        contract=contract.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Sell packs that are added to a confirmed order like those it had."""
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._sell_packs()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"product_uom_qty", "product_uom_id", "product_id"}:
            self.filtered(lambda line: line.state == "sale")._sell_packs()
        return result

    def unlink(self):
        """Leave no credit behind whose order line is gone."""
        self.sudo().prepaid_grant_ids._replace()
        return super().unlink()

    @api.depends("prepaid_contract_id")
    def _compute_name(self):
        """Override of `sale`: lines that a form has just taken out keep their name."""
        return super(SaleOrderLine, self.filtered("order_id"))._compute_name()

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
        for line in self.filtered(lambda line: line._is_billed_once()):
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

    def _is_billed_once(self):
        """Tell whether a credited line stays so: a pack, or a discount of packs alone.

        Else the discount of packs that were credited would be given again.
        """
        if self._is_pack_line() or self.price_unit >= 0:
            return self._is_pack_line()
        sold = self.order_id.order_line.filtered(lambda line: line.price_unit > 0)
        return bool(sold) and sold == sold._filter_pack_lines()

    # === WHAT WAS SOLD === #

    def _is_prepaid_frozen(self):
        return self.state == "sale"

    def _sell_packs(self):
        """Make what these lines sell a fact, and grant it where the order does."""
        self.filtered(lambda line: not line.display_type)._freeze_sold()
        self._sync_pack_lines()

    # === GRANTS === #

    def _sync_pack_lines(self, documents=None):
        """Bring the grants of those among these lines in line that grant themselves."""
        sources = self.filtered(lambda line: line._is_prepaid_source())
        return sources._sync_prepaid_grants(documents)

    def _get_crediting_moves(self):
        """Override: what lowers the pools of its invoice lines."""
        return self.invoice_lines._get_crediting_moves()

    def _is_prepaid_source(self):
        """Tell whether the order grants, not its invoice: as it was when sold."""
        sold = Sold.unpack(self.sudo().prepaid_sold)
        return bool(sold.plan) and sold.policy == "confirmed"

    def _get_prepaid_claim(self):
        """Return what stays of the packs ordered, after the documents' credit.

        What was billed counts less what was credited; what is still to be billed
        counts as ordered. Lowering the order lowers it at once.
        """
        rows = self.invoice_lines.prepaid_pool_line_ids.filtered(
            lambda row: row.line_id.parent_state == "posted"
        )
        billed = rows.filtered(lambda row: row.kind in ("sale", "lower")).line_id
        # By number, as orders are billed: the value of a pack may have changed since.
        billed_packs = sum(
            line._get_bill_sign() * line._count_packs(line.quantity) for line in billed
        )
        ordered = self._get_ordered_packs()
        left = sum(rows.mapped("packs")) + max(ordered - billed_packs, 0)
        return Claim(min(left, ordered), rows._get_forgiven_packs(), self._is_earned())

    def _is_earned(self):
        return self.state == "sale"

    def _get_ordered_packs(self):
        return self._count_packs(self.product_uom_qty)

    def _get_prepaid_date_earned(self):
        return self.company_id._get_prepaid_day(self.order_id.date_order)

    def _get_prepaid_contract(self):
        """Return the contract that lines of one invoice line name, or their orders."""
        return self.prepaid_contract_id[:1] or self.order_id.prepaid_contract_id[:1]

    def _get_pack_contract(self):
        """Return the contract that holds what the pack of this line sold, or none."""
        contract = self._get_prepaid_contract()
        if not self._is_pack_line():
            return contract.browse()
        grants = self.prepaid_grant_ids | self.invoice_lines.prepaid_grant_ids
        return grants.contract_id[:1] or contract

    def _prepare_prepaid_source_vals(self):
        order = self.order_id
        contract = self._get_prepaid_contract()
        if not contract._takes_plan(self._get_prepaid_plan()):
            contract = contract._find_or_create(
                order.partner_id, self._get_sold(), order.company_id
            )
        contract._note_payer(order.partner_invoice_id)
        date = self._get_prepaid_date_earned()
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
