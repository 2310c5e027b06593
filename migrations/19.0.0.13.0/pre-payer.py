"""The highest factor counts under new plans; the present ones keep the product."""

from odoo.tools import sql


def migrate(cr, version):
    """Keep the price of work that was promised in time and done at dear hours."""
    if sql.column_exists(cr, "prepaid_plan", "response_rule"):
        return
    sql.create_column(cr, "prepaid_plan", "response_rule", "varchar")
    cr.execute("UPDATE prepaid_plan SET response_rule = 'multiply'")
