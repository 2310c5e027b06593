from odoo import api, models

from ..hooks import ADDON


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: lines forget their ticket; the rules go."""
        counts = {
            "lines": self.env["account.analytic.line"].search_count(
                [("ticket_id", "!=", False)]
            ),
            "rules": self.env["prepaid.ticket.rule"].search_count([]),
        }
        text = self.env._(
            "%(lines)s timesheet lines forget their ticket of the helpdesk, and with "
            "it their customer where their project has none: they stay in their "
            "project, and what they drew stays drawn. Extra time that clients allowed "
            "for tickets ends. %(rules)s rules of helpdesk teams are deleted.",
            **counts,
        )
        return super()._get_prepaid_losses() | {ADDON: any(counts.values()) and text}
