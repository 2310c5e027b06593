"""What work, expired credit and the books earned, in SQL: the parts of a report.

A unit of credit earns its grant's price by the units that earn all of it: those due,
less what the plan expects nobody to use, or those that are gone where that is more. It
is the reading of `metering.earn`, shared evenly between all use of a grant. Where the
books say otherwise of a contract and a month, the difference is a row of its own.
"""

from datetime import date

# Ids of rows that are no entry are below zero: odd ones tell the entry of a settlement
# and a number, even ones a contract and a month.
PIECE_STEP = 2**21
MONTH_STEP = 2**13
EPOCH = 1970

# All entries but draws: few, and read by several of the parts.
OTHERS = """
    SELECT * FROM prepaid_entry WHERE kind <> 'draw'
"""

# The packs of each pool, by all that is posted.
POOLS = """
    SELECT part.root_id AS id, SUM(part.packs) AS packs
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
     WHERE line.parent_state = 'posted'
  GROUP BY part.root_id
"""

# What was given to each grant, less what was taken back unused.
MOVED = """
    SELECT grant_id,
           SUM(quantity) FILTER (WHERE kind = 'transfer') AS transferred,
           SUM(quantity) FILTER (WHERE correction = 'mistake') AS mistaken,
           SUM(quantity) FILTER (WHERE kind IN ('grant', 'transfer', 'void')
                                 OR correction = 'mistake') AS given
      FROM other
     WHERE grant_id IS NOT NULL AND kind <> 'settle'
  GROUP BY grant_id
"""

# What is owed of grants whose document does not stand: their use is no work anew.
RAISED = """
    SELECT debt.id
      FROM other debt
      JOIN other granted ON granted.id = debt.reversed_entry_id
     WHERE debt.kind = 'debt' AND granted.kind <> 'debt'
"""

# What a unit of each priced grant earns.
LOTS = """
    SELECT g.id, g.contract_id, g.amount AS price, due.due,
           g.amount / NULLIF(GREATEST(
               moved.given - g.remaining,
               (due.due + COALESCE(moved.mistaken, 0))
               * (1 - CASE g.expiry_outcome WHEN 'forfeit'
                      THEN COALESCE(plan.breakage_percent, 0)::numeric / 100
                      ELSE 0 END)), 0) AS rate
      FROM due
      JOIN prepaid_grant g ON g.id = due.id
      JOIN prepaid_contract contract ON contract.id = g.contract_id
      JOIN prepaid_plan plan ON plan.id = contract.plan_id
 LEFT JOIN moved ON moved.grant_id = g.id
"""

# What uses credit up, and so earns; what was taken back as a mistake does not.
EARNS = """kind IN ('draw', 'settle', 'expire', 'adjust') AND is_owed IS NOT TRUE
       AND correction IS DISTINCT FROM 'mistake'"""

# The first day of the month of a date: a period up to today has what is not booked yet.
# Said of each fact before they are added up, so that a search for some months adds up
# those alone.
MONTH = "DATE_TRUNC('month', {}::timestamp)::date"

# What packs and invoices of work sold as income at once, without waiting.
AT_ONCE = f"""
    SELECT line.company_id, first.contract_id,
           {MONTH.format("line.date")} AS date, part.amount
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
      JOIN account_account own ON own.id = line.account_id
      JOIN account_move_line root ON root.id = part.root_id
      JOIN account_account account ON account.id = root.account_id
      JOIN LATERAL (
        SELECT contract_id FROM prepaid_grant
         WHERE move_line_id = root.id ORDER BY id LIMIT 1
      ) first ON TRUE
     WHERE line.parent_state = 'posted'
       AND NOT STARTS_WITH(own.account_type, 'liability')
       AND NOT STARTS_WITH(account.account_type, 'liability')
"""

# Posted revenue less what use of credit earned, by contract and month.
BOOKED = f"""
    SELECT company_id, contract_id, date, SUM(amount) AS amount
      FROM (
        SELECT entry.company_id, entry.contract_id,
               {MONTH.format("entry.date")} AS date,
               entry.quantity * lot.rate AS amount
          FROM prepaid_entry entry
     LEFT JOIN lot ON lot.id = entry.grant_id
         WHERE entry.grant_id IS NOT NULL AND {EARNS}
     UNION ALL
        SELECT recognition.company_id, g.contract_id,
               {MONTH.format("recognition.date")}, recognition.amount
          FROM prepaid_recognition recognition
          JOIN account_move move ON move.id = recognition.move_id
          JOIN prepaid_grant g ON g.id = recognition.grant_id
         WHERE move.state = 'posted' AND recognition.kind <> 'discount'
     UNION ALL {AT_ONCE}
      ) fact
  GROUP BY company_id, contract_id, date
    HAVING ROUND(SUM(amount), 9) <> 0
"""

