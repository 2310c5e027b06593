from odoo import fields, models


class PrepaidRequestEnd(models.TransientModel):
    """Deliver or decline a service, with a word to the client."""

    _name = "prepaid.request.end"
    _description = "Answer a Service Request"

    request_id = fields.Many2one("prepaid.request", required=True, readonly=True)
    end = fields.Selection(
        [("delivered", "Delivered"), ("declined", "Declined")],
        required=True,
        readonly=True,
    )
    minutes = fields.Integer(
        "Minutes Worked", help="For our own books: the client pays what was booked."
    )
    answer = fields.Text("To the Client")

    def action_confirm(self):
        self.ensure_one()
        if self.end == "delivered":
            self.request_id.deliver(self.minutes, self.answer or "")
        else:
            self.request_id.decline(self.answer or "")
        return {"type": "ir.actions.act_window_close"}
