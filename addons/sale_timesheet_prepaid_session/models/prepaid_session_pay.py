from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.models.contract.access import PRICE_GROUPS

# A call that nobody answers gives everything back after this.
RINGING = timedelta(minutes=15)
# Minutes by which a talk can be made longer at once.
EXTENSION_MOST = 120


class PrepaidSession(models.Model):
    """By which ways a client can secure a session that no contract pays."""

    _inherit = "prepaid.session"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"consent_text": "proof"}

    is_call = fields.Boolean("Called at Once", help="Booked for now, not for a time.")
    consent_text = fields.Text(
        groups=PRICE_GROUPS,
        help="What the client agreed to: that a saved card is charged afterwards.",
    )
    consent_at = fields.Datetime(groups=PRICE_GROUPS)
    consent_address = fields.Char(groups=PRICE_GROUPS)

    # === WAYS TO PAY === #

    def _get_secure_url(self, minutes=0):
        """Return where the client secures the talk, or ``minutes`` more of it.

        It has the link's token: it is for who was found to be the client.
        """
        query = {"access_token": self._portal_ensure_token()}
        if minutes:
            query["minutes"] = minutes
        return f"/prepaid/session/{self.id}/pay?{urlencode(query)}"

    def _get_pay_options(self, payer, minutes=0):
        """Return how ``payer`` can secure the session: way, amount, and with what.

        ``way`` is hold (an amount on a card), save (a card that is charged later), or
        None. ``minutes``: so many more of a talk under way, which can only be held.
        """
        amount = self._get_extension(minutes) if minutes else self.cap_amount
        options = {}
        if amount and self._may_hold_card():
            options = self._get_hold_options(payer, amount)
        if amount and not options and not minutes:
            options = self._get_save_options(payer)
        return {"way": None, "amount": amount} | options

    def _get_hold_options(self, payer, amount):
        """Return with what an amount can be held and captured in part, or nothing.

        Both the provider and the method must be able to.
        """
        report = {}
        providers = self._get_providers(payer, amount, report)
        providers = providers.filtered(lambda p: p.support_manual_capture == "partial")
        providers = providers.with_context(prepaid_hold=True)
        methods = self._get_methods(providers, payer, report).filtered(_holds_parts)
        tokens = self.env["payment.token"]
        if payer == self.env.user.partner_id:
            tokens = tokens._get_available_tokens(providers.ids, payer.id)
            tokens = tokens.filtered(lambda t: _holds_parts(t.payment_method_id))
        if not (methods or tokens):
            return {}
        return {
            "way": "hold",
            "amount": amount,
            "providers": providers,
            "methods": methods,
            "tokens": tokens,
        }

    def _get_save_options(self, payer):
        """Return with what a card can be saved, or nothing."""
        report, force = {}, {"force_tokenization": True}
        providers = self._get_providers(payer, 0, report, is_validation=True, **force)
        methods = self._get_methods(providers, payer, report, **force)
        if not methods:
            return {}
        return {
            "way": "save",
            "amount": None,
            "providers": providers,
            "methods": methods,
            "tokens": self.env["payment.token"],
        }

    def _get_providers(self, payer, amount, report, **options):
        return self.env["payment.provider"]._get_compatible_providers(
            self.company_id.id,
            payer.id,
            amount,
            currency_id=self.currency_id.id,
            report=report,
            **options,
        )

    def _get_methods(self, providers, payer, report, **options):
        return self.env["payment.method"]._get_compatible_payment_methods(
            providers.ids,
            payer.id,
            currency_id=self.currency_id.id,
            report=report,
            **options,
        )

    # === WHAT IS AGREED TO === #

    def _get_consent_text(self):
        """Return what a client agrees to whose card is charged afterwards."""
        return self.env._(
            "%(company)s may charge the card that I save now once, after the talk "
            "%(talk)s, for the minutes due by the rules that I accepted: at most "
            "%(amount)s.",
            company=self.company_id.name,
            talk=self.name,
            amount=self._format_most_of(self.cap_amount),
        )

    def _consent(self, address):
        """Keep that the client agrees to be charged afterwards. Safe to repeat."""
        if not self.consent_text:
            self.write(
                {
                    "consent_text": self._get_consent_text(),
                    "consent_at": fields.Datetime.now(),
                    "consent_address": address,
                }
            )

    # === MORE MINUTES === #

    def _check_extension(self, minutes):
        """Refuse more minutes that the next talk leaves no room for."""
        if not 0 < minutes <= EXTENSION_MOST or self.secured_by != "card":
            raise UserError(self.env._("This talk cannot be made longer here."))
        self._check_state("running")
        planned = self.planned_minutes
        self._lengthen(minutes)
        self.planned_minutes = planned
        self._block()

    def _secure_by_card(self):
        """Override: a talk whose card holds more minutes keeps the time for them."""
        result = super()._secure_by_card()
        for session in self:
            for tx in session.transaction_ids:
                if tx.prepaid_minutes and tx._is_prepaid_held():
                    session._lengthen_if_free(tx.prepaid_minutes)
                    tx.prepaid_minutes = 0
        return result

    def _lengthen_if_free(self, minutes):
        """Keep more time, where nobody booked it since the client was asked to pay."""
        planned = self.planned_minutes
        try:
            with self.env.cr.savepoint():
                self._lengthen(minutes)
        except UserError:
            self.planned_minutes = planned
            self._tell_fault(
                self.env._(
                    "The client paid for %(minutes)s more minutes, and your next talk "
                    "begins meanwhile.",
                    minutes=minutes,
                )
            )

    # === WHO IS CALLED === #

    def _tell_secured(self):
        """Override: who is called at once hears it at once."""
        result = super()._tell_secured()
        for session in self.filtered("is_call"):
            session._ring()
            session._wake("watch", fields.Datetime.now() + RINGING)
        return result

    def _ring(self):
        text = self.env._(
            "%(client)s is calling: the talk is paid for. Start it now.",
            client=self.partner_id.name,
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=text,
            note=self.subject or "",
        )
        self.user_id._bus_send(
            "simple_notification",
            {"title": self.name, "message": text, "type": "warning", "sticky": True},
        )


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    _prepaid_user_fields = frozenset()

    prepaid_minutes = fields.Integer(
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="By how many minutes the talk becomes longer once this is held.",
    )

    def write(self, vals):
        """Override: some providers say which card was saved after they say “done”."""
        result = super().write(vals)
        if vals.get("token_id") and "state" not in vals:
            self.sudo()._tell_session()
        return result


def _holds_parts(method):
    """Tell whether a method, or the one of a brand, keeps amounts for parts."""
    primary = method.primary_payment_method_id or method
    return primary.support_manual_capture == "partial"
