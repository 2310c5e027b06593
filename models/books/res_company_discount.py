from odoo import models
from odoo.tools import SQL

# Discounts that packs bear but that were posted elsewhere, and what is left of a price
# when no credit is due for it, and none ever was: less what was adjusted.
DISCOUNT_QUERY = """
    SELECT id, SUM(amount)
      FROM (
        SELECT root.id, CASE
                   WHEN ROUND(SUM(part.packs)::numeric, 6) = 0 AND NOT EXISTS (
                        SELECT FROM prepaid_grant
                         WHERE move_line_id = root.id AND is_replaced IS NOT TRUE)
                   THEN SUM(part.amount) FILTER (
                        WHERE STARTS_WITH(own.account_type, 'liability'))
                   ELSE -SUM(part.amount) FILTER (
                        WHERE NOT STARTS_WITH(own.account_type, 'liability'))
               END AS amount
          FROM prepaid_pool_line part
          JOIN account_move_line line ON line.id = part.line_id
          JOIN account_account own ON own.id = line.account_id
          JOIN account_move_line root ON root.id = part.root_id
          JOIN account_account account ON account.id = root.account_id
         WHERE line.company_id = %(company)s AND line.date <= %(date)s
           AND line.parent_state = 'posted'
           AND STARTS_WITH(account.account_type, 'liability')
      GROUP BY root.id
     UNION ALL
        SELECT recognition.line_id, -recognition.amount
          FROM prepaid_recognition recognition
          JOIN account_move move ON move.id = recognition.move_id
         WHERE recognition.company_id = %(company)s AND move.state = 'posted'
           AND recognition.date_earned <= %(date)s AND recognition.kind = 'discount'
      ) discount
  GROUP BY id HAVING SUM(amount) <> 0
"""


class ResCompany(models.Model):
    """Discounts beside packs and other goods: the packs' share, adjusted by the run.

    The discount's line stays where Odoo posted it, as part of it is the other goods'.
    The share of the packs is taken off their deferred price and off that account. So is
    what is left when all packs were credited before any was granted, as at another
    exchange rate: it waits for nothing.
    """

    _inherit = "res.company"

    def _compare_recognition(self, date):
        missing = super()._compare_recognition(date)
        self.env.flush_all()
        rows = self.env.execute_query(SQL(DISCOUNT_QUERY, company=self.id, date=date))
        coin = self.currency_id.rounding
        lines = self.env["account.move.line"]
        for line_id, amount in rows:
            missing[lines.browse(line_id), "discount", ()] = round(amount / coin)
        return missing

    def _get_pair_key(self, origin, kind, shares, accounts):
        if kind != "discount":
            return super()._get_pair_key(origin, kind, shares, accounts)
        parts = self.env["prepaid.pool.line"].search([("root_id", "=", origin.id)])
        elsewhere = parts.line_id.account_id.filtered(lambda a: not a._is_deferral())
        booked = origin.prepaid_discount_ids.move_id.line_ids.account_id
        booked = booked.filtered(lambda account: not account._is_deferral())
        income = (elsewhere or booked or origin._get_pack_accounts()["income"])[:1]
        return (origin.partner_id, origin.account_id, income, shares)
