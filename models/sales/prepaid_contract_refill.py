from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...metering import to_units


class PrepaidContract(models.Model):
    """When a contract is refilled, and with what."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {
        "refill_trigger",
        "refill_mode",
        "refill_product_id",
        "refill_quantity",
        "refill_cap_month",
    }

    refill_trigger = fields.Selection(
        [("none", "Never"), ("threshold", "At the threshold")],
        required=True,
        default="threshold",
    )
    refill_mode = fields.Selection(
        [
            ("activity", "Remind the account manager"),
            ("quotation", "Send a quotation"),
            ("draft_invoice", "Confirm an order, draft the invoice"),
        ],
        required=True,
        default="draft_invoice",
    )
    refill_product_id = fields.Many2one(
        "product.product",
        "Refill Pack",
        check_company=True,
        domain="[('prepaid_plan_id', '=', plan_id), ('is_prepaid_pack', '=', True)]",
    )
    refill_quantity = fields.Integer("Packs per Refill", default=1)
    refill_cap_month = fields.Integer(
        "Refills per Month", help="At most this many in a calendar month. 0: no limit."
    )
    refill_due = fields.Boolean(readonly=True, copy=False)
    refill_armed = fields.Boolean(
        readonly=True,
        copy=False,
        default=True,
        help="The next use at a low level starts a refill: one a crossing. New credit, "
        "and a client who is well again, arm it.",
    )
    refill_reason = fields.Char(compute="_compute_refill_reason")

    refill_ids = fields.One2many("prepaid.refill", "contract_id")

    _check_refill = models.Constraint(
        "CHECK (refill_quantity > 0 AND refill_cap_month >= 0 AND low_threshold >= 0)",
        "Packs per refill must be positive; threshold and refills per month must not "
        "be negative.",
    )
    # Used by the refill cron.
    _refill_due_idx = models.Index("(id) WHERE refill_due")

    @api.depends("refill_ids.reason", "refill_ids.state")
    def _compute_refill_reason(self):
        for contract in self:
            contract.refill_reason = contract._get_open_refill().reason

    def action_refill(self):
        """Start a refill now, whatever the balance, and show it."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "active":
            raise UserError(
                self.env._(
                    "The contract %(contract)s is not active. Activate it before you "
                    "refill it.",
                    contract=self.name,
                )
            )
        refill = self.sudo()._refill(force=True)
        return refill.with_user(self.env.user)._get_open_action()

    def _get_open_refill(self):
        return self.refill_ids.filtered(lambda refill: refill._is_open())[:1]

    def _is_low(self):
        return self.alert_level != "none"

    def _refill(self, force=False):
        """Start the contract's one open refill, or go on with it; return it."""
        self.ensure_one()
        self.write({"refill_due": False, "refill_armed": not self._is_low()})
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
        """Return mode, pack, and the packs that lift the balance over the threshold."""
        product = self.refill_product_id
        units = self.plan_id._get_pack_units(
            1, product.prepaid_quantity + product.prepaid_bonus_quantity
        )
        gap = to_units(self.low_threshold) - to_units(self.available)
        return {
            "mode": self.refill_mode,
            "product_id": product.id,
            "quantity": max(self.refill_quantity, gap // units + 1),
        }

    def _close_refills(self, grants):
        """End the open refills that these new grants answer."""
        for contract in self:
            refill = contract._get_open_refill()
            orders = grants._get_orders()
            if refill.state == "waiting" and (
                not refill.sale_order_id or refill.sale_order_id in orders
            ):
                refill._close("done")
