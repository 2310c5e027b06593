from odoo import api, models


class PrepaidSeal(models.Model):
    """What people are told of the seals."""

    _inherit = "prepaid.seal"

    def action_verify(self):
        """Check every seal, as the rest of the ledger, whichever are selected."""
        self.check_access("read")
        contracts = self.env["prepaid.contract"]
        return contracts._get_check_notification(contracts._find_own_faults())

    @api.model
    def _tell_seals(self):
        """Return up to when the companies' ledgers are sealed, or an empty text."""
        newest = self.search([("company_id", "in", self.env.companies.ids)], limit=1)
        if not newest:
            return ""
        count = self.env["prepaid.seal.link"].search_count(
            [("seal_id.company_id", "in", self.env.companies.ids)]
        )
        return self.env._(
            "Sealed up to %(moment)s (UTC): %(count)s movements, last hash %(hash)s.",
            moment=newest.date,
            count=count,
            hash=newest.last_hash[:16],
        )


class PrepaidContract(models.Model):
    """The outcome of the check names the newest seal."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_check_notification(self, faults):
        """Override: what is in order says up to when it is sealed."""
        action = super()._get_check_notification(faults)
        if not faults and (seals := self.env["prepaid.seal"].sudo()._tell_seals()):
            action["params"]["message"] += f"\n{seals}"
        return action
