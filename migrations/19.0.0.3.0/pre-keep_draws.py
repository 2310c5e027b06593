"""Keep what was drawn so far: its terms are what was frozen, not today's."""

from odoo.tools import sql


def migrate(cr, version):
    table = "account_analytic_line"
    for column, kind in (
        ("prepaid_terms", "jsonb"),
        ("prepaid_metering", "jsonb"),
        ("prepaid_charge", "varchar"),
        ("prepaid_items", "int4"),
        ("prepaid_items_free", "int4"),
    ):
        if not sql.column_exists(cr, table, column):
            sql.create_column(cr, table, column, kind)
    cr.execute(
        """
        UPDATE account_analytic_line line
           SET prepaid_charge = 'billable',
               prepaid_terms = jsonb_build_object('rate', line.prepaid_rate)
                   || CASE plan.unit WHEN 'money'
                      THEN jsonb_build_object('is_money', TRUE,
                                              'smallest', currency.rounding)
                      ELSE '{}' END,
               prepaid_metering = jsonb_build_object(
                   'worked', line.metered_minutes, 'metered', line.metered_minutes,
                   'outside', 0, 'rate', line.prepaid_rate,
                   'due', line.prepaid_quantity, 'offered', 0)
          FROM prepaid_contract contract
          JOIN prepaid_plan plan ON plan.id = contract.plan_id
     LEFT JOIN res_currency currency ON currency.id = plan.currency_id
         WHERE contract.id = line.prepaid_contract_id AND line.prepaid_terms IS NULL
        """
    )
