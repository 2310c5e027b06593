from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..ledger.prepaid_entry import DRAW_KINDS

# What the parts of a piece share; their line too, or without one their text.
SHARED = (
    "id",
    "contract_id",
    "date",
    "create_date",
    "timesheet_id",
    "name",
    "usage_type_id",
    "charge",
    "user_id",
    "reversed_entry_id",
)
SAME_PIECE = """SELECT FROM prepaid_entry earlier WHERE earlier.id < %(id)s
    AND earlier.kind IN ('draw', 'debt')
    AND earlier.contract_id = %(contract_id)s
    AND earlier.date = %(date)s AND earlier.create_date = %(create_date)s
    AND earlier.usage_type_id IS NOT DISTINCT FROM %(usage_type_id)s
    AND earlier.charge IS NOT DISTINCT FROM %(charge)s
    AND earlier.user_id IS NOT DISTINCT FROM %(user_id)s
    AND (earlier.reversed_entry_id IS NULL) = (%(reversed_entry_id)s IS NULL)"""
PIECES = """SELECT FROM prepaid_entry entry WHERE entry.id IN %s
    GROUP BY entry.contract_id, entry.date, entry.create_date, entry.timesheet_id,
        entry.usage_type_id, entry.charge, entry.user_id,
        entry.reversed_entry_id IS NULL,
        CASE WHEN entry.timesheet_id IS NULL THEN entry.name END"""
FIRST_OF_PIECE = f"""CASE WHEN %(timesheet_id)s IS NULL
    THEN NOT EXISTS ({SAME_PIECE} AND earlier.timesheet_id IS NULL
        AND earlier.name = %(name)s)
    ELSE NOT EXISTS ({SAME_PIECE} AND earlier.timesheet_id = %(timesheet_id)s) END"""


class PrepaidEntry(models.Model):
    """A piece of work: what one booking of a line drew, from however many grants."""

    _inherit = "prepaid.entry"

    def _get_piece_key(self):
        """Return what the parts of a piece share; other movements are alone."""
        if not self._is_work():
            return self.id
        return (
            self.contract_id.id,
            self.date,
            self.create_date,
            self.timesheet_id.id,
            self.timesheet_id.id or self.name,
            bool(self.reversed_entry_id.id),
            self.usage_type_id.id,
            self.charge,
            self.user_id.id,
        )

    @api.model
    def _search_pieces(self, domain, order, limit=None, offset=0):
        """Return the entries of a page of pieces, with all parts of each."""
        firsts = self.search(domain & self._get_first_domain(), offset, limit, order)
        return firsts._with_parts()

    @api.model
    def _count_pieces(self, domain):
        """Return how many pieces and other movements there are, by one grouping."""
        self.flush_model()
        work = self._search(domain & Domain("kind", "in", DRAW_KINDS)).subselect()
        others = self.search_count(domain & Domain("kind", "not in", DRAW_KINDS))
        self.env.cr.execute(SQL("SELECT COUNT(*) FROM (%s) piece", SQL(PIECES, work)))
        return others + self.env.cr.fetchone()[0]

    @api.model
    def _get_first_domain(self):
        """Return the domain of the first entry of each piece, asked of each entry.

        In the database, by the index of the lines and, where the line is gone, by
        that of the days: a page looks at few.
        """
        self.flush_model()
        return Domain("kind", "not in", DRAW_KINDS) | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                FIRST_OF_PIECE, **{name: SQL.identifier(alias, name) for name in SHARED}
            )
        )

    def _with_parts(self):
        """Return these entries, each with the rest of its piece."""
        keys = {entry._get_piece_key() for entry in self}
        lost = self.filtered(lambda e: e._is_work() and not e.timesheet_id)
        parts = self.search(
            Domain("contract_id", "in", self.contract_id.ids)
            & Domain("kind", "in", DRAW_KINDS)
            & (
                Domain("timesheet_id", "in", self.timesheet_id.ids)
                | Domain("timesheet_id", "=", False)
                & Domain("name", "in", lost.mapped("name"))
                & Domain("date", "in", lost.mapped("date"))
            ),
            order="id",
        )
        return self | parts.filtered(lambda entry: entry._get_piece_key() in keys)

    def _get_part_text(self):
        quantity = self.contract_id._format_quantity(-self.quantity)
        if not self.grant_id:
            return self.env._("%(quantity)s beyond the credit", quantity=quantity)
        return self.env._(
            "%(quantity)s from “%(credit)s” of %(date)s",
            quantity=quantity,
            credit=self.grant_id.name,
            date=format_date(self.env, self.grant_id.date),
        )
