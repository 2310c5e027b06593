from odoo import api, fields, models
from odoo.exceptions import UserError

from ..metering import to_minutes


class PrepaidMeterLog(models.TransientModel):
    """Log the meter of somebody who left, corrected and on another ticket if needed."""

    _name = "prepaid.meter.log"
    _description = "Log a Meter"
    _inherit = "prepaid.of.ticket"

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
    problem = fields.Char(readonly=True, help="Why it was not logged.")
    can_ask = fields.Boolean(readonly=True)
    can_offer = fields.Boolean(readonly=True)
    can_split = fields.Boolean(readonly=True)

    @api.depends("meter_id")
    def _compute_meter(self):
        for wizard in self:
            meter = wizard.meter_id
            wizard.minutes = to_minutes(meter._get_seconds() / 3600)
            wizard.task_id = meter.task_id
            wizard.name = meter.name

    def action_log(self):
        """Log it, or say why it cannot be logged, and what may become of it.

        The context's ``beyond`` is what was chosen for work that is short of credit.
        """
        self.ensure_one()
        meter = self.meter_id
        ticket = self._get_ticket()
        if ticket and ticket != meter._get_ticket():
            meter.move(ticket.id, ticket._name)
        beyond = self.env.context.get("beyond")
        result = meter.stop(minutes=self.minutes, name=self.name, beyond=beyond)
        if "error" not in result:
            return {"type": "ir.actions.act_window_close"}
        if not result["short"]:
            raise UserError(result["error"])
        return self._offer_ways(result["error"], result["short"]["ways"])

    # === BUSINESS METHODS === #

    def _offer_ways(self, problem, ways):
        """Return the form again, with the ways out as buttons."""
        self.write(
            {
                "problem": problem,
                "can_ask": "ask" in ways,
                "can_offer": "goodwill" in ways,
                "can_split": "split" in ways,
            }
        )
        name = "sale_timesheet_prepaid.prepaid_meter_log_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return action | {"res_id": self.id}
