from odoo import fields, models


class PrepaidWebhookSecret(models.TransientModel):
    """Show a webhook's secret, once. Nothing of it is stored."""

    _name = "prepaid.webhook.secret"
    _description = "Secret of a Webhook"

    secret = fields.Char(store=False, readonly=True)
