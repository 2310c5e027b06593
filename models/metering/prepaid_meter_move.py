from odoo import api, fields, models


class PrepaidMeter(models.Model):
    """Open meters that need another ticket, or another person to end them."""

    _inherit = "prepaid.meter"

    is_left = fields.Boolean(
        "Person Left",
        compute="_compute_is_left",
        compute_sudo=True,
        help="The person cannot sign in any more: who approves timesheets logs or "
        "discards what was measured.",
    )

    @api.depends("user_id.active", "user_id.employee_ids.active", "company_id")
    def _compute_is_left(self):
        for meter in self:
            meter.is_left = meter._is_left()

    # === VERBS, CALLED BY THE SCREENS === #

    def move(self, task_id, model="project.task"):
        """Put the open meter on another ticket; the clock goes on as it was.

        ``task_id`` is the id of a ticket of ``model``, a task or another kind.

        A usage type that was chosen stays, a derived one is the new ticket's.
        """
        meter_sudo = self._check_mine()
        meter_sudo._check_open()
        task = self._browse_ticket(model, task_id)
        if meter_sudo.user_id == self.env.user:
            self._check_startable(task.project_id, task)
        else:
            self._check_place(task.project_id, task)
        meter_sudo._put_on(task.sudo())
        return meter_sudo._tell()

    def action_log(self):
        """Open the form that logs the meter of a person who left."""
        meter_sudo = self._check_mine()
        meter_sudo._check_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_meter_log_action"
        )
        return action | {"context": {"default_meter_id": self.id}}

    def action_discard(self):
        for meter in self:
            meter.discard()

    # === BUSINESS METHODS === #

    def _is_left(self):
        """Tell whether the person is gone: no login, or no employee any more."""
        return not self.user_id.active or not self._get_employee().active

    def _get_answerable(self):
        """Return who is reminded of the meter: the person, else the project's."""
        if self.user_id.active:
            return self.user_id
        return self.project_id.user_id or self.env.ref("base.user_admin")

    def _get_employee(self):
        """Return whose work was measured, in the meter's company, also if archived."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        found = employees.search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "in", self.company_id.parent_ids.ids),
            ]
        ) or employees.search([("user_id", "=", self.user_id.id)])
        return found.sorted("active", reverse=True)[:1].with_context(active_test=True)

    def _get_lines(self):
        """Return the model on which the user makes the meter's line.

        Odoo takes no time of archived employees; what they did before they left is
        logged all the same.
        """
        lines = self.env["account.analytic.line"].sudo(False)
        lines = lines.with_company(self.company_id)
        if self.user_id != self.env.user and not self._get_employee().active:
            return lines.with_context(active_test=False)
        return lines

    def _get_place(self):
        """Return what the work is measured on: the ticket, else the project."""
        return self._get_ticket() or self.project_id

    def _follow_ticket(self):
        """Go along with a ticket that is in another project by now."""
        task = self._get_ticket()
        if task.project_id and task.project_id != self.project_id:
            self._put_on(task)

    def _put_on(self, task):
        project = task.project_id
        places = ((self.project_id, self._get_ticket()), (project, task))
        kinds = [
            place._get_usage_type(ticket, self._get_contract(place, ticket))
            for place, ticket in places
        ]
        is_chosen = self.usage_type_id != kinds[0]
        self.write(
            {
                **task._prepare_prepaid_place_vals(),
                "company_id": (project.company_id or task._get_prepaid_company()).id,
                "usage_type_id": (self.usage_type_id if is_chosen else kinds[1]).id,
            }
        )
        task._note_answer(self.started_at)
