from odoo import api, models

# What rows of the ledger and of the books point at. Keys of the database hold it, but
# not where a part of a backup was restored past them.
REFERENCES = {
    "prepaid_entry": {
        "contract_id": "prepaid_contract",
        "grant_id": "prepaid_grant",
        "hold_id": "prepaid_hold",
        "reversed_entry_id": "prepaid_entry",
        "timesheet_id": "account_analytic_line",
    },
    "prepaid_grant": {
        "contract_id": "prepaid_contract",
        "move_line_id": "account_move_line",
        "sale_line_id": "sale_order_line",
    },
    "prepaid_pool_line": {"line_id": "account_move_line"},
    "prepaid_recognition": {"grant_id": "prepaid_grant", "move_id": "account_move"},
}
CONTRACTS = ("prepaid_entry", "prepaid_grant")
UNKNOWN_QUERY = """
    SELECT NULL::int, move.name || ': ' || SUM(line.balance), move.company_id
      FROM account_move move
      JOIN account_move_line line ON line.move_id = move.id
      JOIN account_account account ON account.id = line.account_id
     WHERE move.state = 'posted' AND STARTS_WITH(account.account_type, 'liability')
       AND move.journal_id IN (SELECT prepaid_journal_id FROM res_company)
       AND NOT EXISTS (SELECT FROM prepaid_recognition WHERE move_id = move.id)
       AND EXISTS (
           SELECT FROM adjusting_entries__account_move origin
             JOIN account_move_line sold
               ON sold.move_id = origin.adjusting_entry_move_id
            WHERE origin.move_id = move.id AND sold.prepaid_sold->>'plan' IS NOT NULL)
  GROUP BY move.id HAVING SUM(line.balance) <> 0"""


class PrepaidContract(models.Model):
    """Proof that what the ledger and the books point at is there, and known to them."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_integrity_queries(self):
        """Override: what a part of a backup, restored alone, leaves behind."""
        return super()._get_integrity_queries() | {
            "5. What the ledger points at is there": " UNION ALL ".join(
                _get_lost_query(table, column, target)
                for table, columns in REFERENCES.items()
                for column, target in columns.items()
            ),
            "10. An entry that books revenue of packs says of which": UNKNOWN_QUERY,
        }


def _get_lost_query(table, column, target):
    """Return the query of rows that point at nothing, by contract and company."""
    contract = "lost.contract_id" if table in CONTRACTS else "NULL::int"
    return f"""
    (SELECT contract.id, CONCAT_WS(': ', contract.name, '{table} ' || MIN(lost.id)
            || ' names {target} ' || MIN(lost.{column})
            || ', which is not there. Such rows: ' || COUNT(*)), lost.company_id
       FROM {table} lost LEFT JOIN prepaid_contract contract ON contract.id = {contract}
      WHERE lost.{column} IS NOT NULL
        AND NOT EXISTS (SELECT FROM {target} WHERE id = lost.{column})
   GROUP BY contract.id, lost.company_id)"""
