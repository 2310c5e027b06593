from odoo import models

# What Odoo's report says of a line without order line, said again for covered lines.
PREPAID_COLUMNS = {
    "billable_time": "CASE WHEN line.prepaid_contract_id IS NULL"
    " THEN report.billable_time ELSE report.unit_amount END",
    "non_billable_time": "CASE WHEN line.prepaid_contract_id IS NULL"
    " THEN report.non_billable_time ELSE 0 END",
}


class TimesheetsAnalysisReport(models.Model):
    _inherit = "timesheets.analysis.report"

    @property
    def _table_query(self):
        """Override of `sale_timesheet`: covered work is billable time."""
        columns = ", ".join(
            f"{PREPAID_COLUMNS.get(name, f'report.{name}')} AS {name}"
            for name, field in self._fields.items()
            if field.store and field.column_type
        )
        return f"""
            SELECT {columns}
              FROM ({super()._table_query}) report
              JOIN account_analytic_line line ON line.id = report.id
        """
