from odoo import api, fields, models
from odoo.exceptions import UserError


class ProjectTags(models.Model):
    _inherit = "project.tags"

    _prepaid_user_fields = {"is_prepaid_client_emergency"}

    is_prepaid_client_emergency = fields.Boolean(
        "Clients May Choose It",
        help="Otherwise only colleagues make a ticket an emergency: its work goes "
        "beyond the credit.",
    )


class PrepaidTicket(models.AbstractModel):
    """Who may call a ticket an emergency, whose work goes beyond the credit.

    Colleagues, and clients by what the house lets them choose. What the house sets by
    itself, as the address of a mail does, is not asked.
    """

    _inherit = "prepaid.ticket"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override: refuse an emergency that a client cannot call."""
        tickets = super().create(vals_list)
        channel = self.env.context.get("prepaid_channel")
        if self._is_by_client() or channel in ("portal", "form"):
            tickets.sudo()._check_called({})
        return tickets

    def write(self, vals):
        """Override: refuse to make an emergency of a ticket afterwards, too."""
        if not self._is_by_client() or vals.keys().isdisjoint(
            self._get_emergency_fields()
        ):
            return super().write(vals)
        before = {ticket: ticket._get_staff_marks() for ticket in self.sudo()}
        result = super().write(vals)
        self.sudo()._check_called(before)
        return result

    # === BUSINESS METHODS === #

    def _get_staff_marks(self):
        """Return what makes the ticket an emergency and is for colleagues to set."""
        return self.tag_ids.browse()

    def _check_called(self, before):
        for ticket in self:
            marks = ticket._get_staff_marks()
            if marks and marks - before.get(ticket, marks.browse()):
                raise UserError(
                    self.env._(
                        "“%(marks)s” makes “%(ticket)s” an emergency and is for us to "
                        "set. Send your request without it, or call us.",
                        marks=", ".join(marks.mapped("name")),
                        ticket=ticket.name,
                    )
                )


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _get_staff_marks(self):
        """Override."""
        marks = self.tag_ids.filtered("is_prepaid_emergency")
        return marks.filtered(lambda tag: not tag.is_prepaid_client_emergency)
