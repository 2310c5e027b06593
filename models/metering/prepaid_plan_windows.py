from zoneinfo import ZoneInfo

from odoo import api, fields, models

from .windows import Window, get_times


class PrepaidPlan(models.Model):
    """Rules by the clock: evenings, Sundays, public holidays."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"response_rule"}

    window_ids = fields.One2many(
        "prepaid.rate.window", "plan_id", "Rules by the Clock", copy=True
    )
    window_terms = fields.Json(
        compute="_compute_window_terms",
        store=True,
        help="The rules by the clock as they are frozen with work, and of which kinds.",
    )
    response_rule = fields.Selection(
        [
            ("highest", "The highest factor counts"),
            ("multiply", "The response multiplies the hours"),
        ],
        "Hours and Response",
        required=True,
        default="highest",
        help="What work costs that was promised in time and done at dear hours. Rules "
        "by the clock are never multiplied with each other.",
    )

    @api.depends(
        "window_ids.sequence",
        "window_ids.name",
        "window_ids.factor",
        "window_ids.days",
        "window_ids.hour_from",
        "window_ids.hour_to",
        "window_ids.usage_type_ids",
    )
    def _compute_window_terms(self):
        for plan in self:
            plan.window_terms = [
                [list(window._freeze()), window.usage_type_ids.ids]
                for window in plan.window_ids.sorted("sequence")
            ] or False

    def _prepare_clock_terms(self, usage_type):
        """Return what goes by the clock of the Terms of a usage type."""
        return {
            "windows": tuple(
                Window(*window)
                for window, usages in self.window_terms or []
                if not usages or usage_type.id in usages
            ),
            "is_highest": self.response_rule == "highest",
        }

    def _get_window_times(self, start, stop, windows, contract):
        """Return for each window its (start, stop) between two moments, naive UTC."""
        if not windows:
            return []
        company, holidays = contract.company_id, []
        name = contract.partner_id.tz or self.calendar_id.tz
        zone = ZoneInfo(name) if name else company._get_prepaid_zone()
        if any(window.days == "holiday" for window in windows):
            holidays = self._get_holidays(start, stop, company)
        return [get_times(window, start, stop, zone, holidays) for window in windows]

    def _get_holidays(self, start, stop, company):
        """Return the (start, stop) of the company's public holidays, naive UTC.

        Those of the plan's business hours, else of the company's working hours.
        """
        calendar = self.calendar_id or company.resource_calendar_id
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        found = leaves_sudo.search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [False, calendar.id]),
                ("company_id", "in", [False, company.id]),
                ("date_from", "<", stop),
                ("date_to", ">", start),
            ],
            ["date_from", "date_to"],
        )
        return [(leave.date_from, leave.date_to) for leave in found]
