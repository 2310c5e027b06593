from odoo import api, models

from .prepaid_guarded import ADDONS


class MailActivityType(models.Model):
    """What this addon asks people to do is found again by its type: it stays."""

    _inherit = "mail.activity.type"

    @api.model
    def _get_model_info_by_xmlid(self):
        """Override of `mail`: ours are neither deleted nor given to other records.

        Who does not want to see one among the choices archives it.
        """
        names = self.env["ir.model.data"].sudo()
        names = names.search([("model", "=", self._name)])
        ours = names.filtered(lambda name: name.module.startswith(ADDONS))
        types = self.sudo().browse(ours.mapped("res_id")).exists()
        models_of = {each.id: each.res_model for each in types}
        return super()._get_model_info_by_xmlid() | {
            name.complete_name: {"res_model": models_of[name.res_id], "unlink": False}
            for name in ours
            if name.res_id in models_of
        }
