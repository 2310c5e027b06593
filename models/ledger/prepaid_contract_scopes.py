from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from .scope import GENERAL, Scope

# Credit for some work that is used up is told for so long after it was given.
TOLD_DAYS = 365


class Left(NamedTuple):
    """What is left of the credit that pays for the same work.

    ``label`` says for which and ``text`` how much, both in words; ``quantity`` is in
    the plan's unit, ``date_expiry`` the day on which the first of it ends.
    """

    scope: Scope
    label: str
    text: str
    quantity: float
    date_expiry: date | None = None


class PrepaidContract(models.Model):
    """How much is left for which work, where credit does not pay for all of it."""

    _inherit = "prepaid.contract"

    scopes_text = fields.Char(
        "Left for",
        compute="_compute_scopes_text",
        compute_sudo=True,
        help="What is left for which work, where some credit does not pay for all.",
    )

    @api.depends("has_scope", "scoped", "balance", "held", "grant_ids.remaining")
    @api.depends_context("lang")
    def _compute_scopes_text(self):
        for contract in self:
            contract.scopes_text = contract._get_scopes_text()

    def _get_scopes(self):
        """Return [Left]: what is left for all work, then of each scope, in sudo.

        What is set aside is taken off credit for its work first; that and what is owed
        off what pays for all. Nothing where no credit was ever for some work only, and
        then it costs no query.
        """
        self.ensure_one()
        if not self.has_scope:
            return []
        units, expiry = {GENERAL: 0}, {}
        grants = self._get_told_grants()
        held = self._spread_held(grants.filtered("is_scoped"))
        for grant in grants:
            scope, left = grant._get_scope(), to_units(grant.remaining)
            units[scope] = units.get(scope, 0) + left - held.get(grant, 0)
            if grant.remaining and (day := grant.date_expiry):
                expiry[scope] = min(expiry.get(scope, day), day)
        rest = to_units(self.available) - to_units(self.scoped)
        units[GENERAL] = rest + sum(held.values())
        if len(units) == 1:
            return []
        return [
            self._describe_left(scope, to_quantity(left), expiry.get(scope))
            for scope, left in units.items()
        ]

    def _get_told_grants(self):
        """Return the grants with credit, and those for some work used up lately."""
        since = self._get_today() - timedelta(days=TOLD_DAYS)
        is_told = Domain("remaining", ">", 0) | (
            Domain("is_scoped", "=", True)
            & Domain("date", ">", since)
            & Domain("state", "=", "used")
        )
        domain = Domain("contract_id", "=", self.id) & is_told
        return self.env["prepaid.grant"].sudo().search(domain)

    def _describe_left(self, scope, quantity, date_expiry):
        label = self.env["prepaid.grant"]._tell_scope(scope)
        values = {"quantity": self._format_quantity(quantity), "work": label}
        if quantity:
            text = self.env._("%(quantity)s for %(work)s", **values)
        elif scope == GENERAL:
            text = self.env._("nothing for other work")
        else:
            text = self.env._("%(work)s: used up", **values)
        return Left(scope, label, text, quantity, date_expiry)

    def _get_scopes_text(self, separator=" · "):
        """Return what is left for which work in words, empty where nothing differs."""
        return separator.join(left.text for left in self._get_scopes())

    def _get_left_text(self):
        """Return what is left in words: “7 h”, or for which work how much."""
        return self._get_scopes_text() or self._format_quantity(self.available)

    def _get_watched_text(self):
        """Return the watched credit in words: “2 h”, where scopes differ with its work.

        Levels, notices and forecasts are of that.
        """
        quantity = self._format_quantity(self._get_watched())
        label = self._get_watched_label()
        if not label:
            return quantity
        return self.env._("%(quantity)s for %(work)s", quantity=quantity, work=label)

    def _get_watched_label(self):
        """Return for which work the watched credit is, empty where nothing differs."""
        scope = self.sudo()._get_watched_scope() if self.scoped else None
        return "" if scope is None else self.env["prepaid.grant"]._tell_scope(scope)
