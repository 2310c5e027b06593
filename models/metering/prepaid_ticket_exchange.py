from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ..contract.race import start_again_if_second

EXCERPT_LENGTH = 80


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    prepaid_message_id = fields.Many2one(
        "mail.message",
        "Message",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The client's message that this line answers.",
        readonly=True,
    )

    _prepaid_message_unique = models.UniqueIndex(
        "(prepaid_message_id) WHERE prepaid_message_id IS NOT NULL",
        "A message is classified once. Change its line instead.",
    )


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_prepaid_lines(self):
        """Return, in sudo, the lines that answer these messages, whoever wrote them."""
        Line_sudo = self.env["account.analytic.line"].sudo()
        return Line_sudo.search([("prepaid_message_id", "in", self.ids)])


class PrepaidTicket(models.AbstractModel):
    """Written exchanges: what a client's message costs, in one click."""

    _inherit = "prepaid.ticket"

    @api.readonly
    def get_classified_messages(self):
        """Return the client's messages of this ticket: {id: {exchange, explanation}}.

        False for those that nobody classified; nothing where no contract covers it.
        What a colleague classified is seen by all of the staff who read the ticket.
        """
        self.ensure_one()
        if self.env.user.share:
            raise AccessError(self.env._("What messages cost is read by staff only."))
        if not self.sudo().prepaid_covering_id:
            return {}
        messages = self.message_ids.filtered(self._is_client_message)
        lines = messages._get_prepaid_lines()
        classes = {
            line.prepaid_message_id.id: {
                "exchange": line.prepaid_exchange,
                "explanation": line._get_told_text(line._get_worked_minutes()),
            }
            for line in lines
        }
        return {message.id: classes.get(message.id, False) for message in messages}

    def classify_message(self, message_id, exchange, beyond=None):
        """Book a client's message as coordination, support or expertise.

        Return {"timesheet_id", "explanation", "is_waiting"}. Classifying again changes
        the same line, for those who may change it; the ledger books the difference.
        ``beyond`` is what becomes of it where credit is short, see `create` of lines.
        """
        self.ensure_one()
        self.env["account.analytic.line"].check_access("create")
        message = self.env["mail.message"].browse(message_id)
        self._check_classifiable(message)
        line_sudo = message._get_prepaid_lines()
        line_sudo = line_sudo.with_context(prepaid_beyond=beyond)
        if not line_sudo:
            vals = self._prepare_exchange_vals(message, exchange)
            vals["prepaid_message_id"] = message.id
            reason = self.env._("This message is being classified now.")
            with start_again_if_second(self.env, reason):
                line_sudo = line_sudo.create(vals)
            line_sudo.sudo(False).check_access("create")
        elif line_sudo.prepaid_exchange != exchange:
            self._check_reclassifiable(line_sudo)
            line_sudo.sudo(False).write({"prepaid_exchange": exchange})
            line_sudo._draw_if_free()
        return line_sudo._tell_logged()

    def _check_reclassifiable(self, line_sudo):
        """Refuse, in words, to change the line of a colleague."""
        if not line_sudo.sudo(False).has_access("write"):
            raise UserError(
                self.env._(
                    "%(person)s classified this message already. Ask them, or who "
                    "approves timesheets, to change it.",
                    person=line_sudo.user_id.name or line_sudo.employee_id.name,
                )
            )

    def _check_classifiable(self, message):
        if message.model != self._name or message.res_id != self.id:
            raise UserError(
                self.env._("The message does not belong to “%(task)s”.", task=self.name)
            )
        if not self._is_client_message(message):
            raise UserError(self.env._("Only messages of the client are classified."))
        if not self.sudo().prepaid_covering_id:
            raise UserError(
                self.env._(
                    "No prepaid contract covers “%(task)s”. Choose one on the ticket, "
                    "or make a default contract of the customer.",
                    task=self.name,
                )
            )

    def _is_client_message(self, message):
        """Tell whether somebody outside wrote the message."""
        is_written = message.message_type in ("email", "comment")
        return is_written and not message.author_id.sudo().user_ids.filtered(
            lambda user: not user.share
        )

    def _prepare_exchange_vals(self, message, exchange):
        usage_type_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sale_timesheet_prepaid.prepaid_usage_type_message"
        )
        text = " ".join(html2plaintext(message.body or "").split())
        vals = {
            "name": message.subject or text[:EXCERPT_LENGTH] or self.env._("Message"),
            **self._prepare_prepaid_place_vals(),
            "date": self._get_prepaid_company()._get_prepaid_day(message.date),
            "unit_amount": 0,
            "meter_started_at": message.date,
            "prepaid_exchange": exchange,
        }
        if usage_type_id:
            vals["usage_type_id"] = usage_type_id
        return vals
