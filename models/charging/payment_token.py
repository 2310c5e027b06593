from odoo import models


class PaymentToken(models.Model):
    _inherit = "payment.token"

    def _handle_archiving(self):
        """Override of `payment`: who may be charged with it is told, or revokes."""
        result = super()._handle_archiving()
        self._get_prepaid_consents()._lose_method()
        return result

    def get_linked_records_info(self):
        """Override of `payment`: whoever deletes a method sees what it refills."""
        return super().get_linked_records_info() + [
            {
                "description": self.env._("Automatic refill"),
                "id": contract.id,
                "name": contract.name,
                "url": contract.access_url,
            }
            for contract in self._get_prepaid_consents().contract_id
        ]

    def _get_prepaid_consents(self):
        """Return the permissions to charge these methods that hold, in sudo."""
        consents_sudo = self.env["prepaid.consent"].sudo()
        return consents_sudo.search(
            [("token_id", "in", self.ids), ("date_revoked", "=", False)]
        )

    def _get_prepaid_name(self):
        """Return the method with its last digits, for people."""
        return f"{self.payment_method_id.name} {self.display_name}" if self else ""

    def _is_prepaid_expired(self, today):
        date = self._get_prepaid_expiry_date()
        return bool(date) and date < today

    # === HOOKS FOR PROVIDERS === #

    def _get_prepaid_expiry_date(self):
        """Return the last day (date) on which the method can be charged, or False.

        Called in sudo. Override it for providers that tell when their cards expire: the
        client is told a month before, and nothing is charged after it.
        """
        self.ensure_one()
        return False
