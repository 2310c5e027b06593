"""A spreadsheet of Odoo as code: pivots, lists, charts and cards on one page.

Odoo Community shows dashboards and has no editor for them; the files would be thousands
of lines that nobody reads. Here a page is a few calls, and its file their result.
"""

import json
from typing import NamedTuple

from .parts import INK, LOCALE, Pool, Sheet, to_axes, to_dimension, to_measure

VERSION = "18.5.10"
# Left block, gap, right block: 1000 pixels, as wide as a dashboard on a laptop.
WIDTHS = (175, 100, 100, 100, 50, 175, 100, 100, 100)
LEFT, RIGHT = "ABCD", "FGHI"
ROW, TITLE_ROW = 23, 40
CHART_ROWS, CHART_WIDTH = 14, 475
CARD_WIDTH, CARD_HEIGHT, CARD_GAP = 192, 96, 10
CARDS_A_ROW = 5
TITLE = {"textColor": "#01666B", "bold": True, "fontSize": 16}
HEADER = {"bold": True, "textColor": INK}
AT_LEFT, AT_RIGHT = {"align": "left"}, {"align": "right"}
HOURS, COUNT, MONEY, PERCENT = "#,##0.0", "#,##0", "#,##0.00", "0%"
DAY = "mm/dd/yyyy"
FIGURES = {HOURS, COUNT, MONEY, PERCENT}


class Head(NamedTuple):
    """The title of a block, and the menu that it leads to."""

    title: str
    menu: str


