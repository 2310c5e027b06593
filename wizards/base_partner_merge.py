from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of `base`: both clients' contracts stay, one is the default.

        Odoo moves them by SQL: two defaults of one client would not fit.
        """
        partners = src_partners | dst_partner
        contracts = self.env["prepaid.contract"].sudo()
        contracts.search([("partner_id", "in", partners.ids)])._keep_one_default()
        self.env["prepaid.signal"].sudo()._keep_one_a_kind(partners)
        self.env["prepaid.share"].sudo()._keep_one_a_partner(partners, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        return result

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Override of `base`: contracts follow a client who became a contact."""
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        self.env["prepaid.contract"].sudo()._get_strayed(partners)._follow_customer()
        return result
