from odoo import api, models


class ContractContract(models.Model):
    _inherit = "contract.contract"

    @api.constrains("partner_id")
    def _check_prepaid_contracts(self):
        """Credit stays with the client of the contract."""
        self.contract_line_ids._check_prepaid_contract_id()
