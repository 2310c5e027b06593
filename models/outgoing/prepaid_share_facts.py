from datetime import date

from odoo import models

from .events import tell_record


class PrepaidShare(models.Model):
    """Shares that are nearly used are told to other programs."""

    _inherit = "prepaid.share"

    def _tell_level(self, day, level, figure):
        result = super()._tell_level(day, level, figure)
        self.env["prepaid.webhook"]._note_fact(
            "share.reached", self.contract_id, self, day=day, level=level
        )
        return result

    def _prepare_fact(self, with_prices, day, level):
        """Return what a message says of a share in the period of a day (dict)."""
        told = self._prepare_told(day, self._get_figures(day)[self], with_prices)
        return {"share": told | {"percent": level}}

    def _prepare_told(self, day, figure, with_prices=True):
        """Return a share and its Figure in the period of a day, for machines (dict).

        Days are None where it is for all of the contract's life.
        """
        first, last = self._get_period(day)
        is_whole = first == date.min
        return {
            "partner": tell_record(self.partner_id),
            "period": self.period,
            "date_from": None if is_whole else first.isoformat(),
            "date_to": None if is_whole else last.isoformat(),
            "is_hard": self.is_hard,
            **{
                name: self.contract_id._tell_units(units, with_prices)
                for name, units in (
                    ("limit", figure.limit),
                    ("used", figure.used),
                    ("left", figure.left),
                )
            },
        }


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _tell_shares(self, with_prices=True):
        """Return what is left of each share in the running period, for machines."""
        if not self.has_shares:
            return []
        shares_sudo, today = self.sudo().share_ids, self._get_today()
        return [
            share_sudo._prepare_told(today, figure, with_prices)
            for share_sudo, figure in shares_sudo._get_figures(today).items()
        ]
