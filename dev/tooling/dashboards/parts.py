"""What a page of a spreadsheet is made of: sheets, sources, filters, dimensions."""

# Text and lines in tones that are read on white and on dark.
INK, RULE = "#434343", "#CCCCCC"
LETTERS = "ABCDEFGH"


class Sheet:
    """One sheet: its cells, figures and looks, by cell or zone."""

    def __init__(self, id_, name, widths):
        self.id, self.name, self.widths = id_, name, widths
        self.cells, self.figures, self.rows, self.tables = {}, [], {}, []
        self.styles, self.formats, self.borders = {}, {}, {}
        self.count, self.next = 0, 1

    def add_row(self, cells, number_format=None):
        """Write the next row and return its number."""
        row, self.next = self.next, self.next + 1
        for letter, content in zip(LETTERS, cells, strict=False):
            if content is not None:
                self.cells[f"{letter}{row}"] = content
                if number_format and letter != "A":
                    self.formats[f"{letter}{row}"] = number_format
        return row

    def rule(self, zone):
        self.borders[zone] = {"bottom": {"style": "thin", "color": RULE}}

    def bands(self, zone):
        config = {
            "hasFilters": False,
            "totalRow": False,
            "firstColumn": False,
            "lastColumn": False,
            "numberOfHeaders": 1,
            "bandedRows": True,
            "bandedColumns": False,
            "automaticAutofill": True,
            "styleId": "None",
        }
        self.tables.append({"range": zone, "type": "static", "config": config})

    def to_dict(self, styles, formats, borders):
        widths = {str(i): {"size": width} for i, width in enumerate(self.widths)}
        rows = {str(i): {"size": size} for i, size in sorted(self.rows.items())}
        return {
            "id": self.id,
            "name": self.name,
            "colNumber": len(self.widths),
            "rowNumber": self.count,
            "rows": rows,
            "cols": widths,
            "merges": [],
            "cells": self.cells,
            "styles": {zone: styles.add(one) for zone, one in self.styles.items()},
            "formats": {zone: formats.add(one) for zone, one in self.formats.items()},
            "borders": {zone: borders.add(one) for zone, one in self.borders.items()},
            "conditionalFormats": [],
            "dataValidationRules": [],
            "figures": self.figures,
            "tables": self.tables,
            "areGridLinesVisible": False,
            "isVisible": True,
            "headerGroups": {"ROW": [], "COL": []},
            "comments": {},
        }


class Pool:
    """Numbers for values, as the file wants them."""

    def __init__(self):
        self.values = []

    def add(self, value):
        if value not in self.values:
            self.values.append(value)
        return self.values.index(value) + 1

    def to_dict(self):
        return {str(i): value for i, value in enumerate(self.values, 1)}


class Source:
    """A model, its domain, and by which field each filter narrows it."""

    def __init__(self, model, chains, domain=()):
        self.model, self.chains, self.domain = model, chains, list(domain)


class Filter:
    def __init__(self, id_, label, **over):
        self.id, self.label, self.over = id_, label, over
        self.type = over.get("type", "relation")

    def to_dict(self):
        named = {"id": self.id, "type": self.type, "label": self.label}
        return named | self.over


LOCALE = {
    "name": "English (US)",
    "code": "en_US",
    "thousandsSeparator": ",",
    "decimalSeparator": ".",
    "dateFormat": "mm/dd/yyyy",
    "timeFormat": "hh:mm:ss",
    "formulaArgSeparator": ",",
    "weekStart": 7,
}


def to_measure(name):
    """Return the measure of a field and its aggregator, or of the count."""
    field, _colon, aggregator = name.partition(":")
    measure = {"id": name, "fieldName": field}
    return measure | ({"aggregator": aggregator} if aggregator else {})


def to_dimension(name):
    field, _colon, granularity = name.partition(":")
    dimension = {"fieldName": field, "order": "asc"}
    return dimension | ({"granularity": granularity} if granularity else {})


def to_axes(unit):
    return {"y": {"title": {"text": unit}}}
