from odoo import api, fields, models

from .personal import get_names, is_number

REQUEST_TYPES = {
    "copy": "sale_timesheet_prepaid.prepaid_copy_activity_type",
    "erasure": "sale_timesheet_prepaid.prepaid_erasure_activity_type",
}


class ResPartner(models.Model):
    """People whose name was erased: what this addon shows does not name them."""

    _inherit = "res.partner"

    prepaid_erased_on = fields.Date(
        "Personal Data Erased on",
        readonly=True,
        copy=False,
        help="Clients do not read this person's name on statements any more.",
    )

    def _get_prepaid_names(self, others=""):
        """Return the names by which texts may know this person, longest first."""
        employees_sudo = self._get_prepaid_employees()
        return get_names(
            *(self.name, self.email, others),
            *employees_sudo.mapped("name"),
            *filter(is_number, self._get_prepaid_numbers()),
        )

    def _get_prepaid_numbers(self):
        """Return the telephone numbers by which texts may know this person."""
        return [self.phone]

    def _get_prepaid_users(self):
        """Return the users of this person in sudo, archived ones too."""
        return self.with_context(active_test=False).sudo().user_ids

    def _get_prepaid_employees(self):
        """Return the employees who this person is in sudo, archived ones too."""
        employees = self.env["hr.employee"].with_context(active_test=False).sudo()
        users = self._get_prepaid_users()
        return employees.search(
            ["|", ("user_id", "in", users.ids), ("work_contact_id", "in", self.ids)]
        )

    def _get_prepaid_requests(self, kind):
        """Return the open activities by which this person asked (sudo)."""
        return self.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == self.env.ref(REQUEST_TYPES[kind])
            )
        )

    def _close_prepaid_requests(self, kind):
        """Note that what this person asked for is done (sudo)."""
        self._get_prepaid_requests(kind).action_feedback()


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _is_prepaid_erased(self):
        """Tell whether the name of a colleague was erased (sudo)."""
        people = self.work_contact_id | self.user_id.partner_id
        return any(people.mapped("prepaid_erased_on"))


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_prepaid_former_name(self):
        """Return what stands for the name of a colleague that was erased."""
        return self.env._("A former colleague")
