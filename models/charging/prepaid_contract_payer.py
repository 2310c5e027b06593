from odoo import models


class PrepaidContract(models.Model):
    """Saved methods and permissions are the payer's: they do not outlive a change."""

    _inherit = "prepaid.contract"

    def write(self, vals):
        if "partner_invoice_id" not in vals:
            return super().write(vals)
        payers = {contract: contract._get_billed_entity() for contract in self}
        result = super().write(vals)
        for contract, payer in payers.items():
            if contract._get_billed_entity() != payer:
                contract.sudo()._leave_payer(payer)
        return result

    def _leave_payer(self, payer):
        """End what who was billed before allowed to charge, in sudo."""
        given = self.consent_ids.filtered(
            lambda consent: consent.partner_id.commercial_partner_id == payer
        )
        given._revoke(self.env.user.name)
        if self.payment_token_id.partner_id.commercial_partner_id == payer:
            self.payment_token_id = False

    def _get_payers_consents(self):
        """Return the permissions of who is billed now, not those of others before."""
        payer = self._get_billed_entity()
        return self.consent_ids.filtered(
            lambda consent: consent.partner_id.commercial_partner_id == payer
        )
