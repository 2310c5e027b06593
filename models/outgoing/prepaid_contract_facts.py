from odoo import api, models

from .events import get_level_event

LEVEL_EVENTS = ("contract.low", "contract.used_up")


class PrepaidContract(models.Model):
    """Levels that use brings, and credit that expires, are told to other programs."""

    _inherit = "prepaid.contract"

    def write(self, vals):
        if "used_level" in vals:
            self._note_levels()
        return super().write(vals)

    def _note_levels(self):
        Webhook = self.env["prepaid.webhook"]
        for contract in self:
            if any(Webhook._find_listeners(event, contract) for event in LEVEL_EVENTS):
                levels = Webhook._get_noted().levels
                levels.setdefault(contract.id, contract.used_level)

    @api.model
    def _get_level_facts(self, levels):
        """Return the facts of levels that got worse since ``levels`` were noted."""
        return [
            (event, contract, lambda _with_prices: {})
            for contract in self.browse(levels).exists()
            if (event := get_level_event(levels[contract.id], contract.used_level))
        ]

    def _tell_expiring(self, grants):
        """Override: each lot of credit is told as its client is told."""
        for grant in grants:
            grant.env["prepaid.webhook"]._note_fact(
                "grant.expiring", grant.contract_id, grant
            )
        return super()._tell_expiring(grants)


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _prepare_fact(self, with_prices):
        """Return what a message says of credit that expires (dict)."""
        contract = self.contract_id
        today = self.company_id._get_prepaid_today()
        return {
            "grant": {
                "id": self.id,
                "name": self.name,
                "remaining": contract._tell_quantity(self.remaining, with_prices),
                "date_expiry": self.date_expiry.isoformat(),
                "days_left": (self.date_expiry - today).days,
                "outcome": self.expiry_outcome,
            }
        }
