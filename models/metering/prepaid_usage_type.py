from odoo import api, fields, models

from ..ledger.prepaid_entry import CHARGES
from .quick_log import get_phrases


class PrepaidUsageType(models.Model):
    _name = "prepaid.usage.type"
    _description = "Prepaid Usage Type"
    _inherit = ["prepaid.guarded", "prepaid.in.use"]
    _order = "sequence, id"

    _prepaid_user_fields = {
        "name",
        "words",
        "sequence",
        "icon",
        "color",
        "charge",
        "active",
    }

    name = fields.Char(required=True, translate=True)
    words = fields.Char(
        "Also Called",
        translate=True,
        help="Words and phrases between commas that mean this type where time is "
        "logged in one line, beside its name. Those of all languages count, whole, "
        "without accents and capitals. A word that two types have means neither.",
    )
    sequence = fields.Integer(default=10)
    icon = fields.Char(help="Font Awesome class, for example fa-phone.")
    color = fields.Integer()
    charge = fields.Selection(
        CHARGES,
        "Usually",
        required=True,
        default="billable",
        help="How lines of this type are charged unless they say otherwise: included "
        "work is shown to the client at zero.",
    )
    active = fields.Boolean(default=True)

    # === BUSINESS METHODS === #

    @api.model
    def _get_phrases(self):
        """Return what means a usage type in a line of text, see `get_phrases`."""
        usage_types = self.search([("active", "=", True)])
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        words = [
            (usage_type.id, usage_type.with_context(lang=language).words)
            for language in {"en_US", *languages}
            for usage_type in usage_types
        ]
        names = {usage_type.id: usage_type.name for usage_type in usage_types}
        return get_phrases(names, [(key, text) for key, text in words if text])
