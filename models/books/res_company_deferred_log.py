from odoo import api, fields, models
from odoo.tools import SQL

from ...cron import run_each
from .deferred import OWED

# Writing a moment of its own is figure and lock in one: of two who log at once, one
# starts again and finds nothing left. Nobody was told a later moment before.
MOMENT = """
    UPDATE res_company
       SET prepaid_logged_at = GREATEST(
               %(now)s, prepaid_logged_at + INTERVAL '1 second'),
           prepaid_compared_at = CASE WHEN %(whole)s
               THEN NOW() AT TIME ZONE 'UTC' ELSE prepaid_compared_at END
     WHERE id = %(company)s
 RETURNING prepaid_logged_at
"""

# Entries that may say something else since all of them were compared: those changed, of
# a pool that was credited its revenue, and those deleted. A row is stamped with the
# moment at which its transaction began, so an hour more is looked at.
TOUCHED = """
      WITH since AS (
        SELECT prepaid_compared_at - INTERVAL '1 hour' AS moment
          FROM res_company WHERE id = %(company)s
      )
    SELECT id FROM account_move, since
     WHERE company_id = %(company)s AND write_date >= moment
     UNION
    SELECT line.move_id
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id, since
     WHERE part.company_id = %(company)s
       AND GREATEST(part.write_date, line.write_date) >= moment
     UNION
    SELECT move_id FROM prepaid_recognition, since
     WHERE company_id = %(company)s AND write_date >= moment
     UNION
    SELECT recognition.move_id
      FROM prepaid_pool_line part
      JOIN prepaid_grant g ON g.move_line_id = part.root_id
      JOIN prepaid_recognition recognition ON recognition.grant_id = g.id, since
     WHERE part.company_id = %(company)s AND part.kind = 'credit'
       AND part.write_date >= moment
     UNION
    SELECT source FROM prepaid_deferred_fact
     WHERE company_id = %(company)s AND move_id IS NULL
  GROUP BY source
    HAVING SUM(amount) <> 0
"""

# What the documents say less what was logged of them.
DIFFERENCES = f"""
    SELECT source, date, kind, client, currency_id, SUM(amount) AS amount
      FROM (
        SELECT move_id AS source, date, kind, COALESCE(partner_id, 0) AS client,
               currency_id, amount
          FROM ({OWED}) owed
         WHERE company_id = %(company)s AND %(entries)s
     UNION ALL
        SELECT source, date, kind, client, currency_id, -amount
          FROM prepaid_deferred_fact fact
         WHERE company_id = %(company)s AND %(facts)s
      ) said
  GROUP BY source, date, kind, client, currency_id
    HAVING SUM(amount) <> 0
"""

# A client who was merged into another is who they became. What is gone keeps the name
# that the log knows.
APPEND = """
    INSERT INTO prepaid_deferred_fact (
           company_id, date, kind, amount, currency_id, booked_at, source, move_id,
           document, client, partner_id, client_name, create_uid, create_date,
           write_uid, write_date)
    SELECT %(company)s, gap.date, gap.kind, gap.amount, gap.currency_id, %(booked_at)s,
           gap.source, move.id, COALESCE(move.name, known.document), gap.client,
           COALESCE(partner.id, met.partner_id),
           COALESCE(partner.name, met.client_name),
           %(user)s, NOW() AT TIME ZONE 'UTC', %(user)s, NOW() AT TIME ZONE 'UTC'
      FROM (%(differences)s) gap
 LEFT JOIN account_move move ON move.id = gap.source
 LEFT JOIN res_partner partner ON partner.id = gap.client
 LEFT JOIN LATERAL (
        SELECT document FROM prepaid_deferred_fact
         WHERE move.name IS NULL AND company_id = %(company)s
           AND source = gap.source
      ORDER BY id DESC LIMIT 1
      ) known ON TRUE
 LEFT JOIN LATERAL (
        SELECT partner_id, client_name FROM prepaid_deferred_fact
         WHERE partner.id IS NULL AND company_id = %(company)s
           AND source = gap.source AND client = gap.client
      ORDER BY id DESC LIMIT 1
      ) met ON TRUE
  ORDER BY gap.source, gap.date, gap.kind, gap.client, gap.currency_id
"""

# Since when an entry was known before there was a log: its last change of state, else
# when it was made.
EVIDENCE = """
    DATE_TRUNC('second', LEAST(%(moment)s, COALESCE((
        SELECT MAX(message.date)
          FROM mail_message message
          JOIN mail_tracking_value value ON value.mail_message_id = message.id
         WHERE message.model = 'account.move' AND message.res_id = move.id
           AND value.field_id = %(field)s
    ), move.create_date)))
"""


class ResCompany(models.Model):
    """The log of deferred revenue: it follows the documents by differences."""

    _inherit = "res.company"

    prepaid_logged_at = fields.Datetime(
        "Deferred Revenue Logged at", readonly=True, copy=False
    )
    prepaid_compared_at = fields.Datetime(
        "Deferred Revenue Compared at",
        readonly=True,
        copy=False,
        help="When the log was last compared with all documents, not only with those "
        "that changed.",
    )

    def _log_prepaid_deferred(self, whole=False):
        """Bring the log in line with the documents and return the moment of it.

        A statement as known on that moment says the same for ever: whatever is logged
        later is later than it, by a second at least. Run twice, nothing is logged the
        second time. Only entries that changed are compared, unless ``whole`` or for
        the first time; the hourly run compares all, and so notices who became whose
        client too.
        """
        self.ensure_one()
        self.env.flush_all()
        is_first = not self.prepaid_compared_at
        entries = [] if whole or is_first else self._get_touched_entries()
        (moment,) = self.env.execute_query(
            SQL(
                MOMENT,
                now=fields.Datetime.now(),
                whole=whole or is_first,
                company=self.id,
            )
        )[0]
        if whole or is_first or entries:
            self._append_deferred(moment, entries, is_first)
        self.invalidate_recordset(["prepaid_logged_at", "prepaid_compared_at"])
        return moment

    def _get_touched_entries(self):
        rows = self.env.execute_query(SQL(TOUCHED, company=self.id))
        return [entry_id for (entry_id,) in rows]

    def _append_deferred(self, moment, entries, is_first):
        """Log what these entries say otherwise than before; none given means all."""
        differences = SQL(
            DIFFERENCES,
            company=self.id,
            entries=SQL("owed.move_id = ANY(%s)", entries) if entries else SQL("TRUE"),
            facts=SQL("fact.source = ANY(%s)", entries) if entries else SQL("TRUE"),
        )
        state = self.env["ir.model.fields"]._get("account.move", "state")
        evidence = SQL(EVIDENCE, moment=moment, field=state.id)
        self.env.cr.execute(
            SQL(
                APPEND,
                company=self.id,
                user=self.env.uid,
                booked_at=evidence if is_first else SQL("%s", moment),
                differences=differences,
            )
        )
        self.env["prepaid.deferred.fact"].invalidate_model()

    @api.model
    def _cron_log_prepaid_deferred(self):
        """Compare the log of each company that sold packs with all its documents."""
        groups = self.env["prepaid.pool.line"]._read_group([], ["company_id"])
        run_each(
            self.union(*(company for (company,) in groups)),
            lambda company: company._log_prepaid_deferred(whole=True),
            [],
            lambda company, reason: (
                reason and company.partner_id.message_post(body=reason)
            ),
        )
