from odoo import models

from ...metering import split, to_quantity, to_units
from .scope import GENERAL


class PrepaidContract(models.Model):
    """Of which credit levels, notices, refills and forecasts tell.

    What pays for all the work that a refill would pay for. Credit for other work only
    is no reason to sell less, and its use none to sell more.
    """

    _inherit = "prepaid.contract"

    def _get_watched(self):
        """Return the credit that is watched, in the plan's unit.

        What is available, less the credit that pays for other work only.
        """
        self.ensure_one()
        return self._watch(self.available, self.scoped)

    def _watch(self, available, scoped):
        """Return the part of what is available that is watched.

        Without scoped credit it is all, at no query.
        """
        if not scoped:
            return available
        return to_quantity(to_units(available) - self._get_unwatched_units())

    def _get_unwatched_units(self):
        """Return the units left of credit that is not watched, nor set aside."""
        unwatched = self._get_unwatched_grants().get(self, self.grant_ids.browse())
        left = sum(to_units(grant.remaining) for grant in unwatched)
        return left - sum(self._spread_held(unwatched).values())

    def _spread_held(self, grants):
        """Return {grant: units} of what is set aside that these grants will pay.

        As much as fits them, the work that the fewest of them fit first. The rest is
        taken off other credit.
        """
        if not self.held:
            return {}
        left = {grant: to_units(grant.remaining) for grant in grants}
        claims = self.sudo()._get_open_holds()._get_claims(left)
        kept = dict.fromkeys(left, 0)
        for fitting, units in sorted(claims.items(), key=lambda claim: len(claim[0])):
            lots = ((grant, left[grant]) for grant in left if grant in fitting)
            for grant, taken in split(lots, units)[0]:
                left[grant] -= taken
                kept[grant] += taken
        return kept

    def _get_unwatched_grants(self):
        """Return {contract: its grants that are not watched}.

        Used up ones too: what they paid was no use of what is watched.
        """
        domain = [("contract_id", "in", self.ids), ("is_scoped", "=", True)]
        grants = self.env["prepaid.grant"].sudo().search(domain)
        watching = {
            contract: contract._get_watched_scope() for contract in grants.contract_id
        }
        return grants.filtered(
            lambda grant: not grant._serves(watching[grant.contract_id])
        ).grouped("contract_id")

    def _get_watched_scope(self):
        """Return the Scope that credit must cover to be watched; None: all is.

        General credit where there ever was some: the rest only adds to it.
        """
        domain = [
            ("contract_id", "=", self.id),
            ("is_scoped", "=", False),
            ("kind", "!=", "overage"),
        ]
        grants = self.env["prepaid.grant"].sudo()
        return GENERAL if grants.search_count(domain, limit=1) else None


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _is_watched(self):
        """Tell whether its contract watches the grant. General credit always is."""
        return not self.is_scoped or self._serves(self.contract_id._get_watched_scope())

    def _serves(self, scope):
        """Tell whether the grant pays for all work of a Scope (None: it need not)."""
        return scope is None or self._get_scope().covers(scope)


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _moves_watched(self):
        """Tell whether the entry moves credit that its contract watches, or debt."""
        return not self.grant_id or self.grant_id._is_watched()

    def _get_use(self):
        """Return {contract: units of watched credit that work took by these}."""
        use = dict.fromkeys(self.contract_id, 0)
        for entry in self:
            if entry._is_use() and entry._moves_watched():
                use[entry.contract_id] -= to_units(entry.quantity)
        return use
