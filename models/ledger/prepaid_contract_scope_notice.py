from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import to_units
from .alert import LEVELS
from .prepaid_contract_scopes import Left
from .scope import GENERAL

# Credit for some work is low at this part of what was given last.
LOW_PART = 5


class PrepaidContract(models.Model):
    """Who is told that credit for some work alone runs low, or is used up.

    Of the credit that the contract watches its levels tell. Draws only note that there
    is something to look at; what it means the cron sees. A mistake that is mended
    meanwhile was never made.
    """

    _inherit = "prepaid.contract"

    _prepaid_user_fields = frozenset()

    scope_notice_due = fields.Boolean(readonly=True, copy=False)
    told_scopes = fields.Json(
        readonly=True,
        copy=False,
        help="What the credit is for -> the level that people were told of it.",
    )

    _scope_notice_due_idx = models.Index("(id) WHERE scope_notice_due")

    # === WHAT IS TO BE LOOKED AT === #

    def _note_scope_use(self):
        """Let the cron look at credit for some work that was used, or given back."""
        fresh = self.filtered(lambda contract: not contract.scope_notice_due)
        if fresh:
            fresh.scope_notice_due = True
            self._wake_crons()

    def _forget_told_scope(self, scope):
        """Let the next crossing of credit that was added to be news."""
        told = dict(self.told_scopes or {})
        if told.pop(scope.get_key(), None):
            self.told_scopes = told or False
            if not told:
                self._note_answered("scope", self.env._("New credit came."))

    # === TELLING === #

    @api.model
    def _get_notice_domains(self):
        due = Domain("scope_notice_due", "=", True)
        return super()._get_notice_domains() | {"scope": due}

    def _notify_scope(self):
        """Tell the client's contacts by mail, and the account manager by activity."""
        for contract in self:
            if news := contract._follow_scopes():
                contract._tell_scopes_low(news)

    def _follow_scopes(self):
        """Note how credit for some work stands; return [(Left, level)] of the news."""
        told, known, news = self.told_scopes or {}, {}, []
        for left, level in self._get_scope_levels():
            key = left.scope.get_key()
            before = told.get(key, LEVELS[0])
            if LEVELS.index(level) > LEVELS.index(before):
                news.append((left, level))
            if level != LEVELS[0]:
                known[key] = level
        self.write({"told_scopes": known or False, "scope_notice_due": False})
        if told and not known:
            self._note_answered("scope", self.env._("The credit is fine again."))
        return news

    def _tell_scopes_low(self, news):
        """Tell people of [(Left, level)]."""
        keys = [left.scope.get_key() for left, _level in news]
        told = self.with_context(prepaid_scopes=keys)
        told._post_notice("prepaid_contract_mail_template_scope")
        if self.user_id:
            texts = " · ".join(left.text for left, _level in news)
            summary = self.env._(
                "%(contract)s: %(credit)s", contract=self.name, credit=texts
            )
            self._ask_to_act("scope", self.user_id, summary)

    def _get_scope_news(self) -> list[Left]:
        """Return what the notice tells of, in the reader's words.

        A preview tells of all credit for some work.
        """
        keys = self.env.context.get("prepaid_scopes")
        return [
            left
            for left in self.sudo()._get_scopes()
            if left.scope != GENERAL and (not keys or left.scope.get_key() in keys)
        ]

    def _get_general_text(self):
        """Return what is left for all other work in words, or nothing."""
        scopes = self.sudo()._get_scopes()
        general = next((left for left in scopes if left.scope == GENERAL), None)
        return general.text if general and general.quantity > 0 else ""

    # === LEVELS === #

    def _get_scope_levels(self):
        """Return [(Left, level)] of the credit for some work that is not watched."""
        watched = self.sudo()._get_watched_scope() if self.has_scope else None
        if watched is None:
            return []
        lasts = self._get_last_units()
        return [
            (left, _get_level(to_units(left.quantity), lasts[left.scope]))
            for left in self._get_scopes()
            if left.scope != GENERAL and not left.scope.covers(watched)
        ]

    def _get_last_units(self):
        """Return {Scope: units of the last grant for it}, of what is told."""
        lasts = defaultdict(int)
        for grant in self._get_told_grants().sorted(lambda g: (g.date, g.id)):
            lasts[grant._get_scope()] = to_units(grant.quantity)
        return lasts


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _update_figures(self):
        """Override: credit for some work is looked at where work moved it."""
        result = super()._update_figures()
        scoped = self.filtered("grant_id.is_scoped")
        if not scoped:
            return result
        for entry in scoped.filtered(lambda entry: entry._is_scope_credit()):
            entry.contract_id._forget_told_scope(entry.grant_id._get_scope())
        used = scoped.filtered(lambda entry: entry._is_use())
        used.contract_id._note_scope_use()
        return result

    def _is_scope_credit(self):
        """Tell whether it is new credit, or back from expiry."""
        return self.kind in ("grant", "transfer", "expire") and self.quantity > 0


def _get_level(units, last):
    if units <= 0:
        return "used_up"
    return "low" if units * LOW_PART <= last else LEVELS[0]