class Page:
    """One dashboard: a sheet that is seen and one with the figures behind it."""

    def __init__(self, filters):
        self.filters = filters
        self.pivots, self.lists, self.menus = {}, {}, {}
        self.seen = Sheet("dashboard", "Dashboard", WIDTHS)
        self.data = Sheet("data", "Data", (250,) + (120,) * 7)
        self.row, self.cards = 1, 0

    # === SOURCES === #

    def pivot(self, source, measures, rows=(), columns=(), **over):
        """Add a pivot of a source and return its id.

        ``domain`` narrows it, ``sort`` is a measure, biggest first; an ``offset`` of -1
        makes it one of the period before.
        """
        id_ = str(len(self.pivots) + 1)
        self.pivots[id_] = {
            "type": "ODOO",
            "id": id_,
            "formulaId": id_,
            "name": over["name"],
            "model": source.model,
            "domain": [*source.domain, *over.get("domain", ())],
            "context": {},
            "measures": [to_measure(name) for name in measures],
            "rows": [to_dimension(name) for name in rows],
            "columns": [to_dimension(name) for name in columns],
            "fieldMatching": self._match(source, over.get("offset", 0)),
        }
        if "sort" in over:
            order = {"measure": over["sort"], "order": "desc", "domain": []}
            self.pivots[id_]["sortedColumn"] = order
        return id_

    def list(self, source, columns, order, **over):
        """Add a list of records by a field, its smallest first, and return its id."""
        id_ = str(len(self.lists) + 1)
        self.lists[id_] = {
            "id": id_,
            "name": over["name"],
            "model": source.model,
            "columns": list(columns),
            "domain": [*source.domain, *over.get("domain", ())],
            "context": {},
            "orderBy": [{"name": order, "asc": True}],
            "fieldMatching": self._match(source),
        }
        return id_

    def _match(self, source, offset=0):
        """Return by which field of the source each filter narrows it."""
        matching = {}
        for filter_ in self.filters:
            chain, type_ = source.chains.get(filter_.id, (None, None))
            if chain:
                matching[filter_.id] = {"chain": chain, "type": type_}
                if filter_.type == "date":
                    matching[filter_.id]["offset"] = offset
        return matching

    # === WHAT IS SEEN === #

    def card(self, head, formula, number_format, before=None):
        """Add a card with one figure, and its change since the period before."""
        title = f'=_t("{head.title}")'
        if before:
            # Nothing before is no change, not an endless one.
            was = before.removeprefix("=")
            before = f'=IFERROR(IF(({was})=0,"",{was}),"")'
        row = self.data.add_row([title, formula, before], number_format)
        line, column = divmod(self.cards, CARDS_A_ROW)
        data = {
            "type": "scorecard",
            "title": {"text": head.title, "bold": True, "color": INK},
            "keyValue": f"Data!B{row}",
            "baselineMode": "percentage",
            "baselineDescr": {"text": "before" if before else ""},
            "baselineColorUp": "#00803A",
            "baselineColorDown": "#C0392B",
            "humanize": False,
        }
        if before:
            data["baseline"] = f"Data!C{row}"
        at = {
            "x": column * (CARD_WIDTH + CARD_GAP),
            "y": 9 + line * (CARD_HEIGHT + CARD_GAP),
        }
        self._figure(head, data, at, (CARD_WIDTH, CARD_HEIGHT))
        self.cards += 1

    def end_cards(self):
        """Begin with the blocks below the cards."""
        lines = -(-self.cards // CARDS_A_ROW)
        self.row = -(-(lines * (CARD_HEIGHT + CARD_GAP) + 20) // ROW) + 1

    def chart(self, head, data):
        """Draw a chart on the left, by what `of_source` or `of_cells` returns."""
        above = sum(self.seen.rows.get(row, ROW) for row in range(self.row - 1))
        named = {"title": {"text": head.title, **TITLE}}
        size = (CHART_WIDTH, CHART_ROWS * ROW)
        self._figure(head, data | named, {"x": 0, "y": above + 6}, size)

    def of_source(self, source, kind, group_by, measure, **over):
        """Return a chart that Odoo draws from a source."""
        return {
            "type": f"odoo_{kind}",
            "legendPosition": "none" if len(group_by) == 1 else "top",
            "metaData": {
                "groupBy": list(group_by),
                "measure": measure,
                "order": None,
                "resModel": source.model,
                "mode": kind,
            },
            "searchParams": {
                "context": {},
                "domain": source.domain,
                "groupBy": list(group_by),
                "orderBy": [],
            },
            "dataSets": [{}],
            "verticalAxisPosition": "left",
            "stacked": len(group_by) > 1,
            "axesDesign": to_axes(over["unit"]),
            "fieldMatching": self._match(source),
        }

    def of_cells(self, kind, rows, columns, **over):
        """Return a chart of rows of the data sheet, the first of which are names."""
        first, last = rows[0], rows[-1]
        return {
            "type": kind,
            "legendPosition": "top" if len(columns) > 1 else "none",
            "labelRange": f"Data!A{first}:A{last}",
            "dataSets": [
                {"dataRange": f"Data!{letter}{first}:{letter}{last}", "yAxisId": "y"}
                for letter in columns
            ],
            "dataSetsHaveTitle": True,
            "aggregated": False,
            "stacked": False,
            "axesDesign": to_axes(over.pop("unit")),
        } | over

    def _figure(self, head, data, at, size):
        id_ = f"figure-{len(self.seen.figures) + 1}"
        self.menus[id_] = head.menu
        width, height = size
        self.seen.figures.append(
            {
                "id": id_,
                "tag": "chart",
                "col": 0,
                "row": 0,
                "offset": at,
                "width": width,
                "height": height,
                "data": data | {"chartId": id_},
            }
        )

    def table(self, head, block, columns, rows):
        """Show rows of formulas under a title with a link.

        ``columns`` are (name, format); those without a format are text, at the left.
        """
        row, ends = self.row, (block[0], block[len(columns) - 1])
        cell = f"{block[0]}{row}"
        self.seen.cells[cell] = f"[{head.title}](odoo://ir_menu_xml_id/{head.menu})"
        self.seen.styles[cell] = TITLE
        self.seen.rule(f"{ends[0]}{row}:{ends[1]}{row}")
        self.seen.rows[row - 1] = TITLE_ROW
        row += 1
        for index, (name, number_format) in enumerate(columns):
            letter = block[index]
            zone = f"{letter}{row + 1}:{letter}{row + len(rows)}"
            side = AT_RIGHT if number_format in FIGURES else AT_LEFT
            if name:
                self.seen.cells[f"{letter}{row}"] = f'=_t("{name}")'
            self.seen.styles[f"{letter}{row}"] = HEADER | side
            self.seen.styles[zone] = side
            if number_format:
                self.seen.formats[zone] = number_format
            for number, cells in enumerate(rows, row + 1):
                self.seen.cells[f"{letter}{number}"] = cells[index]
        self.seen.rule(f"{ends[0]}{row}:{ends[1]}{row}")
        self.seen.bands(f"{ends[0]}{row}:{ends[1]}{row + len(rows)}")

    def list_rows(self, list_id, names, count):
        """Return the formulas of the first records of a list."""
        return [
            [f'=IFERROR(ODOO.LIST({list_id},{number},"{name}"),"")' for name in names]
            for number in range(1, count + 1)
        ]

    def next_block(self, rows=CHART_ROWS):
        self.row += rows + 2

    # === THE FILE === #

    def to_json(self):
        """Return the file's text, the same for the same page."""
        self.seen.count, self.data.count = self.row + 2, self.data.next
        styles, formats, borders = Pool(), Pool(), Pool()
        sheets = [
            sheet.to_dict(styles, formats, borders) for sheet in (self.seen, self.data)
        ]
        page = {
            "version": VERSION,
            "sheets": sheets,
            "styles": styles.to_dict(),
            "formats": formats.to_dict(),
            "borders": borders.to_dict(),
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "settings": {"locale": LOCALE},
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "customTableStyles": {},
            "globalFilters": [filter_.to_dict() for filter_ in self.filters],
            "lists": self.lists,
            "listNextId": len(self.lists) + 1,
            "chartOdooMenusReferences": self.menus,
        }
        return json.dumps(page, indent=1, ensure_ascii=False) + "\n"
