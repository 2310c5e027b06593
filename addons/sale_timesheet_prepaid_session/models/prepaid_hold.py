from odoo import fields, models


class PrepaidHold(models.Model):
    _inherit = "prepaid.hold"

    session_id = fields.Many2one(
        "prepaid.session", index="btree_not_null", ondelete="restrict", readonly=True
    )