# Work and expiry: what it took, offered, earned and cost. Debt that a grant raised for
# what was used of it is no work anew. A line's cost is shared between its entries by
# their minutes, else by what they took.
_WORK = """
    SELECT entry.id::bigint AS id, entry.company_id, entry.contract_id, entry.date,
           CASE entry.kind WHEN 'expire' THEN 'expired' WHEN 'adjust' THEN 'corrected'
                ELSE 'work' END AS kind,
           entry.charge, CASE WHEN line.id IS NULL THEN entry.name END AS name,
           entry.usage_type_id, COALESCE(line.user_id, entry.user_id) AS user_id,
           line.employee_id, entry.grant_id, entry.id AS entry_id, entry.timesheet_id,
           COALESCE(entry.worked_minutes, 0) AS worked_minutes,
           COALESCE(entry.metered_minutes, 0) AS metered_minutes,
           CASE WHEN entry.kind IN ('draw', 'debt') THEN -entry.quantity ELSE 0 END
               AS drawn,
           CASE entry.charge
                WHEN 'goodwill' THEN entry.offered_quantity
                WHEN 'included' THEN entry.metered_minutes * entry.rate
           END AS offered,
           CASE WHEN entry.grant_id IS NOT NULL THEN -entry.quantity * lot.rate END
               AS earned,
           -line.amount * CASE
               WHEN (line.prepaid_metering->>'worked')::numeric <> 0
               THEN entry.worked_minutes / (line.prepaid_metering->>'worked')::numeric
               WHEN line.prepaid_quantity <> 0
               THEN -entry.quantity / line.prepaid_quantity
           END AS cost
      FROM {entries} entry
 LEFT JOIN lot ON lot.id = entry.grant_id
 LEFT JOIN account_analytic_line line ON line.id = entry.timesheet_id
     WHERE {which}
"""

DRAWS = _WORK.format(entries="prepaid_entry", which="entry.kind = 'draw'")
REST = _WORK.format(
    entries="other",
    which="""entry.kind IN ('debt', 'expire', 'adjust')
       AND entry.is_owed IS NOT TRUE
       AND entry.correction IS DISTINCT FROM 'mistake'
       AND entry.id NOT IN (SELECT id FROM raised)""",
)

# Credit that paid work of before: earned when it did, by who worked.
PAID = f"""
    SELECT -(piece.settled_id * {PIECE_STEP}::bigint + piece.number * 2 + 1) AS id,
           settled.company_id, settled.contract_id, settled.date, 'settled' AS kind,
           debt.charge,
           CASE WHEN line.id IS NULL THEN COALESCE(debt.name, entry.name) END AS name,
           COALESCE(debt.usage_type_id, settled.usage_type_id) AS usage_type_id,
           COALESCE(line.user_id, debt.user_id) AS user_id, line.employee_id,
           settled.grant_id, settled.id AS entry_id, debt.timesheet_id,
           0 AS worked_minutes, 0 AS metered_minutes, 0 AS drawn, NULL AS offered,
           piece.units * lot.rate AS earned, NULL AS cost
      FROM piece
      JOIN settled ON settled.id = piece.settled_id
      JOIN prepaid_entry entry ON entry.id = settled.id
 LEFT JOIN lot ON lot.id = settled.grant_id
 LEFT JOIN prepaid_entry debt ON debt.id = piece.debt_id AND debt.kind = 'debt'
 LEFT JOIN account_analytic_line line ON line.id = debt.timesheet_id
"""

