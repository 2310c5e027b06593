from odoo import api, fields, models

from ..contract.race import start_again_if_second


class AccountAnalyticLine(models.Model):
    """A request of the quick log that is repeated logs nothing twice."""

    _inherit = "account.analytic.line"

    prepaid_request_key = fields.Char(
        readonly=True,
        copy=False,
        help="Of the request that logged this line, as its sender named it.",
    )

    _prepaid_request_unique = models.UniqueIndex(
        "(create_uid, prepaid_request_key) WHERE prepaid_request_key IS NOT NULL",
        "This work is logged already.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _find_quick_logged(self, key):
        """Return the line that the user's request of this key has made, or none."""
        if not key:
            return self.browse()
        domain = [("prepaid_request_key", "=", key), ("create_uid", "=", self.env.uid)]
        return self.sudo().search(domain, limit=1).with_env(self.env)

    def _note_quick_request(self, key):
        """Keep the key of the request that made the line."""
        if not key:
            return
        reason = self.env._("This work is being logged now.")
        with start_again_if_second(self.env, reason):
            self.sudo().prepaid_request_key = key
