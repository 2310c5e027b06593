from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .prepaid_meter import OPEN_STATES


class PrepaidMeter(models.Model):
    """What is being measured is not deleted with its ticket or project."""

    _inherit = "prepaid.meter"

    @api.model
    def _check_unmeasured(self, domain):
        """Refuse to delete where somebody measures work, whoever deletes."""
        open_meters = domain & Domain("state", "in", OPEN_STATES)
        meters_sudo = self.sudo().with_context(active_test=False).search(open_meters)
        if meters_sudo:
            places = [meter._get_place() for meter in meters_sudo]
            raise UserError(
                self.env._(
                    "Work on %(work)s is being measured by %(people)s. Log or discard "
                    "it first, or put the meter on another ticket.",
                    work=", ".join(sorted({place.display_name for place in places})),
                    people=", ".join(sorted(set(meters_sudo.user_id.mapped("name")))),
                )
            )


class ProjectProject(models.Model):
    _inherit = "project.project"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        self.env["prepaid.meter"]._check_unmeasured(
            Domain("project_id", "in", self.ids)
        )


class PrepaidTicket(models.AbstractModel):
    _inherit = "prepaid.ticket"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        self.env["prepaid.meter"]._check_unmeasured(
            self._get_prepaid_domain("prepaid.meter")
        )