# A coin and more is revenue of another month, less is what rounding leaves.
TIMING = f"""
    SELECT -(booked.contract_id * {MONTH_STEP}::bigint
             + (EXTRACT(YEAR FROM booked.date)::int - {EPOCH}) * 24
             + EXTRACT(MONTH FROM booked.date)::int * 2 - 2) AS id,
           booked.company_id, booked.contract_id, booked.date,
           CASE WHEN ABS(booked.amount) * 2 < currency.rounding THEN 'rounding'
                ELSE 'timing' END AS kind,
           NULL AS charge, NULL AS name, NULL::int AS usage_type_id,
           NULL::int AS user_id, NULL::int AS employee_id, NULL::int AS grant_id,
           NULL::int AS entry_id, NULL::int AS timesheet_id,
           0 AS worked_minutes, 0 AS metered_minutes, 0 AS drawn, NULL AS offered,
           booked.amount AS earned, NULL AS cost
      FROM booked
      JOIN res_company company ON company.id = booked.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
"""

# All credit of a contract and its price: no row of the report, but what its units cost.
LOT_SUMS = """
    SELECT NULL::bigint AS id, NULL::int AS company_id, contract_id, NULL::date AS date,
           'lot' AS kind, NULL AS charge, NULL AS name, NULL::int AS usage_type_id,
           NULL::int AS user_id, NULL::int AS employee_id, NULL::int AS grant_id,
           NULL::int AS entry_id, NULL::int AS timesheet_id,
           NULL::int AS worked_minutes, NULL::int AS metered_minutes,
           SUM(due) AS drawn, NULL AS offered, SUM(price) AS earned, NULL AS cost
      FROM lot
  GROUP BY contract_id
"""

FACTS = " UNION ALL ".join((DRAWS, REST, PAID, TIMING, LOT_SUMS))

# What a unit of a contract's credit costs on average, else of the plan's credit. One
# row a contract, for PostgreSQL to see: it leaves out what is not asked for.
WORTH = """
    SELECT id, MIN(price) AS price
      FROM (
        SELECT contract.id,
               COALESCE(
                   own.earned / NULLIF(own.drawn, 0),
                   SUM(own.earned) OVER alike / NULLIF(SUM(own.drawn) OVER alike, 0)
               ) AS price
          FROM prepaid_contract contract
     LEFT JOIN fact own ON own.contract_id = contract.id AND own.kind = 'lot'
        WINDOW alike AS (PARTITION BY contract.company_id, contract.plan_id)
      ) priced
  GROUP BY id
"""

# The report, from `fact`.
ROWS = f"""
    SELECT fact.id, fact.company_id, contract.partner_id, fact.contract_id,
           contract.plan_id, contract.user_id AS manager_id, fact.date, fact.kind,
           fact.charge, COALESCE(line.name, fact.name) AS name,
           fact.usage_type_id, fact.user_id, fact.employee_id,
           fact.grant_id, fact.entry_id, fact.timesheet_id,
           fact.worked_minutes, fact.metered_minutes,
           CASE plan.unit WHEN 'time' THEN fact.drawn ELSE 0 END AS drawn_minutes,
           CASE plan.unit WHEN 'money' THEN fact.drawn ELSE 0 END AS drawn_amount,
           CASE fact.charge WHEN 'goodwill' THEN fact.worked_minutes ELSE 0 END
               AS goodwill_minutes,
           CASE fact.charge WHEN 'included' THEN fact.worked_minutes ELSE 0 END
               AS included_minutes,
           COALESCE(fact.offered * worth.price, 0) AS offered_amount,
           COALESCE(fact.earned, 0) AS earned, COALESCE(fact.cost, 0) AS cost,
           COALESCE(fact.earned, 0) - COALESCE(fact.cost, 0) AS margin,
           CASE WHEN fact.worked_minutes <> 0
                THEN COALESCE(fact.earned, 0) * 60 / fact.worked_minutes
                ELSE 0 END AS rate_hour
      FROM fact
 LEFT JOIN prepaid_contract contract ON contract.id = fact.contract_id
 LEFT JOIN prepaid_plan plan ON plan.id = contract.plan_id
 LEFT JOIN ({WORTH}) worth ON worth.id = fact.contract_id
 LEFT JOIN account_analytic_line line ON line.id = fact.timesheet_id
     WHERE fact.kind <> 'lot'
"""


def read_id(row_id):
    """Return what the id of a row says: (entry id, contract id, first day of month).

    So that a row is opened without reading the report anew.
    """
    if row_id > 0:
        return row_id, None, None
    if row_id % 2:
        return (-row_id) // PIECE_STEP, None, None
    contract_id, rest = divmod(-row_id, MONTH_STEP)
    return None, contract_id, date(EPOCH + rest // 24, rest % 24 // 2 + 1, 1)
