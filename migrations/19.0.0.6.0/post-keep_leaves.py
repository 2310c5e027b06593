"""A manager's leave to go beyond the credit holds for what was booked under it."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE account_analytic_line line
           SET prepaid_override_quantity = debt.quantity,
               prepaid_override_contract_id = debt.contract_id
          FROM (SELECT timesheet_id, contract_id, -SUM(quantity) AS quantity
                  FROM prepaid_entry
                 WHERE kind = 'debt' AND approval_id IS NULL
              GROUP BY timesheet_id, contract_id) debt
         WHERE debt.timesheet_id = line.id
           AND debt.contract_id = line.prepaid_contract_id
           AND line.prepaid_override
           AND line.prepaid_override_contract_id IS NULL
        """
    )
