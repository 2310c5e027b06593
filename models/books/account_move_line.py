from odoo import fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "prepaid.grant.source"]

    prepaid_grant_ids = fields.One2many("prepaid.grant", "move_line_id")
    prepaid_line_id = fields.Many2one(
        "account.move.line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The pack's invoice line that this line bills or credits.",
    )
    prepaid_pool_ids = fields.One2many("account.move.line", "prepaid_line_id")

    def _filter_pack_lines(self):
        return self.filtered(
            lambda line: (
                line.display_type == "product" and line.product_id.is_prepaid_pack
            )
        )

    # === WHICH INVOICE LINE === #

    def _link_pack_lines(self):
        """Tie posted pack lines to the invoice line whose price they are part of.

        An invoice line is its own, unless an order granted the pack and another line
        billed part of it before. A credit note's line belongs to the line it credits.
        """
        for line in self.sudo():
            if line.move_type == "out_refund":
                line.prepaid_line_id = False
                line.prepaid_line_id = line._find_credited_line()
            else:
                granted = line.sale_line_ids.prepaid_grant_ids.move_line_id
                line.prepaid_line_id = granted[:1] or line

    def _find_credited_line(self):
        """Return the invoice line that a credit note's line credits, or refuse it."""
        self.ensure_one()
        for line in self._get_creditable_lines():
            left = line._get_uncredited_amount()
            if self.currency_id.compare_amounts(self.amount_currency, left) <= 0:
                return line
        raise UserError(
            self.env._(
                "The credit note %(refund)s credits more of “%(pack)s” than was "
                "invoiced to %(customer)s and not credited yet. Lower it, or make one "
                "line for each invoice line that it credits.",
                refund=self.move_id.display_name,
                pack=self.product_id.display_name,
                customer=self.partner_id.display_name,
            )
        )

    def _get_creditable_lines(self):
        """Return the invoice lines that this credit note's line may be for.

        Those of the invoice that it reverses, else of its order lines, else of the
        customer, newest first.
        """
        reversed_lines = self.move_id.reversed_entry_id.line_ids
        lines = reversed_lines or self.sale_line_ids.invoice_lines
        if not lines:
            lines = self.search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("product_id", "=", self.product_id.id),
                    ("move_type", "=", "out_invoice"),
                    ("currency_id", "=", self.currency_id.id),
                ],
                order="date DESC, id DESC",
            )
        lines = lines._filter_pack_lines().filtered(
            lambda line: (
                line.prepaid_line_id == line
                and line.parent_state == "posted"
                and line.product_id == self.product_id
                and line.currency_id == self.currency_id
            )
        )
        # The same pack may be on an invoice twice, for two contracts.
        return lines.sorted(
            lambda line: not line.sale_line_ids & self.sale_line_ids,
        )

    def _get_uncredited_amount(self):
        """Return the net price after posted credit notes, in the line's currency."""
        pool = self.prepaid_pool_ids.filtered(
            lambda line: line.parent_state == "posted"
        )
        return -sum(pool.mapped("amount_currency"))

    # === GRANTS === #

    def _sync_pack_lines(self):
        """Bring the grants of these pack lines in line with them.

        Where the order granted, its grants only learn which invoice line bills them.
        """
        by_order = self.filtered(lambda line: line._is_granted_by_order())
        by_order._link_order_grants()
        return (self - by_order)._sync_prepaid_grants()

    def _is_granted_by_order(self):
        self.ensure_one()
        return bool(self.sudo().sale_line_ids.prepaid_grant_ids)

    def _link_order_grants(self):
        for line in self.sudo().filtered(lambda line: line.parent_state == "posted"):
            grants = line.sale_line_ids.prepaid_grant_ids
            grants.filtered(lambda grant: not grant.move_line_id).move_line_id = line

    def _is_prepaid_earned(self):
        paid = self.move_id.payment_state in ("paid", "in_payment")
        policy = self.company_id.prepaid_grant_policy
        return self.parent_state == "posted" and (paid or policy != "paid")

    def _is_prepaid_replaced(self):
        return self.move_id.prepaid_is_replaced

    def _get_prepaid_packs(self):
        pool = self.prepaid_pool_ids.filtered(
            lambda line: line.parent_state == "posted"
        )
        quantity = sum(
            -line.quantity if line.move_type == "out_refund" else line.quantity
            for line in pool
        )
        return self._get_packs_worth(self._get_uncredited_amount(), quantity)

    def _get_packs_worth(self, amount, quantity):
        """Return the packs that a net amount in this line's currency pays for.

        By value: half the price is half a pack, whichever way a credit note says so.
        Free packs count by quantity, in the line's unit.
        """
        packs = self._get_pack_quantity()
        if self.currency_id.is_zero(self.amount_currency):
            return packs * quantity / self.quantity if self.quantity else 0
        return packs * amount / -self.amount_currency

    def _get_pack_quantity(self):
        """Return the packs of the line in the product's own unit."""
        return self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _prepare_prepaid_source_vals(self):
        move = self.move_id
        contract = self.sale_line_ids._get_prepaid_contract()
        if not contract._takes_pack(self.product_id):
            contract = contract._find_or_create(
                move.partner_id, self.product_id, move.company_id
            )
        return {
            "move_line_id": self.id,
            "contract_id": contract.id,
            "date": move.invoice_date or move.date,
            "name": f"{move.name} · {self.product_id.display_name}",
            "amount": -sum(
                self.prepaid_pool_ids.filtered(
                    lambda line: line.parent_state == "posted"
                ).mapped("balance")
            ),
        }
