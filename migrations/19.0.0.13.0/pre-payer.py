"""The highest factor counts under new plans; the present ones keep the product."""

from odoo.tools import sql


def migrate(cr, version):
    """Keep what work costs that is promised in time, and what lines have drawn."""
    if not sql.column_exists(cr, "prepaid_plan", "response_rule"):
        sql.create_column(cr, "prepaid_plan", "response_rule", "varchar")
        cr.execute("UPDATE prepaid_plan SET response_rule = 'multiply'")
    # No line was of a visit: an empty column spares a look at each of them.
    if not sql.column_exists(cr, "account_analytic_line", "prepaid_visit_minutes"):
        sql.create_column(cr, "account_analytic_line", "prepaid_visit_minutes", "int4")
