from datetime import timedelta
from operator import methodcaller

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...cron import run_each

# So long before a card ends its client is told.
EXPIRY_NOTICE = timedelta(days=30)


class PrepaidConsent(models.Model):
    """What both sides are told of a permission: a copy, its end, its card's end."""

    _inherit = "prepaid.consent"

    # === MAILS === #

    def _send(self, template):
        """Mail the client of the permission; its link is in the mail alone."""
        for consent in self.with_user(SUPERUSER_ID):
            consent.message_post_with_source(
                f"sale_timesheet_prepaid.{template}",
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _get_mail_recipients(self):
        """Return the ids of who is told, for the mail templates: who gave it, too."""
        partners = self.partner_id | self.contract_id._get_contacts()
        return ",".join(map(str, partners.ids))

    def _get_revoke_url(self):
        """Return the address at which whoever holds it revokes."""
        self.ensure_one()
        return self.get_base_url() + self.sudo().get_portal_url()

    def _tell_manager(self, text):
        """Tell the contract, and who looks after it."""
        for consent in self.with_user(SUPERUSER_ID):
            contract = consent.contract_id
            contract.message_post(
                body=text,
                partner_ids=contract.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    # === THE METHOD'S END === #

    def _lose_method(self):
        """Follow a method that is gone: taken away by its owner, revoke; else tell."""
        user = self.env.user
        for consent in self.filtered(lambda consent: not consent.date_revoked):
            if consent._is_client(user):
                consent._revoke(user.name)
                continue
            consent._tell_manager(
                self.env._(
                    "The payment method %(method)s can no longer be charged. The "
                    "client is asked for another one; until then refills are invoiced.",
                    method=consent.method,
                )
            )
            consent._send("prepaid_consent_mail_template_lost")

    @api.model
    def _cron_tell_expiry(self):
        """Tell clients whose cards end soon, once a card."""
        domain = Domain("date_revoked", "=", False)
        run_each(
            self.search(domain),
            methodcaller("_tell_expiry"),
            domain,
            lambda consent, reason: consent.contract_id._keep_fault("expiry", reason),
        )

    def _tell_expiry(self):
        token = self.token_id
        date = token.active and token._get_prepaid_expiry_date()
        today = self.company_id._get_prepaid_today()
        if not date or date == self.date_expiry_told or today < date - EXPIRY_NOTICE:
            return
        self.date_expiry_told = fields.Date.to_date(date)
        self._tell_manager(
            self.env._(
                "The payment method %(method)s expires on %(date)s. The client is "
                "asked for another one.",
                method=self.method,
                date=format_date(self.env, date),
            )
        )
        self._send("prepaid_consent_mail_template_expiry")
