from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..contract.access import PRICE_GROUPS
from .prepaid_plan_refill import REFILL_TERMS

# A term that the plan proposes to new contracts.
REFILL_TERM = {
    "compute": "_compute_refill_terms",
    "store": True,
    "readonly": False,
    "precompute": True,
}


class PrepaidContract(models.Model):
    """When a contract is refilled, with what, and within which limits."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {
        "refill_trigger",
        "refill_mode",
        "refill_product_id",
        "refill_quantity",
        "refill_cap_month",
        "refill_cap_amount",
    }

    # What the plan proposes, and the contract may change
    refill_trigger = fields.Selection(
        [
            ("none", "Never"),
            ("threshold", "At the threshold"),
            ("schedule", "By the calendar"),
            ("both", "By the calendar and at the threshold"),
        ],
        required=True,
        **REFILL_TERM,
    )
    refill_mode = fields.Selection(
        [
            ("activity", "Remind the account manager"),
            ("quotation", "Send a quotation"),
            ("draft_invoice", "Confirm an order, draft the invoice"),
            ("posted_invoice", "Post the invoice and send it with its payment link"),
            ("charge", "Charge the saved payment method"),
        ],
        required=True,
        **REFILL_TERM,
    )
    refill_product_id = fields.Many2one(
        "product.product",
        "Refill Pack",
        check_company=True,
        domain="[('prepaid_plan_id', '=', plan_id), ('is_prepaid_pack', '=', True)]",
        **REFILL_TERM,
    )
    refill_quantity = fields.Integer(
        "Packs per Refill",
        help="So many are ordered without asking, and no more. If more are needed, the "
        "account manager is reminded to ask.",
        **REFILL_TERM,
    )
    low_threshold = fields.Float(**REFILL_TERM)

    # Limits of what is ordered without asking
    refill_cap_month = fields.Integer(
        "Refills per Month", help="At most this many in a calendar month. 0: no limit."
    )
    refill_cap_amount = fields.Monetary(
        "Money per Month",
        groups=PRICE_GROUPS,
        help="Refills of a calendar month that cost more together, taxes included, are "
        "not ordered without asking. 0: no limit.",
    )

    # Where it stands
    refill_due = fields.Boolean(readonly=True, copy=False)
    refill_armed = fields.Boolean(
        readonly=True,
        copy=False,
        default=True,
        help="The next use at a low level starts a refill: one a crossing. New credit, "
        "and a client who is well again, arm it.",
    )
    refill_reason = fields.Char(compute="_compute_refill_reason", groups=PRICE_GROUPS)
    refill_status = fields.Char(compute="_compute_refill_status", groups=PRICE_GROUPS)
    refill_ids = fields.One2many("prepaid.refill", "contract_id")

    _check_refill = models.Constraint(
        "CHECK (refill_quantity > 0 AND refill_cap_month >= 0 AND low_threshold >= 0"
        " AND COALESCE(refill_cap_amount, 0) >= 0)",
        "Packs per refill must be positive; threshold, refills and money per month "
        "must not be negative.",
    )
    # Used by the refill cron.
    _refill_due_idx = models.Index("(id) WHERE refill_due")

    # === COMPUTE METHODS === #

    @api.depends("plan_id")
    def _compute_refill_terms(self):
        """Start with what the plan proposes; another plan changes nothing then."""
        for contract in self:
            plan = contract.plan_id or self.env["prepaid.plan"].new()
            source = contract._origin or plan
            for name in REFILL_TERMS:
                contract[name] = source[name]

    @api.depends("refill_ids.reason", "refill_ids.state")
    def _compute_refill_reason(self):
        for contract in self:
            contract.refill_reason = contract._get_open_refill().reason

    @api.depends("refill_ids.status_text")
    def _compute_refill_status(self):
        for contract in self:
            contract.refill_status = contract._get_open_refill().status_text

    # === ACTION METHODS === #

    def action_refill(self):
        """Start a refill now with the contract's terms, and show it."""
        return self._refill_by_hand()

    def _refill_by_hand(self, **terms):
        """Start a refill that a person asks for, whatever the balance; show it.

        ``terms`` are what the person chose of mode, product_id and quantity.
        """
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
        refill = self.sudo()._refill(True, **terms)
        return refill.with_user(self.env.user)._get_open_action()

    # === BUSINESS METHODS === #

    def _get_keeper(self):
        """Return who is to act: the account manager, else who is there or keeps Odoo.

        Webhooks and crons have nobody there who reads activities.
        """
        user = self.env.user
        if user.share or user._is_superuser():
            user = self.env.ref("base.user_admin", raise_if_not_found=False) or user
        return self.user_id or user

    def _get_open_refill(self):
        return self._get_pack_refills().filtered(lambda refill: refill._is_open())[:1]

    def _get_pack_refills(self):
        """Return the refills that sell packs as the credit runs low.

        Override it to leave others out.
        """
        return self.refill_ids.filtered(lambda refill: not refill.move_id)

    def _get_unanswered_refills(self, grants):
        """Return the open refill, and failed ones whose orders were paid after all."""
        orders = grants._get_orders()
        return self._get_pack_refills().filtered(
            lambda refill: (
                refill._is_open()
                or (refill.state == "failed" and refill.sale_order_id in orders)
            )
        )

    def _is_low(self):
        """Tell whether there is little credit, or none yet: then no alert was due."""
        return self._get_alert_level(self._get_watched()) != "none"

    def _refill(self, is_asked=False, is_scheduled=False, **terms):
        """Start the contract's one open refill, or go on with it; return it.

        A person who asks (``is_asked``) may order beyond the contract's limits. One
        of the calendar (``is_scheduled``) needs no low balance.
        """
        self.ensure_one()
        self.write({"refill_due": False, "refill_armed": not self._is_low()})
        refill = self._get_open_refill()
        if not refill:
            vals = {"contract_id": self.id, "is_scheduled": is_scheduled}
            refill = refill.create(vals)
        if refill.state == "pending" or (is_asked and not refill.sale_order_id):
            refill._attempt(is_asked, **terms)
        return refill

    def _get_refill_blocker(self):
        """Return why no refill can run now, for people, or False.

        Override it to refuse refills for other reasons: a text returned here keeps the
        refill to be done, and it is tried again by the next run of the cron.
        """
        self.ensure_one()
        if self.state != "active":
            return self.env._("The contract is not active.")
        return False

    def _get_pack_blocker(self, pack):
        """Return why a pack cannot be ordered for the contract, or False."""
        if not self._takes_pack(pack):
            return self.env._("Choose a refill pack of the contract's plan.")
        if not pack.active or not pack.sale_ok:
            return self.env._("The refill pack is no longer sold.")
        return False

    def _get_cap_blocker(self):
        if self.refill_cap_month and self._count_refills() >= self.refill_cap_month:
            return self.env._(
                "The cap of %(cap)s refills this month is reached.",
                cap=self.refill_cap_month,
            )
        return False

    def _count_refills(self):
        return len(self._get_refills_of_month())

    def _get_refills_of_month(self):
        """Return the refills of the company's calendar month that went out."""
        month = fields.Date.start_of(self.company_id._get_prepaid_today(), "month")
        since = self.company_id._get_prepaid_day_start(month)
        refills = self.env["prepaid.refill"].search(
            Domain("contract_id", "=", self.id)
            & Domain("state", "in", ("charging", "bank", "waiting", "done"))
            & Domain("create_date", ">=", since)
        )
        return refills & self._get_pack_refills()
