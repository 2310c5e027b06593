from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import QUANTITY_DIGITS, to_quantity, to_units

# Figures that only the ledger writes.
LEDGER_FIELDS = {
    "balance",
    "debt",
    "date_last_draw",
    "alert_level",
    "notice_due",
    "refill_due",
}


class PrepaidContract(models.Model):
    _name = "prepaid.contract"
    _description = "Prepaid Contract"
    _inherit = ["mail.thread", "mail.activity.mixin", "portal.mixin"]
    _order = "name desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True, copy=False, readonly=True, default=lambda self: self.env._("New")
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Account Manager",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )

    # Customer and terms
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    plan_id = fields.Many2one(
        "prepaid.plan",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    unit = fields.Selection(related="plan_id.unit")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    date_start = fields.Date()
    date_end = fields.Date()

    # What work it covers
    is_default = fields.Boolean(
        "Default of the Customer",
        copy=False,
        tracking=True,
        help="Covers the customer's work that names no other contract.",
    )
    project_ids = fields.One2many("project.project", "prepaid_contract_id")

    # Figures, kept by the ledger
    balance = fields.Float(digits=QUANTITY_DIGITS, readonly=True, copy=False)
    debt = fields.Float(digits=QUANTITY_DIGITS, readonly=True, copy=False)
    available = fields.Float(digits=QUANTITY_DIGITS, compute="_compute_available")
    date_last_draw = fields.Date("Last Activity", readonly=True, copy=False)
    alert_level = fields.Selection(
        [("none", "Fine"), ("low", "Low"), ("used_up", "Used up")],
        required=True,
        default="none",
        readonly=True,
        copy=False,
        help="Lowest level reached since the last grant.",
    )
    notice_due = fields.Boolean(readonly=True, copy=False)

    # Refill
    low_threshold = fields.Float(
        digits=QUANTITY_DIGITS,
        help="Credit is low at this balance or below: notices go out and the refill "
        "starts. In the plan's unit.",
    )
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
    refill_reason = fields.Char(compute="_compute_refill_reason")

    notice_partner_ids = fields.Many2many(
        "res.partner",
        string="Notice Recipients",
        help="Contacts who get the notices. Empty: the customer itself.",
    )

    grant_ids = fields.One2many("prepaid.grant", "contract_id")
    entry_ids = fields.One2many("prepaid.entry", "contract_id")
    latest_entry_ids = fields.Many2many(
        "prepaid.entry",
        compute="_compute_latest_entry_ids",
        help="The first page of a ledger that may be very long.",
    )
    refill_ids = fields.One2many("prepaid.refill", "contract_id")
    credit_open = fields.Float(
        digits=QUANTITY_DIGITS,
        compute="_compute_credit_open",
        help="Size of the grants that still have credit.",
    )
    balance_percent = fields.Float(compute="_compute_credit_open")

    _check_debt = models.Constraint(
        "CHECK (debt >= 0)", "The debt of a contract must not be negative."
    )
    _check_refill = models.Constraint(
        "CHECK (refill_quantity > 0 AND refill_cap_month >= 0 AND low_threshold >= 0)",
        "Packs per refill must be positive; threshold and refills per month must not "
        "be negative.",
    )
    _check_dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract must not end before it starts.",
    )
    _default_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE is_default",
        "A customer has one default contract in a company.",
    )
    # Used by the notice and refill crons.
    _refill_due_idx = models.Index("(id) WHERE refill_due")
    _notice_due_idx = models.Index("(id) WHERE notice_due")

    # === COMPUTE METHODS === #

    @api.depends("plan_id", "company_id")
    def _compute_currency_id(self):
        for contract in self:
            contract.currency_id = (
                contract.plan_id.currency_id or contract.company_id.currency_id
            )

    @api.depends("balance")
    def _compute_available(self):
        for contract in self:
            contract.available = contract.balance

    @api.depends("balance")
    def _compute_credit_open(self):
        sizes = dict(
            self.env["prepaid.grant"]._read_group(
                [("contract_id", "in", self.ids), ("remaining", ">", 0)],
                ["contract_id"],
                ["quantity:sum"],
            )
        )
        for contract in self:
            contract.credit_open = size = sizes.get(contract, 0)
            part = 100 * contract.balance / size if size else 0
            contract.balance_percent = min(max(part, 0), 100)

    @api.depends("balance")
    def _compute_latest_entry_ids(self):
        for contract in self:
            contract.latest_entry_ids = contract.entry_ids.search(
                [("contract_id", "=", contract._origin.id)],
                order="date DESC, id DESC",
                limit=20,
            )

    @api.depends("refill_ids.reason", "refill_ids.state")
    def _compute_refill_reason(self):
        for contract in self:
            contract.refill_reason = contract._get_open_refill().reason

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        Sequence = self.env["ir.sequence"]
        for vals in vals_list:
            self._normalise_customer(vals)
            if not vals.get("name") or vals["name"] == self.env._("New"):
                vals["name"] = Sequence.next_by_code("prepaid.contract")
            if vals.get("is_default"):
                self._clear_default(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._normalise_customer(vals)
        self._check_ledger_unmoved(vals)
        if vals.get("state") == "closed":
            vals["is_default"] = False
        if vals.get("is_default"):
            for contract in self:
                contract._clear_default(
                    {
                        "partner_id": contract.partner_id.id,
                        "company_id": contract.company_id.id,
                    }
                    | vals
                )
        result = super().write(vals)
        if vals.keys() & {"low_threshold", "refill_trigger", "state"}:
            self._raise_alert()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_entries(self):
        for contract in self:
            if contract._has_entries():
                raise UserError(
                    self.env._(
                        "The contract %(contract)s has entries and cannot be deleted. "
                        "Close it instead.",
                        contract=contract.name,
                    )
                )

    def _normalise_customer(self, vals):
        """Put the commercial entity where a contact was given."""
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id

    def _check_ledger_unmoved(self, vals):
        """Refuse to move booked entries to another customer, company or unit."""
        plan = self.plan_id.browse(vals.get("plan_id"))
        for contract in self:
            moved = any(
                vals.get(field, contract[field].id) != contract[field].id
                for field in ("partner_id", "company_id")
            ) or (plan and not contract._counts_like(plan))
            if moved and contract._has_entries():
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s already has entries. Its customer, "
                        "company and unit stay; make a new contract instead.",
                        contract=contract.name,
                    )
                )

    def _clear_default(self, vals):
        """Make room for a new default: a customer has one in a company."""
        company_id = vals.get("company_id") or self.env.company.id
        others = self.search(
            [
                ("partner_id", "=", vals.get("partner_id")),
                ("company_id", "=", company_id),
                ("is_default", "=", True),
            ]
        )
        (others - self).is_default = False
        others.flush_recordset(["is_default"])

    def _has_field_access(self, field, operation):
        """Keep the figures of the ledger out of reach of users, whatever the door."""
        if operation == "write" and field.name in LEDGER_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # === ACTION METHODS === #

    def action_activate(self):
        self.write({"state": "active"})

    def action_suspend(self):
        self.write({"state": "suspended"})

    def action_close(self):
        self.write({"state": "closed"})

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

    def action_open_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_entry_action"
        )
        return action | {"domain": [("contract_id", "=", self.id)], "context": {}}

    def _get_open_action(self, context=None):
        """Return the action that shows these contracts: a form if there is one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_contract_action"
        )
        action |= {"domain": [("id", "in", self.ids)], "context": context or {}}
        if len(self) == 1:
            action |= {"views": [(False, "form")], "res_id": self.id}
        return action

    # === BUSINESS METHODS === #

    def _has_entries(self):
        """Tell whether anything was ever booked on the contract."""
        domain = [("contract_id", "=", self.id)]
        return bool(self.env["prepaid.entry"].sudo().search_count(domain, limit=1))

    def _counts_like(self, plan):
        """Tell whether a plan counts in the contract's own unit and currency."""
        mine = self.plan_id
        return (mine.unit, mine.currency_id) == (plan.unit, plan.currency_id)

    def _is_drawable(self, date):
        """Tell whether work of that date may be drawn from this contract."""
        self.ensure_one()
        return (
            self.state == "active"
            and (not self.date_start or self.date_start <= date)
            and (not self.date_end or date <= self.date_end)
        )

    def _check_drawable(self, date):
        for contract in self:
            if not contract._is_drawable(date):
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The contract %(contract)s of %(customer)s takes no work of "
                        "%(date)s: it is %(state)s or outside its dates. Reactivate "
                        "it, or choose another contract for this work.",
                        contract=contract.name,
                        customer=contract.partner_id.display_name,
                        date=fields.Date.to_string(date),
                        state=states[contract.state],
                    )
                )

    def _get_open_refill(self):
        return self.refill_ids.filtered(lambda refill: refill._is_open())[:1]

    def _format_quantity(self, quantity):
        return self.plan_id._format_quantity(quantity)

    def _check_grantable(self):
        """Refuse credit on closed contracts; credit sets drafts going."""
        for contract in self:
            if contract.state == "closed":
                raise UserError(
                    self.env._(
                        "The contract %(contract)s is closed and takes no credit. "
                        "Reactivate it first.",
                        contract=contract.name,
                    )
                )
        self.filtered(lambda contract: contract.state == "draft").state = "active"

    @api.model
    def _find_or_create(self, partner, product, company):
        """Return the contract on which a pack, bought by a customer, goes.

        Of the contracts of the pack's plan, the customer's default wins, then the
        oldest that is not closed. Else a new one, the default if there is none yet.
        """
        contracts = self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "!=", "closed"),
            ],
            order="is_default DESC, id",
        )
        contract = contracts.filtered(lambda c: c._takes_pack(product))[:1]
        if contract:
            return contract
        vals = self._prepare_purchased_vals(partner, product, company)
        vals["is_default"] = not any(contracts.mapped("is_default"))
        return self.create(vals)

    @api.model
    def _prepare_purchased_vals(self, partner, product, company):
        """Return the vals of the contract that the first pack of a customer makes.

        It is refilled with the same pack, when a fifth of it is left.
        """
        return {
            "partner_id": partner.commercial_partner_id.id,
            "plan_id": product.prepaid_plan_id.id,
            "company_id": company.id,
            "user_id": (partner.user_id or self._get_account_manager()).id,
            "refill_product_id": product.id,
            "low_threshold": product.prepaid_quantity / 5,
        }

    @api.model
    def _get_account_manager(self):
        """Return who looks after a contract that nobody made by hand.

        The present user if internal, else nobody: portal buyers own no contracts.
        """
        user = self.env.user
        return user.browse() if user.share or user._is_superuser() else user

    # === FIGURES === #

    def _add_to_figures(self, deltas, granted):
        """Add the units of new entries to the stored figures.

        ``deltas`` maps each contract to (balance, debt, date of the last draw);
        ``granted`` holds the contracts that got new credit. Contracts are written in
        id order so that workers meet in the same order.
        """
        for contract in self.sorted("id"):
            balance, debt, date = deltas[contract]
            vals = {
                "balance": to_quantity(to_units(contract.balance) + balance),
                "debt": to_quantity(to_units(contract.debt) + debt),
            }
            if date and (not contract.date_last_draw or date > contract.date_last_draw):
                vals["date_last_draw"] = date
            contract.with_context(tracking_disable=True).write(
                vals
                | contract._prepare_alert_vals(vals["balance"], contract in granted)
            )
