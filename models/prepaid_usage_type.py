from odoo import fields, models


class PrepaidUsageType(models.Model):
    _name = "prepaid.usage.type"
    _description = "Prepaid Usage Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(help="Font Awesome class, for example fa-phone.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
