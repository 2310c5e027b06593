from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "prepaid.guarded"]

    prepaid_contract_ids = fields.One2many("prepaid.contract", "partner_id")
    prepaid_benefit_ids = fields.Many2many(
        "prepaid.contract",
        "prepaid_contract_beneficiary_rel",
        "partner_id",
        "contract_id",
        "Contracts of Others that Pay",
        copy=False,
        readonly=True,
    )
    prepaid_contract_count = fields.Integer(compute="_compute_prepaid_contract_count")

    @api.depends("commercial_partner_id")
    def _compute_prepaid_contract_count(self):
        counts = dict(
            self.env["prepaid.contract"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.prepaid_contract_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def write(self, vals):
        """Let contracts follow a customer who becomes somebody's contact."""
        result = super().write(vals)
        if vals.keys() & {"parent_id", "is_company"}:
            self.env["prepaid.contract"].sudo()._get_strayed(self)._follow_customer()
        return result

    def action_open_prepaid_contracts(self):
        self.ensure_one()
        return self.commercial_partner_id.prepaid_contract_ids._get_open_action(
            {"default_partner_id": self.commercial_partner_id.id}
        )

    def _get_default_prepaid_contract(self, company, date):
        """Return the contract that covers a customer's work by default, or none.

        First answer wins: the customer's default contract, that of the nearest
        ancestor that covers its sites, a contract that names the customer. It is
        active, of that company or of one above it, and within its dates.
        """
        entity = self.commercial_partner_id
        for owner in entity | entity._get_prepaid_ancestors():
            contract = owner.prepaid_contract_ids.filtered(
                lambda contract, owner=owner: (
                    contract.is_default
                    and (owner == entity or contract.covers_sites)
                    and contract._is_drawable(date)
                )
            )._get_nearest(company)
            if contract:
                return contract
        benefits = entity.prepaid_benefit_ids.filtered(
            lambda contract: contract._is_drawable(date)
        )
        return benefits.sorted(
            lambda contract: (not contract.is_default, contract.id)
        )._get_nearest(company)

    def _get_prepaid_ancestors(self):
        """Return the partners above this one, nearest first."""
        ancestors, partner = self.browse(), self.parent_id
        while partner and partner not in ancestors:
            ancestors += partner
            partner = partner.parent_id
        return ancestors

    def _get_prepaid_payers(self):
        """Return every contract that pays for this customer, whatever its state."""
        entity = self.commercial_partner_id
        above = entity._get_prepaid_ancestors().prepaid_contract_ids
        return (
            entity.prepaid_contract_ids
            | above.filtered("covers_sites")
            | entity.prepaid_benefit_ids
        )
