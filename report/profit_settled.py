"""Which work later credit paid for, in SQL: the reading of `owed.py`, for reports.

What was invoiced pays work of its own usage type, all other credit the oldest work
first. Debts and settlements are laid end to end on one scale of units, in order of
their dates; each stretch between two ends is of one debt and one settlement.
"""

# Work beyond the credit, and use of credit that is owed, by the entry that made it.
DEBTS = """
    SELECT origin.id, origin.contract_id, origin.date,
           COALESCE(origin.usage_type_id, 0) AS usage_id, -SUM(other.quantity) AS units
      FROM other
      JOIN prepaid_entry origin
        ON origin.id = COALESCE(other.reversed_entry_id, other.id)
 LEFT JOIN prepaid_grant g ON g.id = origin.grant_id
     WHERE other.kind = 'debt' AND g.kind IS DISTINCT FROM 'overage'
  GROUP BY origin.id, origin.contract_id, origin.date, origin.usage_type_id
    HAVING SUM(other.quantity) < 0
"""

# What each grant paid of it on a day.
SETTLED = """
    SELECT MIN(other.id) AS id, other.company_id, other.contract_id, other.grant_id,
           other.date, g.kind = 'overage' AS is_invoiced,
           line.prepaid_usage_type_id AS usage_type_id,
           COALESCE(line.prepaid_usage_type_id, 0) AS usage_id,
           -SUM(other.quantity) AS units
      FROM other
      JOIN prepaid_grant g ON g.id = other.grant_id
 LEFT JOIN account_move_line line ON line.id = g.move_line_id
     WHERE other.kind = 'settle'
  GROUP BY other.company_id, other.contract_id, other.grant_id, other.date,
           g.kind, line.id
    HAVING SUM(other.quantity) <> 0
"""

# Debts that invoices of this work did not pay.
LEFT = """
    SELECT debt.id, debt.contract_id, debt.date,
           debt.units - COALESCE(paid.units, 0) AS units
      FROM debt
 LEFT JOIN (
        SELECT debt_id, SUM(units) AS units FROM billed GROUP BY debt_id
      ) paid ON paid.debt_id = debt.id
     WHERE debt.units > COALESCE(paid.units, 0)
"""
STRETCHES = """
    WITH owed AS (
        SELECT *, ROW_NUMBER() OVER (ORDER BY {keys}, date, id) AS number FROM {debts}
    ), payer AS (
        SELECT *, ROW_NUMBER() OVER (ORDER BY {keys}, date, id) AS number
          FROM settled WHERE {which}
    ), mark AS (
        SELECT {keys}, number AS debt, NULL::bigint AS settled,
               SUM(units) OVER (PARTITION BY {keys} ORDER BY number) AS upto
          FROM owed
     UNION ALL
        SELECT {keys}, NULL, number,
               SUM(units) OVER (PARTITION BY {keys} ORDER BY number)
          FROM payer
    ), stretch AS (
        SELECT MIN(debt) OVER ahead AS debt, MIN(settled) OVER ahead AS settled,
               upto - LAG(upto, 1, 0::numeric) OVER (PARTITION BY {keys} ORDER BY upto)
                   AS units
          FROM mark WINDOW ahead AS (PARTITION BY {keys} ORDER BY upto DESC)
    )
    SELECT payer.id AS settled_id, owed.id AS debt_id, stretch.units
      FROM stretch
      JOIN payer ON payer.number = stretch.settled
 LEFT JOIN owed ON owed.number = stretch.debt
     WHERE stretch.units > 0
"""
BILLED = STRETCHES.format(
    keys="contract_id, usage_id", debts="debt", which="is_invoiced"
)
CREDITED = STRETCHES.format(
    keys="contract_id", debts="left_debt", which="NOT is_invoiced"
)
PIECES = """
    SELECT settled_id, debt_id, units,
           ROW_NUMBER() OVER (PARTITION BY settled_id ORDER BY debt_id) AS number
      FROM (SELECT * FROM billed UNION ALL SELECT * FROM credited) piece
"""
