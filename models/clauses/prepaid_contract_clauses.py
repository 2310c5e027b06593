import json

from odoo import models

from .clause import Deal, find_differences
from .prepaid_plan_clauses import MARK


class PrepaidContract(models.Model):
    """The clauses of an agreement on the day it is sent, and what became of them."""

    _inherit = "prepaid.contract"

    def _render_clauses(self, first=1):
        """Return the clauses of this contract's agreement as HTML, from a number on."""
        contract_sudo = self.sudo()
        deal = contract_sudo._get_deal()
        plan_sudo = contract_sudo.plan_id
        return plan_sudo._render_clauses("agreement", deal, contract_sudo, first)

    def _render_agreement(self):
        """Override: a template that does not place the clauses gets them at its end."""
        body = super()._render_agreement()
        if MARK in body:
            return body
        return body + self._with_client_lang()._render_clauses()

    def _keep_terms(self):
        """Return what the clauses are made of, as plain data."""
        contract_sudo = self.sudo()
        deal = contract_sudo._get_deal()._asdict()
        plan = contract_sudo.plan_id._keep(contract_sudo)
        return json.loads(json.dumps({"plan": plan, "deal": deal}))

    def _find_differences(self, terms):
        """Return the Differences between kept terms and the present ones.

        In the reader's language: both are told anew.
        """
        signed, now = self._get_both_terms(terms)
        if signed == now:
            return []
        return find_differences(self._tell_terms(signed), self._tell_terms(now))

    def _get_both_terms(self, terms):
        """Return kept terms and the present ones.

        What an older version did not keep is taken to be as it is now.
        """
        now = self._keep_terms()
        return {part: now[part] | terms[part] for part in now}, now

    def _tell_terms(self, terms):
        plan = self.plan_id._recall(terms["plan"])
        deal = Deal.unpack(terms["deal"])
        return plan._get_clauses("agreement", deal, self.sudo())
