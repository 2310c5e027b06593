from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each


class PrepaidRefill(models.Model):
    """How a refill ends: answered, given up, or with its documents."""

    _inherit = "prepaid.refill"

    @api.depends("state", "sale_order_id.state", "invoice_ids.state")
    def _compute_can_withdraw(self):
        for refill in self:
            refill.can_withdraw = (
                refill.state == "cancelled" and refill.sudo()._is_untouched()
            )

    # === ACTION METHODS === #

    def action_cancel(self):
        """Give up open refills, and cancel what nobody acted upon of their orders."""
        self.contract_id.check_access("write")
        for refill in self.sudo().filtered(lambda refill: refill._is_open()):
            refill._close("cancelled", self.env._("Cancelled by hand."))
            refill._withdraw()

    def action_withdraw(self):
        """Cancel the untouched orders and draft invoices that ended refills left."""
        self.contract_id.check_access("write")
        self.sudo().filtered("can_withdraw")._withdraw()

    # === DOCUMENTS === #

    def _withdraw(self):
        """Cancel orders, and their draft invoices, that nobody acted upon."""
        for refill in self.filtered(lambda refill: refill._is_untouched()):
            refill.sale_order_id._action_cancel()

    def _is_untouched(self):
        """Tell whether nobody paid, posted or changed the refill's order."""
        self.ensure_one()
        order, moves = self.sale_order_id, self.sale_order_id.invoice_ids
        payments = order.transaction_ids | moves.transaction_ids
        return (
            order.state in ("draft", "sent", "sale")
            and self._has_own_lines()
            and all(move.state in ("draft", "cancel") for move in moves)
            and moves.invoice_line_ids.sale_line_ids.order_id <= order
            and all(
                line.sale_line_ids
                for line in moves.invoice_line_ids
                if line.display_type == "product"
            )
            and not payments.filtered(
                lambda payment: payment.state in ("pending", "authorized", "done")
            )
        )

    def _has_own_lines(self):
        """Tell whether the order sells what the refill ordered, and nothing else."""
        return self.sale_order_id.order_line.product_id == self.product_id

    @api.model
    def _get_waiting_for(self, orders):
        """Return the refills that wait for these orders."""
        return self.search(
            [("sale_order_id", "in", orders.ids), ("state", "=", "waiting")]
        )

    def _follow_documents(self):
        """End refills whose documents can bring no credit any more. Safe to repeat."""
        for refill in self.filtered(lambda refill: refill.state == "waiting"):
            if reason := refill._get_dead_reason():
                refill._close("cancelled", reason)

    def _get_dead_reason(self):
        """Return why no credit can come of a refill any more, for people, or False."""
        order = self.sale_order_id
        if self.mode == "activity":
            return False
        if self.move_id:
            return self._get_invoice_reason()
        if not order:
            return self.env._("The order was deleted.")
        if order.state == "cancel":
            return self.env._("The order was cancelled.")
        if order.state in ("draft", "sent"):
            return self._get_expired_reason()
        return self._get_invoice_reason()

    def _get_expired_reason(self):
        last = self.sale_order_id.validity_date
        if last and last < self.company_id._get_prepaid_today():
            return self.env._(
                "The quotation expired on %(date)s.", date=self._format_day(last)
            )
        return False

    def _get_invoice_reason(self):
        live = self._get_live_invoices()
        is_awaited = self.is_grouped or self.mode != "draft_invoice"
        if not live and (self.invoice_ids or not is_awaited):
            return self.env._("Its invoice was cancelled or deleted.")
        if live and set(live.mapped("payment_state")) == {"reversed"}:
            return self.env._("Its invoice was credited.")
        return False

    def _get_live_invoices(self):
        return self.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state != "cancel"
        )

    @api.model
    def _end_dead_refills(self):
        """End the refills that died by the calendar, or where no hook was called."""
        today = fields.Date.today()
        domain = Domain("state", "=", "waiting") & (
            (
                Domain("mode", "!=", "activity")
                & Domain("sale_order_id", "=", False)
                & Domain("move_id", "=", False)
            )
            | Domain("move_id.state", "=", "cancel")
            | Domain("move_id.payment_state", "=", "reversed")
            | Domain("sale_order_id.state", "=", "cancel")
            | (
                Domain("sale_order_id.state", "in", ("draft", "sent"))
                & Domain("sale_order_id.validity_date", "<=", today)
            )
            | Domain("sale_order_id.invoice_ids.payment_state", "=", "reversed")
        )
        run_each(
            self.search(domain),
            methodcaller("_follow_documents"),
            domain,
            lambda refill, reason: refill.contract_id._keep_fault(
                f"refill {refill.id}", reason
            ),
        )

    # === CREDIT === #

    def _answer(self, grants, is_lifted):
        """End the refills that new grants answer.

        Those of its own order do, or any where a person was to act, unless they are for
        other work. Others do where they lift the contract over its threshold
        (``is_lifted``).
        """
        orders = grants._get_orders()
        for refill in self:
            refill._answer_one(grants, refill.sale_order_id in orders, is_lifted)

    def _answer_one(self, grants, is_ours, is_lifted):
        is_asked = self.state == "waiting" and self.mode == "activity"
        if is_ours or (is_asked and any(grant._is_watched() for grant in grants)):
            self._close("done")
        elif is_lifted and self.state in ("pending", "waiting"):
            self._close(
                "cancelled",
                self.env._(
                    "The client got other credit: %(grants)s.",
                    grants=", ".join(grants.mapped("name")),
                ),
            )
            if self.company_id.prepaid_refill_withdraw:
                self._withdraw()


class PrepaidGrant(models.Model):
    """New credit ends the refills that asked for it."""

    _inherit = "prepaid.grant"

    @api.model_create_multi
    def create(self, vals_list):
        Contract = self.env["prepaid.contract"]
        ids = [vals["contract_id"] for vals in vals_list if vals.get("contract_id")]
        contracts = Contract.browse(ids)
        low = contracts.filtered(lambda contract: contract._is_low())
        grants = super().create(vals_list)
        news = grants.filtered(
            lambda grant: grant.kind != "rollover" and grant._is_credit()
        )
        for contract, mine in news.grouped("contract_id").items():
            is_lifted = contract in low and not contract._is_low()
            contract._get_unanswered_refills(mine)._answer(mine, is_lifted)
        return grants
