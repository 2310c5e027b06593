from odoo import fields, models


class PrepaidSealLink(models.Model):
    """The hash of a sealed entry, under the id of the entry.

    No foreign key leads to the entry: that it is gone is what this tells.
    """

    _name = "prepaid.seal.link"
    _description = "Prepaid Seal Link"
    _inherit = "prepaid.guarded"
    _rec_name = "hash"
    _log_access = False

    _prepaid_user_fields = frozenset()

    seal_id = fields.Many2one("prepaid.seal", required=True, index=True)
    company_id = fields.Many2one(related="seal_id.company_id")
    hash = fields.Char(required=True)
