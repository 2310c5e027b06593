from odoo import models
from odoo.fields import Command
from odoo.tools import format_datetime

from odoo.addons.sale_timesheet_prepaid.metering import format_minutes, to_units


class PrepaidSession(models.Model):
    """The native invoice of a session that no contract pays: exact, and explained."""

    _inherit = "prepaid.session"

    def _bill(self):
        """Post the invoice of what is due, once; none where nothing is due."""
        self.ensure_one()
        if self.invoice_id or not self._get_due_total():
            return
        moves = self.env["account.move"].with_company(self.company_id)
        move = moves.create(self._prepare_invoice_vals())
        self.invoice_id = move
        held = self.transaction_ids.filtered(lambda tx: tx._is_prepaid_held())
        move.transaction_ids = held
        move.action_post()
        line = self.timesheet_id
        if line:
            line.timesheet_invoice_id = move

    def _get_due_total(self):
        """Return what the client pays in total, with taxes: what is invoiced."""
        if self.invoice_id:
            return self.invoice_id.amount_total
        return self._get_total(self.due_amount) if to_units(self.due_amount) else 0

    def _prepare_invoice_vals(self):
        company, partner = self.company_id, self.partner_id
        return {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "company_id": company.id,
            "invoice_date": company._get_prepaid_today(),
            "invoice_user_id": self.user_id.id,
            "invoice_payment_term_id": False,
            "invoice_origin": self.name,
            "prepaid_session_ids": [Command.link(self.id)],
            "invoice_line_ids": [Command.create(self._prepare_invoice_line_vals())],
        }

    def _prepare_invoice_line_vals(self):
        vals = {
            "name": self._get_invoice_text(),
            "product_id": self._get_product().id,
            "quantity": 1,
            "price_unit": self._get_line_price(self.due_amount),
            "tax_ids": [Command.set(self.tax_ids.ids)],
        }
        account = self.project_id.account_id
        if account:
            vals["analytic_distribution"] = self.project_id._get_analytic_distribution()
        return vals

    def _get_invoice_text(self):
        """Return the line's text in the client's language: when, who, why so much."""
        session = self.with_context(lang=self.partner_id.lang)
        env = session.env
        title = session.offer_id.name or session.usage_type_id.name
        begun = self.started_at or self.planned_start
        start = format_datetime(env, begun, tz=self._get_tz(), dt_format="short")
        values = {"talk": title, "person": self.user_id.name, "start": start}
        head = env._("%(talk)s with %(person)s on %(start)s", **values)
        return f"{head}\n{session._get_explanation()}"

    def _get_explanation(self):
        """Return how the minutes became what is due, in the reader's language."""
        if self.cancelled_by:
            return self.env._(
                "Cancelled late: %(percent)s %% of %(minutes)s as agreed",
                percent=f"{self.fee_percent:g}",
                minutes=format_minutes(self._get_length()),
            )
        return self.plan_id._explain(self.facts)

    def _get_tz(self):
        return self.tz or self.partner_id.tz or self.company_id._get_prepaid_zone().key
