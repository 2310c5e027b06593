from odoo import models
from odoo.exceptions import ValidationError

from . import answers

# Their requests to charge a saved method carry a key of the transaction, so that one
# that is sent again is answered again and charges once. The demo provider charges
# within Odoo's own transaction.
REPEATABLE = frozenset({"adyen", "demo", "mercado_pago", "stripe", "worldline"})


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _send_api_request(self, *args, **kwargs):
        """Override of `payment`: note the calls that were not answered."""
        try:
            return super()._send_api_request(*args, **kwargs)
        except ValidationError as error:
            answers.note(error)
            raise

    def _ensure_payment_method_line(self, allow_create=True):
        """Override of `account_payment`: two workers make one line, not two.

        It is made when the journal is first asked for. With two of them no payment of
        the provider can be posted any more.
        """
        if self.id:
            # Whoever comes second gets a serialisation failure, and is run again.
            self.env.cr.execute(
                "UPDATE payment_provider SET code = code WHERE id = %s", [self.id]
            )
        return super()._ensure_payment_method_line(allow_create=allow_create)

    def _is_prepaid_repeatable(self):
        """Tell whether a charge whose outcome is unknown may be sent again.

        Override it for a provider that answers a repeated request of the same
        transaction with the first outcome, within a day.
        """
        self.ensure_one()
        return self.code in REPEATABLE
