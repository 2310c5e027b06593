"""Prices are kept by the hour, as they were entered: they were, by the minute."""

from odoo.tools import sql


def migrate(cr, version):
    """Give each rate its hourly price: the one in whole coins, if it was that.

    27.50 an hour was kept as 0.458333 a minute. Frozen terms and entries stay.
    """
    if sql.column_exists(cr, "prepaid_rate", "price_hour"):
        return
    sql.rename_column(cr, "prepaid_rate", "price", "price_hour")
    cr.execute(
        """
        UPDATE prepaid_rate rate
           SET price_hour = CASE WHEN ROUND(coins.hour / 60, 6) = rate.price_hour
                                 THEN coins.hour ELSE rate.price_hour * 60 END
          FROM (SELECT r.id, ROUND(r.price_hour * 60,
                                   COALESCE(c.decimal_places, 2)) AS hour
                  FROM prepaid_rate r
                  JOIN prepaid_plan p ON p.id = r.plan_id
             LEFT JOIN res_currency c ON c.id = p.currency_id) coins
         WHERE coins.id = rate.id
        """
    )
