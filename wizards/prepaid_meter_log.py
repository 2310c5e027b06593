from odoo import api, fields, models
from odoo.exceptions import UserError

from ..metering import to_minutes


class PrepaidMeterLog(models.TransientModel):
    """Log the meter of somebody who left, corrected and on another ticket if needed."""

    _name = "prepaid.meter.log"
    _description = "Log a Meter"

    meter_id = fields.Many2one("prepaid.meter", required=True, readonly=True)
    user_id = fields.Many2one(related="meter_id.user_id")
    minutes = fields.Integer(
        compute="_compute_meter",
        store=True,
        readonly=False,
        help="What was measured; it may have run on after the work was done.",
    )
    task_id = fields.Many2one(
        "project.task",
        "Ticket",
        compute="_compute_meter",
        store=True,
        readonly=False,
        domain="[('project_id', '!=', False)]",
    )
    name = fields.Char("Note", compute="_compute_meter", store=True, readonly=False)

    @api.depends("meter_id")
    def _compute_meter(self):
        for wizard in self:
            meter = wizard.meter_id
            wizard.minutes = to_minutes(meter._get_seconds() / 3600)
            wizard.task_id = meter.task_id
            wizard.name = meter.name

    def action_log(self):
        """Log it, or say why it cannot be logged."""
        self.ensure_one()
        meter = self.meter_id
        if self.task_id and self.task_id != meter.task_id:
            meter.move(self.task_id.id)
        result = meter.stop(minutes=self.minutes, name=self.name)
        if "error" in result:
            raise UserError(result["error"])
        return {"type": "ir.actions.act_window_close"}
