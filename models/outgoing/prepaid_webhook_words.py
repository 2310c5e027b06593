from odoo import models

from ...metering import to_quantity
from .events import tell_amount, tell_record


class PrepaidContract(models.Model):
    """How a contract is named and counted in messages: plain data, whole minutes."""

    _inherit = "prepaid.contract"

    def _prepare_told_contract(self, with_prices):
        """Return what every message says of its contract (dict).

        Credit in money is a price: None, unless the endpoint is told prices.
        """
        self.ensure_one()
        partner = self.partner_id
        return {
            "contract": {
                "id": self.id,
                "reference": self.name,
                "plan": tell_record(self.plan_id),
                "state": self.state,
                "level": self.alert_level,
            },
            "customer": {
                "id": partner.id,
                "name": partner.name,
                "reference": partner.ref or None,
            },
            "credit": {
                "unit": self._get_told_unit(),
                "available": self._tell_quantity(self.available, with_prices),
                "low_threshold": self._tell_quantity(self.low_threshold, with_prices),
                "scopes": self._tell_scopes(with_prices),
                "shares": self._tell_shares(with_prices),
            },
        }

    def _get_told_unit(self):
        return "minutes" if self.unit == "time" else self.currency_id.name

    def _tell_quantity(self, quantity, with_prices=True):
        """Return a quantity for machines: whole minutes, or money as decimal text.

        None is money that is not told.
        """
        if self.unit == "time":
            return round(quantity)
        return tell_amount(quantity, self.currency_id) if with_prices else None

    def _tell_units(self, units, with_prices=True):
        """Return exact units as `_tell_quantity` does."""
        return self._tell_quantity(to_quantity(units), with_prices)
