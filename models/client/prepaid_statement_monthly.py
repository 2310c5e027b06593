import base64
from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each


class PrepaidContract(models.Model):
    """The statement of each month by mail, for clients who want it."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"statement_monthly"}

    statement_monthly = fields.Boolean(
        "Monthly Statement", help="Mail the statement of each month when it is over."
    )
    statement_date = fields.Date(
        "Statement Sent Until",
        compute="_compute_statement_date",
        store=True,
        copy=False,
        help="Last day of the latest statement mailed, or of the month before the "
        "client asked for statements.",
    )

    @api.depends("statement_monthly")
    def _compute_statement_date(self):
        """Begin with the month in which the client asks for statements."""
        for contract in self:
            last = contract._get_last_month()[1]
            contract.statement_date = (
                max(last, contract.statement_date or last)
                if contract.statement_monthly
                else contract.statement_date
            )

    @api.model
    def _cron_send_statements(self):
        """Mail last month's statement, once, to each contract that wants it."""
        domain = Domain("statement_monthly", "=", True) & Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("statement_date", "<", companies[0]._get_prepaid_last_month()[1])
            for companies in self.env["res.company"]._get_prepaid_days().values()
        )
        run_each(
            self.search(domain),
            methodcaller("_send_statement"),
            domain,
            self._tell_sending,
        )

    @api.model
    def _tell_sending(self, contract, reason):
        """Keep why a statement could not be sent; the next run tries again."""
        contract._keep_fault(
            "statement",
            reason
            and self.env._(
                "The statement could not be sent: %(reason)s", reason=reason
            ),
        )

    def _send_statement(self):
        """Mail the statement of last month as a PDF and note that it was sent."""
        self.ensure_one()
        date_from, self.statement_date = self._get_last_month()
        file = self._create_statement_file(date_from, self.statement_date, self)
        self.with_context(
            prepaid_date_from=date_from, prepaid_date_to=self.statement_date
        ).message_post_with_source(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_statement",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
            attachment_ids=file.ids,
        )

    def _create_statement_file(self, date_from, date_to, record):
        """Return the statement of a period as a PDF file of a record."""
        name = self._with_client_lang()._get_statement_filename(date_from, date_to)
        pdf = self._render_statement_pdf(date_from, date_to)
        return self.env["ir.attachment"].create(
            {
                "name": f"{name}.pdf",
                "datas": base64.b64encode(pdf),
                "res_model": record._name,
                "res_id": record.id,
                "mimetype": "application/pdf",
            }
        )

    def _render_statement_pdf(self, date_from, date_to, as_of=None):
        """Return the statement of a period as PDF (bytes). Call it after the check."""
        content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
            "sale_timesheet_prepaid.prepaid_statement_action_report",
            self.ids,
            data=self._prepare_statement_report_data(date_from, date_to, as_of),
        )
        return content

    def _prepare_statement_report_data(self, date_from, date_to, as_of=None):
        """Return what the report needs, as it also travels in an address."""
        as_of = as_of or self._get_statement_instant()
        return {
            "contract_ids": self.ids,
            "date_from": fields.Date.to_string(date_from),
            "date_to": fields.Date.to_string(date_to),
            "as_of": fields.Datetime.to_string(as_of),
        }

    def _get_statement_filename(self, date_from, date_to):
        """Return a name that tells people whose statement it is, and when."""
        client = self.partner_id.name or ""
        if len(self.partner_id.prepaid_contract_ids) > 1:
            client = f"{client} - {self.name}"
        return self.env._(
            "Prepaid hours - %(client)s - %(period)s",
            client=client.replace("/", "-"),
            period=self._get_period_name(date_from, date_to),
        )

    def _get_period_name(self, date_from, date_to):
        """Return a month as 2026-10, another period by its days."""
        month = date_from.replace(day=1)
        if (date_from, date_to) == (month, fields.Date.end_of(month, "month")):
            return f"{month:%Y-%m}"
        return self.env._(
            "%(date_from)s to %(date_to)s",
            date_from=fields.Date.to_string(date_from),
            date_to=fields.Date.to_string(date_to),
        )
