from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS
from .prepaid_jurisdiction import BUYER_KINDS


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_prepaid_buyer_kind(self):
        """Return how this partner buys: as a business or as a consumer.

        A company, a VAT number or a company's name typed at checkout make a business.
        """
        entity = self.commercial_partner_id
        is_business = entity.is_company or entity.vat or entity.company_name
        return "business" if is_business else "consumer"


class PrepaidContract(models.Model):
    """Who buys, and which rules of their place hold for the credit."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"buyer_choice"}

    buyer_choice = fields.Selection(
        BUYER_KINDS,
        "Buys as",
        tracking=True,
        help="Empty: a company, or who has a VAT number, buys as a business; anybody "
        "else as a consumer.",
    )
    buyer_kind = fields.Selection(
        BUYER_KINDS,
        "Buyer",
        compute="_compute_buyer_kind",
        store=True,
        compute_sudo=True,
    )
    buyer_country_id = fields.Many2one(
        related="partner_id.country_id", string="Country of the Buyer"
    )
    buyer_state_id = fields.Many2one(
        related="partner_id.state_id", string="State of the Buyer"
    )
    jurisdiction_ids = fields.Many2many(
        "prepaid.jurisdiction",
        string="Rules That Hold",
        compute="_compute_jurisdiction_ids",
        groups=PRICE_GROUPS,
    )
    law_gap = fields.Char(
        "Unknown Rules", compute="_compute_jurisdiction_ids", groups=PRICE_GROUPS
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "buyer_choice",
        "partner_id.is_company",
        "partner_id.vat",
        "partner_id.company_name",
    )
    def _compute_buyer_kind(self):
        for contract in self:
            contract.buyer_kind = (
                contract.buyer_choice or contract.partner_id._get_prepaid_buyer_kind()
            )

    @api.depends("buyer_kind", "buyer_country_id", "buyer_state_id", "unit")
    @api.depends_context("lang")
    def _compute_jurisdiction_ids(self):
        Rule = self.env["prepaid.jurisdiction"]
        for contract in self:
            rules = contract._get_shown_rules()
            ids = dict.fromkeys(rule.id for rule in rules.values())
            contract.jurisdiction_ids = Rule.browse(ids)
            contract.law_gap = contract._get_law_gap(rules)

    # === BUSINESS METHODS === #

    def _get_rules(self):
        """Return {matter: rule} that hold for this contract's buyer."""
        self.ensure_one()
        return self.env["prepaid.jurisdiction"]._find_rules(
            self.buyer_kind, self.buyer_country_id, self.buyer_state_id, self.unit
        )

    def _get_shown_rules(self):
        """Return {matter: rule} that are shown with this contract."""
        return self._get_rules()

    def _get_law_gap(self, rules):
        """Return what nobody knows of this buyer's place, in words, or False."""
        if "expiry" in rules:
            return False
        if not self.buyer_country_id:
            return self.env._(
                "%(customer)s has no country: nobody knows which rules hold for the "
                "credit. Add the country to the contact's address.",
                customer=self.partner_id.display_name,
            )
        kinds = dict(self._fields["buyer_kind"]._description_selection(self.env))
        return self.env._(
            "No rule is on file about the expiry of credit (%(kind)s, %(country)s). "
            "Look it up before credit expires, and add it to the rules by country.",
            kind=kinds[self.buyer_kind],
            country=self.buyer_country_id.name,
        )
