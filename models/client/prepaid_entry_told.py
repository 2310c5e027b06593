from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...metering import format_minutes, to_quantity, to_units
from ..ledger.prepaid_entry import DRAW_KINDS, Figures

# The lateral join looks lines up one by one: few of very many are asked for.
ROWS = """
      WITH asked AS MATERIALIZED (
            SELECT ARRAY_AGG(DISTINCT contract_id) AS contract_ids
              FROM prepaid_entry WHERE id = ANY(%(ids)s)
      )
    SELECT entry.id, entry.contract_id, entry.company_id, entry.kind, entry.date,
           entry.create_date, entry.quantity, COALESCE(entry.offered_quantity, 0),
           COALESCE(entry.worked_minutes, 0), COALESCE(entry.metered_minutes, 0),
           entry.charge, entry.is_owed, entry.usage_type_id, entry.user_id,
           entry.grant_id, entry.reversed_entry_id, entry.name, entry.metering::text,
           work.*,
           (SELECT MIN(id) FROM prepaid_entry
             WHERE timesheet_id = entry.timesheet_id
               AND contract_id = ANY((SELECT contract_ids FROM asked)::int[]))
      FROM prepaid_entry entry
 LEFT JOIN LATERAL (
            SELECT line.id, line.name, line.prepaid_contract_id, line.user_id,
                   line.employee_id, %(ticket)s
              FROM account_analytic_line line
             WHERE line.id = entry.timesheet_id OFFSET 0
           ) work ON TRUE
     WHERE entry.id = ANY(%(ids)s)
"""
# So many texts are remembered at once.
KNOWN_MAX = 20_000


class Row(NamedTuple):
    """An entry and the line that it tells of, as they stand in the database."""

    id: int
    contract_id: int
    company_id: int
    kind: str
    date: object
    booked_at: object
    quantity: float
    offered: float
    worked: int
    metered: int
    charge: str
    is_owed: bool
    usage_id: int
    user_id: int
    grant_id: int
    origin_id: int
    name: str
    metering: str
    line_id: int
    line_name: str
    line_contract_id: int
    line_user_id: int
    line_employee_id: int
    ticket: str
    first_id: int

    def is_work(self):
        return self.kind in DRAW_KINDS

    def get_piece_key(self):
        """Return what the parts of a piece share, as `_get_piece_key` does."""
        if self.kind not in DRAW_KINDS:
            return self.id
        return (
            self.contract_id,
            self.date,
            self.booked_at,
            self.line_id or self.name,
            self.origin_id is None,
            self.usage_id,
            self.charge,
            self.user_id,
        )

    def get_figures(self):
        return Figures(
            to_units(self.quantity), self.worked, self.metered, to_units(self.offered)
        )


class PrepaidEntry(models.Model):
    """Entries read for clients by SQL, many thousands at once.

    What texts depend on is asked of a record once for all rows that share it.
    """

    _inherit = "prepaid.entry"

    def _read_pieces(self):
        """Return these entries as lists of rows, piece by piece, in their order."""
        rows = self._read_rows()
        pieces = {}
        for id_ in self._ids:
            row = rows[id_]
            pieces.setdefault(row.get_piece_key(), []).append(row)
        return [
            piece if len(piece) == 1 else sorted(piece) for piece in pieces.values()
        ]

    def _read_rows(self):
        """Return {id: Row}."""
        self.env.flush_all()
        names = self.env["account.analytic.line"]._get_ticket_fields()
        columns = (SQL.identifier("line", name) for name in sorted(names))
        tickets = SQL(", ").join(SQL("COALESCE(%s, 0)", column) for column in columns)
        sql = SQL(
            ROWS, ids=list(self._ids), ticket=SQL("CONCAT_WS(':', '', %s)", tickets)
        )
        return {row[0]: Row(*row) for row in self.env.execute_query(sql)}

    @api.model
    def _get_asker(self):
        """Return what asks records for texts, once for all rows that share a key."""
        return Asker(self)


