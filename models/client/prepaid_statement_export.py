import io

from odoo import models
from odoo.tools.misc import get_lang

from .sheet import Minutes, Money, fill_book, fill_csv

# How Excel says the parts of a day that languages put in an order of their own.
EXCEL_DAY = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%b": "mmm",
    "%B": "mmmm",
}


class PrepaidContract(models.Model):
    """Statements as sheets: one row a line, opening and closing among them."""

    _inherit = "prepaid.contract"

    def _export_statement_csv(self, statement):
        """Return a statement as CSV (bytes): durations are minutes."""
        file = io.BytesIO()
        self._fill_statement_csv(file, statement)
        return file.getvalue()

    def _export_statement_xlsx(self, statement):
        """Return a statement as an Excel sheet (bytes): durations are hours."""
        file = io.BytesIO()
        self._fill_statement_xlsx(file, statement)
        return file.getvalue()

    def _fill_statement_csv(self, file, statement):
        """Write a statement as CSV into a file, line by line."""
        worked, counted = self.env._("Worked minutes"), self.env._("Counted minutes")
        rows = self._get_statement_rows(statement, worked, counted, "min")
        fill_csv(file, rows, get_lang(self.env).decimal_point)

    def _fill_statement_xlsx(self, file, statement):
        """Write a statement as an Excel sheet into a file, line by line."""
        worked, counted = self.env._("Time worked"), self.env._("Time counted")
        rows = self._get_statement_rows(statement, worked, counted, "h:mm")
        sheet = (self.env._("Statement"), rows)
        fill_book(file, [sheet], self._get_excel_day())

    def _get_excel_day(self):
        """Return how the reader's language writes a day, as Excel says it."""
        text = get_lang(self.env).date_format
        for part, excel in EXCEL_DAY.items():
            text = text.replace(part, excel)
        return "yyyy-mm-dd" if "%" in text else text

    def _get_statement_rows(self, statement, worked, counted, time_unit):
        """Give the header and the rows. The credit adds up to the closing one."""
        unit = time_unit if self.unit == "time" else self.currency_id.name or ""
        late = self.env._("Booked after the period")
        yield self._get_statement_header(worked, counted)
        yield self._get_balance_row(statement, "date_from", "opening", unit)
        for line in statement["lines"]:
            yield self._get_line_row(line, unit, "")
        for line in statement["late_lines"]:
            yield self._get_line_row(line, unit, late)
        yield self._get_balance_row(statement, "date_to", "closing", unit)
        for scope in statement["scopes"]:
            yield self._get_scope_row(scope, statement["date_to"], unit)
        for held in statement["held"]:
            yield self._get_held_row(held, unit)

    def _get_statement_header(self, worked, counted):
        return [
            self.env._("Date"),
            self.env._("Booked at (UTC)"),
            self.env._("Type"),
            self.env._("Ticket"),
            self.env._("Description"),
            self.env._("Who"),
            self.env._("Kind of work"),
            worked,
            counted,
            self.env._("Credit moved"),
            self.env._("Unit of the credit"),
            self.env._("Balance after"),
            self.env._("Paid from"),
            self.env._("Explanation"),
            self.env._("Question"),
            self.env._("Remark"),
        ]

    def _get_balance_row(self, statement, day, name, unit):
        labels = {
            "opening": self.env._("Opening balance"),
            "closing": self.env._("Closing balance"),
        }
        balance = self._get_credit_cell(statement[name])
        row = [statement[day], "", labels[name], *[""] * 7, unit, balance]
        return [*row, *[""] * 4]

    def _get_scope_row(self, scope, day, unit):
        """Return the row of the part of the closing balance that is for some work."""
        label = self.env._("of it for %(work)s", work=scope["label"])
        balance = self._get_credit_cell(scope["quantity"])
        return [day, "", label, *[""] * 7, unit, balance, *[""] * 4]

    def _get_held_row(self, held, unit):
        """Return the row of credit set aside: nothing moved, less can be used."""
        remark = self.env._(
            "Set aside: %(quantity)s until %(moment)s",
            quantity=self._format_quantity(held["quantity"]),
            moment=held["until"],
        )
        row = ["", "", self.env._("Set aside"), "", held["name"], *[""] * 5, unit]
        return [*row, self._get_credit_cell(held["available"]), *[""] * 3, remark]

    def _get_line_row(self, line, unit, remark):
        has_balance = "balance" in line
        return [
            line["date"],
            line["booked_at"].replace(microsecond=0),
            line["label"],
            line["ticket"],
            line["name"],
            line["staff"],
            line["usage_type"],
            Minutes(line["worked_minutes"]) if line["is_work"] else "",
            Minutes(line["metered_minutes"]) if line["is_work"] else "",
            self._get_credit_cell(line["quantity"]),
            unit,
            self._get_credit_cell(line["balance"]) if has_balance else "",
            line["paid_by"],
            line["explanation"],
            line["dispute_label"] or "",
            remark,
        ]

    def _get_credit_cell(self, quantity):
        return Minutes(quantity) if self.unit == "time" else Money(quantity)
