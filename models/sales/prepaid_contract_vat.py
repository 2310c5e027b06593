from odoo import api, fields, models
from odoo.fields import Domain

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """How this buyer's packs are taxed, and whether the place is known at the sale."""

    _inherit = "prepaid.contract"

    vat_note = fields.Text(
        "VAT of Packs", compute="_compute_vat", compute_sudo=True, groups=PRICE_GROUPS
    )
    vat_warning = fields.Text(
        compute="_compute_vat", compute_sudo=True, groups=PRICE_GROUPS
    )

    @api.depends(
        "plan_id",
        "company_id",
        "buyer_kind",
        "partner_id.country_id",
        "partner_id.vat",
        "partner_id.child_ids.country_id",
        "beneficiary_ids.country_id",
        "covers_sites",
    )
    @api.depends_context("lang")
    def _compute_vat(self):
        for contract in self:
            rule = contract.company_id._get_vat_rule()
            contract.vat_note = bool(rule) and contract._get_vat_note()
            contract.vat_warning = bool(rule) and contract._get_vat_warning()

    def _get_shown_rules(self):
        """Override: VAT of vouchers follows the seller's place, not the buyer's."""
        rules = super()._get_shown_rules()
        rules.pop("vat", None)
        rule = self.company_id._get_vat_rule()
        return rules | {"vat": rule} if rule else rules

    def _get_vat_note(self):
        """Return the taxes of the plan's packs for this buyer in words."""
        taxes = self._get_pack_taxes(self._get_billed_entity())
        if taxes is None:
            return False
        return self.env._(
            "Packs are sold to this buyer with: %(taxes)s.",
            taxes=", ".join(taxes.mapped("name")) or self.env._("no tax"),
        )

    def _get_vat_warning(self):
        """Return why the place of the work is not sure when a pack is sold."""
        if not self.partner_id:
            return False
        country, home = self.partner_id.country_id, self.company_id.country_id
        if not country:
            return self.env._(
                "%(customer)s has no country: nobody knows where VAT is due. Add the "
                "country to the contact's address.",
                customer=self.partner_id.display_name,
            )
        if strangers := self._get_paid_elsewhere():
            return self.env._(
                "It also pays for work for %(others)s, in another country: where VAT "
                "is due is not known when a pack is sold, and VAT on use is not "
                "supported. Make a contract of their own for these.",
                others=", ".join(strangers[:3].mapped("display_name")),
            )
        if country != home and self._is_taxed_as_at_home():
            return self.env._(
                "%(customer)s is a business in %(country)s, and is taxed as at home. "
                "Check the VAT number and the fiscal position of the contact.",
                customer=self.partner_id.display_name,
                country=country.name,
            )
        return False

    def _is_taxed_as_at_home(self):
        """Tell whether a business abroad pays the taxes of the seller's country."""
        if self.buyer_kind != "business":
            return False
        taxes = self._get_pack_taxes(self._get_billed_entity())
        return bool(taxes) and taxes == self._get_pack_taxes(self.company_id.partner_id)

    def _get_pack_taxes(self, buyer):
        """Return the taxes of the plan's packs for a buyer, None without packs."""
        company = self.company_id
        packs = self.plan_id._get_taxed_packs(company)
        if not packs:
            return None
        taxes = packs.taxes_id._filter_taxes_by_company(company)
        return company._get_place_taxes(taxes, buyer)

    def _get_paid_elsewhere(self):
        """Return whose work it pays for in another country than the customer's."""
        country = self.partner_id.country_id
        elsewhere = Domain("country_id", "not in", (False, country.id))
        others = self.beneficiary_ids.filtered_domain(elsewhere)
        if self.covers_sites:
            sites = Domain("id", "child_of", self.partner_id.ids)
            sites &= Domain("is_company", "=", True) & elsewhere
            others |= others.search(sites, limit=3)
        return others
