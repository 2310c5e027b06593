from odoo import models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import to_quantity, to_units


class PrepaidSession(models.Model):
    """More minutes than were secured: held as well, or the talk ends as agreed."""

    _inherit = "prepaid.session"

    def _get_extension(self, minutes):
        """Return what ``minutes`` more than is secured take in total."""
        paid = self._get_paid_minutes(self._get_limit())
        more = to_units(self._get_most(paid + minutes)) - to_units(self._get_limit())
        return to_quantity(max(more, 0))

    def _extend(self, minutes):
        """Secure more minutes of a talk under way, or raise and leave it as it is.

        An amount on a card is held by a transaction of its own, see
        `_extend_by_token`; here the contract, or the cap of what is charged later.
        """
        self._check_state("secured", "running")
        more = self._get_extension(minutes)
        self._lengthen(minutes)
        if self.secured_by == "contract":
            self._hold(more)
        elif self.secured_by in ("token", "link"):
            self.cap_amount = to_quantity(to_units(self.cap_amount) + to_units(more))
        self.is_warned = False
        self._follow_clock()

    def _extend_by_token(self, minutes):
        """Have the card that the client saved hold more minutes, or raise.

        It calls the provider, and commits before and after. Refused, the talk goes on
        until what is secured is used up.
        """
        self._check_state("secured", "running")
        more, length = self._get_extension(minutes), self._get_length()
        if not to_units(more):
            return self._extend(minutes)
        token = self.transaction_ids.token_id[-1:]
        if self.secured_by != "card" or not token:
            raise UserError(self.env._("There is no saved card to hold more on."))
        self._lengthen(minutes)
        vals = self._prepare_token_vals(token, more)
        tx = self.env["payment.transaction"].create(vals)
        self._commit()
        tx._charge_with_token()
        if not tx._is_prepaid_held():
            self._block(length)
        self._commit()
        if not tx._is_prepaid_held():
            raise UserError(
                self.env._(
                    "The card was refused for %(minutes)s more minutes: %(reason)s",
                    minutes=minutes,
                    reason=tx.state_message or self.env._("no answer"),
                )
            )
        return None

    def _prepare_token_vals(self, token, amount):
        """Return the vals of a transaction that asks this much of a saved card."""
        provider = token.provider_id
        return {
            "provider_id": provider.id,
            "payment_method_id": token.payment_method_id.id,
            "token_id": token.id,
            "operation": "offline",
            "amount": amount,
            "currency_id": self.currency_id.id,
            "partner_id": token.partner_id.id,
            "reference": self.env["payment.transaction"]._compute_reference(
                provider.code, prefix=self.name
            ),
            "prepaid_session_id": self.id,
        }

    def _lengthen(self, minutes):
        """Plan so much longer, where the next talk leaves room for it."""
        self._block(self._get_length() + minutes)
