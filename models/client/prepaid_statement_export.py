import csv
import io

import xlsxwriter

from odoo import models
from odoo.tools.misc import get_lang

# What spreadsheets take for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def quote_formula(value):
    """Return a cell that no spreadsheet reads as a formula: texts come from mails."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def localize_number(value, point):
    """Return a cell whose fraction has the reader's decimal point."""
    if isinstance(value, float) and point != ".":
        return str(value).replace(".", point)
    return value


class PrepaidContract(models.Model):
    """Statements as sheets: one row a line, opening and closing among them."""

    _inherit = "prepaid.contract"

    def _export_statement_csv(self, statement):
        """Return a statement as CSV (bytes, UTF-8 with the mark that Excel needs).

        Where numbers are written with a comma, spreadsheets expect semicolons.
        """
        output = io.StringIO()
        point = get_lang(self.env).decimal_point
        writer = csv.writer(
            output,
            quoting=csv.QUOTE_NONNUMERIC,
            delimiter=";" if point == "," else ",",
        )
        for row in self._get_statement_rows(statement):
            writer.writerow(
                [localize_number(quote_formula(cell), point) for cell in row]
            )
        return output.getvalue().encode("utf-8-sig")

    def _export_statement_xlsx(self, statement):
        """Return a statement as an Excel sheet (bytes)."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet(self.env._("Statement"))
            bold = workbook.add_format({"bold": True})
            header, *rows = self._get_statement_rows(statement)
            sheet.write_row(0, 0, header, bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, 16)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    else:
                        sheet.write_number(number, column, cell)
        return output.getvalue()

    def _get_statement_rows(self, statement):
        """Return the header and the rows. The quantities add up to the closing one."""
        opening, closing = self.env._("Opening balance"), self.env._("Closing balance")
        late = self.env._("Booked after the period")
        return [
            self._get_statement_header(),
            self._get_balance_row(
                statement["date_from"], opening, "opening", statement
            ),
            *(self._get_line_row(line, "") for line in statement["lines"]),
            *(self._get_line_row(line, late) for line in statement["late_lines"]),
            self._get_balance_row(statement["date_to"], closing, "closing", statement),
        ]

    def _get_statement_header(self):
        unit = (
            self.env._("Minutes")
            if self.unit == "time"
            else self.currency_id.name or self.env._("Amount")
        )
        return [
            self.env._("Date"),
            self.env._("Booked at (UTC)"),
            self.env._("Type"),
            self.env._("Ticket"),
            self.env._("Description"),
            self.env._("Who"),
            self.env._("Usage type"),
            self.env._("Worked minutes"),
            self.env._("Metered minutes"),
            unit,
            self.env._("Quantity"),
            self.env._("Explanation"),
            self.env._("Question"),
            self.env._("Remark"),
        ]

    def _get_balance_row(self, date, label, name, statement):
        quantity = statement[name]
        readable = self._format_quantity(quantity)
        blank = [""] * 4
        return [
            date.isoformat(),
            "",
            label,
            *blank,
            "",
            "",
            quantity,
            readable,
            "",
            "",
            "",
        ]

    def _get_line_row(self, line, remark):
        return [
            line["date"].isoformat(),
            line["booked_at"].isoformat(" ", "seconds"),
            line["label"],
            line["ticket"],
            line["name"],
            line["staff"],
            line["usage_type"],
            line["worked_minutes"],
            line["metered_minutes"],
            line["quantity"],
            self._format_quantity(line["quantity"]),
            line["explanation"],
            line["dispute_label"] or "",
            remark,
        ]
