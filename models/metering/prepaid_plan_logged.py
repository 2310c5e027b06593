from bisect import bisect_left, bisect_right
from datetime import timedelta

from odoo import models

from .clock import make_clock, run_on
from .logged import Allowances, get_kept_terms, meter_logged
from .terms import meter_more


class Near:
    """Intervals of which those around a work are found at once."""

    def __init__(self, intervals):
        self.intervals = intervals
        self.starts = [start for start, _stop in intervals]
        self.stops = [stop for _start, stop in intervals]

    def cut(self, start, stop):
        """Return the intervals that a stretch of work may touch."""
        near = slice(bisect_right(self.stops, start), bisect_left(self.starts, stop))
        return self.intervals[near]


class OpenHours(dict):
    """What goes by the clock of a plan, by clients' clocks, read once for all work."""

    def __init__(self, plan, works):
        super().__init__()
        self.plan = plan
        begun = [work.started_at for work in works if work.started_at]
        self.begun = begun and (
            min(begun) - timedelta(days=1),
            max(begun) + timedelta(days=1),
        )

    def get_clock(self, spans, minutes, terms, contract):
        """Return what `_get_clock` of the plan returns."""
        has_hours = self.plan.calendar_id or terms.windows
        if not spans or not minutes or not has_hours:
            return ()
        spans = run_on(spans, minutes)
        start, stop = spans[0][0], spans[-1][1]
        if not (self.begun and self.begun[0] <= start and stop <= self.begun[1]):
            return self.plan._get_clock(spans, minutes, terms, contract)
        key = (contract.partner_id.tz, contract.company_id, terms.windows)
        if key not in self:
            plan = self.plan
            inside = plan._get_open_hours(*self.begun, contract)
            times = plan._get_window_times(*self.begun, terms.windows, contract)
            self[key] = inside and Near(inside), [Near(each) for each in times]
        inside, times = self[key]
        return make_clock(
            spans,
            inside and inside.cut(start, stop),
            [near.cut(start, stop) for near in times],
        )


class PrepaidPlan(models.Model):
    """What work that was logged would draw under this plan."""

    _inherit = "prepaid.plan"

    def _meter_logged(self, contract, works, hours=None):
        """Return the facts of each Logged work of a contract under this plan.

        Terms are those of today, for the client of the contract; what was agreed on a
        ticket (charge, response, the number of exchanges) stays. ``works`` are in the
        order in which they were made, from the first day of a month on: that decides
        which exchanges the month includes. Also for plans that are not saved. Nothing
        is written. Raise a UserError where the plan has no price for the work.
        """
        self.ensure_one()
        hours = OpenHours(self, works) if hours is None else hours
        meters = self.env["prepaid.meter"].browse(
            dict.fromkeys(work.measured for work in works if work.measured)
        )
        meters = {meter.id: meter for meter in meters}
        nobody, allowances, terms = self.env["prepaid.meter"], Allowances(), {}

        def get_clock(work, work_terms, before):
            spans = meters.get(work.measured, nobody)._get_work_spans(work.started_at)
            minutes = work_terms.free + meter_more(work.worked, work_terms, before)
            return hours.get_clock(spans, minutes, work_terms, contract)

        is_alike = contract._counts_like(self)
        facts = []
        for work in works:
            key = (work.usage, self._get_agreed(work))
            if key not in terms:
                terms[key] = self._get_terms_again(contract, *key)
            kept = get_kept_terms(work) if is_alike else None
            facts.append(meter_logged(work, kept or terms[key], allowances, get_clock))
        return facts

    @staticmethod
    def _get_agreed(work):
        """Return the response that was agreed, whether it was late, and the zone."""
        terms = work.terms or {}
        is_late = bool(terms.get("is_late"))
        return terms.get("response_name", ""), is_late, terms.get("zone", "")

    def _get_terms_again(self, contract, usage, agreed):
        """Return today's Terms of a usage type, the response promised as it was.

        A commitment, and a zone, count if the plan has one of that name.
        """
        promise, is_late, zone = agreed
        usage_type = self.env["prepaid.usage.type"].browse(usage or [])
        usage_type = usage_type or self.usage_type_id
        response = self._find_response(promise) if promise else None
        terms = self._get_terms(
            usage_type,
            contract,
            contract._get_today(),
            response and (response, is_late),
        )
        return self._add_flat(terms, usage_type, lambda _id, name: name == zone)

    def _find_response(self, name):
        """Return the plan's commitment of that name, in whatever language, or none."""
        responses = self._origin.response_ids
        langs = [code for code, _label in self.env["res.lang"].get_installed()]
        return responses.filtered(
            lambda response: (
                name in {response.with_context(lang=code).name for code in langs}
            )
        )[:1]
