from markupsafe import Markup

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

# What nobody paid for, or what was work already.
FREE_KINDS = ("goodwill", "overage")


class PrepaidGrant(models.Model):
    """Credit that must not expire, where the rules of the buyer's place say so."""

    _inherit = "prepaid.grant"

    def _is_barred(self):
        """Tell whether the grant must not expire, whatever its terms say."""
        self.ensure_one()
        return self.kind not in FREE_KINDS and self.contract_id._is_expiry_barred()

    def _keep_barred(self):
        """Let what must not expire stay valid, and return it. The contract tells why.

        Rules, buyers and decisions change after the sale: asked before each notice of
        an expiry, and before the expiry.
        """
        barred = self.filtered(lambda grant: grant.date_expiry and grant._is_barred())
        for contract, grants in barred.grouped("contract_id").items():
            names = ", ".join(grants.mapped("name"))
            grants.date_expiry = False
            contract.message_post(
                body=self.env._(
                    "%(credit)s does not expire: %(reason)s",
                    credit=names,
                    reason=Markup.escape(contract._get_bar_note()),
                )
            )
        return barred

    def write(self, vals):
        """Refuse an expiry by hand where credit must not expire."""
        if vals.get("date_expiry") and not self.env.su:
            for grant in self.sudo().filtered(lambda grant: grant._is_barred()):
                grant._raise_barred()
        return super().write(vals)

    def _raise_barred(self):
        """Say why the grant does not expire; a button opens the rule that says so."""
        contract = self.contract_id
        message = self.env._(
            "“%(grant)s” of the contract %(contract)s must not expire: %(reason)s "
            "Decide otherwise on the contract, under Rules of the Place.",
            grant=self.name,
            contract=contract.name,
            reason=contract._get_bar_reason(),
        )
        rule = contract._get_expiry_rule()
        if contract.expiry_reason or not rule:
            raise UserError(message)
        raise RedirectWarning(message, rule.action_open(), self.env._("Open the Rule"))
