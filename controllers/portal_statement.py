import os
import tempfile
from datetime import timedelta

from werkzeug.wsgi import wrap_file

from odoo import fields
from odoo.http import content_disposition, request, route

from .portal import PrepaidPortal

# More lines than this on screen help nobody; the sheets have them all.
LINES_ON_SCREEN = 500
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PrepaidStatementPortal(PrepaidPortal):
    """Statements of any period, on screen and to take away."""

    @route(
        "/my/prepaid/<int:contract_id>/statement",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_prepaid_statement(self, contract_id, access_token=None, **kwargs):
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        if not contract_sudo:
            return self._refuse_prepaid()
        period = self._get_period(contract_sudo, kwargs)
        values = self._prepare_prepaid_values(contract_sudo, access_token) | {
            "statement": contract_sudo._get_statement(*period, limit=LINES_ON_SCREEN),
            "shortcuts": self._get_period_shortcuts(contract_sudo),
            "as_of_given": bool(kwargs.get("as_of")),
        }
        return request.render("sale_timesheet_prepaid.portal_statement", values)

    @route(
        "/my/prepaid/<int:contract_id>/statement.<string:file_type>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_prepaid_statement_file(
        self, contract_id, file_type, access_token=None, **kwargs
    ):
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        if not contract_sudo or file_type not in CONTENT_TYPES:
            return self._refuse_prepaid()
        period = self._get_period(contract_sudo, kwargs)
        name = contract_sudo._get_statement_filename(*period[:2])
        file = self._make_statement_file(contract_sudo, file_type, period)
        response = request.make_response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Length", file.seek(0, os.SEEK_END)),
                ("Content-Type", CONTENT_TYPES[file_type]),
                ("Content-Disposition", content_disposition(f"{name}.{file_type}")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.direct_passthrough = True
        file.seek(0)
        return response

    def _make_statement_file(self, contract_sudo, file_type, period):
        """Return a file of the statement that its reader may fetch slowly.

        On the disk: neither memory nor a transaction waits for a slow line.
        """
        # Closed by the response, once it is sent.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this method
        if file_type == "pdf":
            file.write(contract_sudo._render_statement_pdf(*period))
            return file
        statement = contract_sudo._get_sheet_statement(*period)
        if file_type == "csv":
            contract_sudo._fill_statement_csv(file, statement)
        else:
            contract_sudo._fill_statement_xlsx(file, statement)
        return file

    def _get_period(self, contract_sudo, options):
        """Return first day, last day and instant from an address, or the defaults.

        What cannot be read is this month; a period that ends before it begins is
        turned round.
        """
        today = contract_sudo._get_today()
        first = self._read(fields.Date.to_date, options.get("date_from"))
        last = self._read(fields.Date.to_date, options.get("date_to"))
        first = first or fields.Date.start_of(min(last or today, today), "month")
        last = last or max(today, first)
        as_of = self._read(fields.Datetime.to_datetime, options.get("as_of"))
        newest = request.env["prepaid.contract"]._get_statement_instant()
        return min(first, last), max(first, last), min(as_of or newest, newest)

    def _read(self, parse, text):
        try:
            value = parse((text or "")[:19].replace("T", " ") or None)
        except ValueError:
            return None
        return value if value and 1970 <= value.year <= 2200 else None

    def _get_period_shortcuts(self, contract_sudo):
        """Return (label, first day, last day) of the periods that people ask for."""
        today = contract_sudo._get_today()
        month = fields.Date.start_of(today, "month")
        last_month = fields.Date.start_of(month - timedelta(days=1), "month")
        year = fields.Date.start_of(today, "year")
        return [
            (request.env._("This month"), month, today),
            (request.env._("Last month"), last_month, month - timedelta(days=1)),
            (request.env._("This year"), year, today),
        ]
