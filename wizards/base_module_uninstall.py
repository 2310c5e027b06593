from odoo import api, fields, models
from odoo.exceptions import UserError


class BaseModuleUninstall(models.TransientModel):
    """What goes with an addon of ours, told before it is uninstalled."""

    _inherit = "base.module.uninstall"

    prepaid_losses = fields.Text(
        compute="_compute_prepaid_losses", export_string_translation=False
    )

    @api.depends("module_ids")
    def _compute_prepaid_losses(self):
        texts = [*self.sudo()._get_prepaid_refusals().items()]
        texts += self.sudo()._get_prepaid_losses().items()
        for wizard in self:
            going = wizard.module_ids and wizard._get_modules().mapped("name")
            told = [text for name, text in texts if text and name in going]
            wizard.prepaid_losses = "\n\n".join(told)

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
        texts = [text, self._tell_seal_keys()]
        return {"sale_timesheet_prepaid": count and "\n".join(filter(None, texts))}

    @api.model
    def _tell_seal_keys(self):
        """Return which public keys prove sealed statements after they are gone."""
        known = [("public_key", "!=", False)]
        keys = self.env["prepaid.seal.key"].search(known).mapped("public_key")
        return keys and self.env._(
            "The keys of the seals are deleted, and new ones are made later. Keep the "
            "public ones for whoever has a sealed statement: %(keys)s",
            keys=", ".join(keys),
        )

    @api.model
    def _get_prepaid_refusals(self):
        """Return {name of an addon: why it cannot go yet and what to do, or nothing}.

        Asked before an addon is uninstalled, and once more before its hook takes
        anything down; in sudo. Add what would be lost for a client or for the books,
        and what only your addon can end: money held on a card, for example.
        """
        return {}

    @api.model
    def _check_prepaid_refusals(self, names):
        """Refuse to uninstall addons of these names while something is under way."""
        refusals = self._get_prepaid_refusals()
        if told := [text for name, text in refusals.items() if text and name in names]:
            raise UserError("\n\n".join(told))


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Override of `base`: what would lose a client's money is refused by name."""
        result = super().button_uninstall()
        going = self.search([("state", "=", "to remove")]).mapped("name")
        self.env["base.module.uninstall"].sudo()._check_prepaid_refusals(going)
        return result
