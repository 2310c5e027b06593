from datetime import timedelta

from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, hmac

# Bookings an hour of one network address, and of one e-mail address.
BOOKINGS = 5
# How long a booking that nobody paid for is kept.
KEPT = timedelta(days=1)


class PrepaidSessionVisit(models.Model):
    """How often one visitor has booked within the hour: a row for each, and a count.

    One row that is updated: workers at the same time wait for each other, and count
    right. It holds no address, only what its digest is.
    """

    _name = "prepaid.session.visit"
    _description = "Bookings of a Visitor"
    _inherit = "prepaid.guarded"

    _prepaid_user_fields = frozenset()

    key = fields.Char(required=True)
    hour = fields.Datetime(required=True, index=True)
    count = fields.Integer(required=True)

    _key_unique = models.UniqueIndex("(key, hour)")

    @api.model
    def _count(self, *visitor):
        """Count one booking of a visitor, or raise where it is one too many.

        ``visitor``: the names by which it is known, each counted; empty ones are not.
        """
        hour = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        for name in sorted(filter(None, visitor)):
            if self._add(hmac(self.env, "prepaid-visit", name), hour) > BOOKINGS:
                raise UserError(
                    self.env._(
                        "You have booked %(count)s talks within an hour. Please try "
                        "again in the next hour, or write to us.",
                        count=BOOKINGS,
                    )
                )

    @api.model
    def _add(self, key, hour):
        """Return the count of a row after one more; SQL, for it waits for others."""
        [[count]] = self.env.execute_query(
            SQL(
                """INSERT INTO prepaid_session_visit AS visit
                          (key, hour, count, create_uid, create_date)
                   VALUES (%s, %s, 1, %s, now() AT TIME ZONE 'UTC')
              ON CONFLICT (key, hour) DO UPDATE SET count = visit.count + 1
                RETURNING count""",
                key,
                hour,
                self.env.uid,
            )
        )
        return count

    @api.autovacuum
    def _gc_hours(self):
        before = fields.Datetime.now() - KEPT
        self.sudo().search([("hour", "<", before)]).unlink()


class PrepaidSession(models.Model):
    """What visitors leave behind that never paid: nothing."""

    _inherit = "prepaid.session"

    _prepaid_user_fields = frozenset()

    is_visit = fields.Boolean(
        "Booked by a Visitor", help="Not signed in: the client was made for it."
    )

    @api.autovacuum
    def _gc_visits(self):
        """Forget bookings of visitors that were not paid for, and who made them."""
        ended = ("draft", "expired", "cancelled")
        visits = self.sudo().search(
            [
                ("is_visit", "=", True),
                ("state", "in", ended),
                ("write_date", "<", fields.Datetime.now() - KEPT),
                ("task_id", "=", False),
                ("hold_ids", "=", False),
                ("transaction_ids", "=", False),
            ],
            limit=1000,
        )
        partners = visits.partner_id
        visits.unlink()
        for partner in partners:
            partner._forget_prepaid_stray()
        return len(visits), 0

    def _is_kept(self):
        """Override: nobody misses what a visitor has not paid for."""
        return super()._is_kept() and not (
            self.is_visit
            and self.state in ("expired", "cancelled")
            and not (self.task_id or self.transaction_ids)
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _forget_prepaid_stray(self):
        """Delete who was made for a booking, where nobody has used it since."""
        sessions, tasks = self.env["prepaid.session"], self.env["project.task"]
        used = [("partner_id", "=", self.id)]
        if (
            self.user_ids
            or self.parent_id
            or self.child_ids
            or sessions.sudo().search_count(used, limit=1)
            or tasks.sudo().with_context(active_test=False).search_count(used, limit=1)
        ):
            return
        try:
            with self.env.cr.savepoint():
                self.unlink()
        except (ForeignKeyViolation, RestrictViolation, UserError):
            # Another document knows it meanwhile, and keeps it.
            return
