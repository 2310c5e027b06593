from odoo import fields, models
from odoo.exceptions import ValidationError


class PrepaidLeave(models.TransientModel):
    """Decide that no contract pays for work, and say why."""

    _name = "prepaid.leave"
    _description = "Leave Work Uncovered"

    line_ids = fields.Many2many(
        "account.analytic.line",
        string="Work",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True, help="What whoever asks later will read.")

    def action_apply(self):
        self.ensure_one()
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why no contract pays for this work."))
        lines_sudo = self.line_ids._check_answerable()
        lines_sudo.filtered("prepaid_uncovered")._leave_uncovered(self.reason)
        return {"type": "ir.actions.act_window_close"}
