from datetime import date as Date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from .prepaid_start import Figure

INVOICES = "account.action_move_out_invoice_type"
QUICK_COUNT = 2000


class PrepaidStart(models.AbstractModel):
    """The accountant's section: the current company's books of packs."""

    _inherit = "prepaid.start"

    # === ASKED BY THE PAGE === #

    @api.model
    @api.readonly
    def get_books(self):
        """Return what waits to be validated, paid and closed, and the tie-out."""
        self._check_section("books")
        company = self.env.company
        return {
            "company": company.name,
            "figures": self._tell_documents(),
            "tie_out": self._tell_tie_out(company),
            "months": self._tell_months(company),
            "has_revenue": self._reads_revenue(),
            "is_quick": self._is_quick(company),
        }

    @api.model
    @api.readonly
    def get_unbooked(self):
        """Return the revenue that is earned until today and not booked."""
        self._check_revenue()
        company = self.env.company
        today = company._get_prepaid_today()
        # One sum, of the books that the check opens.
        coins = sum(company.sudo()._get_recognition(today).values())
        amount = coins * company.currency_id.rounding
        return {
            "amount": self._format_amount(amount),
            "is_zero": company.currency_id.is_zero(amount),
            "day": format_date(self.env, today),
        }

    @api.model
    def open_unbooked(self):
        """Open what books the revenue, or shows it to those who do not post."""
        self._check_revenue()
        name = "prepaid_recognise_action"
        if not self.env["prepaid.recognise"].has_access("create"):
            name = "prepaid_deferred_action"
        return self.env["ir.actions.actions"]._for_xml_id(
            f"sale_timesheet_prepaid.{name}"
        )

    @api.model
    def open_months(self):
        """Open the page that closes the first month that is open, else the last."""
        self._check_revenue()
        first, last = self._get_open_months(self.env.company)
        page = self.env["prepaid.close"].create(
            {"date": fields.Date.end_of(first or last, "month")}
        )
        return page._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _reads_revenue(self):
        """Tell whether the user reads deferred revenue, as the dialog's ACL says."""
        return self.env["prepaid.deferred"].has_access("read")

    @api.model
    def _is_quick(self, company):
        """Tell whether the revenue is worked out in a second; else a click asks for it.

        It takes the use of all packs that were ever sold.
        """
        parts_sudo = self.env["prepaid.pool.line"].sudo()
        sold = parts_sudo.search_count(
            [("company_id", "=", company.id)], limit=QUICK_COUNT + 1
        )
        return sold <= QUICK_COUNT

    @api.model
    def _check_revenue(self):
        self._check_section("books")
        self.env["prepaid.deferred"].check_access("read")

    @api.model
    def _get_figures(self, section, whose):
        figures = super()._get_figures(section, whose)
        if section != "books":
            return figures
        return [*figures, *self._get_document_figures()]

    @api.model
    def _get_document_figures(self):
        today = self.env.company._get_prepaid_today()
        sold = Domain("has_prepaid_packs", "=", True)
        sold &= Domain("move_type", "in", ("out_invoice", "out_receipt"))
        unpaid = sold & Domain("state", "=", "posted")
        unpaid &= Domain("payment_state", "in", ("not_paid", "partial"))
        draft = Domain("state", "=", "draft")
        draft &= Domain("move_type", "=", "out_invoice")
        draft &= Domain("is_prepaid_refill", "=", True)
        return [
            self._make_document_figure("drafts", self.env._("To validate"), draft),
            self._make_document_figure("unpaid", self.env._("Unpaid"), unpaid),
            self._make_document_figure(
                "overdue",
                self.env._("Of these overdue"),
                unpaid & Domain("invoice_date_due", "<", today),
            ),
        ]

    @api.model
    def _make_document_figure(self, key, label, domain):
        domain &= Domain("company_id", "=", self.env.company.id)
        return Figure(
            key,
            label,
            "account.move",
            domain,
            INVOICES,
            action_domain=domain,
            context={"default_move_type": "out_invoice"},
        )

    @api.model
    def _tell_documents(self):
        """Return the documents' number and sum: what they come to, or what is open."""
        told = []
        for figure in self._get_document_figures():
            part = "total" if figure.key == "drafts" else "residual"
            ((count, amount),) = self.env["account.move"]._read_group(
                figure.domain, [], ["__count", f"amount_{part}_signed:sum"]
            )
            told.append(
                {
                    "key": figure.key,
                    "label": figure.label,
                    "count": count,
                    "amount": self._format_amount(amount or 0),
                }
            )
        return told

    @api.model
    def _tell_tie_out(self, company):
        """Return deferred revenue by grants and ledger as of today, False unread."""
        if not self._reads_revenue():
            return False
        today = company._get_prepaid_today()
        figures = company.sudo()._get_prepaid_tie_out(today)
        return {
            "is_right": company.currency_id.is_zero(figures["difference"]),
            "day": format_date(self.env, today),
            **{name: self._format_amount(value) for name, value in figures.items()},
        }

    @api.model
    def _tell_months(self, company):
        """Return the months that are over and not locked, False unread."""
        if not self._reads_revenue():
            return False
        first, last = self._get_open_months(company)
        if not first:
            return {"count": 0, "text": ""}
        count = 12 * (last.year - first.year) + last.month - first.month + 1
        names = {"first": self._format_month(first), "last": self._format_month(last)}
        text = self.env._("%(first)s to %(last)s", **names)
        return {"count": count, "text": text if count > 1 else names["last"]}

    @api.model
    def _get_open_months(self, company):
        """Return days of the first and last month over since the lock with packs.

        The first is False where nothing of packs is open. Exceptions are personal: the
        lock is that of the company.
        """
        last = company._get_prepaid_last_month()[1]
        company_sudo = company.sudo().with_context(ignore_exceptions=True)
        lock = max(
            company_sudo.user_fiscalyear_lock_date or Date.min,
            company_sudo.user_hard_lock_date or Date.min,
        )
        moves_sudo = self.env["account.move"].sudo()
        ((first,),) = moves_sudo._read_group(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "posted")
            & Domain("date", ">", lock)
            & Domain("date", "<=", last)
            & (
                Domain("has_prepaid_packs", "=", True)
                | Domain("prepaid_recognition_ids", "!=", False)
            ),
            [],
            ["date:min"],
        )
        return first, last

    @api.model
    def _format_amount(self, amount):
        return format_amount(self.env, amount, self.env.company.currency_id)

    @api.model
    def _format_month(self, day):
        return format_date(self.env, day, date_format="MMMM yyyy")