class Asker:
    """Texts of rows, each asked of the first record to which it applies."""

    def __init__(self, entries):
        self.entries = entries
        self.plan = entries.env["prepaid.plan"]
        self.known = {}
        self.hidden = {}
        self.expected = ()

    def expect(self, pieces):
        """Have the records that will be asked of these pieces read together."""
        first = {}
        for row, *_parts in pieces:
            first.setdefault(row.id if self._is_special(row) else row.ticket, row.id)
        self.expected = tuple(first.values())

    def tell(self, piece, dispute):
        """Return the line of a piece: what clients may read, as plain data."""
        row = piece[0]
        figures = row.get_figures()
        for part in piece[1:]:
            figures += part.get_figures()
        return self._ask_shared(row, figures) | {
            "id": row.id,
            "date": row.date,
            "booked_at": row.booked_at,
            "name": self._ask_name(row),
            "dispute_id": dispute and dispute.id,
            "dispute_colour": dispute and dispute._get_client_colour(),
            "dispute_label": dispute and dispute._get_client_state(),
            "quantity": to_quantity(figures.units),
            "offered_quantity": to_quantity(figures.offered),
            "paid_by": self._ask_payers(piece),
            "is_change": row.origin_id is None
            and row.first_id is not None
            and all(part.id != row.first_id for part in piece),
        }

    def _ask_shared(self, row, figures):
        """Return what all rows tell alike that are alike in this, as much work is."""
        key = (
            *(row.kind, row.charge, row.is_owed, row.origin_id is None, row.usage_id),
            *(row.contract_id, row.ticket, row.line_user_id, row.line_employee_id),
            *(row.user_id, row.company_id, row.metering, row.line_id is None),
            *(figures.worked, figures.metered, row.kind == "grant" and row.grant_id),
            self._is_special(row) and row.id,
        )
        return self._ask(key, lambda: self._tell_shared(row, figures))

    def _tell_shared(self, row, figures):
        usage_type, icon = self._ask_usage(row)
        return {
            "kind": row.kind,
            "label": self._browse(row)._get_client_label(),
            "is_work": row.is_work(),
            "is_reversal": row.origin_id is not None,
            "ticket": self._ask_ticket(row),
            "staff": self._ask_staff(row),
            "usage_type": usage_type,
            "icon": icon,
            "charge": row.charge or False,
            "worked_minutes": figures.worked,
            "worked_text": self._ask_minutes(figures.worked),
            "metered_minutes": figures.metered,
            "metered_text": self._ask_minutes(figures.metered),
            "explanation": self._ask_explanation(row, figures.worked),
        }

    def _ask(self, key, function):
        if key not in self.known:
            if len(self.known) > KNOWN_MAX:
                self.known.clear()
            self.known[key] = function()
        return self.known[key]

    def _browse(self, row):
        return self.entries.browse(row.id).with_prefetch(self.expected)

    def _is_special(self, row):
        """Tell whether the record itself is asked: the work may be secret."""
        contract_id = row.contract_id
        if contract_id not in self.hidden:
            self.hidden[contract_id] = self._browse(row)._is_hidden()
        return self.hidden[contract_id] or (
            row.line_id is not None and row.line_contract_id != contract_id
        )

    def _ask_name(self, row):
        if self._is_special(row):
            return self._browse(row)._get_client_text()
        return (row.is_work() and row.line_name) or row.name

    def _ask_ticket(self, row):
        if row.line_id is None:
            return ""
        is_special = self._is_special(row)
        key = ("ticket", row.ticket, is_special and row.id)
        return self._ask(key, lambda: self._browse(row)._get_ticket_text())

    def _ask_staff(self, row):
        if not row.is_work():
            return ""
        is_special = self._is_special(row)
        who = (row.line_user_id, row.line_employee_id, row.user_id, row.company_id)
        key = ("staff", who, row.line_id is None, is_special and row.id)
        return self._ask(key, lambda: self._browse(row)._get_staff_name())

    def _ask_usage(self, row):
        key = ("usage", row.usage_id)
        return self._ask(key, lambda: self._browse(row)._get_usage_texts())

    def _ask_minutes(self, minutes):
        key = ("minutes", minutes)
        return self._ask(key, lambda: self.plan._format_minutes(minutes))

    def _ask_explanation(self, row, worked):
        """Return how the credit was counted, unless that is plain from the time."""
        key = ("explanation", row.contract_id, row.metering, worked)
        return self._ask(key, lambda: self._explain(row, worked))

    def _explain(self, row, worked):
        text = self._browse(row).explanation or ""
        return "" if text == format_minutes(worked) else text

    def _ask_payers(self, piece):
        """Say what paid for each part of work, unless it was one grant alone."""
        row = piece[0]
        if not row.is_work() or row.origin_id is not None:
            return ""
        if len(piece) == 1 and row.kind != "debt":
            return ""
        return ", ".join(self._ask_part(part) for part in piece if part.quantity)

    def _ask_part(self, row):
        key = ("part", row.contract_id, row.grant_id, row.quantity)
        return self._ask(key, lambda: self._browse(row)._get_part_text())
