from datetime import timedelta

from odoo import api, fields, models

from .signature import make_secret

# So long an old secret signs beside the new one: receivers change over meanwhile.
OVERLAP = timedelta(days=1)


class PrepaidWebhook(models.Model):
    """The secret that signs: shown once, read by nobody afterwards."""

    _inherit = "prepaid.webhook"

    secret = fields.Char(readonly=True, copy=False, groups=".")
    secret_before = fields.Char(readonly=True, copy=False, groups=".")
    date_secret_before = fields.Datetime(
        "Old Secret Valid until",
        readonly=True,
        copy=False,
        help="Until then messages are signed with the old secret as well.",
    )

    # === ACTION METHODS === #

    def action_renew_secret(self):
        """Make a new secret and show it; the old one is valid for another day."""
        self.ensure_one()
        self.check_access("write")
        return self._show_secret(self.sudo()._renew_secret())

    # === BUSINESS METHODS === #

    def _renew_secret(self):
        secret = make_secret()
        vals = {"secret": secret}
        if self.secret:
            until = fields.Datetime.now() + OVERLAP
            vals |= {"secret_before": self.secret, "date_secret_before": until}
            self.message_post(body=self.env._("The secret was renewed."))
        self.write(vals)
        return secret

    def _get_secrets(self):
        """Return the secrets (str) that sign now, the newest first."""
        self.ensure_one()
        is_before = self.date_secret_before and (
            self.date_secret_before > fields.Datetime.now()
        )
        return [self.secret, self.secret_before] if is_before else [self.secret]

    @api.model
    def _show_secret(self, secret):
        """Return the dialog that shows a secret. It is kept nowhere else to be read."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Secret of the Webhook"),
            "res_model": "prepaid.webhook.secret",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_secret": secret},
        }
