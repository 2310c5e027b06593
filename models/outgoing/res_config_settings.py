from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .addresses import parse_networks
from .prepaid_webhook_send import NETWORKS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_webhook_networks = fields.Char(config_parameter=NETWORKS)

    @api.constrains("prepaid_webhook_networks")
    def _check_prepaid_webhook_networks(self):
        for settings in self:
            try:
                parse_networks(settings.prepaid_webhook_networks)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Webhooks: %(reason)s. Name networks like 192.168.1.0/24, "
                        "apart by commas.",
                        reason=error,
                    )
                ) from error
