from odoo import fields, models

from ..ledger.prepaid_entry import CHARGES


class PrepaidUsageType(models.Model):
    _name = "prepaid.usage.type"
    _description = "Prepaid Usage Type"
    _inherit = ["prepaid.guarded", "prepaid.in.use"]
    _order = "sequence, id"

    _prepaid_user_fields = {"name", "sequence", "icon", "color", "charge", "active"}

    name = fields.Char(required=True, translate=True)
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
