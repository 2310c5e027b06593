from odoo import models


class ResPartner(models.Model):
    """By which numbers call records know a person."""

    _inherit = "res.partner"

    def _get_prepaid_numbers(self):
        """Override: numbers as they are dialled, and as files of calls write them."""
        calls_sudo = self.env["prepaid.call.record"].sudo()
        calls_sudo = calls_sudo.search([("partner_id", "in", self.ids)])
        return [
            *super()._get_prepaid_numbers(),
            self.phone_sanitized,
            *calls_sudo.mapped("number"),
            *calls_sudo.mapped("number_text"),
        ]
