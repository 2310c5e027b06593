from datetime import date

from odoo import api, fields, models

from .account_move_withdrawal import BILLS


class PrepaidWithdrawal(models.Model):
    """Of which packs of an order it is: what one line sells goes back together."""

    _inherit = "prepaid.withdrawal"

    line_ids = fields.One2many(
        "sale.order.line", "prepaid_withdrawal_id", "Packs", readonly=True
    )

    def _take_lines(self, lines):
        """Keep of which packs it is. Who does so meanwhile fails and starts again.

        Both change the same lines: the second finds what the first has made.
        """
        lines.prepaid_withdrawal_id = self
        lines.flush_recordset(["prepaid_withdrawal_id"])


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    prepaid_withdrawal_id = fields.Many2one(
        "prepaid.withdrawal",
        "Withdrawal",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def _get_withdrawals(self):
        """Return the withdrawals from these packs that stand, in sudo, newest first."""
        found = self.sudo().prepaid_withdrawal_id.sorted("id", reverse=True)
        return found.filtered(lambda withdrawal: withdrawal.state != "void")

    def _filter_withdrawable(self):
        """Return the packs of which something is sold still, and nobody withdrew."""
        taken = self._get_withdrawals().line_ids
        packs = self._filter_pack_lines() - taken
        billed = packs._get_billed_packs()
        Grant = self.env["prepaid.grant"]
        documents = Grant._read_documents(billed, date.max) if billed else {}
        sold = billed.filtered(lambda line: documents.get(line.id, (0, 0))[1] > 0)
        return packs.filtered(
            lambda pack: not pack._get_billed_packs() or pack.invoice_lines & sold
        )

    def _get_billed_packs(self):
        """Return the posted invoice lines that billed these packs."""
        return self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type in BILLS
                and line.prepaid_pool_line_ids
            )
        )

    def _get_prepaid_grants(self):
        """Return the credit that these lines made, by whatever policy."""
        return self.prepaid_grant_ids | self.invoice_lines.prepaid_grant_ids

    def _get_pack_label(self):
        """Return how a client recognises what the line sold."""
        name = self.product_id.display_name
        count = self.product_uom_qty
        return name if count == 1 else f"{count:g} × {name}"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_prepaid_to_withdraw = fields.Boolean(
        compute="_compute_has_prepaid_to_withdraw", compute_sudo=True
    )

    @api.depends("state", "order_line.prepaid_withdrawal_id.state")
    def _compute_has_prepaid_to_withdraw(self):
        for order in self:
            order.has_prepaid_to_withdraw = bool(
                order.state == "sale"
                and order.prepaid_withdrawal_until
                and order.order_line._filter_withdrawable()
            )
