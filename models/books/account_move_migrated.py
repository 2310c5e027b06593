from odoo import models


class AccountMove(models.Model):
    """A credit note for hours that went to a contract: their price is not its."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Name to account managers the credit notes for hours that contracts have."""
        posted = super()._post(soft)
        for note in posted.filtered(lambda move: move.move_type == "out_refund"):
            lines_sudo = note.sudo().invoice_line_ids.sale_line_ids
            migrated = lines_sudo.filtered("prepaid_opening_id")
            for contract in migrated._get_migrated_contracts():
                contract._ask_about_opening(
                    note,
                    self.env._(
                        "The invoice of the hours was credited after they were taken "
                        "over."
                    ),
                )
        return posted
