from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from .prepaid_refill_stage import PAID


class PrepaidRefill(models.Model):
    """What follows invoices of refills that stay unpaid: reminders, suspension."""

    _inherit = "prepaid.refill"

    reminder_count = fields.Integer("Reminders", readonly=True)

    @api.model
    def _cron_dun(self):
        """Look at the unpaid refills of the day; each customer is reminded once."""
        domain = self._get_unpaid_domain()
        run_each(
            self.search(domain, order="id"),
            methodcaller("_dun"),
            domain,
            lambda refill, reason: refill.contract_id._keep_fault("dunning", reason),
        )

    @api.model
    def _get_unpaid_domain(self):
        unpaid = (
            Domain("state", "=", "posted")
            & Domain("move_type", "=", "out_invoice")
            & Domain("payment_state", "not in", PAID)
            & Domain("invoice_date_due", "<=", fields.Date.today())
        )
        ordered = "sale_order_id.order_line.invoice_lines.move_id"
        return Domain("stage", "in", ("client", "unpaid")) & (
            Domain(ordered, "any", unpaid) | Domain("move_id", "any", unpaid)
        )

    def _dun(self):
        """Bring the stage in line with the day, remind and suspend. Safe to repeat."""
        self.ensure_one()
        self._compute_stage()
        if self.stage != "unpaid":
            return
        if self._get_due_reminders() > self.reminder_count:
            (self | self._get_alike())._remind()
        self._suspend()

    def _get_due_reminders(self):
        """Return how many reminders are due by now."""
        overdue = self._get_overdue_days(self._get_unpaid_invoice())
        days = self.company_id._get_prepaid_reminder_days()
        return sum(day <= overdue for day in days)

    def _get_alike(self):
        """Return the customer's other unpaid refills, whose reminder goes along."""
        contract = self.contract_id
        others = self.search(
            self._get_unpaid_domain()
            & Domain("id", "!=", self.id)
            & Domain("contract_id.partner_id", "=", contract.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
        )
        readers = contract._get_contacts()
        return others.filtered(
            lambda refill: (
                refill.contract_id._get_contacts() == readers
                and refill._get_due_reminders()
            )
        ).try_lock_for_update(allow_referencing=True)

    def _remind(self):
        """Mail the client once of all that is unpaid."""
        for refill in self:
            refill.reminder_count = refill._get_due_reminders()
        invoices = self.env["account.move"]
        for refill in self:
            invoices |= refill._get_unpaid_invoice()
        for invoice in invoices:
            invoice._portal_ensure_token()
        self[:1].contract_id.with_context(
            prepaid_invoices=invoices
        ).message_post_with_source(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_unpaid",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _suspend(self):
        """Suspend the contract where its company does so with unpaid refills."""
        contract, limit = self.contract_id, self.company_id.prepaid_suspend_days
        overdue = self._get_overdue_days(self._get_unpaid_invoice())
        if limit and overdue >= limit and contract.state == "active":
            contract.write({"state": "suspended", "is_suspended_unpaid": True})
            contract.message_post(
                body=self.env._(
                    "Suspended: %(invoice)s is unpaid for %(days)s days. Its payment "
                    "lifts it.",
                    invoice=self._get_unpaid_invoice().name,
                    days=overdue,
                )
            )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    is_suspended_unpaid = fields.Boolean(readonly=True, copy=False)

    def write(self, vals):
        """Whoever changes the state decides: payment lifts no other suspension."""
        if "state" in vals and "is_suspended_unpaid" not in vals:
            self.sudo().filtered("is_suspended_unpaid").is_suspended_unpaid = False
        return super().write(vals)

    def _lift_suspension(self):
        """Reactivate contracts whose unpaid refills are all paid."""
        for contract in self.filtered("is_suspended_unpaid"):
            if "unpaid" not in contract.refill_ids.mapped("stage"):
                contract.action_activate()
                contract.message_post(body=self.env._("Paid: active again."))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._get_prepaid_refills().contract_id._lift_suspension()
        return result
