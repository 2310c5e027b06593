from odoo import fields, models
from odoo.exceptions import UserError

from .prepaid_session import LOST


class ProjectTask(models.Model):
    """The ticket of a talk: it stays with the client who pays."""

    _inherit = "project.task"

    prepaid_session_ids = fields.One2many("prepaid.session", "task_id", readonly=True)

    def write(self, vals):
        if "partner_id" in vals:
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"] or [])
            self._check_prepaid_session_client(partner.commercial_partner_id)
        return super().write(vals)

    def _check_prepaid_session_client(self, client):
        """Refuse to give a talk that is booked, or was, to another client."""
        for task_sudo in self.sudo():
            for session in task_sudo.prepaid_session_ids:
                payer = session.partner_id.commercial_partner_id
                if session.state not in LOST and payer != client:
                    raise UserError(
                        self.env._(
                            "“%(task)s” is the ticket of %(session)s with %(client)s, "
                            "who pays for it. Make another ticket for somebody else.",
                            task=task_sudo.name,
                            session=session.name,
                            client=payer.display_name,
                        )
                    )
