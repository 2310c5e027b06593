from odoo import fields
from odoo.tests import freeze_time

from .common_deferred import DeferredCommon

FIGURES = (
    "opening",
    "sold",
    "earned",
    "expired",
    "credited",
    "adjusted",
    "closing",
)


class RollReading:
    """Statements of deferred revenue, and the log that they are read from."""

    def _log_books(self, moment="2026-03-31 09:00:00", company=None, whole=True):
        """Bring the log in line at a moment, and return what it says it was."""
        with freeze_time(moment):
            company = (company or self.company).sudo()
            return company._log_prepaid_deferred(whole=whole)

    def _roll_all(self, known_at=None, company=None, user=None):
        """Return {(month, client, currency): figures}, two clients apart."""
        company = company or self.company
        self.env["prepaid.roll.forward"].invalidate_model()
        Rows = self.env["prepaid.roll.forward"].with_user(user or self.accountant)
        Rows = Rows.with_context(allowed_company_ids=company.ids)
        if known_at:
            Rows = Rows.with_context(
                prepaid_known_at=fields.Datetime.to_string(known_at)
            )
        rows = Rows.search_fetch([("company_id", "=", company.id)])
        coins = company.currency_id
        figures = {}
        for row in rows:
            key = (row.month, row.client_name, row.currency_id.name)
            self.assertNotIn(key, figures)
            figures[key] = tuple(coins.round(row[name]) for name in FIGURES)
        return figures


class RollCommon(RollReading, DeferredCommon):
    """Statements of one company, read as an accountant reads them."""

    def _run_log_cron(self):
        """Run the hourly job as the server does."""
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_deferred_log_cron")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def _roll(self, month, known_at=None, company=None, user=None):
        """Return {(client, currency): its figures in FIGURES} of a month."""
        month = fields.Date.start_of(month, "month")
        return {
            key[1:]: figures
            for key, figures in self._roll_all(known_at, company, user).items()
            if key[0] == month
        }

    def _total(self, month, known_at=None, company=None):
        """Return the sums of a month's figures."""
        rows = self._roll(month, known_at, company).values()
        return tuple(round(sum(column), 2) for column in zip(*rows, strict=True))

    def _facts(self, **over):
        domain = [(name, "=", value) for name, value in over.items()]
        return (
            self.env["prepaid.deferred.fact"]
            .sudo()
            .search([("company_id", "=", self.company.id), *domain], order="id")
        )

    def _dialog(self, day, user=None, **vals):
        """Open the dialog of a month, as the menu does."""
        Page = self.env["prepaid.roll.print"].with_user(user or self.accountant)
        page = Page.browse(Page.action_open_dialog()["res_id"])
        page.write({"date": day, **vals})
        return page
