from odoo import models

from ...metering import MINUTES_PER_HOUR


class PrepaidPlan(models.Model):
    """What else a buyer should know of a plan: hours, promises, how far debt goes."""

    _inherit = "prepaid.plan"

    def _get_public_rates(self, contract=None):
        """Add what changes the price of work, or lets it go on, to what work costs.

        Pages of the shop and the agreements that clients sign show these rows alike.
        """
        return super()._get_public_rates(contract) + self._get_public_conditions(
            contract
        )

    def _get_public_conditions(self, contract=None):
        """Return rows like those of `_get_public_rates`; none for what is not agreed.

        Called in sudo, in the reader's language. Override it to add conditions; it must
        tell nothing that a visitor may not know.
        """
        self.ensure_one()
        hours = self.calendar_id and self._get_public_hours(contract)
        windows = [window._get_text() for window in self.window_ids]
        rows = [
            (self.env._("Business hours"), "fa-clock-o", hours),
            (self.env._("By the clock"), "fa-moon-o", windows),
            *(
                (tier.name, "fa-star-o", [*map(_capitalise, tier._get_plan_terms())])
                for tier in (self.tier_ids if self.has_tiers else ())
            ),
            *(
                (_capitalise(response.name), "fa-bolt", response._get_public_terms())
                for response in self.response_ids
            ),
        ]
        return [
            {"names": [name], "icon": icon, "terms": terms}
            for name, icon, terms in rows
            if terms
        ] + self._get_public_limits()

    def _get_public_limits(self):
        """Return rows of what happens without credit: ``is_beyond`` tells them apart.

        Override it to add some, as for `_get_public_conditions`.
        """
        debt = self._get_public_debt()
        name = self.env._("When credit runs out")
        row = {"names": [name], "icon": "fa-exchange", "terms": [debt]}
        return [row | {"is_beyond": True}] if debt else []

    def _get_public_hours(self, contract=None):
        """Return the days and hours, and whose clock they are of."""
        calendar = self.calendar_id
        if calendar.two_weeks_calendar or calendar.duration_based:
            return [calendar.name]
        zone = (contract and contract.partner_id.tz) or calendar.tz
        return [
            *calendar._get_prepaid_hours(),
            self.env._("Time of %(zone)s, without public holidays", zone=zone),
        ]

    def _get_public_debt(self):
        """Return how far work goes on beyond the credit, or nothing without a limit."""
        if self.overdraft_policy != "allow":
            return ""
        if self.overdraft_limit:
            return self.env._(
                "Urgent work goes on, up to %(quantity)s beyond the credit",
                quantity=self._format_quantity(self.overdraft_limit),
            )
        if self.overdraft_stop_percent:
            return self.env._(
                "Urgent work goes on, up to %(percent)s%% of the last pack",
                percent=self.overdraft_stop_percent - 100,
            )
        return ""


class PrepaidResponse(models.Model):
    _inherit = "prepaid.response"

    def _get_public_terms(self):
        """Return what the promise costs, and which hours count."""
        factor = self.plan_id._format_number(self.factor)
        terms = [
            self.env._(
                "On request: work counts × %(factor)s, unless we answer late",
                factor=factor,
            )
            if self.factor != 1
            else self.env._("On request, at no extra cost")
        ]
        if self.is_business_hours and self.plan_id.calendar_id:
            terms.append(self.env._("Business hours count"))
        return terms


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_prepaid_hours(self):
        """Return the open hours for people: “Monday to Friday: 9:00–17:00”."""
        names = dict(
            self.attendance_ids._fields["dayofweek"]._description_selection(self.env)
        )
        texts = []
        for days, hours in _merge_days((day, self._get_spans(day)) for day in names):
            values = {
                "first": names[days[0]],
                "last": names[days[-1]],
                "hours": ", ".join(hours),
            }
            texts.append(
                self.env._("%(first)s: %(hours)s", **values)
                if len(days) == 1
                else self.env._("%(first)s to %(last)s: %(hours)s", **values)
            )
        return texts

    def _get_spans(self, day):
        lines = self.attendance_ids.filtered(
            lambda line: (
                line.dayofweek == day
                and line.day_period != "lunch"
                and not line.display_type
            )
        )
        return [
            f"{_format_hour(line.hour_from)}–{_format_hour(line.hour_to)}"
            for line in lines.sorted("hour_from")
        ]


def _capitalise(text):
    return text[:1].upper() + text[1:]


def _merge_days(spans):
    """Return [(days, hours)] of (day, hours), equal days in a row at once."""
    merged, before = [], None
    for day, hours in spans:
        if hours and hours == before:
            merged[-1][0].append(day)
        elif hours:
            merged.append(([day], hours))
        before = hours
    return merged


def _format_hour(hour):
    """Return an hour (float) as a clock shows it: 8.5 is 8:30."""
    hours, minutes = divmod(round(hour * MINUTES_PER_HOUR), MINUTES_PER_HOUR)
    return f"{hours}:{minutes:02}"
