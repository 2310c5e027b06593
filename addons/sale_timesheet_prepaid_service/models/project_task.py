from odoo import api, fields, models
from odoo.tools import format_datetime

from .prepaid_service_request import OPEN


class ProjectTask(models.Model):
    """The ticket of a service: what is set aside, and until when it is promised."""

    _inherit = "project.task"

    prepaid_request_ids = fields.One2many(
        "prepaid.service.request", "task_id", readonly=True
    )
    prepaid_request_text = fields.Char(
        "Service", compute="_compute_prepaid_request_text", compute_sudo=False
    )
    prepaid_request_state = fields.Char(
        compute="_compute_prepaid_request_text", compute_sudo=False
    )

    @api.depends("prepaid_request_ids.state")
    @api.depends_context("lang", "uid", "tz")
    def _compute_prepaid_request_text(self):
        for task in self:
            request = task._get_prepaid_request()
            task.prepaid_request_state = request.state
            task.prepaid_request_text = bool(request) and request._get_ticket_text()

    def action_prepaid_start(self):
        self._get_prepaid_request().action_start()

    def action_prepaid_deliver(self):
        return self._get_prepaid_request().action_deliver()

    def action_prepaid_decline(self):
        return self._get_prepaid_request().action_decline()

    def _get_prepaid_request(self):
        """Return the ticket's open request, else its last, as the user reads it."""
        requests = self.env["prepaid.service.request"]
        if not requests.has_access("read"):
            return requests
        found = requests.search([("task_id", "in", self.ids)])
        return (found.filtered(lambda request: request.state in OPEN) or found)[:1]


class PrepaidServiceRequest(models.Model):
    _inherit = "prepaid.service.request"

    def _get_ticket_text(self):
        """Return what staff read on the ticket."""
        texts = [self.name]
        if self.cost and self.state in OPEN:
            texts.append(self.env._("%(cost)s set aside", cost=self.cost))
        elif self.cost:
            texts.append(self.cost)
        if self.deadline and self.state in OPEN:
            moment = format_datetime(self.env, self.deadline, dt_format="short")
            texts.append(self.env._("answer until %(moment)s", moment=moment))
        states = dict(self._fields["state"]._description_selection(self.env))
        return " · ".join([*texts, states[self.state]])
