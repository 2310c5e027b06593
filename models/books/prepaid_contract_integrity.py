from odoo import models

POOL_QUERIES = {
    "10. Every line of a pack on the deferral account belongs to a pool": """
        SELECT NULL::int, move.name || ': ' || COALESCE(line.name, '?') || ', '
                          || -line.balance, move.company_id
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN account_account account ON account.id = line.account_id
     LEFT JOIN product_product product ON product.id = line.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE line.parent_state = 'posted' AND line.balance <> 0
           AND move.tax_cash_basis_origin_move_id IS NULL
           AND STARTS_WITH(account.account_type, 'liability')
           AND (line.prepaid_sold->>'plan' IS NOT NULL OR template.is_prepaid_pack)
           AND NOT EXISTS (SELECT FROM prepaid_pool_line WHERE line_id = line.id)""",
    "14. A line of a pack is in its pool with its whole price": """
        SELECT NULL::int, move.name || ': ' || COALESCE(line.name, '?') || ', '
                          || -line.balance || ', in the pool ' || SUM(part.amount),
               move.company_id
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN prepaid_pool_line part ON part.line_id = line.id
         WHERE line.parent_state = 'posted' AND line.prepaid_sold->>'plan' IS NOT NULL
      GROUP BY line.id, move.id HAVING SUM(part.amount) <> -line.balance""",
}


class PrepaidContract(models.Model):
    """Proof that the pools hold what the documents say."""

    _inherit = "prepaid.contract"

    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | POOL_QUERIES
