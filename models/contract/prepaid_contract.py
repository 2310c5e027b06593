from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...metering import QUANTITY_DIGITS

# What decides how good a balance is, and what follows.
ALERT_SETTINGS = {"low_threshold", "refill_trigger", "state", "plan_id"}


class PrepaidContract(models.Model):
    _name = "prepaid.contract"
    _description = "Prepaid Contract"
    _inherit = [
        "prepaid.page",
        "mail.thread",
        "mail.activity.mixin",
        "prepaid.guarded",
    ]
    _order = "name desc, id desc"
    _rec_names_search = ["name", "partner_id", "plan_id"]
    _check_company_auto = True

    _prepaid_user_fields = {
        "name",
        "state",
        "company_id",
        "user_id",
        "partner_id",
        "plan_id",
        "date_start",
        "date_end",
        "is_default",
    }

    name = fields.Char(
        required=True, copy=False, default=lambda self: self.env._("New")
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
    date_last_draw = fields.Date("Last Activity", readonly=True, copy=False)
    grant_ids = fields.One2many("prepaid.grant", "contract_id")
    entry_ids = fields.One2many("prepaid.entry", "contract_id")

    _check_debt = models.Constraint(
        "CHECK (debt >= 0)", "The debt of a contract must not be negative."
    )
    _check_dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract must not end before it starts.",
    )
    _default_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE is_default",
        "A customer has one default contract in a company.",
    )
    # === COMPUTE METHODS === #

    @api.depends("plan_id", "company_id")
    def _compute_currency_id(self):
        for contract in self:
            contract.currency_id = (
                contract.plan_id.currency_id or contract.company_id.currency_id
            )

    @api.depends("name", "plan_id.name")
    def _compute_display_name(self):
        for contract in self:
            plan = contract.sudo().plan_id.name
            contract.display_name = (
                f"{contract.name} · {plan}" if plan else contract.name
            )

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
        if not vals.keys() & ALERT_SETTINGS:
            return super().write(vals)
        with self._as_settings_change():
            return super().write(vals)

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
            # A customer who became a contact of another entity has another name.
            customers = contract.partner_id | contract.partner_id.commercial_partner_id
            moved = (
                vals.get("partner_id", customers[0].id) not in customers.ids
                or vals.get("company_id", contract.company_id.id)
                != contract.company_id.id
                or (plan and not contract._counts_like(plan))
            )
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
        company = self.company_id.browse(vals.get("company_id")) or self.env.company
        partner = self.partner_id.browse(vals.get("partner_id"))
        others = self._get_defaults(partner, company)
        (others - self).is_default = False
        others.flush_recordset(["is_default"])

    @api.model
    def _get_defaults(self, partner, company):
        """Return the default contract of a customer in a company, or none."""
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("is_default", "=", True),
            ]
        )

    # === ACTION METHODS === #

    def action_activate(self):
        self.write({"state": "active"})

    def action_suspend(self):
        self.write({"state": "suspended"})

    def action_close(self):
        self.write({"state": "closed"})

    def action_open_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_entry_action"
        )
        domain = [("contract_id", "=", self.id)]
        context = {"prepaid_one_contract": True}
        return action | {"domain": domain, "context": context}

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
                        date=format_date(self.env, date),
                        state=states[contract.state],
                    )
                )

    def _get_today(self):
        return (self.company_id or self.env.company)._get_prepaid_today()

    def _format_quantity(self, quantity):
        return self.plan_id._format_quantity(quantity)
