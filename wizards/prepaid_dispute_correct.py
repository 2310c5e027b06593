from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import MINUTES_PER_HOUR, QUANTITY_DIGITS


class PrepaidDisputeCorrect(models.TransientModel):
    """Put a questioned line right: its time, or credit given back."""

    _name = "prepaid.dispute.correct"
    _description = "Correct a Questioned Line"

    dispute_id = fields.Many2one("prepaid.dispute", required=True, readonly=True)
    unit = fields.Selection(related="dispute_id.unit")
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    method = fields.Selection(
        [
            ("time", "The time was wrong: correct it"),
            ("credit", "The time is right: give credit back"),
        ],
        required=True,
        compute="_compute_method",
        store=True,
        readonly=False,
    )
    worked_minutes = fields.Integer(
        "Right Time", compute="_compute_method", store=True, readonly=False
    )
    quantity = fields.Float(
        "Credit to Give",
        digits=QUANTITY_DIGITS,
        compute="_compute_method",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True, help="What the client reads.")

    @api.depends("dispute_id")
    def _compute_method(self):
        for wizard in self:
            dispute = wizard.dispute_id
            wizard.method = "time" if dispute.timesheet_id else "credit"
            wizard.worked_minutes = dispute.worked_minutes
            wizard.quantity = dispute.quantity

    def action_apply(self):
        self.ensure_one()
        dispute = self.dispute_id
        dispute.check_access("write")
        dispute._check_open()
        self._check_correction()
        if self.method == "time":
            # The ledger follows the line and books the reversal; the account manager
            # need not have rights on other people's timesheets.
            line_sudo = dispute.sudo().timesheet_id
            line_sudo.unit_amount = self._get_hours(line_sudo)
        else:
            grant_sudo = self.env["prepaid.grant"].sudo()
            grant_sudo.create(self._prepare_grant_vals())
        dispute.answer = self.reason
        dispute._close("corrected")
        return {"type": "ir.actions.act_window_close"}

    def _get_hours(self, line):
        """Return the right time in the unit in which the line counts."""
        hour = self.env.ref("uom.product_uom_hour")
        unit = line.product_uom_id or hour
        return self.worked_minutes / MINUTES_PER_HOUR * hour.factor / unit.factor

    def _check_correction(self):
        dispute = self.dispute_id
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you correct the line."))
        if self.method == "credit":
            wrong = not 0 < self.quantity <= dispute.quantity
        else:
            wrong = not 0 <= self.worked_minutes < dispute.worked_minutes
            if not dispute.timesheet_id:
                raise UserError(
                    self.env._(
                        "The timesheet line of “%(dispute)s” no longer exists. Give "
                        "credit back instead.",
                        dispute=dispute.display_name,
                    )
                )
        if wrong:
            raise ValidationError(
                self.env._(
                    "A correction lowers “%(dispute)s”: enter less than its time, or "
                    "at most the credit that it drew.",
                    dispute=dispute.display_name,
                )
            )

    def _prepare_grant_vals(self):
        dispute = self.dispute_id
        return {
            "contract_id": dispute.contract_id.id,
            "kind": "goodwill",
            "quantity": self.quantity,
            "date": dispute.contract_id._get_today(),
            "name": dispute.contract_id._with_client_lang().env._(
                "Correction of “%(work)s”: %(reason)s",
                work=dispute.work,
                reason=self.reason,
            ),
        }
