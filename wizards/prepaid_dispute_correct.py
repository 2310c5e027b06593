from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import MINUTES_PER_HOUR, QUANTITY_DIGITS
from ..models.ledger.prepaid_entry import CHARGES


class PrepaidDisputeCorrect(models.TransientModel):
    """Put a questioned line right: time, kind, charge; or give credit back."""

    _name = "prepaid.dispute.correct"
    _description = "Correct a Questioned Line"

    dispute_id = fields.Many2one("prepaid.dispute", required=True, readonly=True)
    unit = fields.Selection(related="dispute_id.unit")
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    method = fields.Selection(
        [
            ("time", "The line is wrong: correct it"),
            ("credit", "The line is right: give credit back"),
        ],
        required=True,
        compute="_compute_method",
        precompute=True,
        store=True,
        readonly=False,
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Kind of Work",
        compute="_compute_usage_type_id",
        store=True,
        readonly=False,
    )
    charge = fields.Selection(
        CHARGES,
        "Charged",
        compute="_compute_charge",
        store=True,
        readonly=False,
    )
    worked_minutes = fields.Integer(
        "Right Time", compute="_compute_worked_minutes", store=True, readonly=False
    )
    quantity = fields.Float(
        "Credit to Give",
        digits=QUANTITY_DIGITS,
        compute="_compute_quantity",
        store=True,
        readonly=False,
    )
    result_text = fields.Char("The Client Gets", compute="_compute_result_text")
    reason = fields.Char(required=True, help="What the client reads.")

    # What one caller gives leaves the rest as the line has it: a method each.

    @api.depends("dispute_id")
    def _compute_method(self):
        for wizard in self:
            wizard.method = "time" if wizard.dispute_id.timesheet_id else "credit"

    @api.depends("dispute_id")
    def _compute_usage_type_id(self):
        for wizard in self:
            wizard.usage_type_id = wizard.dispute_id.sudo().timesheet_id.usage_type_id

    @api.depends("dispute_id")
    def _compute_worked_minutes(self):
        for wizard in self:
            wizard.worked_minutes = wizard.dispute_id.worked_minutes

    @api.depends("dispute_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.dispute_id.quantity

    @api.depends("usage_type_id")
    def _compute_charge(self):
        """Another kind of work is charged as that kind is."""
        for wizard in self:
            line_sudo = wizard.dispute_id.sudo().timesheet_id
            charge = wizard.usage_type_id.sudo().charge or "billable"
            is_same = wizard.usage_type_id == line_sudo.usage_type_id
            wizard.charge = line_sudo.prepaid_charge if is_same else charge

    @api.depends(
        "method", "usage_type_id", "charge", "worked_minutes", "quantity", "dispute_id"
    )
    @api.depends_context("lang")
    def _compute_result_text(self):
        for wizard in self:
            before = wizard.dispute_id.quantity
            after = wizard._get_quantity_after()
            if wizard.method == "credit":
                after = before - wizard.quantity
            values = {
                name: wizard.dispute_id.contract_id._format_quantity(quantity)
                for name, quantity in (
                    ("before", before),
                    ("after", after),
                    ("back", before - after),
                )
            }
            wizard.result_text = (
                self.env._("%(back)s back: %(before)s drawn, %(after)s after", **values)
                if after < before
                else self.env._("Nothing back: %(after)s stay drawn", **values)
                if after == before
                else self.env._("Nothing back: it would draw %(after)s", **values)
            )

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
            line_sudo.write(self._prepare_line_vals())
        else:
            grant_sudo = self.env["prepaid.grant"].sudo()
            grant_sudo.create(self._prepare_grant_vals())
        dispute.answer = self.reason
        dispute._close("corrected")
        return {"type": "ir.actions.act_window_close"}

    def _prepare_line_vals(self):
        """Return what the line is to say, as far as it says something else now."""
        line_sudo = self.dispute_id.sudo().timesheet_id
        vals = {}
        if self.usage_type_id != line_sudo.usage_type_id:
            vals["usage_type_id"] = self.usage_type_id.id
        if vals or self.charge != line_sudo.prepaid_charge:
            vals["prepaid_charge"] = self.charge
        if self.worked_minutes != self.dispute_id.worked_minutes:
            vals["unit_amount"] = self._get_hours(line_sudo)
        return vals

    def _get_quantity_after(self):
        """Return what the line would draw, once corrected. Nothing is written."""
        line_sudo = self.dispute_id.sudo().timesheet_id
        if self.method != "time" or not line_sudo:
            return self.dispute_id.quantity
        corrected = line_sudo.new(origin=line_sudo)
        for name, value in self._prepare_line_vals().items():
            corrected[name] = value
        return corrected.prepaid_quantity

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
            wrong = (
                not 0 <= self.worked_minutes <= dispute.worked_minutes
                or not self._prepare_line_vals()
                or self._get_quantity_after() > dispute.quantity
            )
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
                    "A correction lowers “%(dispute)s”: enter less than its time, "
                    "another kind of work or charge that draws no more, or at most the "
                    "credit that it drew.",
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
