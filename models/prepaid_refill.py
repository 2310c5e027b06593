from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command, Domain

from ..cron import run_each
from ..metering import to_units

OPEN_STATES = ("pending", "waiting")


class PrepaidRefill(models.Model):
    """One attempt to sell the next pack to a contract, and how it ended."""

    _name = "prepaid.refill"
    _description = "Prepaid Refill"
    _order = "id desc"
    _allow_sudo_commands = False

    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    state = fields.Selection(
        [
            ("pending", "To do"),
            ("waiting", "Waiting for the client"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    mode = fields.Selection(
        lambda self: self.env["prepaid.contract"]._fields["refill_mode"].selection,
        readonly=True,
    )
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    quantity = fields.Integer("Packs", readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order", "Order", index="btree_not_null", ondelete="set null", readonly=True
    )
    invoice_ids = fields.Many2many(
        "account.move", related="sale_order_id.invoice_ids", string="Invoices"
    )
    reason = fields.Char(
        readonly=True, help="Why the refill did not run, or how it ended."
    )

    _open_unique = models.UniqueIndex(
        "(contract_id) WHERE state IN ('pending', 'waiting')",
        "A contract has one open refill.",
    )
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    @api.depends("contract_id", "create_date")
    def _compute_display_name(self):
        for refill in self:
            refill.display_name = self.env._(
                "Refill of %(contract)s, %(date)s",
                contract=refill.contract_id.name,
                date=fields.Date.to_string(refill.create_date),
            )

    # === ACTION METHODS === #

    def action_run(self):
        """Try a pending refill again."""
        self.ensure_one()
        self.contract_id.check_access("write")
        if self.state == "pending":
            self.sudo()._attempt(force=True)
        return self._get_open_action()

    def action_cancel(self):
        """Give up an open refill. Its order, if any, stays."""
        self.contract_id.check_access("write")
        for refill in self.filtered(lambda refill: refill._is_open()):
            refill.sudo()._close("cancelled", self.env._("Cancelled by hand."))

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "views": [(False, "form")],
        }

    def _get_open_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _is_open(self):
        return self.state in OPEN_STATES

    def _close(self, state, reason=False):
        self.write({"state": state, "reason": reason})

    @api.model
    def _cancel_of_orders(self, orders):
        """End the open refills whose order was cancelled."""
        refills = self.search(
            [("sale_order_id", "in", orders.ids), ("state", "in", OPEN_STATES)]
        )
        refills._close("cancelled", self.env._("The order was cancelled."))

    @api.model
    def _cron_refill(self):
        """Run the refills that are due, and try those again that could not run."""
        pending = [("state", "=", "pending")]
        domain = Domain("refill_due", "=", True) | Domain("refill_ids", "any", pending)
        Contract = self.env["prepaid.contract"]
        contracts = Contract.search([("refill_due", "=", True)])
        contracts |= self.search(pending).contract_id
        run_each(
            contracts,
            lambda contract: contract.with_company(contract.company_id)._refill(),
            domain,
            lambda contract, reason: contract.message_post(body=reason),
        )

    def _attempt(self, force=False):
        """Run the refill in the contract's mode, or say why it cannot."""
        self.ensure_one()
        contract = self.contract_id
        if not force and not contract._is_low():
            return self._close("cancelled", self.env._("Credit was bought meanwhile."))
        blocker = contract._get_refill_blocker()
        if blocker:
            return self._refuse(blocker)
        self.write(contract._prepare_refill_run_vals())
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_run_{self.mode}")()
        except (UserError, RedirectWarning) as error:
            return self._refuse(str(error.args[0]))
        return self._close("waiting")

    def _refuse(self, reason):
        """Keep the refill to be done, with the reason, and tell the contract once."""
        if reason != self.reason:
            self.reason = reason
            self.contract_id.message_post(
                body=self.env._("The refill did not run: %(reason)s", reason=reason)
            )

    # One method a mode. Each leaves what the client or the accountant must act upon.

    def _run_activity(self):
        contract = self.contract_id
        contract.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=contract.user_id.id or self.env.user.id,
            summary=self.env._(
                "Refill %(contract)s: %(packs)s × %(pack)s",
                contract=contract.name,
                packs=self.quantity,
                pack=self.product_id.display_name,
            ),
        )

    def _run_quotation(self):
        order = self._create_order()
        order._send_order_notification_mail(order._find_mail_template())
        order.action_quotation_sent()

    def _run_draft_invoice(self):
        order = self._create_order()
        order.action_confirm()
        order._create_invoices()

    def _create_order(self):
        self.sale_order_id = self.env["sale.order"].create(self._prepare_order_vals())
        return self.sale_order_id

    def _prepare_order_vals(self):
        """Return the order's vals; prices, taxes and terms are Odoo's to compute."""
        contract = self.contract_id
        return {
            "partner_id": contract.partner_id.id,
            "company_id": contract.company_id.id,
            "user_id": contract.user_id.id,
            "origin": contract.name,
            "prepaid_contract_id": contract.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_qty": self.quantity,
                    }
                )
            ],
        }


