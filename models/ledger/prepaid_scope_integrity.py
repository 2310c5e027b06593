from odoo import models

SCOPE_QUERIES = {
    "22. What is left for some work only is the sum of such credit": """
        SELECT c.id, c.name || ': for some work ' || COALESCE(c.scoped, 0)
                     || ', left of such credit ' || COALESCE(SUM(g.remaining), 0)
          FROM prepaid_contract c LEFT JOIN prepaid_grant g
            ON g.contract_id = c.id AND g.is_scoped
      GROUP BY c.id
        HAVING COALESCE(c.scoped, 0) <> COALESCE(SUM(g.remaining), 0)
               OR (COUNT(g.id) > 0 AND c.has_scope IS NOT TRUE)""",
    "22. Credit is for some work only where it names that": """
        SELECT contract_id, name FROM prepaid_grant g
         WHERE COALESCE(is_scoped, FALSE) <> (
               EXISTS (SELECT FROM prepaid_grant_prepaid_usage_type_rel
                        WHERE prepaid_grant_id = g.id)
               OR EXISTS (SELECT FROM prepaid_grant_project_project_rel
                           WHERE prepaid_grant_id = g.id))""",
    "22. Credit for some work pays for nothing else": """
        SELECT e.contract_id, g.name || ': ' || e.name || ' ' || e.quantity
          FROM prepaid_grant g JOIN prepaid_entry e ON e.grant_id = g.id
         WHERE g.is_scoped AND e.kind IN ('draw', 'settle')
           AND (EXISTS (SELECT FROM prepaid_grant_prepaid_usage_type_rel
                         WHERE prepaid_grant_id = g.id)
                AND NOT EXISTS (SELECT FROM prepaid_grant_prepaid_usage_type_rel
                                 WHERE prepaid_grant_id = g.id
                                   AND prepaid_usage_type_id = e.usage_type_id)
                OR EXISTS (SELECT FROM prepaid_grant_project_project_rel
                            WHERE prepaid_grant_id = g.id)
                AND NOT EXISTS (SELECT FROM prepaid_grant_project_project_rel
                                 WHERE prepaid_grant_id = g.id
                                   AND project_project_id = e.project_id))""",
    "22. No debt of work is paid twice": """
        SELECT contract_id, MIN(name) || ': paid ' || SUM(quantity) || ' too much'
          FROM prepaid_entry
         WHERE grant_id IS NULL
           AND (usage_type_id IS NOT NULL OR project_id IS NOT NULL)
      GROUP BY contract_id, usage_type_id, project_id HAVING SUM(quantity) > 0""",
}


class PrepaidContract(models.Model):
    """Proof that credit pays only for work that fits it."""

    _inherit = "prepaid.contract"

    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | SCOPE_QUERIES
