from bisect import bisect_left, bisect_right
from datetime import timedelta

from odoo import models

from .logged import Allowances, get_kept_terms, meter_logged
from .prepaid_plan_terms import make_clock, run_on
from .terms import meter_minutes


class OpenHours(dict):
    """The business hours of a plan by the clocks of clients, read once for all work."""

    def __init__(self, plan, works):
        super().__init__()
        self.plan = plan
        begun = [work.started_at for work in works if work.started_at]
        self.begun = begun and (
            min(begun) - timedelta(days=1),
            max(begun) + timedelta(days=1),
        )

    def get_clock(self, spans, minutes, contract):
        """Return what `_get_clock` of the plan returns."""
        if not spans or not minutes or not self.plan.calendar_id:
            return ()
        partner, company = contract.partner_id, contract.company_id
        spans = run_on(spans, minutes)
        start, stop = spans[0][0], spans[-1][1]
        if not (self.begun and self.begun[0] <= start and stop <= self.begun[1]):
            return self.plan._get_clock(spans, minutes, partner, company)
        key = (partner.tz, company)
        if key not in self:
            hours = self.plan._get_open_hours(*self.begun, partner, company)
            self[key] = hours, [h[0] for h in hours], [h[1] for h in hours]
        hours, openings, closings = self[key]
        near = slice(bisect_right(closings, start), bisect_left(openings, stop))
        return make_clock(spans, hours[near])


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

        def get_clock(work, work_terms):
            spans = meters.get(work.measured, nobody)._get_work_spans(work.started_at)
            minutes = work_terms.free + meter_minutes(work.worked, work_terms)
            return hours.get_clock(spans, minutes, contract)

        is_alike = contract._counts_like(self)
        facts = []
        for work in works:
            key = (work.usage, *self._get_promise(work))
            if key not in terms:
                terms[key] = self._get_terms_again(contract, *key)
            kept = get_kept_terms(work) if is_alike else None
            facts.append(meter_logged(work, kept or terms[key], allowances, get_clock))
        return facts

    @staticmethod
    def _get_promise(work):
        """Return the response that was agreed for a work, and whether it was late."""
        terms = work.terms or {}
        return terms.get("response_name", ""), bool(terms.get("is_late"))

    def _get_terms_again(self, contract, usage, promise, is_late):
        """Return today's Terms of a usage type, the response promised as it was.

        A commitment counts if the plan makes one of that name.
        """
        usage_type = self.env["prepaid.usage.type"].browse(usage or [])
        response = self._find_response(promise) if promise else None
        return self._get_terms(
            usage_type or self.usage_type_id,
            contract,
            contract._get_today(),
            response and (response, is_late),
        )

    def _find_response(self, name):
        """Return the plan's commitment of that name, in whatever language, or none."""
        responses = self._origin.response_ids
        langs = [code for code, _label in self.env["res.lang"].get_installed()]
        return responses.filtered(
            lambda response: (
                name in {response.with_context(lang=code).name for code in langs}
            )
        )[:1]
