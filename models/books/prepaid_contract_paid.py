from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...metering import to_units

# The invoice lines whose packs went on a contract, or will once they are paid.
ROOTS = """
    SELECT g.contract_id, g.move_line_id AS id
      FROM prepaid_grant g
     WHERE g.contract_id = ANY(%(ids)s) AND g.move_line_id IS NOT NULL
       AND g.kind <> 'opening'
       AND g.origin_grant_id IS NULL AND g.is_replaced IS NOT TRUE
 UNION
    SELECT sale.prepaid_contract_id, billed.invoice_line_id
      FROM sale_order sale
      JOIN sale_order_line item ON item.order_id = sale.id
      JOIN sale_order_line_invoice_rel billed ON billed.order_line_id = item.id
     WHERE sale.prepaid_contract_id = ANY(%(ids)s)
       AND NOT EXISTS (SELECT FROM prepaid_grant g
                        WHERE g.move_line_id = billed.invoice_line_id)
 UNION
    SELECT contract.id, line.id
      FROM prepaid_contract contract
      JOIN account_move move ON move.commercial_partner_id = contract.partner_id
       AND move.company_id = contract.company_id AND move.state = 'posted'
       AND move.date BETWEEN %(first)s AND %(last)s
      JOIN account_move_line line ON line.move_id = move.id
       AND (line.prepaid_sold->>'plan')::int = contract.plan_id
     WHERE contract.id = ANY(%(ids)s)
       AND NOT EXISTS (SELECT FROM prepaid_grant g WHERE g.move_line_id = line.id)
       AND NOT EXISTS (
           SELECT FROM sale_order_line_invoice_rel billed
             JOIN sale_order_line item ON item.id = billed.order_line_id
             JOIN sale_order sale ON sale.id = item.order_id
            WHERE billed.invoice_line_id = line.id
              AND sale.prepaid_contract_id IS NOT NULL)
       AND contract.id = (
           SELECT other.id FROM prepaid_contract other
            WHERE other.partner_id = contract.partner_id
              AND other.plan_id = contract.plan_id
              AND other.company_id = contract.company_id
         ORDER BY other.state = 'closed', other.is_default DESC, other.id LIMIT 1)
"""

BILLED = f"""
    SELECT root.contract_id, SUM(part.amount),
           SUM(part.packs) FILTER (WHERE sold.prepaid_overage_contract_id IS NULL)
      FROM ({ROOTS}) root
      JOIN account_move_line sold ON sold.id = root.id
      JOIN prepaid_pool_line part ON part.root_id = root.id
      JOIN account_move_line line ON line.id = part.line_id
     WHERE line.parent_state = 'posted' AND line.date BETWEEN %(first)s AND %(last)s
  GROUP BY root.contract_id
"""

# What was used and what expired of each grant, and its share of the price of what the
# grant holds: sold, brought by transfers, and not taken back.
SPENT = """
    WITH moved AS (
        SELECT contract_id, grant_id, -SUM(quantity) AS quantity,
               -SUM(quantity) FILTER (WHERE kind = 'expire') AS expired
          FROM prepaid_entry
         WHERE contract_id = ANY(%(ids)s) AND date BETWEEN %(first)s AND %(last)s
           AND grant_id IS NOT NULL AND is_owed IS NOT TRUE
           AND (kind IN ('draw', 'settle', 'expire')
                OR kind = 'adjust' AND correction IS DISTINCT FROM 'mistake')
      GROUP BY contract_id, grant_id
    ), held AS (
        SELECT grant_id, SUM(quantity) AS quantity
          FROM prepaid_entry
         WHERE grant_id IN (SELECT grant_id FROM moved)
           AND (kind IN ('grant', 'transfer', 'void') OR correction = 'mistake')
      GROUP BY grant_id
    )
    SELECT moved.contract_id,
           SUM(g.amount * moved.quantity / NULLIF(held.quantity, 0)),
           SUM(moved.expired)
      FROM moved
      JOIN held ON held.grant_id = moved.grant_id
      JOIN prepaid_grant g ON g.id = moved.grant_id
  GROUP BY moved.contract_id
"""

OWED = """
    SELECT contract_id, -SUM(quantity)
      FROM prepaid_entry
     WHERE contract_id = ANY(%(ids)s) AND date <= %(last)s AND is_owed
  GROUP BY contract_id
"""

AFTER = """
    SELECT contract_id, SUM(quantity)
      FROM prepaid_entry
     WHERE contract_id = ANY(%(ids)s) AND date > %(last)s
  GROUP BY contract_id
"""


class Paid(NamedTuple):
    """What a contract cost in a time, in its company's currency, without taxes.

    ``paid`` is what posted documents billed, less what they credited, for so many
    ``packs`` and for work beyond them; ``spent`` the price of what was used or expired;
    ``expired`` (and lost), ``owed`` (expired, and still the client's, at the end) and
    ``left`` (at the end, less debt) are units.
    """

    paid: float = 0.0
    packs: float = 0.0
    spent: float = 0.0
    expired: int = 0
    owed: int = 0
    left: int = 0


class PrepaidContract(models.Model):
    """What contracts really cost their clients."""

    _inherit = "prepaid.contract"

    def _read_paid(self, first, last):
        """Return {contract: Paid} from ``first`` to ``last``, days of the documents.

        By SQL, for thousands of contracts at once.
        """
        self.env.flush_all()
        params = {"ids": self.ids, "first": first, "last": last}
        billed, spent, owed, after = (
            {row[0]: row[1:] for row in self.env.execute_query(SQL(query, **params))}
            for query in (BILLED, SPENT, OWED, AFTER)
        )
        found = {}
        for contract in self:
            coin = contract.company_id.currency_id
            paid, packs = billed.get(contract.id, (0, 0))
            price, expired = spent.get(contract.id, (0, 0))
            (still,) = owed.get(contract.id, (0,))
            (later,) = after.get(contract.id, (0,))
            found[contract] = Paid(
                coin.round(float(paid or 0)),
                float(packs or 0),
                coin.round(float(price or 0)),
                to_units(expired or 0),
                to_units(still or 0),
                to_units(contract.balance) - to_units(later or 0),
            )
        return found
