from odoo import models

from ...metering import to_units
from .prepaid_entry import USE_KINDS


class PrepaidGrant(models.Model):
    """What moved of a grant, and what of that was work."""

    _inherit = "prepaid.grant"

    def _get_moved_units(self):
        """Return a dict: grant -> {kind of entry: signed units}.

        What was taken back as a mistake is a kind of its own, "mistake".
        """
        moved = {}
        for grant, kind, correction, quantity in self.env["prepaid.entry"]._read_group(
            [("grant_id", "in", self.ids)],
            ["grant_id", "kind", "correction"],
            ["quantity:sum"],
        ):
            key = "mistake" if correction == "mistake" else kind
            kinds = moved.setdefault(grant, {})
            kinds[key] = kinds.get(key, 0) + to_units(quantity)
        return moved

    def _get_used_units(self):
        """Return the units of these grants that were worked: what is owed if unpaid.

        Neither what was taken back as a mistake nor what was transferred is use.
        """
        return -sum(
            kinds.get(kind, 0)
            for kinds in self._get_moved_units().values()
            for kind in USE_KINDS
        )
