from odoo import fields, models


class PrepaidContract(models.Model):
    """Who hears of a ticket that came when no credit was left."""

    _inherit = "prepaid.contract"

    def _meet_ticket(self, ticket, sender):
        """Tell of a ticket without credit; return who of the client gets a mail.

        ``sender`` is the partner who opened it, if known. Whoever is not of a customer
        whose work the contract pays hears nothing: the client's contacts do.
        """
        self.ensure_one()
        is_first = not self.gate_met
        self.gate_met = True
        if is_first and ticket.prepaid_gate in ("waiting", "refused") and self.user_id:
            self._ask_to_act("ticket", self.user_id, self._get_gate_summary(ticket))
        if ticket.prepaid_gate == "emergency":
            return self.env["res.partner"]
        readers = sender if self._is_told_of_gate(sender) else self._get_contacts()
        readers = self._leave_out_told(readers)
        if readers:
            self._post_gate_notice(ticket, readers)
        return readers

    def _is_told_of_gate(self, sender):
        """Tell whether a partner may hear that nothing is left of the contract."""
        entity = sender.commercial_partner_id
        return bool(entity and sender.email) and self._pays_for(entity)

    def _leave_out_told(self, readers):
        """Return those who were not told yet today, and note that they are now.

        Mails that answer each other end here.
        """
        today = fields.Date.to_string(self._get_today())
        days = self.gate_told_days or {}
        news = readers.filtered(lambda reader: days.get(str(reader.id)) != today)
        if news:
            self.gate_told_days = days | {str(reader.id): today for reader in news}
        return news

    def _post_gate_notice(self, ticket, readers):
        """Mail the readers what becomes of the ticket, and where to top up.

        Only who speaks for the client gets a link that opens without signing in.
        """
        is_contact = readers <= self._get_contacts()
        url = f"{self.get_base_url()}{self.access_url}/pay"
        self.with_context(
            prepaid_readers=readers,
            prepaid_lang=readers[:1].lang or self.partner_id.lang,
            prepaid_ticket=ticket.name,
            prepaid_gate=ticket.prepaid_gate,
            prepaid_pay_url=self._get_pay_url() if is_contact else url,
        ).message_post_with_source(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_gate",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _notify_by_email_get_headers(self, headers=None):
        """Override of `mail`: no machine answers what answers a ticket."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self.env.context.get("prepaid_gate"):
            headers |= {
                "Auto-Submitted": "auto-replied",
                "X-Auto-Response-Suppress": "All",
            }
        return headers

    def _get_gate_summary(self, ticket):
        values = {"contract": self.name, "ticket": ticket.name}
        if ticket.prepaid_gate == "waiting":
            return self.env._("%(contract)s: “%(ticket)s” waits for credit", **values)
        return self.env._(
            "%(contract)s: “%(ticket)s” was refused, no credit is left", **values
        )
