from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from ..contract.access import PRICE_GROUPS


class PrepaidGrant(models.Model):
    """One lot of credit. Its order of use is the model's order."""

    _name = "prepaid.grant"
    _description = "Prepaid Grant"
    _inherit = ["prepaid.discreet", "prepaid.guarded"]
    _order = "priority, date_expiry, date, id"
    _allow_sudo_commands = False

    _prepaid_user_fields = {"date_expiry", "priority"}
    _prepaid_personal_fields = {"name": "text"}

    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    plan_id = fields.Many2one(related="contract_id.plan_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    kind = fields.Selection(
        [
            ("purchase", "Purchase"),
            ("bonus", "Bonus"),
            ("goodwill", "Goodwill"),
            ("opening", "Opening balance"),
            ("rollover", "Rollover"),
            ("overage", "Invoiced work"),
        ],
        required=True,
        default="opening",
        readonly=True,
    )
    name = fields.Char("Origin", required=True, readonly=True)

    # Credit
    quantity = fields.Float(digits=QUANTITY_DIGITS, required=True, readonly=True)
    remaining = fields.Float(digits=QUANTITY_DIGITS, readonly=True, copy=False)
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
        readonly=True,
    )
    date_expiry = fields.Date("Expires", help="The last day of work it pays for.")
    priority = fields.Integer(default=10, help="Lower is used first.")
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("open", "Open"),
            ("used", "Used up"),
            ("expired", "Expired"),
            ("void", "Voided"),
        ],
        compute="_compute_state",
        search="_search_state",
        compute_sudo=True,
    )

    # Origin and price
    move_line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        index="btree_not_null",
        ondelete="set null",
        help="Set when the credit was granted by the order, before its invoice.",
        readonly=True,
    )
    is_replaced = fields.Boolean(
        "Replaced",
        readonly=True,
        copy=False,
        help="Its document sells something else now; what was used of it is owed.",
    )
    origin_grant_id = fields.Many2one(
        "prepaid.grant",
        "Transferred from",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    pack_quantity = fields.Float(
        digits=QUANTITY_DIGITS,
        readonly=True,
        help="Credit of one pack when it was granted.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount = fields.Monetary(
        "Price Paid",
        currency_field="company_currency_id",
        groups=PRICE_GROUPS,
        help="Net of taxes, in company currency at the invoice's rate.",
        readonly=True,
    )
    entry_ids = fields.One2many("prepaid.entry", "grant_id")

    # Notices
    grant_notice_due = fields.Boolean(readonly=True, copy=False)
    expiry_notice_due = fields.Boolean(readonly=True, copy=False, default=True)

    _check_remaining = models.Constraint(
        "CHECK (remaining >= 0 AND remaining <= quantity)",
        "A grant cannot give more than it holds.",
    )
    _move_line_unique = models.UniqueIndex(
        "(move_line_id, kind)"
        " WHERE move_line_id IS NOT NULL AND origin_grant_id IS NULL"
        " AND is_replaced IS NOT TRUE",
        "An invoice line makes one grant of each kind.",
    )
    _sale_line_unique = models.UniqueIndex(
        "(sale_line_id, kind)"
        " WHERE sale_line_id IS NOT NULL AND origin_grant_id IS NULL"
        " AND is_replaced IS NOT TRUE",
        "An order line makes one grant of each kind.",
    )
    # The order of use, and what the expiry cron looks for.
    _open_idx = models.Index(
        "(contract_id, priority, date_expiry, date, id) WHERE remaining > 0"
    )
    _expiry_idx = models.Index("(date_expiry) WHERE remaining > 0")
    _notice_idx = models.Index("(id) WHERE grant_notice_due")

    # === COMPUTE METHODS === #

    @api.depends("remaining", "date", "quantity")
    def _compute_state(self):
        spent = self.filtered(lambda grant: not grant.remaining)
        moved = spent._get_moved_units()
        for grant in self:
            kinds = moved.get(grant, {})
            if grant.remaining:
                is_early = grant.date > grant._get_today()
                grant.state = "pending" if is_early else "open"
            elif kinds.get("expire"):
                grant.state = "expired"
            elif kinds.get("void") or kinds.get("mistake"):
                grant.state = "void"
            else:
                grant.state = "used"

    @api.depends("name", "contract_id")
    def _compute_display_name(self):
        for grant in self:
            grant.display_name = f"{grant.contract_id.name} · {grant.name}"

    # === CONSTRAINT METHODS === #

    @api.constrains("date", "date_expiry", "quantity")
    def _check_credit(self):
        for grant in self:
            if grant.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "The grant “%(grant)s” must hold a positive quantity.",
                        grant=grant.name,
                    )
                )
            if grant.date_expiry and grant.date_expiry < grant.date:
                raise ValidationError(
                    self.env._(
                        "The grant “%(grant)s” of %(date)s cannot expire before, on "
                        "%(expiry)s. Choose a later expiry.",
                        grant=grant.name,
                        date=format_date(self.env, grant.date),
                        expiry=format_date(self.env, grant.date_expiry),
                    )
                )

    @api.constrains("contract_id", "move_line_id", "sale_line_id")
    def _check_company(self, fnames=None):
        """Refuse credit from another company's documents, or on a closed contract."""
        result = super()._check_company(fnames)
        for grant in self:
            documents = grant.move_line_id.company_id | grant.sale_line_id.company_id
            if documents - grant.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(grant)s” belongs to %(other)s and cannot be granted on the "
                        "contract %(contract)s of %(company)s. Choose a contract of "
                        "the same company.",
                        grant=grant.name,
                        other=documents[0].name,
                        contract=grant.contract_id.name,
                        company=grant.company_id.name,
                    )
                )
        return result

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Make grants and book them; debt of their contracts is settled first."""
        grants = super().create([vals | {"remaining": 0} for vals in vals_list])
        grants.filtered(lambda g: g._is_credit()).contract_id._check_grantable()
        self.env["prepaid.entry"].create(
            [grant._prepare_grant_entry_vals(grant.quantity) for grant in grants]
        )
        grants.contract_id._settle_debt()
        return grants

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for grant in self:
            raise UserError(
                self.env._(
                    "The grant “%(grant)s” is booked on %(contract)s and cannot be "
                    "deleted. Take its credit back by a correction instead.",
                    grant=grant.name,
                    contract=grant.contract_id.name,
                )
            )

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open the invoice, or the order, that sold this grant."""
        self.ensure_one()
        document = self.move_id or self.sale_line_id.order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _get_open_action(self):
        """Return the action that lists these grants."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_grant_action"
        )
        return action | {"domain": [("id", "in", self.ids)], "context": {}}

    # === BUSINESS METHODS === #

    def _is_valid(self, date):
        """Tell whether the grant pays for work of that date."""
        self.ensure_one()
        return self.date <= date and (not self.date_expiry or date <= self.date_expiry)

    def _is_credit(self):
        """Tell whether the grant is credit for what comes, not the bill of what was."""
        return self.kind != "overage"

    def _add_remaining(self, deltas):
        """Add the units of new entries to the remaining credit, in id order."""
        for grant in self.sorted("id"):
            grant.remaining = to_quantity(to_units(grant.remaining) + deltas[grant])

    def _get_today(self):
        return (self.company_id or self.env.company)._get_prepaid_today()

    def _prepare_grant_entry_vals(self, quantity):
        self.ensure_one()
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "grant_id": self.id,
            "kind": "transfer" if self.origin_grant_id else "grant",
            "quantity": quantity,
            "date": self._get_today() if self.origin_grant_id else self.date,
            "name": self.name,
        }

    def _prepare_out_entry_vals(self, kind, units, date, name):
        """Return the vals of an entry that takes units out of this grant."""
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "grant_id": self.id,
            "kind": kind,
            "quantity": -to_quantity(units),
            "date": date,
            "name": name,
        }
