from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..metering import QUANTITY_DIGITS


class PrepaidContractClose(models.TransientModel):
    """Close a contract that still has credit, and say what becomes of it."""

    _name = "prepaid.contract.close"
    _description = "Close a Prepaid Contract"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Client")
    company_id = fields.Many2one(related="contract_id.company_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    credit = fields.Float(
        "Credit Left", digits=QUANTITY_DIGITS, compute="_compute_credit"
    )
    deferred = fields.Monetary(
        "Deferred Revenue",
        compute="_compute_credit",
        currency_field="company_currency_id",
        help="What the client paid for this credit, without taxes: not earned yet.",
    )
    outcome = fields.Selection(
        [
            ("refund", "Refund it: draft a credit note"),
            ("transfer", "Transfer it to another contract"),
            ("expire", "Let it expire today"),
            ("keep", "Keep it for when the contract is reactivated"),
        ],
        "The Credit",
        required=True,
        default="keep",
    )
    target_id = fields.Many2one(
        "prepaid.contract",
        "To Contract",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('id', '!=', contract_id), ('state', '!=', 'closed')]",
    )
    reason = fields.Char(required=True)

    @api.depends("contract_id")
    def _compute_credit(self):
        for wizard in self:
            wizard.contract_id.check_access("read")
            contract_sudo = wizard.contract_id.sudo()
            wizard.credit = sum(contract_sudo.grant_ids.mapped("remaining"))
            coins = sum(
                coins
                for grant, coins in contract_sudo.grant_ids._get_unearned().items()
                if grant.move_line_id.account_id._is_deferral()
            )
            wizard.deferred = coins * wizard.company_currency_id.rounding

    def action_apply(self):
        """Do what was chosen with the credit, then close. All of it, or nothing."""
        self.ensure_one()
        contract = self.contract_id
        contract.check_access("write")
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you close the contract."))
        notes = getattr(self, f"_apply_{self.outcome}")(contract.sudo())
        contract.action_close()
        contract.message_post(body=self._get_told(notes))
        notes = notes.with_env(self.env)
        if notes and notes.has_access("read"):
            return notes._get_records_action(name=self.env._("Credit Notes"))
        return {"type": "ir.actions.act_window_close"}

    def _apply_refund(self, contract_sudo):
        notes_sudo = contract_sudo.grant_ids._draft_refunds(self.reason)
        # Posted, the credit note takes back what it sold; gifts go now.
        given = contract_sudo.grant_ids.filtered(lambda grant: not grant._is_bought())
        given._expire_now(self.reason)
        return notes_sudo

    def _apply_transfer(self, contract_sudo):
        wizard = self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": self.contract_id.id,
                "target_id": self.target_id.id,
                "is_new": False,
                "quantity": self.credit,
                "reason": self.reason,
            }
        )
        wizard.action_apply()
        return self.env["account.move"]

    def _apply_expire(self, contract_sudo):
        contract_sudo.grant_ids._expire_now(self.reason)
        return self.env["account.move"]

    def _apply_keep(self, contract_sudo):
        return self.env["account.move"]

    def _get_told(self, notes):
        """Return what the chatter keeps: what became of how much, and why."""
        values = {
            "credit": self.contract_id._format_quantity(self.credit),
            "reason": self.reason,
            "notes": ", ".join(notes.mapped("display_name")),
            "target": self.target_id.name,
        }
        if self.outcome == "refund":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, to be refunded by %(notes)s.",
                **values,
            )
        elif self.outcome == "transfer":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, transferred to %(target)s.",
                **values,
            )
        elif self.outcome == "expire":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, which expired.", **values
            )
        else:
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, which stay.", **values
            )
        return text
