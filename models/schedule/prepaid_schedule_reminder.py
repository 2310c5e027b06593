from odoo import fields, models


class PrepaidScheduleReminder(models.Model):
    """A mail that told a client of what a schedule does soon. Each goes out once."""

    _name = "prepaid.schedule.reminder"
    _description = "Prepaid Schedule Reminder"
    _inherit = "prepaid.guarded"
    _order = "create_date desc, id desc"
    _rec_name = "kind"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    schedule_id = fields.Many2one(
        "prepaid.schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("renewal", "Renewal"),
            ("commitment", "End of the commitment"),
            ("price", "New prices"),
            ("price_soon", "New prices, again"),
            ("price_off", "New prices withdrawn"),
        ],
        "Told of",
        required=True,
        readonly=True,
    )
    date = fields.Date("For", required=True, readonly=True)
    lead_days = fields.Integer("Days Before", readonly=True)
    change_id = fields.Many2one(
        "prepaid.price.change", ondelete="cascade", readonly=True
    )

    _once = models.UniqueIndex(
        "(schedule_id, kind, date, lead_days, COALESCE(change_id, 0))",
        "The client was told of this already.",
    )
