from odoo import api, fields, models

from ...metering import apportion
from ..contract.access import PRICE_GROUPS


class PrepaidRecognition(models.Model):
    """How much of a grant's price was booked as revenue, by which journal entry.

    Rows of kind discount belong to an invoice line, granted or not: they say how much
    of a discount, which was posted elsewhere, was taken off its deferred price.
    """

    _name = "prepaid.recognition"
    _inherit = ["analytic.mixin", "prepaid.guarded"]
    _description = "Prepaid Recognition"
    _order = "id desc"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    grant_id = fields.Many2one("prepaid.grant", index=True, ondelete="restrict")
    line_id = fields.Many2one(
        "account.move.line",
        "Discounted Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        "account.move", "Journal Entry", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    contract_id = fields.Many2one(related="grant_id.contract_id")
    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id")
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    state = fields.Selection(related="move_id.state")
    date = fields.Date("Accounting Date", related="move_id.date", store=True)
    date_earned = fields.Date("Earned until", required=True)
    kind = fields.Selection(
        [("use", "Use"), ("breakage", "Breakage"), ("discount", "Discount")],
        required=True,
        default="use",
    )
    amount = fields.Monetary(required=True)

    _check_origin = models.Constraint(
        "CHECK ((kind = 'discount') = (line_id IS NOT NULL)"
        " AND (kind = 'discount') = (grant_id IS NULL))",
        "Revenue is earned by a grant, a discount belongs to an invoice line.",
    )

    @api.depends("grant_id.partner_id", "line_id.partner_id")
    def _compute_partner_id(self):
        for row in self:
            row.partner_id = row.grant_id.partner_id or row.line_id.partner_id

    def _copy_to(self, move, sign):
        """Give another entry of the same company these rows, or the opposite ones."""
        return self.create(
            [
                {
                    "grant_id": row.grant_id.id,
                    "line_id": row.line_id.id,
                    "move_id": move.id,
                    "date_earned": row.date_earned,
                    "kind": row.kind,
                    "analytic_distribution": row.analytic_distribution,
                    "amount": sign * row.amount,
                }
                for row in self
                if row.company_id == move.company_id
            ]
        )

    def _add_amount(self, amount):
        """Add an amount to these rows together, each in proportion to its own."""
        currency = self.company_id.currency_id
        coin = currency.rounding
        weights = [abs(round(row.amount / coin)) for row in self]
        if not any(weights):
            weights = [1] * len(self)
        parts = apportion(round(amount / coin), weights)
        for row, part in zip(self, parts, strict=True):
            row.amount = currency.round(row.amount + part * coin)


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    recognition_ids = fields.One2many("prepaid.recognition", "grant_id")
    recognised_amount = fields.Monetary(
        "Recognised",
        currency_field="company_currency_id",
        compute="_compute_recognised_amount",
        compute_sudo=True,
        groups=PRICE_GROUPS,
    )

    @api.depends("recognition_ids.amount", "recognition_ids.move_id.state")
    def _compute_recognised_amount(self):
        booked = dict(
            self.env["prepaid.recognition"]._read_group(
                [("grant_id", "in", self.ids), ("move_id.state", "=", "posted")],
                ["grant_id"],
                ["amount:sum"],
            )
        )
        for grant in self:
            grant.recognised_amount = booked.get(grant, 0)

    def _get_pack_analytics(self):
        """Return the analytic distribution that was entered for the sold pack."""
        return self.move_line_id.analytic_distribution or {}

    def _get_deferral_account(self):
        """Return the liability account on which the price of this grant waits.

        Where its invoice line left it for an income account, what was booked before
        goes back to the company's.
        """
        account = self.move_line_id.account_id
        if (account.account_type or "").startswith("liability"):
            return account
        company = self.company_id
        return company._get_prepaid_setting("deferred_revenue_account_id") or account


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    prepaid_discount_ids = fields.One2many("prepaid.recognition", "line_id")
