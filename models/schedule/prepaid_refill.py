from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each


class PrepaidRefill(models.Model):
    """Periods of a schedule, billed the way of refills: one mechanism, not two."""

    _inherit = "prepaid.refill"

    schedule_id = fields.Many2one(
        "prepaid.schedule", index="btree_not_null", ondelete="restrict", readonly=True
    )

    _open_unique = models.UniqueIndex(
        "(contract_id) WHERE move_id IS NULL AND schedule_id IS NULL"
        " AND state IN ('pending', 'charging', 'bank', 'waiting')",
        "A contract has one open refill.",
    )

    @api.depends("schedule_id", "sale_order_id.name")
    def _compute_display_name(self):
        ours = self.filtered("schedule_id")
        result = super(PrepaidRefill, self - ours)._compute_display_name()
        for refill in ours:
            refill.display_name = self.env._(
                "Renewal of %(contract)s, %(order)s",
                contract=refill.contract_id.name,
                order=refill.sudo().sale_order_id.name or "",
            )
        return result

    @api.model
    def _get_pending_domain(self):
        return super()._get_pending_domain() & Domain("schedule_id", "=", False)

    @api.model
    def _cron_refill(self):
        """Override: try what a schedule billed again, too."""
        domain = self._get_tried_domain() & Domain("schedule_id", "!=", False)
        run_each(
            self.search(domain),
            methodcaller("_attempt"),
            domain,
            lambda refill, reason: refill.contract_id._keep_fault(
                "schedule refill", reason
            ),
        )
        return super()._cron_refill()

    def _attempt(self, is_asked=False, **terms):
        """Override: what a schedule billed is agreed, whatever the balance says."""
        if not self.schedule_id or self.move_id:
            return super()._attempt(is_asked=is_asked, **terms)
        told, self.reason = self.reason, False
        if self._get_live_invoices():
            self._close("waiting", self.env._("It was invoiced by hand."))
        else:
            self._try(self.contract_id._get_refill_blocker(), told)
        return self._close_paid()

    def _run_activity(self):
        """Override: the order is there, for the account manager to send or confirm."""
        if not self.schedule_id:
            return super()._run_activity()
        contract = self.contract_id
        return contract._ask_to_act(
            "refill",
            contract._get_keeper(),
            self.env._(
                "Renew %(contract)s: send or confirm %(order)s",
                contract=contract.name,
                order=self.sale_order_id.name,
            ),
            "",
        )

    def _get_waiting_text(self):
        if not self.schedule_id:
            return super()._get_waiting_text()
        return self.env._("Renewal: %(status)s", status=self.status_text)

    def _has_own_lines(self):
        """Override: a schedule orders whatever it sells."""
        if not self.schedule_id:
            return super()._has_own_lines()
        return all(
            line.prepaid_claim_ids.schedule_id == self.schedule_id
            for line in self.sale_order_id.order_line
        )

    def _order_agreed(self):
        """Override: what a schedule bills is no pack that a client chooses."""
        return None if self.schedule_id else super()._order_agreed()

    def _is_paid(self):
        """Override: options bring no credit, and are paid as well."""
        if not self.schedule_id:
            return super()._is_paid()
        invoices = self._get_live_invoices()
        return bool(invoices) and all(
            invoice.state == "posted" and invoice._is_prepaid_settled()
            for invoice in invoices
        )
