"""Excel books that are written row by row: as many rows as there are, little memory.

Pure: nothing of Odoo here. Texts stand in their cells, so that none is kept.
"""

import re
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain, islice
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

# The width of a column is that of its first cells.
SAMPLE_ROWS = 500
WIDTH_MIN, WIDTH_MAX = 9, 60
CELL_LENGTH_MAX = 32767
TITLE_LENGTH_MAX = 31
BLOCK_ROWS = 500
KNOWN_CELLS = 10_000
DAY_ZERO = date(1899, 12, 30).toordinal()
SECONDS_PER_DAY = 86400
# The formats before those of cells: the plain one, and the header's.
PLAIN, BOLD = 0, 1
FIRST_FORMAT = 164
# What XML cannot say.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
TITLE_CONTROLS = re.compile(r"[\[\]:*?/\\]")

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Book:
    """A book that is written into a file, sheet by sheet."""

    def __init__(self, file):
        self.archive = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1)
        self.titles = []
        self.filters = []
        self.formats = {}

    def get_style(self, text):
        """Return the number of the style for a format of numbers."""
        return self.formats.setdefault(text, len(self.formats) + BOLD + 1)

    def add_sheet(self, title, rows, show, to_cell):
        """Write a sheet, whose first row is its header.

        ``show(value)`` is what a reader sees, ``to_cell(value)`` is (number, format),
        or None for a text.
        """
        self.titles.append(TITLE_CONTROLS.sub(" ", title)[:TITLE_LENGTH_MAX])
        rows = iter(rows)
        sample = list(islice(rows, SAMPLE_ROWS))
        name = f"xl/worksheets/sheet{len(self.titles)}.xml"
        with self.archive.open(name, "w", force_zip64=True) as part:
            part.write(_begin_sheet(sample, show, len(self.titles) == 1).encode())
            count = self._write_rows(part, chain(sample, rows), to_cell)
            corner = f"{_get_letters(len(sample[0]) - 1)}{count}"
            self.filters.append(corner)
            part.write(
                f'</sheetData><autoFilter ref="A1:{corner}"/></worksheet>'.encode()
            )

    def _write_rows(self, part, rows, to_cell):
        """Write rows in blocks and return how many there were."""
        letters, block, number = [], [], 0
        # Most cells stand in many rows. A duration is not an amount that equals it.
        write = lru_cache(KNOWN_CELLS, typed=True)(partial(self._write_cell, to_cell))
        for number, row in enumerate(rows, 1):
            if len(letters) < len(row):
                letters = [_get_letters(column) for column in range(len(row))]
            cells = [
                f'<c r="{letter}{number}{write(value, number == 1)}'
                for letter, value in zip(letters, row, strict=False)
                if value != ""
            ]
            block.append(f'<row r="{number}">{"".join(cells)}</row>')
            if len(block) == BLOCK_ROWS:
                part.write("".join(block).encode())
                block = []
        part.write("".join(block).encode())
        return number

    def _write_cell(self, to_cell, value, is_header):
        """Return what stands behind the place of a cell."""
        if found := to_cell(value):
            number, text = found
            return f'" s="{self.get_style(text)}"><v>{number:.16G}</v></c>'
        text = str(value)[:CELL_LENGTH_MAX]
        if not text.isprintable():
            text = CONTROLS.sub("", text)
        style = BOLD if is_header else PLAIN
        return (
            f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}'
            "</t></is></c>"
        )

    def close(self):
        """Write what stands around the sheets."""
        sheets = range(1, len(self.titles) + 1)
        for name, text in (
            ("xl/workbook.xml", _write_workbook(self.titles, self.filters)),
            ("xl/styles.xml", _write_styles(self.formats)),
            ("xl/_rels/workbook.xml.rels", _write_relations(sheets)),
            ("_rels/.rels", _write_root()),
            ("[Content_Types].xml", _write_types(sheets)),
        ):
            self.archive.writestr(name, XML + text)
        self.archive.close()


def to_day(value):
    """Return a day, or an instant, as Excel counts it."""
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return value.toordinal() - DAY_ZERO + seconds / SECONDS_PER_DAY
    return value.toordinal() - DAY_ZERO


def _get_letters(column):
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _begin_sheet(sample, show, is_first):
    """Return what stands before the rows: a header that stays, and widths."""
    count = max(map(len, sample))
    longest = [WIDTH_MIN] * count
    for row in sample:
        for column, value in enumerate(row):
            longest[column] = max(longest[column], len(show(value)) + 2)
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{min(width, WIDTH_MAX)}" customWidth="1"/>'
        for n, width in enumerate(longest, 1)
    )
    chosen = ' tabSelected="1"' if is_first else ""
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews>'
        f'<sheetView{chosen} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _quote(text):
    return escape(text, {'"': "&quot;"})


def _write_workbook(titles, filters):
    sheets = "".join(
        f'<sheet name="{_quote(title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"{_quote(_name_range(title, corner))}</definedName>"
        for n, (title, corner) in enumerate(zip(titles, filters, strict=True))
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        "<bookViews><workbookView/></bookViews>"
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _name_range(title, corner):
    letters, number = re.match(r"([A-Z]+)(\d+)", corner).groups()
    title = title.replace("'", "''")
    return f"'{title}'!$A$1:${letters}${number}"


def _write_styles(formats):
    numbers = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{_quote(text)}"/>'
        for n, text in enumerate(formats, FIRST_FORMAT)
    )
    numbers = numbers and f'<numFmts count="{len(formats)}">{numbers}</numFmts>'
    styles = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1"/>'
        for n in range(FIRST_FORMAT, FIRST_FORMAT + len(formats))
    )
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f'<styleSheet xmlns="{MAIN}">{numbers}'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1">{plain}/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 2}">{plain} xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" '
        f'applyFont="1"/>{styles}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _write_relations(sheets):
    parts = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in sheets
    )
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">{parts}'
        f'<Relationship Id="rId{len(sheets) + 1}" Type="{OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>'
    )


def _write_root():
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )


def _write_types(sheets):
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{KIND}.worksheet+xml"/>'
        for n in sheets
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        f"{parts}</Types>"
    )
