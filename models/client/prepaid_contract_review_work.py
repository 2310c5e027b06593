from odoo import api, fields, models
from odoo.tools import SQL

from ...metering import to_quantity, to_units
from ..ledger.prepaid_entry import DRAW_KINDS
from .review import list_months

# More tickets than these nobody reads; the others are summed up.
TICKETS_MAX = 10
# A piece is what a line has on the ledger, or without one what one booking made: its
# reversals among it. What is nothing in the end is not told.
PIECES = """
    SELECT entry.usage_type_id, entry.charge, %(tickets)s,
           DATE_TRUNC('month', entry.date)::date AS month,
           SUM(entry.worked_minutes) AS worked, SUM(entry.metered_minutes) AS metered,
           -SUM(entry.quantity) AS used, SUM(entry.offered_quantity) AS offered
      FROM prepaid_entry entry
 LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
 LEFT JOIN account_analytic_line line
        ON line.id = entry.timesheet_id AND line.prepaid_contract_id = %(contract)s
     WHERE entry.contract_id = %(contract)s AND entry.create_date <= %(as_of)s
       AND entry.date BETWEEN %(first)s AND %(last)s AND entry.kind IN %(kinds)s
       AND (origin.id IS NULL OR origin.kind IN %(kinds)s)
  GROUP BY entry.timesheet_id, entry.usage_type_id, entry.charge, %(tickets)s, month,
           CASE WHEN entry.timesheet_id IS NULL
                THEN COALESCE(origin.create_date, entry.create_date) END,
           CASE WHEN entry.timesheet_id IS NULL THEN entry.name END
    HAVING SUM(entry.worked_minutes) <> 0 OR SUM(entry.metered_minutes) <> 0
        OR SUM(entry.quantity) <> 0 OR SUM(entry.offered_quantity) <> 0
"""
# One pass gives the work by type, by charge, by ticket, by month and in all.
WORK = f"""
    WITH line AS ({PIECES})
    SELECT GROUPING(usage_type_id), GROUPING(charge), GROUPING(%(tickets)s),
           GROUPING(month), usage_type_id, charge, month,
           COUNT(*), SUM(worked), SUM(metered), SUM(used), SUM(offered), %(tickets)s
      FROM line
  GROUP BY GROUPING SETS ((usage_type_id), (charge), (%(tickets)s), (month), ())
"""


class PrepaidContract(models.Model):
    """The work of a period: by kind, by ticket, by month, and what cost nothing."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_review_ticket_fields(self):
        """Return the many2one fields of a timesheet line that name its ticket.

        The first that is filled does.
        """
        return self.env["account.analytic.line"]._get_ticket_fields()

    def _get_review_work(self, date_from, date_to, as_of):
        """Return the work of a period: what each table of a review shows."""
        rows = self._read_review_work(date_from, date_to, as_of)
        charges = {charge: work for (charge,), work in rows["charge"]}
        tickets = self._name_review_tickets(rows["ticket"])
        return {
            "work": rows["all"][0][1],
            "types": self._name_review_types(rows["type"]),
            "tickets": tickets[:TICKETS_MAX],
            "other_tickets": self._add_review_rows(tickets[TICKETS_MAX:]),
            "months": self._get_review_months(rows["month"], date_from, date_to),
            "goodwill": charges.get("goodwill", _make_row()),
            "included": charges.get("included", _make_row()),
        }

    def _read_review_work(self, date_from, date_to, as_of):
        """Return {table: [(key, figures)]}. By SQL: one pass for all tables."""
        self.env["prepaid.entry"].flush_model()
        self.env["account.analytic.line"].flush_model()
        names = self._get_review_ticket_fields()
        sql = SQL(
            WORK,
            tickets=SQL(", ").join(map(SQL.identifier, ["line"] * len(names), names)),
            contract=self.id,
            as_of=as_of,
            first=date_from,
            last=date_to,
            kinds=DRAW_KINDS,
        )
        tables = {"type": [], "charge": [], "ticket": [], "month": [], "all": []}
        for row in self.env.execute_query(sql):
            by_type, by_charge, by_ticket, by_month, usage_type, charge, month = row[:7]
            work = _make_row(*row[7:12])
            if not by_type:
                tables["type"].append(((usage_type,), work))
            elif not by_charge:
                tables["charge"].append(((charge,), work))
            elif not by_ticket:
                tables["ticket"].append((row[12:], work))
            elif not by_month:
                tables["month"].append(((month,), work))
            else:
                tables["all"].append(((), work))
        return tables

    def _name_review_types(self, rows):
        """Return the work of each usage type, the most used first."""
        UsageType = self.env["prepaid.usage.type"]
        types = [(UsageType.browse(id_ or ()), work) for (id_,), work in rows]
        return sorted(
            (
                work | {"name": usage_type.name or "", "icon": usage_type.icon or ""}
                for usage_type, work in types
            ),
            key=_weigh,
        )

    def _name_review_tickets(self, rows):
        """Return the work of each ticket, the most used first."""
        names = self._get_review_ticket_fields()
        Line = self.env["account.analytic.line"]
        rows = sorted(rows, key=lambda row: _weigh(row[1] | {"name": str(row[0])}))
        named = []
        for at, (ids, work) in enumerate(rows):
            # Only those that are shown are read.
            found = zip(names, ids, strict=True) if at < TICKETS_MAX else ()
            tickets = [
                self.env[Line[name]._name].browse(id_) for name, id_ in found if id_
            ]
            name = tickets[0].exists().display_name if tickets else ""
            named.append(work | {"name": name or ""})
        return named

    @api.model
    def _add_review_rows(self, rows):
        """Return the sum of rows, and how many they are, or False without any."""
        if not rows:
            return False
        units = sum(to_units(row["used"]) for row in rows)
        return {
            "number": len(rows),
            "pieces": sum(row["pieces"] for row in rows),
            "worked": sum(row["worked"] for row in rows),
            "metered": sum(row["metered"] for row in rows),
            "used": to_quantity(units),
        }

    @api.model
    def _get_review_months(self, rows, date_from, date_to):
        """Return the work of each month, and its length beside the busiest."""
        found = {month: work for (month,), work in rows}
        months = list_months(date_from, date_to)
        works = [found.get(month, _make_row()) for month in months]
        name = "used" if any(work["used"] > 0 for work in works) else "worked"
        most = max((work[name] for work in works), default=0)
        return [
            work
            | {
                "month": fields.Date.to_string(month),
                "percent": round(100 * max(work[name], 0) / most) if most > 0 else 0,
            }
            for month, work in zip(months, works, strict=True)
        ]


def _make_row(pieces=0, worked=0, metered=0, used=0, offered=0):
    """Return the figures of some work, as the database gives them or none."""
    return {
        "pieces": pieces,
        "worked": worked or 0,
        "metered": metered or 0,
        "used": float(used or 0),
        "offered": float(offered or 0),
    }


def _weigh(row):
    """Return the key by which the most used work comes first."""
    return -row["used"], -row["worked"], row["name"]
