from odoo import api, fields, models

# A longer PDF takes the server minutes; the sheets have all lines.
LINES_MAX = 3000


class ReportPrepaidStatement(models.AbstractModel):
    _name = "report.sale_timesheet_prepaid.prepaid_statement_document"
    _description = "Prepaid Statement"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the statements that the document shows.

        For people who read entries only: a statement shows the price of credit, which
        technicians do not read.
        """
        data = data or {}
        contracts = self.env["prepaid.contract"].browse(
            docids or data.get("contract_ids")
        )
        contracts.check_access("read")
        self.env["prepaid.entry"].check_access("read")
        first, last = contracts._get_last_month()
        period = (
            fields.Date.to_date(data.get("date_from")) or first,
            fields.Date.to_date(data.get("date_to")) or last,
            fields.Datetime.to_datetime(data.get("as_of")),
        )
        contracts_sudo = contracts.sudo()
        return {
            "docs": contracts_sudo,
            "statements": {
                contract.id: contract._with_client_lang()._get_statement(
                    *period, limit=LINES_MAX
                )
                for contract in contracts_sudo
            },
        }
