from odoo import models


class PrepaidTicket(models.AbstractModel):
    """Extra time that the client allows for a ticket."""

    _inherit = "prepaid.ticket"

    def unlink(self):
        """Let what the client approved for a ticket go with it."""
        tickets = self._get_prepaid_family()
        Approval_sudo = self.env["prepaid.approval"].sudo()
        Approval_sudo.search(
            tickets._get_prepaid_domain("prepaid.approval")
        )._withdraw_with_ticket()
        return super().unlink()

    def action_ask_extra_time(self):
        """Open the form that asks the client for extra time on this ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the client for extra time"),
            "res_model": "prepaid.approval",
            "views": [
                (
                    self.env.ref(
                        "sale_timesheet_prepaid.prepaid_approval_view_form_ask"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                **self._get_prepaid_link_context(),
                "default_contract_id": self.prepaid_covering_id.id,
                "default_name": self.name,
                "default_quantity": 30 if self.prepaid_unit == "time" else 0,
            },
        }
