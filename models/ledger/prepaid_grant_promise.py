from odoo import models


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _tell_outcome(self, outcome):
        """Return what becomes of credit that expires, in a client's words."""
        return {
            "forfeit": self.env._("what is left then is lost"),
            "keep": self.env._("what is left then stays yours, but cannot be used"),
            "carry": self.env._("what is left then goes over to your next pack"),
            "refund": self.env._("what is left then is paid back"),
        }[outcome or "forfeit"]


class PrepaidGrant(models.Model):
    """What clients read of what becomes of their credit."""

    _inherit = "prepaid.grant"

    def _get_client_outcome(self):
        """Return what becomes of the credit when it expires, in a client's words."""
        self.ensure_one()
        return self.plan_id._tell_outcome(self.expiry_outcome)

    def _get_client_owed(self):
        """Return what became of the part that expired and is owed, or nothing."""
        self.ensure_one()
        if not self.owed:
            return ""
        credit = self.contract_id._format_quantity(self.owed)
        return {
            "carry": self.env._("%(credit)s wait for your next pack", credit=credit),
            "refund": self.env._("%(credit)s are being paid back", credit=credit),
        }.get(
            self.expiry_outcome,
            self.env._("%(credit)s are kept for you", credit=credit),
        )
