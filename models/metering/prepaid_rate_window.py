from odoo import fields, models

from ...metering import RATE_DIGITS
from .windows import Window, format_hours


class PrepaidRateWindow(models.Model):
    """A factor that holds at certain hours of certain days."""

    _name = "prepaid.rate.window"
    _description = "Prepaid Rule by the Clock"
    _inherit = "prepaid.guarded"
    _order = "plan_id, sequence, id"

    _prepaid_user_fields = {
        "plan_id",
        "sequence",
        "name",
        "days",
        "hour_from",
        "hour_to",
        "factor",
        "usage_type_ids",
    }

    plan_id = fields.Many2one(
        "prepaid.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True, help="As the client reads it, for example: evenings."
    )
    days = fields.Selection(
        [
            ("all", "Every day"),
            ("week", "Monday to Friday"),
            ("weekend", "Saturday and Sunday"),
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
            ("holiday", "Public holidays"),
        ],
        required=True,
        default="all",
        help="The day on which it begins, by the client's clock. Public holidays are "
        "those of the business hours, else of the company's working hours.",
    )
    hour_from = fields.Float("From")
    hour_to = fields.Float(
        "To",
        default=24.0,
        help="What ends no later than it begins goes on into the next day: 22:00 to "
        "06:00.",
    )
    factor = fields.Float(
        digits=RATE_DIGITS,
        default=1.5,
        help="Times the rate. Where several rules hold, the highest counts.",
    )
    usage_type_ids = fields.Many2many(
        "prepaid.usage.type",
        string="Only for",
        ondelete="restrict",
        help="Kinds of work for which it holds. Empty: for all.",
    )

    _check_factor = models.Constraint(
        "CHECK (factor >= 0)", "The factor of a rule must not be negative."
    )
    _check_hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "A rule by the clock lies between 00:00 and 24:00.",
    )

    def _freeze(self):
        """Return the Window that is frozen with the terms of work."""
        self.ensure_one()
        return Window(self.factor, self.name, self.days, self.hour_from, self.hour_to)

    def _get_text(self):
        """Return the rule for people: “× 1.5 evenings: Every day, 18:00–22:00”."""
        days = dict(self._fields["days"]._description_selection(self.env))[self.days]
        names = ", ".join(self.usage_type_ids.mapped("name"))
        only = [self.env._("only %(work)s", work=names)] if names else []
        return self.env._(
            "× %(factor)s %(name)s: %(when)s",
            factor=self.plan_id._format_number(self.factor),
            name=self.name,
            when=", ".join([days, *format_hours(self._freeze()), *only]),
        )
