from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    prepaid_contract_ids = fields.One2many("prepaid.contract", "partner_id")
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

    def action_open_prepaid_contracts(self):
        self.ensure_one()
        return self.commercial_partner_id.prepaid_contract_ids._get_open_action(
            {"default_partner_id": self.commercial_partner_id.id}
        )

    def _get_default_prepaid_contract(self, company, date):
        """Return the contract that covers a customer's work by default, or none.

        It is the active default contract of the commercial entity in that company,
        within its dates.
        """
        contracts = self.commercial_partner_id.prepaid_contract_ids
        return contracts.filtered(
            lambda contract: (
                contract.is_default
                and contract.company_id == company
                and contract._is_drawable(date)
            )
        )[:1]
