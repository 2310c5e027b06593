from odoo import models

HOLD_QUERIES = {
    "20. What a contract set aside is the sum of its open holds": """
        SELECT c.id, c.name || ': set aside ' || COALESCE(c.held, 0)
                     || ', open holds ' || COALESCE(SUM(h.quantity), 0)
          FROM prepaid_contract c LEFT JOIN prepaid_hold h
            ON h.contract_id = c.id AND h.state = 'held'
      GROUP BY c.id HAVING COALESCE(c.held, 0) <> COALESCE(SUM(h.quantity), 0)""",
    "20. A hold was used as its entries say, and for no more than it held": """
        SELECT h.contract_id, h.name || ': held ' || h.quantity || ', used '
                              || COALESCE(h.posted_quantity, 0) || ', in entries '
                              || COALESCE(-SUM(e.quantity), 0)
          FROM prepaid_hold h LEFT JOIN prepaid_entry e ON e.hold_id = h.id
      GROUP BY h.id
        HAVING COALESCE(h.posted_quantity, 0) <> COALESCE(-SUM(e.quantity), 0)
               OR COALESCE(h.posted_quantity, 0) NOT BETWEEN 0 AND h.quantity
               OR bool_or(e.contract_id <> h.contract_id)""",
    "20. A hold ends once": """
        SELECT contract_id, name || ': ' || state FROM prepaid_hold
         WHERE (state = 'posted') <> (COALESCE(posted_quantity, 0) > 0)
            OR (state = 'held') <> (ended_at IS NULL)""",
}


class PrepaidContract(models.Model):
    """Proof that what is set aside is kept, and ends once."""

    _inherit = "prepaid.contract"

    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | HOLD_QUERIES
