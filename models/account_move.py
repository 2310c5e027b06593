from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    prepaid_grant_count = fields.Integer(
        compute="_compute_prepaid_grant_count", compute_sudo=True
    )

    @api.depends("line_ids.prepaid_grant_ids")
    def _compute_prepaid_grant_count(self):
        for move in self:
            move.prepaid_grant_count = len(move.line_ids.prepaid_grant_ids)

    def _compute_field_value(self, field):
        """Follow payments that are withdrawn: no hook of Odoo is called for these."""
        super()._compute_field_value(field)
        if field.name == "payment_state":
            moves = self.filtered(
                lambda move: move.id and move.move_type == "out_invoice"
            )
            granted = self.env["prepaid.grant"].sudo()._get_move_grants(moves)
            granted.move_id._sync_prepaid_grants()

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._sync_prepaid_grants()
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._sync_prepaid_grants()
        return result

    def _sync_prepaid_grants(self):
        """Bring grants in line with these invoices, or those they credit."""
        moves = self.filtered(lambda move: move.move_type == "out_invoice")
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        moves |= refunds.reversed_entry_id
        lines = (moves.line_ids | refunds.line_ids)._filter_pack_lines()
        lines.filtered(lambda line: line.move_id in moves)._sync_pack_lines()
        lines.sale_line_ids._sync_pack_lines()

    def action_open_prepaid_grants(self):
        self.ensure_one()
        return self.line_ids.sudo().prepaid_grant_ids._get_open_action()
