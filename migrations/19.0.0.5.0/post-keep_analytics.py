"""Put analytics of packs back on their lines, and name those of booked revenue."""

from odoo import SUPERUSER_ID, api
from odoo.tools import sql


def migrate(cr, version):
    if sql.column_exists(cr, "prepaid_recognition", "analytic_account_id"):
        cr.execute(
            """
            UPDATE prepaid_recognition recognition
               SET analytic_distribution =
                   CASE WHEN recognition.analytic_account_id IS NULL
                        THEN line.prepaid_analytic_distribution
                        ELSE jsonb_build_object(
                            recognition.analytic_account_id::text, 100.0) END
              FROM prepaid_grant g
         LEFT JOIN account_move_line line ON line.id = g.move_line_id
             WHERE g.id = recognition.grant_id
            """
        )
    if sql.column_exists(cr, "account_move_line", "prepaid_analytic_distribution"):
        # In SQL, as the ORM would make analytic lines of what is not earned yet.
        cr.execute(
            """
            UPDATE account_move_line
               SET analytic_distribution = prepaid_analytic_distribution
             WHERE jsonb_typeof(prepaid_analytic_distribution) = 'object'
               AND COALESCE(analytic_distribution, '{}') IN ('{}', 'false', 'null')
            """
        )
    env = api.Environment(cr, SUPERUSER_ID, {})
    # Reversals that were posted twice had their rows twice.
    env["prepaid.recognition"].search(
        [("move_id.state", "=", "posted")]
    ).move_id._fit_recognition()
