import io
import json

from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from odoo.http import request, route

from odoo.addons.web.controllers.pivot import TableExporter

from ..models.client.durations import MINUTES_PER_DAY, find_time_measures
from ..models.client.sheet import get_duration_format

# What Odoo's own sheet is made of.
TABLE = {"model", "title", "measure_count", "col_group_headers", "rows"}


class PivotExporter(TableExporter):
    """Pivots as Excel sheets: measures that are our time are durations."""

    @route()
    def export_xlsx(self, data, **kw):
        text = data.read() if isinstance(data, FileStorage) else data
        table = _read_table(text)
        response = super().export_xlsx(text, **kw)
        columns = _find_columns(table)
        if columns:
            response.data = _write_durations(response.data, table, columns)
        return response


def _read_table(text):
    """Return the table that a browser sent; whatever else is sent is refused."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest() from error
    if table and (not isinstance(table, dict) or TABLE - table.keys()):
        raise BadRequest()
    return table


def _find_columns(table):
    """Return {column of the sheet: how many make a day} of time.

    The measures of the columns come with the table, see the pivot's model.
    """
    model = request.env.get(table["model"])
    headers = table.get("measure_headers") or []
    if model is None or not all("prepaid_measure" in header for header in headers):
        return {}
    names = [header["prepaid_measure"] for header in headers]
    per_day = find_time_measures(model, names)
    return {
        column: per_day[name] for column, name in enumerate(names, 2) if name in per_day
    }


def _write_durations(content, table, columns):
    """Return the sheet again, its cells of time as parts of days.

    Odoo writes the rows of the table below those of its headers.
    """
    book = load_workbook(io.BytesIO(content))
    first = len(table["col_group_headers"]) + 2
    for cells in book.active.iter_rows(min_row=first):
        for column, per_day in columns.items():
            cell = cells[column - 1]
            if isinstance(cell.value, int | float):
                minutes = cell.value * MINUTES_PER_DAY / per_day
                cell.value = minutes / MINUTES_PER_DAY
                cell.number_format = get_duration_format(minutes)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
