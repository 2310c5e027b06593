from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_many
from ...metering import QUANTITY_DIGITS, to_quantity
from ..contract.access import PRICE_GROUPS
from .forecast import forecast, get_pace_percent

STATES = [
    ("told", "Known"),
    ("gathering", "Gathering"),
    ("idle", "Not Used"),
    ("gone", "No Credit"),
]
# How long credit lasts, for lists and dashboards.
WITHIN = [
    ("gone", "Used up"),
    ("week", "Up to 7 Days"),
    ("fortnight", "8 to 14 Days"),
    ("month", "15 to 30 Days"),
    ("quarter", "31 to 90 Days"),
    ("later", "Longer"),
    ("untold", "Not Told"),
]
WITHIN_DAYS = {7: "week", 14: "fortnight", 30: "month", 90: "quarter"}
# A client of whom credit is gone so soon is called now.
SOON_DAYS = 14
# Of credit that is used so much faster than its time goes by, earlier: a yearly pack
# that lasts a few months is no alarm yet.
FAST_PERCENT, FAST_DAYS = 110, 30
STORED = {"compute": "_compute_forecast", "store": True, "compute_sudo": True}


class PrepaidContract(models.Model):
    """When a contract's credit is gone if use goes on, kept day by day for lists."""

    _inherit = "prepaid.contract"

    forecast_state = fields.Selection(
        STATES,
        "Forecast",
        **STORED,
        help="Whether a day is told. Gathering: until the first work is 14 days old "
        "and there are two days of work. Not used: no work for 90 days.",
    )
    date_run_out = fields.Date(
        "Runs out",
        **STORED,
        help="The day on which what is available is gone at the client's pace, recent "
        "work first, or has expired before it is used.",
    )
    date_run_out_soonest = fields.Date("Runs out, Soonest", **STORED)
    date_run_out_latest = fields.Date(
        "Runs out, Latest",
        **STORED,
        help="Four times in five it is between the two. Empty: beyond ten years.",
    )
    run_out_within = fields.Selection(
        WITHIN,
        "Lasts",
        **STORED,
        help="How many days are left until the credit is gone.",
    )
    daily_use = fields.Float(
        "Use a Day",
        digits=QUANTITY_DIGITS,
        **STORED,
        groups=PRICE_GROUPS,
        help="What is used on a day of the week on average, in the plan's unit.",
    )
    pace_percent = fields.Integer(
        "Pace (%)",
        **STORED,
        help="Used part of the credit that expires, by the part of its time that is "
        "over. Above 100 it does not last.",
    )
    is_used_fast = fields.Boolean(
        "Used Fast",
        **STORED,
        help="At this pace credit is gone within 14 days; within 30 if it should last "
        "longer.",
    )
    forecast_date = fields.Date("Forecast of", **STORED)
    forecast_due = fields.Boolean(**STORED, help="Credit moved since the forecast.")

    # Used by lists and by the cron.
    _date_run_out_idx = models.Index("(date_run_out) WHERE date_run_out IS NOT NULL")
    _forecast_date_idx = models.Index("(forecast_date)")
    _forecast_due_idx = models.Index("(id) WHERE forecast_due")

    # === COMPUTE METHODS === #

    @api.depends()
    def _compute_forecast(self):
        """By the cron, and when credit is granted: not with every minute of work."""
        figures = self._origin._get_forecasts()
        for contract in self:
            told, pace = figures.get(contract._origin, (None, 0))
            today = contract._get_today()
            contract.forecast_state = told.state if told else "gathering"
            contract.date_run_out = told and told.day
            contract.date_run_out_soonest = told and told.soonest
            contract.date_run_out_latest = told and told.latest
            contract.run_out_within = told and get_within(told, today) or "untold"
            contract.daily_use = to_quantity(told.daily) if told else 0
            contract.pace_percent = pace
            contract.is_used_fast = bool(
                told and told.day and is_used_fast(told, pace, today)
            )
            contract.forecast_date = today
            contract.forecast_due = False

    # === CRON === #

    @api.model
    def _get_forecast_domain(self):
        """Return the contracts whose forecast is not of today, or has to be renewed."""
        days = self.env["res.company"]._get_prepaid_days()
        is_old = Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("forecast_date", "not in", [today])
            for today, companies in days.items()
        )
        is_live = Domain("state", "!=", "closed") | Domain("date_run_out", "!=", False)
        return Domain("forecast_due", "=", True) | (is_old & is_live)

    @api.model
    def _cron_forecast(self):
        """Foretell again when each contract runs out: every day, and as credit moves.

        Each hour, so that lists are up to date and work costs nothing more.
        """
        domain = self._get_forecast_domain()
        run_many(
            self.search(domain, order="id"),
            methodcaller("_foretell"),
            domain,
            self._tell_forecast,
        )
        self.env["prepaid.forecast"]._keep_months()

    @api.model
    def _tell_forecast(self, contract, reason):
        contract._keep_fault(
            "forecast",
            reason
            and self.env._(
                "It cannot be foretold when the credit runs out: %(reason)s",
                reason=reason,
            ),
        )

    def _foretell(self):
        self._update_forecast()
        self.flush_recordset(["forecast_date"])

    def _update_forecast(self):
        """Foretell again before anybody looks, with the figures as they are then."""
        for field in self.pool.field_computed[self._fields["forecast_date"]]:
            self.env.add_to_compute(field, self)

    # === BUSINESS METHODS === #

    def _get_forecasts(self):
        """Return {contract: (Forecast, pace in percent)} as of now."""
        if not self:
            return {}
        unwatched = self._get_unwatched_ids()
        use, (lots, expiring) = self._read_use(unwatched), self._read_credit(unwatched)
        result = {}
        for contract in self:
            today = contract._get_today()
            told = forecast(
                use[contract.id],
                lots[contract.id],
                today,
                contract._get_taken_units(),
            )
            pace = get_pace_percent(expiring[contract.id], today)
            result[contract] = (told, pace)
        return result

    def _get_forecast(self):
        """Return the forecast of this contract as of now (Forecast)."""
        self.ensure_one()
        return self._get_forecasts()[self][0]

    def _get_use_in(self, days, told=None):
        """Return the quantity that is used in so many days at the client's pace."""
        told = told or self._get_forecast()
        return to_quantity(round(told.daily * days))


def is_used_fast(told, pace, today):
    """Tell whether credit is gone too soon: by its pace, or because it is near."""
    is_fast = pace >= FAST_PERCENT and told.is_early
    return told.day <= today + timedelta(days=FAST_DAYS if is_fast else SOON_DAYS)


def get_within(told, today):
    """Return within how many days credit is gone (a key of WITHIN)."""
    if told.state != "told":
        return "gone" if told.state == "gone" else "untold"
    for days, name in WITHIN_DAYS.items():
        if told.day and told.day <= today + timedelta(days=days):
            return name
    return "later"
