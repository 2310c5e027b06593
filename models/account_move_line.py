from odoo import fields, models

from ..metering import split


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "prepaid.grant.source"]

    prepaid_grant_ids = fields.One2many("prepaid.grant", "move_line_id")

    def _filter_pack_lines(self):
        return self.filtered(
            lambda line: (
                line.display_type == "product" and line.product_id.is_prepaid_pack
            )
        )

    def _sync_pack_lines(self):
        """Bring the grants of these pack lines in line with them.

        Where the order granted, its grants only learn which invoice line bills them.
        """
        by_order = self.filtered(lambda line: line._is_granted_by_order())
        by_order._link_order_grants()
        return (self - by_order)._sync_prepaid_grants()

    def _is_granted_by_order(self):
        self.ensure_one()
        grants = self.sudo().sale_line_ids.prepaid_grant_ids
        return bool(grants)

    def _link_order_grants(self):
        for line in self.sudo().filtered(lambda line: line.parent_state == "posted"):
            grants = line.sale_line_ids.prepaid_grant_ids
            grants.filtered(lambda grant: not grant.move_line_id).move_line_id = line

    def _is_prepaid_earned(self):
        paid = self.move_id.payment_state in ("paid", "in_payment")
        policy = self.company_id.prepaid_grant_policy
        return self.parent_state == "posted" and (paid or policy != "paid")

    def _get_prepaid_packs(self):
        return self._get_pack_quantity() - self._get_credited_packs()

    def _get_pack_quantity(self):
        """Return the packs of the line in the product's own unit."""
        return self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _get_credited_packs(self):
        """Return the packs that posted credit notes take back from this line.

        A credit note names its invoice, not the line: credits of a product fill the
        invoice's lines of that product one after the other.
        """
        lines = self.move_id.line_ids._filter_pack_lines().filtered(
            lambda line: line.product_id == self.product_id
        )
        refunds = self.move_id.reversal_move_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )
        credited = sum(
            line._get_pack_quantity()
            for line in refunds.line_ids._filter_pack_lines()
            if line.product_id == self.product_id
        )
        sold = [(line, line._get_pack_quantity()) for line in lines.sorted("id")]
        parts, _rest = split(sold, credited)
        return dict(parts).get(self, 0)

    def _prepare_prepaid_source_vals(self):
        move = self.move_id
        contract = self.sale_line_ids.order_id.prepaid_contract_id[:1]
        if not contract._takes_pack(self.product_id):
            contract = contract._find_or_create(
                move.partner_id, self.product_id, move.company_id
            )
        packs = self._get_pack_quantity()
        return {
            "move_line_id": self.id,
            "contract_id": contract.id,
            "date": move.invoice_date or move.date,
            "name": f"{move.name} · {self.product_id.display_name}",
            "amount": -self.balance * self._get_prepaid_packs() / packs,
        }