class PrepaidContract(models.Model):
    """When a contract is refilled, and with what."""

    _inherit = "prepaid.contract"

    def _is_low(self):
        return self._get_alert_level(self.available) != "none"

    def _refill(self, force=False):
        """Start the contract's one open refill, or go on with it; return it."""
        self.ensure_one()
        self.refill_due = False
        refill = self._get_open_refill()
        if not refill:
            refill = refill.create({"contract_id": self.id})
        if refill.state == "pending":
            refill._attempt(force)
        return refill

    def _get_refill_blocker(self):
        """Return why no refill can run now, for people, or False.

        Override it to refuse refills for other reasons: a text returned here keeps the
        refill to be done, and it is tried again by the next run of the cron.
        """
        self.ensure_one()
        if self.state != "active":
            return self.env._("The contract is not active.")
        if not self._takes_pack(self.refill_product_id):
            return self.env._("Choose a refill pack of the contract's plan.")
        if not self.refill_product_id.active or not self.refill_product_id.sale_ok:
            return self.env._("The refill pack is no longer sold.")
        if self.refill_cap_month and self._count_refills() >= self.refill_cap_month:
            return self.env._(
                "The cap of %(cap)s refills this month is reached.",
                cap=self.refill_cap_month,
            )
        return False

    def _count_refills(self):
        """Return how many refills of this calendar month went out."""
        month = fields.Date.start_of(fields.Date.context_today(self), "month")
        return self.env["prepaid.refill"].search_count(
            Domain("contract_id", "=", self.id)
            & Domain("state", "in", ("waiting", "done"))
            & Domain("create_date", ">=", month)
        )

    def _prepare_refill_run_vals(self):
        """Return mode, pack and as many packs as lift the balance over the threshold."""
        product = self.refill_product_id
        template = product.product_tmpl_id
        units = sum(self._get_pack_units(template))
        gap = to_units(self.low_threshold) - to_units(self.available)
        return {
            "mode": self.refill_mode,
            "product_id": product.id,
            "quantity": max(self.refill_quantity, gap // units + 1),
        }

    @api.model
    def _get_pack_units(self, template):
        return [
            template._get_prepaid_units(1, field)
            for field in ("prepaid_quantity", "prepaid_bonus_quantity")
        ]

    def _takes_pack(self, product):
        """Tell whether credit of this pack may go on the contract."""
        return bool(
            self
            and self.state != "closed"
            and product.is_prepaid_pack
            and product.prepaid_plan_id == self.plan_id
        )

    def _close_refills(self, grants):
        """End the open refills that these new grants answer; ask for more if needed."""
        for contract in self:
            refill = contract._get_open_refill()
            orders = grants._get_orders()
            if refill.state == "waiting" and (
                not refill.sale_order_id or refill.sale_order_id in orders
            ):
                refill._close("done")
                if contract._is_low() and contract.refill_trigger == "threshold":
                    contract.refill_due = True
                    contract._wake_crons()
