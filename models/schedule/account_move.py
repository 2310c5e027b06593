from odoo import models


class AccountMove(models.Model):
    """Credit notes of a schedule name the invoice that they give back from.

    Electronic invoices ask for it: in France a credit note without it is refused.
    """

    _inherit = "account.move"

    def _name_given_back(self):
        """Name the newest invoice of the periods that these credit notes give back."""
        for note in self:
            if note.move_type != "out_refund" or note.reversed_entry_id:
                continue
            claims_sudo = note.sudo().line_ids.sale_line_ids.prepaid_claim_ids
            given_sudo = claims_sudo.filtered(lambda claim: claim.amount < 0)
            moves_sudo = given_sudo._get_sources().move_id
            invoices_sudo = moves_sudo.filtered(
                lambda move, note=note: (
                    move.move_type == "out_invoice"
                    and move.commercial_partner_id == note.commercial_partner_id
                )
            )
            note.reversed_entry_id = invoices_sudo.sorted("id")[-1:].id
