from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PrepaidOfTicket(models.AbstractModel):
    """What belongs to a ticket: a timesheet line, a meter, a question to the client.

    A ticket is a task, or a record of another model that inherits `prepaid.ticket`.
    """

    _name = "prepaid.of.ticket"
    _description = "Belongs to a Ticket of Prepaid Hours"

    @api.model
    def _get_ticket_fields(self):
        """Return the names of the many2one fields that may hold the ticket.

        The first that is filled names it. Who adds a kind of ticket adds a field to all
        models that inherit this one, and puts its name before ``task_id``.
        """
        return ["task_id"]

    @api.model
    def _get_ticket_models(self):
        """Return {name of a ticket's model: the field that holds it}."""
        return {
            self._fields[name].comodel_name: name for name in self._get_ticket_fields()
        }

    @api.model
    def _browse_ticket(self, model, ticket_id):
        """Return the ticket with this id of the named model; none without an id."""
        if model not in self._get_ticket_models():
            raise UserError(
                self.env._("Work is not logged on records of %(model)s.", model=model)
            )
        return self.env[model].browse(ticket_id or [])

    @api.model
    def _find_ticket(self, vals):
        """Return the ticket (sudo) that the vals of a new record name, or no task."""
        for model, name in self._get_ticket_models().items():
            if vals.get(name):
                return self.env[model].sudo().browse(vals[name])
        return self.env["project.task"].sudo()

    def _get_ticket(self):
        """Return the ticket of the record, or no task."""
        for name in self._get_ticket_fields():
            if self[name]:
                return self[name]
        return self.env["project.task"].with_env(self.env)

    @api.model
    def _get_no_ticket_domain(self):
        """Return the domain of what belongs to no ticket."""
        return Domain.AND(
            Domain(name, "=", False) for name in self._get_ticket_fields()
        )
