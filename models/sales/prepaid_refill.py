from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ...cron import run_each

OPEN_STATES = ("pending", "charging", "bank", "waiting")


class PrepaidRefill(models.Model):
    """One attempt to sell the next pack to a contract, and how it ended."""

    _name = "prepaid.refill"
    _description = "Prepaid Refill"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _allow_sudo_commands = False

    _prepaid_personal_fields = {"reason": "text"}

    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    state = fields.Selection(
        [
            ("pending", "To do"),
            ("charging", "Being charged"),
            ("bank", "With the bank"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    mode = fields.Selection(
        lambda self: (
            self.env["prepaid.contract"]
            ._fields["refill_mode"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    quantity = fields.Integer("Packs", readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        "Order",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    move_id = fields.Many2one(
        "account.move",
        "Charged Invoice",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="An invoice that is charged as it is: nothing is ordered.",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        compute="_compute_invoice_ids",
        search="_search_invoice_ids",
    )
    is_scheduled = fields.Boolean(
        "By the Calendar", readonly=True, help="It needs no low balance."
    )
    is_grouped = fields.Boolean(
        "On the Month's Invoice",
        readonly=True,
        help="Its order is invoiced at the end of the month.",
    )
    is_asked = fields.Boolean(
        "By Hand",
        readonly=True,
        help="A person asked for it: it needs no low balance, and may exceed limits.",
    )
    reason = fields.Char(
        readonly=True, help="Why the refill did not run, or how it ended."
    )
    date_next = fields.Datetime(
        "Next Try", readonly=True, help="It is not tried before. Empty: at once."
    )
    status_text = fields.Char("Status", compute="_compute_status_text")
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    _open_unique = models.UniqueIndex(
        "(contract_id) WHERE move_id IS NULL"
        " AND state IN ('pending', 'charging', 'bank', 'waiting')",
        "A contract has one open refill.",
    )
    _pending_idx = models.Index("(id) WHERE state IN ('pending', 'charging')")

    @api.depends("sale_order_id.invoice_ids", "move_id")
    def _compute_invoice_ids(self):
        for refill in self:
            refill.invoice_ids = refill.sale_order_id.invoice_ids | refill.move_id

    def _search_invoice_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("sale_order_id.invoice_ids", operator, value) | Domain(
            "move_id", operator, value
        )

    @api.depends("contract_id", "create_date", "move_id.name")
    def _compute_display_name(self):
        for refill in self:
            if refill.move_id:
                refill.display_name = self.env._(
                    "Invoice %(invoice)s of %(contract)s",
                    invoice=refill.sudo().move_id.display_name,
                    contract=refill.contract_id.name,
                )
                continue
            refill.display_name = self.env._(
                "Refill of %(contract)s, %(date)s",
                contract=refill.contract_id.name,
                date=refill._format_day(refill._get_day()),
            )

    def _get_day(self):
        """Return the company's day on which the refill started."""
        moment = self.create_date or fields.Datetime.now()
        return self.company_id._get_prepaid_day(moment)

    # === ACTION METHODS === #

    def action_run(self):
        """Try a pending refill again."""
        self.ensure_one()
        self.contract_id.check_access("write")
        if self.state == "pending":
            self.sudo()._attempt(is_asked=True)
        return self._get_open_action()

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
        self.write({"state": state, "reason": reason, "date_next": False})
        ended = self.filtered(lambda refill: not refill._is_open())
        for refill in ended.filtered(lambda refill: refill.mode == "activity"):
            refill.contract_id._note_answered(
                "refill", reason or self.env._("The refill is done.")
            )

    @api.model
    def _cron_refill(self):
        """Run the refills that are due, and try those again that could not run.

        Refills whose documents can bring no credit any more end before.
        """
        self._end_dead_refills()
        pending = self._get_pending_domain()
        domain = Domain("refill_due", "=", True) | Domain("refill_ids", "any", pending)
        Contract = self.env["prepaid.contract"]
        contracts = Contract.search([("refill_due", "=", True)])
        contracts |= self.search(pending).contract_id
        run_each(
            contracts,
            lambda contract: contract.with_company(contract.company_id)._refill(),
            domain,
            lambda contract, reason: contract._keep_fault("refill", reason),
        )

    @api.model
    def _get_pending_domain(self):
        """Return the domain of the refills that low credit keeps to be tried."""
        return self._get_tried_domain()

    @api.model
    def _get_tried_domain(self):
        """Return the domain of what is to be ordered and may be tried now."""
        return (
            Domain("state", "=", "pending")
            & Domain("move_id", "=", False)
            & (
                Domain("date_next", "=", False)
                | Domain("date_next", "<=", fields.Datetime.now())
            )
        )

    @api.model
    def _wake_refills(self, at=None):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_refill_cron")
        cron.sudo()._trigger(at)

    def _attempt(self, is_asked=False, **terms):
        """Run the refill with the contract's terms, or others; or say why it cannot.

        Unless a person asks, what exceeds the contract's limits is only asked for. What
        a person asked for stays so when it is tried again.
        """
        self.ensure_one()
        contract = self.contract_id
        if is_asked:
            self.is_asked = True
        if not self._is_wanted():
            return self._give_up(self.env._("The credit is no longer low."))
        if not self.is_asked and (reason := contract._get_ended_text()):
            return self._give_up(reason)
        if not self.is_asked and contract._is_paused():
            return self._wait_for_pause()
        told = self.reason
        # What was ordered already is what is tried again.
        if not self.sale_order_id:
            self.write(self._prepare_run_vals(is_asked, **terms))
        blocker = (
            contract._get_refill_blocker()
            or contract._get_pack_blocker(self.product_id)
            or (not self.is_asked and contract._get_cap_blocker())
        )
        return self._try(blocker, told)

    def _try(self, blocker, told):
        """Run the refill by its mode, unless there is a blocker; or say why not."""
        if blocker:
            return self._refuse(blocker, told)
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_run_{self.mode}")()
        except (UserError, RedirectWarning) as error:
            return self._refuse(str(error.args[0]), told)
        return self.state == "pending" and self._close("waiting", self.reason)

    def _give_up(self, reason):
        self._close("cancelled", reason)
        self._withdraw()

    def _is_wanted(self):
        """Tell whether somebody asked for it, or the contract still needs it."""
        return self.is_asked or self.is_scheduled or self.contract_id._is_low()

    def _prepare_run_vals(self, is_asked, **terms):
        """Return mode, pack and packs to run with, and why they are only asked for.

        What a person chose is tried again, unless that pack cannot be ordered.
        """
        contract = self.contract_id
        is_chosen = self.is_asked and not is_asked
        if is_chosen and not contract._get_pack_blocker(self.product_id):
            return {"reason": False}
        pack = self.product_id.browse(
            terms.get("product_id") or contract.refill_product_id.id
        )
        packs = named = contract.refill_quantity
        if self.is_scheduled:
            packs = named = contract._get_scheduled_packs(pack)
        else:
            packs = max(packs, contract._get_needed_packs(pack))
        vals = {
            "mode": contract.refill_mode,
            "product_id": pack.id,
            "quantity": packs,
            "reason": False,
        } | terms
        if is_asked or vals["mode"] == "activity" or not contract._takes_pack(pack):
            return vals
        limit = contract._get_limit_text(pack, packs, named)
        return vals | ({"mode": "activity", "reason": limit} if limit else {})

    def _refuse(self, reason, told=False):
        """Keep the refill to be done, with the reason; tell the contract news of it."""
        self.reason = reason
        if reason != told:
            self.contract_id.message_post(
                body=self.env._("The refill did not run: %(reason)s", reason=reason)
            )
