from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import QUANTITY_DIGITS


class PrepaidGrantOwed(models.TransientModel):
    """Settle credit that expired and is still owed to a client."""

    _name = "prepaid.grant.owed"
    _description = "Settle Credit Owed after Expiry"

    def _default_grant_id(self):
        if self.env.context.get("active_model") == "prepaid.grant":
            return self.env.context.get("active_id")
        return False

    grant_id = fields.Many2one(
        "prepaid.grant",
        "Credit",
        required=True,
        readonly=True,
        default=lambda self: self._default_grant_id(),
    )
    contract_id = fields.Many2one(related="grant_id.contract_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    owed = fields.Float(digits=QUANTITY_DIGITS, related="grant_id.owed")
    outcome = fields.Selection(
        [
            ("refund", "Pay it back: draft a credit note"),
            ("revive", "Let the client use it, until a later day"),
            ("write_off", "Write it off: it is earned"),
        ],
        "What Is Owed",
        required=True,
        default="refund",
    )
    date_expiry = fields.Date("Expires")
    reason = fields.Char(required=True)

    @api.constrains("outcome", "date_expiry")
    def _check_date_expiry(self):
        for wizard in self:
            today = wizard.contract_id._get_today()
            day = wizard.date_expiry
            if wizard.outcome == "revive" and not (day and day >= today):
                raise ValidationError(
                    self.env._("Choose the last day on which the credit can be used.")
                )

    def action_apply(self):
        """Do what was chosen, and keep why on the contract."""
        self.ensure_one()
        self.contract_id.check_access("write")
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why: it is kept on the contract."))
        grant_sudo = self.grant_id.sudo()
        if not grant_sudo.owed:
            raise UserError(
                self.env._(
                    "Nothing of “%(grant)s” is owed any more.",
                    grant=self.grant_id.name,
                )
            )
        credit = self.contract_id._format_quantity(self.owed)
        action = getattr(self, f"_apply_{self.outcome}")(grant_sudo)
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        self.contract_id.message_post(
            body=self.env._(
                "%(credit)s owed of “%(grant)s”: %(outcome)s. %(reason)s",
                credit=credit,
                grant=self.grant_id.name,
                outcome=labels[self.outcome],
                reason=self.reason,
            )
        )
        return action

    def _apply_refund(self, grant_sudo):
        grant_sudo._check_invoiced()
        # The bonus of a pack goes on the note of its invoice.
        owed_sudo = grant_sudo.contract_id.grant_ids.filtered("owed")
        together_sudo = owed_sudo.filtered(
            lambda grant: grant.move_id == grant_sudo.move_id
        )
        notes_sudo = together_sudo._pay_out(self.reason)
        notes = (notes_sudo or grant_sudo._get_payout_drafts()).with_env(self.env)
        if notes and notes.has_access("read"):
            return notes._get_records_action(name=self.env._("Credit Notes"))
        return {"type": "ir.actions.act_window_close"}

    def _apply_revive(self, grant_sudo):
        grant_sudo.date_expiry = self.date_expiry
        return {"type": "ir.actions.act_window_close"}

    def _apply_write_off(self, grant_sudo):
        grant_sudo._check_write_off()
        grant_sudo._write_off(self.reason)
        return {"type": "ir.actions.act_window_close"}
