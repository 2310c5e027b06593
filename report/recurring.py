"""What schedules sell, month by month, in SQL: the parts that reports share."""

from odoo.tools import SQL

# The rate of a currency on a day, as Odoo's conversions take it.
RATE = """COALESCE((
        SELECT rate.rate FROM res_currency_rate rate
         WHERE rate.currency_id = {currency} AND rate.name <= {day}
           AND (rate.company_id IS NULL
                OR rate.company_id = SPLIT_PART(company.parent_path, '/', 1)::int)
      ORDER BY rate.company_id, rate.name DESC LIMIT 1), 1)"""


def convert(amount, day):
    """Return SQL of an amount of a schedule in its company's currency."""
    ours, theirs = (
        RATE.format(currency=f"{owner}.currency_id", day=day)
        for owner in ("company", "schedule")
    )
    same = "schedule.currency_id = company.currency_id"
    return f"{amount} * CASE WHEN {same} THEN 1 ELSE {ours} / {theirs} END"


# What a line of a schedule costs, for a month.
MONTH_PRICE = """line.quantity * line.price_unit * (100 - COALESCE(line.discount, 0))
               / 100 / line.months::int"""

# Each contract on the last day of each month since its schedules began; of the month
# that is not over, today.
SPANS = """
    SELECT contract.id AS contract_id, month::date,
           LEAST(month + INTERVAL '1 month' - INTERVAL '1 day', %(today)s)::date AS day
      FROM prepaid_contract contract
      JOIN (SELECT schedule.contract_id, MIN(line.date_from) AS first
              FROM prepaid_schedule_line line
              JOIN prepaid_schedule schedule ON schedule.id = line.schedule_id
             WHERE line.date_from IS NOT NULL
          GROUP BY schedule.contract_id) begun ON begun.contract_id = contract.id
CROSS JOIN LATERAL GENERATE_SERIES(
           DATE_TRUNC('month', begun.first), DATE_TRUNC('month', %(today)s::date),
           '1 month') month
"""

# What is sold on that day, by the month, where a posted invoice bills it.
SOLD = f"""
    SELECT span.contract_id, span.month, line.id, line.product_id, line.quantity,
           fact.is_pack,
           {convert(MONTH_PRICE, "span.day")} AS value
      FROM span
      JOIN prepaid_schedule schedule ON schedule.contract_id = span.contract_id
      JOIN res_company company ON company.id = schedule.company_id
      JOIN prepaid_schedule_line line ON line.schedule_id = schedule.id
       AND line.date_from <= span.day
       AND (line.date_to IS NULL OR line.date_to >= span.day)
CROSS JOIN LATERAL (
           SELECT item.prepaid_sold->>'plan' IS NOT NULL AS is_pack
             FROM prepaid_schedule_claim claim
             JOIN sale_order_line_invoice_rel billed
               ON billed.order_line_id = claim.sale_line_id
             JOIN account_move_line item ON item.id = billed.invoice_line_id
            WHERE claim.schedule_id = schedule.id
              AND claim.product_id = line.product_id AND claim.amount > 0
              AND span.day BETWEEN claim.date_from AND claim.date_to
              AND item.parent_state = 'posted'
            LIMIT 1) fact
"""

# What these stand on, for the cache: whoever reads them sees what was written.
DEPENDS = {
    "prepaid.contract": ["partner_id", "plan_id", "user_id", "company_id"],
    "prepaid.schedule": ["contract_id", "currency_id", "company_id"],
    "prepaid.schedule.line": [
        *("schedule_id", "product_id", "quantity", "price_unit", "discount"),
        *("months", "date_from", "date_to"),
    ],
    "prepaid.schedule.claim": [
        *("schedule_id", "product_id", "amount", "date_from", "date_to"),
        "sale_line_id",
    ],
    "sale.order.line": ["invoice_lines"],
    "account.move.line": ["parent_state", "prepaid_sold"],
    "res.currency.rate": ["currency_id", "name", "rate", "company_id"],
}


def compose(rows, env, **parts):
    """Return a query of named parts, each on those before it, and its rows."""
    params = {"today": env.company._get_prepaid_today()}
    named = SQL(", ").join(
        SQL("%s AS (%s)", SQL.identifier(name), SQL(query, **params))
        for name, query in parts.items()
    )
    return SQL("WITH %s %s", named, SQL(rows, **params))
