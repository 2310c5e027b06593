import json

from odoo.http import request

from odoo.addons.web.controllers import export

from ..models.client.durations import MINUTES_PER_DAY, find_durations
from ..models.client.sheet import get_duration_format

HEADER = {"text_wrap": True, "bold": True, "bg_color": "#e9ecef"}


class ExcelExport(export.ExcelExport):
    """Lists as Excel sheets: our time is durations, which a sheet adds up.

    What is exported to be imported again stays as it is stored. CSV does, too.
    """

    def base(self, data):
        params = json.loads(data)
        if not params.get("import_compat"):
            self._mark_durations(params)
            data = json.dumps(params)
        return super().base(data)

    def _mark_durations(self, params):
        """Say of each column whether it is time, and fetch the units beside them."""
        model = request.env[params["model"]].with_context(**params.get("context", {}))
        columns = params["fields"]
        durations = find_durations(model, [column["name"] for column in columns])
        for column in columns:
            column["prepaid_duration"] = durations.get(column["name"])
        paths = {duration.unit_path for duration in durations.values()} - {""}
        columns += [
            {"name": path, "label": "", "type": "char", "prepaid_hidden": True}
            for path in sorted(paths)
        ]

    def from_data(self, fields, columns_headers, rows):
        durations = _read_durations(fields)
        if not durations:
            return super().from_data(fields, columns_headers, rows)
        shown = _get_shown(fields)
        headers = columns_headers[: len(shown)]
        with DurationXlsxWriter(shown, headers, len(rows)) as writer:
            writer.durations = durations
            for number, row in enumerate(rows, 1):
                writer.write_row(number, row)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        durations = _read_durations(fields)
        if not durations:
            return super().from_group_data(fields, columns_headers, groups)
        shown = _get_shown(fields)
        headers = columns_headers[: len(shown)]
        with GroupDurationXlsxWriter(shown, headers, groups.count) as writer:
            writer.durations = durations
            x, y = 1, 0
            for name, group in groups.children.items():
                x, y = writer.write_group(x, y, name, group)
        return writer.value


class ColumnDuration:
    """How one column of a sheet is time, and in which column its units are."""

    def __init__(self, per_day, unit_path, unit, unit_column):
        self.per_day = per_day
        self.is_always = not unit_path
        self.unit = unit
        self.unit_column = unit_column

    def get_units(self, rows, column):
        """Return the units of the cells that hold a number."""
        filled = (row for row in rows if _is_number(row[column]))
        if self.is_always:
            return {self.unit for row in filled}
        return {row[self.unit_column] for row in filled}

    def get_minutes(self, value):
        return value * MINUTES_PER_DAY / self.per_day


class DurationXlsxWriter(export.ExportXlsxWriter):
    """A sheet some of whose columns are durations."""

    durations = {}

    def write_row(self, number, row):
        for column, value in enumerate(row[: len(self.fields)]):
            duration = self.durations.get(column)
            is_time = duration and duration.get_units([row], column) == {duration.unit}
            if is_time:
                self.write_duration(number, column, duration.get_minutes(value))
            else:
                self.write_cell(number, column, value)

    def write_duration(self, number, column, minutes, **style):
        style["num_format"] = get_duration_format(minutes)
        self.write(number, column, minutes / MINUTES_PER_DAY, self._get_style(**style))

    def _get_style(self, **style):
        """Return a format of the book, made once."""
        styles = self.__dict__.setdefault("styles", {})
        key = tuple(sorted(style.items()))
        if key not in styles:
            styles[key] = self.workbook.add_format(style)
        return styles[key]


class GroupDurationXlsxWriter(DurationXlsxWriter, export.GroupExportXlsxWriter):
    """A sheet with groups, whose totals are durations where all of them are."""

    def _write_row(self, row, column, data):
        self.write_row(row, data)
        return row + 1, 0

    def _write_group_header(self, row, column, label, group, group_depth=0):
        """Override of `web`: no total of minutes and money together."""
        place = super()._write_group_header(row, column, label, group, group_depth)
        for at, duration in self.durations.items():
            total = group.aggregated_values.get(self.fields[at]["name"])
            if at and _is_number(total):
                self._write_total(row, at, total, self._get_units(group, at), duration)
        return place

    def _write_total(self, row, column, total, units, duration):
        if units == {duration.unit}:
            self.write_duration(row, column, duration.get_minutes(total), **HEADER)
        elif duration.unit in units:
            self.write(row, column, "", self._get_style(**HEADER))

    def _get_units(self, group, column):
        units = self.durations[column].get_units(group.data, column)
        return units.union(
            *(self._get_units(child, column) for child in group.children.values())
        )


def _read_durations(fields):
    """Return {column: ColumnDuration} of the columns that are time.

    Columns are counted here: Odoo drops those of ids where there are none.
    """
    places = {
        field["name"]: place
        for place, field in enumerate(fields)
        if field.get("prepaid_hidden")
    }
    marked = (
        (place, field.get("prepaid_duration")) for place, field in enumerate(fields)
    )
    return {
        place: ColumnDuration(*duration, places.get(duration[1]))
        for place, duration in marked
        if duration
    }


def _get_shown(fields):
    return [field for field in fields if not field.get("prepaid_hidden")]


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
