from urllib.parse import urlencode

from odoo import models

# Modes of refill that order or charge without asking.
UNASKED = ("draft_invoice", "posted_invoice", "charge")


class MailThread(models.AbstractModel):
    """The way to cancel, below each mail about what renews or is charged by itself."""

    _inherit = "mail.thread"

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """Override of `mail`: the layouts show the link."""
        context = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        contracts_sudo = self._get_prepaid_renewing()
        if not contracts_sudo:
            return context
        url = contracts_sudo[0]._get_cancel_url()
        return context | {"prepaid_cancel_url": url}

    def _get_prepaid_renewing(self):
        """Return the contracts (sudo) of this record that renew or are charged.

        Called as a mail of the record is laid out: models that such mails are about
        say which. None: the mail is about something else.
        """
        return self.env["prepaid.contract"].sudo()


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_prepaid_renewing(self):
        return self.sudo().filtered(lambda contract: contract._renews())

    def _renews(self):
        """Tell whether something is renewed, ordered or charged by itself."""
        is_automatic = self.refill_trigger != "none" and self.refill_mode in UNASKED
        schedule = self._get_schedule()
        return bool(
            is_automatic
            or self._get_consent()
            or schedule.state in ("running", "paused")
        )

    def _get_cancel_url(self):
        """Return the address of the public page on which this contract is cancelled."""
        query = urlencode({"reference": self.name})
        return f"{self.get_base_url()}/prepaid/cancel?{query}"


class PrepaidConsent(models.Model):
    _inherit = "prepaid.consent"

    def _get_prepaid_renewing(self):
        return self.contract_id._get_prepaid_renewing()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_prepaid_renewing(self):
        lines_sudo = self.sudo().order_line
        claims_sudo = self.env["prepaid.schedule.claim"].sudo()
        claims_sudo = claims_sudo.search([("sale_line_id", "in", lines_sudo.ids)])
        contracts_sudo = self.sudo().prepaid_contract_id
        contracts_sudo |= lines_sudo.prepaid_contract_id
        contracts_sudo |= claims_sudo.schedule_id.contract_id
        return contracts_sudo._get_prepaid_renewing()


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_prepaid_renewing(self):
        orders_sudo = self.sudo().line_ids.sale_line_ids.order_id
        return orders_sudo._get_prepaid_renewing()
