from operator import methodcaller

from odoo import api, fields, models
from odoo.tools import format_datetime, plaintext2html

from odoo.addons.sale_timesheet_prepaid.cron import run_each

from .prepaid_service_request import OPEN

CLIENT_COLOURS = {
    "requested": "info",
    "working": "primary",
    "delivered": "success",
    "declined": "danger",
    "withdrawn": "secondary",
    "expired": "warning",
}


class PrepaidServiceRequest(models.Model):
    """Who is told what of a request: the client on the ticket, the manager when late.

    A message on the ticket is a mail, in the language of the client.
    """

    _inherit = "prepaid.service.request"

    def _tell_booked(self):
        told = self._for_client()
        lines = [
            told.env._(
                "We have your request. We set %(cost)s aside of your credit, to be "
                "used when we deliver.",
                cost=told._get_told_cost(),
            )
        ]
        if self.deadline:
            lines.append(
                told.env._(
                    "Our promise: an answer until %(moment)s.",
                    moment=told._format_moment(self.deadline),
                )
            )
        told._post("\n".join(lines))
        if self.deadline:
            cron = self.env.ref(
                "sale_timesheet_prepaid_service.prepaid_service_remind_cron"
            )
            cron.sudo()._trigger(self.deadline)

    def _tell_ended(self):
        """Tell the client on the ticket how the request ended, and staff with it."""
        told = self._for_client()
        cost = told._get_told_cost()
        texts = {
            "delivered": told.env._(
                "“%(service)s” is delivered. We used %(cost)s of your credit, as "
                "agreed.",
                service=self.name,
                cost=cost,
            ),
            "declined": told.env._(
                "We cannot do “%(service)s”. What was set aside of your credit "
                "(%(cost)s) is free again.",
                service=self.name,
                cost=cost,
            ),
            "withdrawn": told.env._(
                "“%(service)s” was withdrawn. What was set aside of your credit "
                "(%(cost)s) is free again.",
                service=self.name,
                cost=cost,
            ),
            "expired": told.env._(
                "“%(service)s” was not answered in time, and its request is closed. "
                "What was set aside of your credit (%(cost)s) is free again.",
                service=self.name,
                cost=cost,
            ),
        }
        parts = [texts[self.state], self.reason]
        told._post("\n\n".join(part for part in parts if part))
        if self.state == "expired":
            self._ask_manager(self.env._("A client's request expired unanswered"))

    def _get_told_cost(self):
        """Return the cost as tickets tell it: technicians read them, but no prices."""
        if self.contract_id.unit == "time":
            return self.contract_id._format_quantity(self.quantity)
        return self.env._("the fixed price")

    def _post(self, text):
        """Write on the ticket to whoever asked; a mail goes out."""
        if not self.task_id:
            return
        self.task_id.message_post(
            body=plaintext2html(text),
            author_id=self.company_id.partner_id.id,
            email_from=self.company_id.email_formatted or self.env.user.email_formatted,
            partner_ids=self.partner_id.ids,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages."""
        return CLIENT_COLOURS[self.state]

    def _get_client_state(self):
        """Return the state in a client's words, which are everybody's."""
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _for_client(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _format_moment(self, moment):
        zone = self.contract_id._get_reader_zone()
        return format_datetime(self.env, moment, zone, "short")

    # === PROMISES === #

    @api.model
    def _cron_remind(self):
        """Ask the manager, once, about each request past its promise."""
        domain = [
            ("state", "in", OPEN),
            ("deadline", "<=", fields.Datetime.now()),
            ("is_late", "=", False),
        ]
        run_each(
            self.search(domain, order="deadline, id"),
            methodcaller("_remind"),
            domain,
            lambda request, reason: request.contract_id._keep_fault(
                f"service request {request.id}", reason
            ),
        )

    def _remind(self):
        self.is_late = True
        self._ask_manager(self.env._("This request is past its promise"))

    def _ask_manager(self, summary):
        manager = self.contract_id.user_id or self.task_id.project_id.user_id
        if manager:
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=manager.id, summary=summary
            )
