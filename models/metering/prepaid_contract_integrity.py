from odoo import models

WORK_QUERIES = {
    "16. Work is drawn or billed, never both": """
        SELECT prepaid_contract_id, name || ': ' || unit_amount
          FROM account_analytic_line
         WHERE prepaid_contract_id IS NOT NULL AND so_line IS NOT NULL""",
    "16. Work that draws credit is not on the list of uncovered work": """
        SELECT prepaid_contract_id, name || ': ' || prepaid_uncovered
          FROM account_analytic_line
         WHERE prepaid_contract_id IS NOT NULL AND prepaid_uncovered IS NOT NULL""",
}


class PrepaidContract(models.Model):
    """Proof that no work is paid twice."""

    _inherit = "prepaid.contract"

    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | WORK_QUERIES
