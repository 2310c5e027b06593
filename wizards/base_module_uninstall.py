from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """What goes with an addon of ours, told before it is uninstalled."""

    _inherit = "base.module.uninstall"

    prepaid_losses = fields.Text(
        compute="_compute_prepaid_losses", export_string_translation=False
    )

    @api.depends("module_ids")
    def _compute_prepaid_losses(self):
        for wizard in self:
            going = wizard.module_ids and wizard._get_modules().mapped("name")
            losses = self.sudo()._get_prepaid_losses()
            told = [text for name, text in losses.items() if text and name in going]
            wizard.prepaid_losses = "\n".join(told)

    @api.model
    def _get_prepaid_losses(self):
        """Return {name of an addon: what goes with it, in words, or nothing}.

        Asked before an addon is uninstalled, in sudo. Add what goes with yours.
        """
        contracts = self.env["prepaid.contract"].with_context(active_test=False)
        count = contracts.search_count([])
        text = self.env._(
            "%(count)s contracts with all their credit and movements are deleted. "
            "Timesheets and posted entries stay; what is still deferred stays on its "
            "account.",
            count=count,
        )
        return {"sale_timesheet_prepaid": count and text}
