from odoo import fields, models


class PrepaidServiceAnswer(models.TransientModel):
    """Deliver or decline a request: what it took, and what the client reads."""

    _name = "prepaid.service.answer"
    _description = "Answer a Service Request"

    request_id = fields.Many2one(
        "prepaid.service.request", required=True, readonly=True
    )
    kind = fields.Selection(
        [("deliver", "Deliver"), ("decline", "Decline")], required=True, readonly=True
    )
    cost = fields.Char(related="request_id.cost")
    minutes = fields.Integer(
        "Minutes Worked",
        help="For our own record. The client's credit is used as agreed, whatever you "
        "enter.",
    )
    text = fields.Text("Message to the Client")

    def action_answer(self):
        self.ensure_one()
        request_sudo = self.request_id._check_staff()
        if self.kind == "deliver":
            request_sudo._deliver(self.minutes, self.text)
        else:
            request_sudo._decline(self.text)
        return {"type": "ir.actions.act_window_close"}
