from odoo import models
from odoo.fields import Domain

from ...metering import to_quantity, to_units

# Entries that are read at once: whole days, as a piece of work is of one day.
BLOCK_ENTRIES = 5000


class PrepaidContract(models.Model):
    """Statements of any length for sheets: their lines are read while they are written.

    In blocks, so that a hundred thousand lines take no more memory than a few.
    """

    _inherit = "prepaid.contract"

    def _get_sheet_statement(self, date_from, date_to, as_of=None):
        """Return `_get_statement` with lines and late lines that can be read once."""
        statement = self._get_statement(date_from, date_to, as_of, limit=0)
        period = (
            Domain("contract_id", "=", self.id)
            & Domain("create_date", "<=", statement["as_of"])
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
        )
        end = self._get_statement_end(date_to)
        listed = self._get_listed_domain(period)
        timely = listed & Domain("create_date", "<", end)
        late = listed & Domain("create_date", ">=", end)
        opening = to_units(statement["opening"])
        return statement | {
            "lines": self._read_lines(timely, opening),
            "late_lines": self._read_lines(late, opening + self._sum_entries(timely)),
        }

    def _read_lines(self, domain, units):
        """Give the lines of a domain, each with the balance after it."""
        Entry = self.env["prepaid.entry"]
        asker = Entry._get_asker()
        for days in self._split_days(domain):
            entries = Entry.search(domain & days, order="date, id")
            for line in entries._get_client_lines(asker):
                units += to_units(line["quantity"])
                line["balance"] = to_quantity(units)
                yield line

    def _split_days(self, domain):
        """Give the domains of the days of a domain, a block of entries each."""
        rows = self.env["prepaid.entry"]._read_group(domain, ["date:day"], ["__count"])
        first, count = None, 0
        for day, number in rows:
            first, count = first or day, count + number
            if count >= BLOCK_ENTRIES or day == rows[-1][0]:
                yield Domain("date", ">=", first) & Domain("date", "<=", day)
                first, count = None, 0
