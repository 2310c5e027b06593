from odoo import api, fields, models


class AccountMove(models.Model):
    """Invoices of a month go out with the statement of each contract."""

    _inherit = "account.move"

    prepaid_statement_ids = fields.Many2many(
        "ir.attachment", "account_move_prepaid_statement_rel", readonly=True, copy=False
    )


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_invoice_extra_attachments(self, move):
        """Override of `account`: statements are mailed with the invoice."""
        statements_sudo = move.sudo().prepaid_statement_ids
        return super()._get_invoice_extra_attachments(move) | statements_sudo.sudo(
            self.env.su
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _complete_invoice(self, move, start, until):
        """Attach the month's statement of each contract to its invoice."""
        for contract in self:
            move.prepaid_statement_ids |= contract._create_statement_file(
                start, until, move
            )
        return super()._complete_invoice(move, start, until)
