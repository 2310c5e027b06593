from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import MINUTES_PER_HOUR, QUANTITY_DIGITS
from ..contract.access import PRICE_GROUPS
from ..importing.opening_reading import to_minutes

# Hours with the decimals that spreadsheets have.
CREDIT_DIGITS = (16, 4)


class PrepaidOpeningLine(models.Model):
    """Credit that one client had left of one purchase, and what it had cost."""

    _name = "prepaid.opening.line"
    _description = "Opening Balance"
    _inherit = "prepaid.guarded"
    _order = "opening_id desc, id"
    _rec_name = "reference"
    _allow_sudo_commands = False

    _prepaid_personal_fields = {"partner_id": "person"}
    _prepaid_user_fields = {
        "opening_id",
        "partner_id",
        "plan_id",
        "contract_id",
        "quantity",
        "amount",
        "date",
        "date_expiry",
        "reference",
    }

    opening_id = fields.Many2one(
        "prepaid.opening", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="opening_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(related="opening_id.state")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    plan_id = fields.Many2one(
        "prepaid.plan",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (company_id, False))]",
    )
    contract_id = fields.Many2one(
        "prepaid.contract",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('plan_id', '=', plan_id), ('company_id', '=', company_id),"
        " ('state', '!=', 'closed')]",
        help="Empty: the customer's contract of that plan, a new one if there is none.",
    )
    unit = fields.Selection(related="plan_id.unit")
    quantity = fields.Float(
        "Credit in the Plan's Unit",
        digits=QUANTITY_DIGITS,
        required=True,
        default=0,
        help="In the plan's unit: minutes, or money.",
    )
    credit = fields.Float(
        "Credit Left",
        digits=CREDIT_DIGITS,
        compute="_compute_credit",
        inverse="_inverse_credit",
        help="In hours where the plan counts time, else in the plan's currency.",
    )
    date = fields.Date("Bought on", help="Kept as text of the credit.")
    date_expiry = fields.Date("Expires", help="The last day of work it pays for.")
    reference = fields.Char(
        index="btree_not_null",
        help="What the other system calls it. A company imports it once.",
    )

    # Price
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True
    )
    amount = fields.Monetary(
        "Price Paid",
        groups=PRICE_GROUPS,
        help="What was paid for the credit that is left, without taxes, in the plan's "
        "currency, else in company currency. 0: it was free.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        "Price in Company Currency",
        compute="_compute_amount_company",
        currency_field="company_currency_id",
        groups=PRICE_GROUPS,
        help="At the rate of the opening date.",
    )

    # What it became
    grant_id = fields.Many2one(
        "prepaid.grant",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_booked = fields.Boolean(
        readonly=True,
        copy=False,
        help="Granted, and not undone since.",
    )

    _reference_unique = models.UniqueIndex(
        "(company_id, reference) WHERE is_booked AND reference IS NOT NULL",
        "A reference is imported once. Import the file again: what is known is left "
        "as it is.",
    )

    # === COMPUTE METHODS === #

    @api.depends("plan_id", "company_id")
    def _compute_currency_id(self):
        for line in self:
            company = line.opening_id.company_id
            line.currency_id = line.plan_id.currency_id or company.currency_id

    # Not of the plan: a plan that is chosen later must not take back what was typed.
    @api.depends("quantity")
    def _compute_credit(self):
        for line in self:
            is_time = line.plan_id.unit == "time"
            line.credit = line.quantity / (MINUTES_PER_HOUR if is_time else 1)

    def _inverse_credit(self):
        """Take hours for whole minutes; what is none is refused with all else."""
        for line in self:
            quantity = line.credit
            if line.plan_id.unit == "time":
                hours = Decimal(f"{line.credit:.4f}").normalize()
                minutes = to_minutes(hours, "hours")
                quantity = hours * MINUTES_PER_HOUR if minutes is None else minutes
            line.quantity = float(quantity)

    @api.depends("amount", "currency_id", "opening_id.date", "company_id")
    def _compute_amount_company(self):
        for line in self:
            company = line.company_id
            line.amount_company = (
                line.currency_id._convert(
                    line.amount, company.currency_id, company, line.opening_id.date
                )
                if line.amount
                else 0
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.opening_id._check_draft()
        return lines

    def write(self, vals):
        """Keep what was run as it was run."""
        if vals.keys() & self._get_user_fields():
            self.opening_id._check_draft()
        result = super().write(vals)
        if "opening_id" in vals:
            self.opening_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        self.opening_id._check_draft()

    # === HELPERS === #

    def _get_price(self):
        """Return what was paid, in company currency, in coins."""
        self.ensure_one()
        currency = self.company_id.currency_id
        return round(self.amount_company / currency.rounding)

    def _check_run(self):
        """Refuse lines of which nothing can be granted, in words."""
        for line in self:
            contract = line.contract_id
            if contract and not (
                contract.partner_id == line.partner_id.commercial_partner_id
                and contract.company_id == line.company_id
                and contract._takes_plan(line.plan_id)
            ):
                raise UserError(
                    self.env._(
                        "The credit of %(customer)s cannot go on the contract "
                        "%(contract)s: it is closed, or of another customer, plan or "
                        "company. Choose another contract, or leave it empty.",
                        customer=line.partner_id.display_name,
                        contract=contract.name,
                    )
                )
