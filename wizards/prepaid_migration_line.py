from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..metering import QUANTITY_DIGITS
from ..models.contract.access import PRICE_GROUPS


class PrepaidMigrationPlan(models.TransientModel):
    """Which plan the hours of a product, or the money of a program, go to."""

    _name = "prepaid.migration.plan"
    _description = "Plan of a Migration from Odoo"
    _order = "name, id"

    migration_id = fields.Many2one(
        "prepaid.migration", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="migration_id.company_id")
    key = fields.Char(required=True, readonly=True)
    name = fields.Char("Sold as", required=True, readonly=True)
    unit = fields.Selection([("time", "Time"), ("money", "Money")], readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    plan_id = fields.Many2one(
        "prepaid.plan",
        domain="[('unit', '=', unit), ('currency_id', '=', currency_id),"
        " ('company_id', 'in', (False, company_id))]",
    )

    def _get_plan_domain(self):
        company_ids = (False, self.company_id.id)
        return (
            Domain("unit", "=", self.unit)
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("company_id", "in", company_ids)
        )

    def _suggest_plan(self):
        """Return a plan that counts in the same unit, the best guess.

        One of the same name wins, else the one that most of the company's contracts
        have.
        """
        plans = self.plan_id.search(self._get_plan_domain())
        contracts = self.env["prepaid.contract"]._read_group(
            Domain("company_id", "=", self.company_id.id)
            & Domain("plan_id", "in", plans.ids),
            ["plan_id"],
            ["__count"],
        )
        counts = dict(contracts)
        best = plans.sorted(
            lambda plan: (plan.name == self.name, counts.get(plan, 0)), reverse=True
        )
        return best[:1]

    def _check_plan(self):
        """Refuse to take over what has no plan, or one that counts otherwise."""
        if not self.plan_id:
            raise UserError(
                self.env._(
                    "Choose the plan to which “%(name)s” goes. If there is none that "
                    "counts in its unit, make one first.",
                    name=self.name,
                )
            )
        if not self.plan_id.filtered_domain(self._get_plan_domain()):
            raise UserError(
                self.env._(
                    "The plan %(plan)s does not count as “%(name)s” does. Choose one "
                    "of the same unit, currency and company.",
                    plan=self.plan_id.name,
                    name=self.name,
                )
            )


class PrepaidMigrationLine(models.TransientModel):
    """One thing to take over: figures before and after, and what speaks against."""

    _name = "prepaid.migration.line"
    _description = "Line of a Migration from Odoo"
    _order = "id"

    migration_id = fields.Many2one(
        "prepaid.migration", required=True, ondelete="cascade"
    )
    company_currency_id = fields.Many2one(
        related="migration_id.currency_id", string="Company Currency"
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    name = fields.Char("Bought", required=True, readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True, ondelete="cascade")
    plan_map_id = fields.Many2one("prepaid.migration.plan", ondelete="cascade")
    plan_id = fields.Many2one(related="plan_map_id.plan_id")
    unit = fields.Selection(related="plan_map_id.unit")
    currency_id = fields.Many2one(related="plan_map_id.currency_id")
    date = fields.Date("Bought on", readonly=True)
    date_expiry = fields.Date("Expires", readonly=True)

    # Figures
    left = fields.Float(
        "Left Before",
        digits=QUANTITY_DIGITS,
        readonly=True,
        help="Not worked or spent yet. Below zero: more than was bought.",
    )
    quantity = fields.Float(
        "Credit After", digits=QUANTITY_DIGITS, compute="_compute_quantity"
    )
    amount = fields.Monetary(
        "Deferred",
        currency_field="company_currency_id",
        groups=PRICE_GROUPS,
        readonly=True,
        help="What was invoiced for what is left, without taxes, less credit notes.",
    )

    # What becomes of it
    status = fields.Selection(
        [
            ("ready", "Ready"),
            ("owed", "Unpaid"),
            ("used", "Used up"),
            ("out", "Stays out"),
        ],
        required=True,
        readonly=True,
    )
    is_chosen = fields.Boolean("Take Over")
    note = fields.Text("Remark", readonly=True)

    @api.depends("left", "is_chosen", "status")
    def _compute_quantity(self):
        for line in self:
            is_credit = line.is_chosen and line.left > 0
            line.quantity = line.left if is_credit else 0

    # === BUSINESS METHODS === #

    def _get_source(self):
        """Return what is taken over: the order line, or what another addon sells."""
        return self.sale_line_id

    def _get_key(self):
        source = self._get_source()
        return source._name, source.id

    def _format_total(self, name):
        """Return the sum of a figure for people, each unit and currency apart."""
        totals = []
        for row in self.plan_map_id.grouped(lambda row: (row.unit, row.currency_id)):
            lines = self.filtered(
                lambda line, row=row: (line.unit, line.currency_id) == row
            )
            total = sum(max(quantity, 0) for quantity in lines.mapped(name))
            plan = self.env["prepaid.plan"].new({"unit": row[0], "currency_id": row[1]})
            totals.append(plan._format_quantity(total))
        return " + ".join(totals)

    def _get_booked_accounts(self):
        """Return the accounts (sudo) on which what is taken over was booked until now.

        Override it to add those of other sources.
        """
        return self.sudo().sale_line_id._get_posted_bills().account_id

    def _prepare_opening_vals(self):
        """Return the vals of the opening line that makes credit of this line."""
        return {
            "partner_id": self.partner_id.id,
            "plan_id": self.plan_id.id,
            "quantity": self.quantity,
            "amount": self.amount,
            "date": self.date,
            "date_expiry": self.date_expiry,
            "reference": self.name,
            "sale_line_id": self.sale_line_id.id,
        }

    def _choose_used(self):
        """Choose the used-up lines of clients of whom something is taken over.

        They hold no credit, but tickets that name them would draw none.
        """
        clients = self.filtered("quantity").partner_id
        used = self.filtered(lambda line: line.status == "used")
        used.is_chosen = False
        used.filtered(lambda line: line.partner_id in clients).is_chosen = True

    def _refuse_alone(self):
        raise UserError(
            self.env._(
                "Nothing is left of “%(line)s”, and nothing else of %(client)s is "
                "taken over: there would be no credit for new work. Leave it out.",
                client=self.partner_id.display_name,
                line=self.name,
            )
        )
