from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_date, format_datetime, formatLang

from ...metering import format_minutes
from ..client.sheet import Minutes, Money, write_book

# Rows in the mail itself, and in the sheet that is attached.
SHOWN, ATTACHED = 20, 10000


class Table(NamedTuple):
    """A list for a reader: texts for the mail, cells for the sheet."""

    header: list
    texts: list
    cells: list
    count: int
    day_format: str

    def attach(self, name, title):
        """Return the attachments of the mail: the sheet, where it has rows."""
        if not self.cells:
            return []
        book = write_book(name, [self.header, *self.cells], self.day_format)
        return [(f"{title}.xlsx", book)]


class PrepaidMailing(models.Model):
    """What a list says to a reader, in the mail and in the sheet attached to it."""

    _inherit = "prepaid.mailing"

    @api.model
    def _read_table(self, rows, domain, listing):
        """Return the Table of a listing with the rights of the environment of rows."""
        env = rows.env
        fields = [rows._fields[name] for name in listing.columns]
        header = [field._description_string(env) for field in fields]
        if listing.group:
            values = self._read_groups(rows, domain, listing)
        else:
            found = rows.search(domain, order=listing.order, limit=ATTACHED)
            values = [[(row, row[field.name]) for field in fields] for row in found]
        cells = [
            [
                self._to_cell(env, field, *value)
                for field, value in zip(fields, row, strict=True)
            ]
            for row in values
        ]
        return Table(
            header,
            [[text for _cell, text in row] for row in cells[:SHOWN]],
            [[cell for cell, _text in row] for row in cells],
            rows.search_count(domain) if not listing.group else len(cells),
            env["prepaid.contract"]._get_excel_day(),
        )

    @api.model
    def _read_groups(self, rows, domain, listing):
        """Return [(rows' model, value)] by group, the biggest of the order first."""
        aggregates = [
            f"{name}:{rows._fields[name].aggregator}" for name in listing.columns[1:]
        ]
        groups = rows._read_group(
            domain, [listing.group], aggregates, order=listing.order, limit=ATTACHED
        )
        return [[(rows, value) for value in group] for group in groups]

    @api.model
    def _to_cell(self, env, field, row, value):
        """Return the cell and the text of a value, as its field means it."""
        if field.type in ("many2one", "many2one_reference"):
            return (value.display_name or "",) * 2
        if field.type == "selection":
            return (dict(field._description_selection(env)).get(value, ""),) * 2
        if field.type == "datetime" and value:
            return value, format_datetime(env, value)
        if field.type == "date" and value:
            return value, format_date(env, value)
        if field.type in ("integer", "float", "monetary"):
            return self._to_figure(env, field, row, value)
        return (value or "",) * 2

    @api.model
    def _to_figure(self, env, field, row, value):
        """Return the cell and the text of a figure: a duration, money or a number."""
        is_credit = field.type == "float" and "unit" in row._fields
        if field.name.endswith("_minutes") or (is_credit and row.unit == "time"):
            return Minutes(value), format_minutes(value)
        if field.type == "monetary" or is_credit:
            name = "currency_id" if is_credit else field.get_currency_field(row)
            currency = (row and row[name]) or env.company.currency_id
            return Money(value), currency.format(value)
        digits = 0 if field.type == "integer" else 2
        return Money(value), formatLang(env, value, digits=digits)
