from odoo import fields, models


class PrepaidApproval(models.Model):
    """Work that is done, and draws once the client agrees to it."""

    _inherit = "prepaid.approval"

    timesheet_ids = fields.One2many(
        "account.analytic.line",
        "prepaid_approval_id",
        "Waiting Work",
        groups="hr_timesheet.group_hr_timesheet_user",
    )

    # === ACTION METHODS === #

    def action_ask(self):
        """Override: the ticket says what was asked for it."""
        result = super().action_ask()
        for approval_sudo in self.sudo().filtered(lambda a: a._get_ticket()):
            text = approval_sudo._get_asked_text()
            ticket_sudo = approval_sudo._get_ticket()
            ticket_sudo.message_post(body=text, subtype_xmlid="mail.mt_note")
        return result

    # === BUSINESS METHODS === #

    def _answer(self, is_approved, name, comment=""):
        """Override: draw the work that waits for a yes, and tell who asked. Once."""
        result = super()._answer(is_approved, name, comment)
        told = self.sudo().with_context(lang=self.user_id.lang)
        outcomes = [told._settle(line) for line in told._get_waiting_lines()]
        told._tell_asker(". ".join([told._get_told_answer(), *outcomes]))
        return result

    def _get_waiting_lines(self):
        """Return, in sudo, the work that draws nothing before the client agrees."""
        return self.sudo().timesheet_ids.filtered(lambda line: line._is_waiting())

    def _settle(self, line):
        """Draw a line if the client agreed; return what became of it, in words."""
        values = {"time": line._get_time_text(), "work": line.name}
        if self.state != "approved":
            return self.env._(
                "%(time)s “%(work)s” still wait on the ticket: log them as goodwill, "
                "or delete them.",
                **values,
            )
        problem = line._draw_agreed()
        if problem:
            return self.env._(
                "%(time)s “%(work)s” could not be logged: %(why)s",
                why=problem,
                **values,
            )
        return self.env._("%(time)s “%(work)s” are logged now.", **values)

    def _end_asking(self):
        """Withdraw questions whose answer is not waited for any more."""
        self.filtered(lambda approval: approval.state == "asked").action_withdraw()

    def _tell_moot(self, line):
        """Say that a client is asked no more for work that is theirs no more."""
        told = self.with_context(lang=self.user_id.lang)
        text = told.env._(
            "%(customer)s is not asked any more: the work went elsewhere. %(time)s "
            "“%(work)s” still wait on the ticket.",
            customer=self.partner_id.display_name,
            time=line._get_time_text(),
            work=line.name,
        )
        told._tell_asker(text)
