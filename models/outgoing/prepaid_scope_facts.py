from odoo import models


class PrepaidContract(models.Model):
    """Credit for some work that runs low is told to other programs."""

    _inherit = "prepaid.contract"

    def _tell_scopes(self, with_prices=True):
        """Return what is left for which work, for machines; nothing: it is one."""
        return [self._prepare_left(left, with_prices) for left in self._get_scopes()]

    def _prepare_left(self, left, with_prices=True):
        """Return what is left for some work (Left), for machines (dict)."""
        return {
            "usage_type_ids": sorted(left.scope.usage_types),
            "project_ids": sorted(left.scope.projects),
            "pays_for": left.label,
            "quantity": self._tell_quantity(left.quantity, with_prices),
            "date_expiry": left.date_expiry and left.date_expiry.isoformat(),
        }

    def _tell_scopes_low(self, news):
        result = super()._tell_scopes_low(news)
        levels = {left.scope.get_key(): level for left, level in news}
        self.env["prepaid.webhook"]._note_fact("scope.low", self, self, levels=levels)
        return result

    def _prepare_fact(self, with_prices, levels):
        """Return what a message says of credit for some work (dict)."""
        return {
            "scopes": [
                self._prepare_left(left, with_prices) | {"level": levels[key]}
                for left in self._get_scopes()
                if (key := left.scope.get_key()) in levels
            ]
        }
