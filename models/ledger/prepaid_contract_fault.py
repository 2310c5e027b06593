from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """What should run by itself and does not: the contract says why."""

    _inherit = "prepaid.contract"

    cron_faults = fields.Json(
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="What did not run the last time -> why.",
    )
    fault_text = fields.Text(compute="_compute_fault_text", groups=PRICE_GROUPS)

    @api.depends("cron_faults")
    def _compute_fault_text(self):
        """Missing addresses are told while they are missing, sent or not."""
        for contract in self:
            faults = contract.cron_faults or {}
            reasons = {faults[name] for name in faults if name != "address"}
            contract.fault_text = "\n".join(sorted(reasons))

    def _keep_fault(self, matter, reason):
        """Keep why something did not run, or False once it does.

        The chatter is told once, however often it fails for the same reason.
        """
        self.ensure_one()
        faults = self.cron_faults or {}
        if faults.get(matter, False) == (reason or False):
            return
        others = {name: told for name, told in faults.items() if name != matter}
        self.cron_faults = others | ({matter: reason} if reason else {})
        if reason:
            self.message_post(body=reason)
