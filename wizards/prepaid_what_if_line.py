from odoo import fields, models

from ..metering import QUANTITY_DIGITS
from ..models.ledger.prepaid_entry import CHARGES


class PrepaidWhatIfLine(models.TransientModel):
    """A line of work: what it drew, and what it would have drawn and cost."""

    _name = "prepaid.what.if.line"
    _description = "What If, Line by Line"
    _order = "date, timesheet_id, id"

    result_id = fields.Many2one(
        "prepaid.what.if.result", required=True, index=True, ondelete="cascade"
    )
    timesheet_id = fields.Many2one("account.analytic.line", ondelete="cascade")
    date = fields.Date()
    name = fields.Char("Work")
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="cascade")
    charge = fields.Selection(CHARGES, "Charged")
    unit = fields.Selection(related="result_id.unit")
    unit_now = fields.Selection(related="result_id.unit_now", string="Unit of the Plan")
    currency_id = fields.Many2one(related="result_id.currency_id")
    credit_then_id = fields.Many2one(related="result_id.credit_then_id")
    credit_now_id = fields.Many2one(
        related="result_id.credit_now_id", string="Currency of the Credit"
    )
    worked_minutes = fields.Integer("Worked")
    metered_then = fields.Integer("Counted")
    metered_now = fields.Integer("Would Count")
    used_then = fields.Float("Used", digits=QUANTITY_DIGITS, aggregator=None)
    used_now = fields.Float("Would Use", digits=QUANTITY_DIGITS, aggregator=None)
    cost = fields.Monetary("Would Cost")
    explanation = fields.Char("How It Would Count")

    def action_open_timesheet(self):
        """Open the work itself, for who may read timesheets."""
        self.ensure_one()
        self.timesheet_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "account.analytic.line",
            "res_id": self.timesheet_id.id,
            "views": [(self.env.ref("hr_timesheet.hr_timesheet_line_form").id, "form")],
        }
