from odoo import fields, models

from .access import MANAGER_GROUP


class PrepaidErasure(models.Model):
    """That a person's data was erased, when, by whom and why: without the name."""

    _name = "prepaid.erasure"
    _description = "Erasure of Personal Data"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _rec_name = "date"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    date = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True, string="Erased on"
    )
    user_id = fields.Many2one(
        "res.users", "Erased by", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    person = fields.Integer(
        "Person Number",
        required=True,
        readonly=True,
        aggregator=None,
        help="Identity of the contact, whatever it is called now, and once it is gone.",
    )
    reason = fields.Char(required=True, readonly=True)
    summary = fields.Text("What Was Erased", readonly=True)
    kept = fields.Text("What Is Kept", readonly=True, groups=MANAGER_GROUP)
