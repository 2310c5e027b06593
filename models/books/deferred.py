"""What changed deferred revenue, as SQL: one reading for the reports and the log.

Kinds are those of a statement of the liability:

- ``sold``: packs invoiced without taxes, with the discounts of their own documents and
  those that a run of recognition takes off the deferred price;
- ``opened``: credit that clients had before, brought over by opening balances, less
  what was undone of it;
- ``credited``: packs taken back by credit notes, with the discounts on them;
- ``earned``: revenue booked from use, less what was taken back of it;
- ``expired``: revenue booked from credit that expired;
- ``adjusted``: what is none of these. The price of packs that were sold before changed
  (debit note, credit note for the price only, later discount); or revenue was booked or
  taken back for packs that are credited in full, as when a credit note came at another
  exchange rate or forgave use.
"""

# As an array that is read once: joined, PostgreSQL expects few lines and visits each.
LIABILITIES = """ARRAY(
           SELECT id FROM account_account WHERE STARTS_WITH(account_type, 'liability'))
""".strip()

# Pools of which nothing is sold any more, and since when.
GONE = """
    SELECT part.root_id, MAX(line.date) AS date
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
     WHERE line.parent_state = 'posted'
       AND part.root_id IN (
           SELECT root_id FROM prepaid_pool_line WHERE kind = 'credit')
  GROUP BY part.root_id
    HAVING ROUND(SUM(part.packs), 6) <= 0
"""

# Each fact, positive where it makes more deferred revenue. ``root_id`` is the invoice
# line that sold the packs.
CHANGES = f"""
    SELECT part.id, line.company_id, line.move_id, line.date, part.root_id,
           NULL::integer AS grant_id,
           CASE WHEN part.kind = 'opening' THEN 'opened'
                WHEN part.kind = 'credit' THEN 'credited'
                WHEN part.kind IN ('sale', 'lower') THEN 'sold'
                WHEN line.move_id = parcel.move_id THEN 'sold'
                WHEN EXISTS (
                    SELECT FROM account_move_line beside
                      JOIN prepaid_pool_line taken ON taken.line_id = beside.id
                     WHERE beside.move_id = line.move_id AND taken.kind = 'credit')
                THEN 'credited'
                ELSE 'adjusted' END AS kind,
           part.amount AS sold, 0 AS earned
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
      JOIN account_move_line parcel ON parcel.id = part.parcel_id
     WHERE line.parent_state = 'posted'
       AND line.account_id = ANY({LIABILITIES})
 UNION ALL
    SELECT -recognition.id, recognition.company_id, recognition.move_id,
           recognition.date, COALESCE(g.move_line_id, recognition.line_id), g.id,
           CASE WHEN recognition.kind = 'discount' THEN 'sold'
                WHEN gone.date <= recognition.date THEN 'adjusted'
                WHEN recognition.kind = 'breakage' THEN 'expired'
                ELSE 'earned' END,
           CASE recognition.kind WHEN 'discount' THEN -recognition.amount ELSE 0 END,
           CASE recognition.kind WHEN 'discount' THEN 0 ELSE recognition.amount END
      FROM prepaid_recognition recognition
      JOIN account_move move ON move.id = recognition.move_id
 LEFT JOIN prepaid_grant g ON g.id = recognition.grant_id
 LEFT JOIN ({GONE}) gone ON gone.root_id = g.move_line_id
     WHERE move.state = 'posted' AND recognition.amount <> 0
"""

# Each fact with the client whom the books owe it, and the currency it was sold in.
# The client is the customer of the contract that the packs were granted on, else of
# their order, else whom the invoice names: nobody changes who is owed by paying.
OWED = f"""
    SELECT change.*, change.sold - change.earned AS amount,
           COALESCE(contract.partner_id, ordered.commercial_partner_id,
                    named.commercial_partner_id) AS partner_id,
           COALESCE(root.currency_id, company.currency_id) AS currency_id
      FROM ({CHANGES}) change
      JOIN res_company company ON company.id = change.company_id
 LEFT JOIN account_move_line root ON root.id = change.root_id
 LEFT JOIN res_partner named ON named.id = root.partner_id
 LEFT JOIN (
        SELECT DISTINCT ON (move_line_id) move_line_id, contract_id
          FROM prepaid_grant
         WHERE move_line_id IS NOT NULL
      ORDER BY move_line_id, id
      ) origin ON origin.move_line_id = change.root_id
 LEFT JOIN prepaid_contract contract ON contract.id = origin.contract_id
 LEFT JOIN LATERAL (
        SELECT customer.commercial_partner_id
          FROM sale_order_line_invoice_rel rel
          JOIN sale_order_line sale_line ON sale_line.id = rel.order_line_id
          JOIN res_partner customer ON customer.id = sale_line.order_partner_id
         WHERE contract.id IS NULL AND rel.invoice_line_id = change.root_id LIMIT 1
      ) ordered ON TRUE
"""

# What tells the ORM to flush what the text above reads.
DEPENDS = {
    "account.move": ["state", "date"],
    "account.move.line": ["account_id", "date", "parent_state"],
    "prepaid.grant": ["contract_id", "move_line_id"],
    "prepaid.pool.line": ["amount", "kind", "line_id", "packs", "root_id"],
    "prepaid.recognition": [
        "amount",
        "date",
        "grant_id",
        "kind",
        "line_id",
        "move_id",
    ],
}
