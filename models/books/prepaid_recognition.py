from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidRecognition(models.Model):
    """How much of a grant's price was booked as revenue, by which journal entry."""

    _name = "prepaid.recognition"
    _description = "Prepaid Recognition"
    _order = "id desc"
    _allow_sudo_commands = False

    grant_id = fields.Many2one(
        "prepaid.grant", required=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move", "Journal Entry", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="grant_id.company_id", store=True, index=True)
    contract_id = fields.Many2one(related="grant_id.contract_id")
    partner_id = fields.Many2one(related="grant_id.partner_id")
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    state = fields.Selection(related="move_id.state")
    date = fields.Date("Accounting Date", related="move_id.date", store=True)
    date_earned = fields.Date("Earned until", required=True)
    kind = fields.Selection(
        [("use", "Use"), ("breakage", "Breakage")], required=True, default="use"
    )
    analytic_account_id = fields.Many2one("account.analytic.account")
    amount = fields.Monetary(required=True)

    def _mirror(self, move):
        """Book the opposite of these rows with the move that reverses theirs."""
        self.create(
            [
                {
                    "grant_id": row.grant_id.id,
                    "move_id": move.id,
                    "date_earned": row.date_earned,
                    "kind": row.kind,
                    "analytic_account_id": row.analytic_account_id.id,
                    "amount": -row.amount,
                }
                for row in self
            ]
        )


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


class AccountMove(models.Model):
    _inherit = "account.move"

    prepaid_recognition_count = fields.Integer(
        compute="_compute_prepaid_recognition_count", compute_sudo=True
    )

    @api.depends("prepaid_recognition_ids")
    def _compute_prepaid_recognition_count(self):
        for move in self:
            move.prepaid_recognition_count = len(move.prepaid_recognition_ids)
