from collections import defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.fields import Domain

from .free_time import MINUTE, get_day_span, get_starts, subtract
from .prepaid_session import BLOCKING

# All that may be in the way of a talk starts no longer before it.
LONGEST = timedelta(days=1)
# What an address may name: the ends of the calendar cannot be reckoned with.
YEARS = range(2000, 3000)


class PrepaidSessionOffer(models.Model):
    """When the people of a talk page are free."""

    _inherit = "prepaid.session.offer"

    def _get_slots(self, minutes, start, stop, users=None, besides=None):
        """Return [(start, free users)] of talks of so many minutes, soonest first.

        They start from ``start`` until ``stop`` (naive UTC), within the page's notice
        and days ahead. What ``besides`` (sessions) take counts as free.
        Call it in sudo.
        """
        self.ensure_one()
        start, stop = self._clip(start, stop)
        users = self.user_ids & (self.user_ids if users is None else users)
        if start >= stop or not users:
            return []
        slots = defaultdict(self.env["res.users"].browse)
        until = stop + minutes * MINUTE
        work = self._get_work(users, start, until)
        events = self._get_events(users, start, until, besides)
        talks = self._get_talks(users, start, until, besides)
        for user in users:
            spans = subtract(work[user], events[user])
            lasts, step = (minutes, self.buffer_minutes), self.step_minutes
            zone = self._get_zone(user)
            for moment in get_starts(spans, talks[user], lasts, step, zone):
                if start <= moment < stop:
                    slots[moment] |= user
        return sorted(slots.items())

    def _get_free_users(self, start, minutes, besides=None):
        """Return who can be booked for that time, who has the fewest talks first."""
        slots = self._get_slots(minutes, start, start + MINUTE, besides=besides)
        free = dict(slots).get(start, self.env["res.users"])
        talks = self._get_talks(free, start - LONGEST, start + LONGEST)
        return free.sorted(lambda user: (len(talks[user]), user.id))

    def _get_callable_users(self, minutes):
        """Return who is on duty and free to talk from now on."""
        now = fields.Datetime.now()
        stop = now + minutes * MINUTE
        kept = stop + self.buffer_minutes * MINUTE
        users = self.user_ids & self.env["prepaid.duty"].sudo()._get_users()
        events, talks = (
            self._get_events(users, now, stop),
            self._get_talks(users, now, kept),
        )
        return users.filtered(lambda user: not events[user] and not talks[user])

    def _clip(self, start, stop):
        """Return the part of a time that the page offers today."""
        now, company = fields.Datetime.now(), self.company_id
        last = company._get_prepaid_today() + timedelta(days=self.days_ahead + 1)
        return (
            max(start, now + timedelta(hours=self.notice_hours)),
            min(stop, company._get_prepaid_day_start(last)),
        )

    def _get_zone(self, user):
        general = self.company_id.resource_calendar_id
        calendar = self._get_resource(user).calendar_id or general
        return ZoneInfo(calendar.tz or user.tz or "UTC")

    def _get_resource(self, user):
        """Return what has the user's working time in the page's company, or none."""
        resources = user.sudo().resource_ids.filtered("active")
        return resources.filtered(lambda r: r.company_id == self.company_id)[:1]

    # === WHAT IS THERE, AND WHAT TAKES IT === #

    def _get_work(self, users, start, stop):
        """Return {user: spans} of their working time, less leave.

        Who has no working time of their own works when the company does.
        """
        resources = {user: self._get_resource(user) for user in users}
        every = self.env["resource.resource"].sudo().union(*resources.values())
        general = self.company_id.resource_calendar_id
        bounds = start.replace(tzinfo=timezone.utc), stop.replace(tzinfo=timezone.utc)
        own, by_calendar = every._get_valid_work_intervals(*bounds, calendars=general)
        leaves = general._leave_intervals_batch(*bounds, resources=every)
        work = {}
        for user, resource in resources.items():
            if resource and not resource._is_flexible():
                work[user] = _to_spans(own[resource.id])
            else:
                away = _to_spans(leaves[resource.id])
                work[user] = subtract(_to_spans(by_calendar.get(general.id, ())), away)
        return work

    def _get_events(self, users, start, stop, besides=None):
        """Return {user: spans} of their meetings that they have not declined."""
        domain = Domain("partner_ids", "in", users.partner_id.ids)
        domain &= Domain("show_as", "=", "busy")
        domain &= Domain("start", "<", stop + LONGEST)
        domain &= Domain("stop", ">", start - LONGEST)
        if besides and "event_id" in besides._fields:
            domain &= Domain("id", "not in", besides.event_id.ids)
        spans = defaultdict(list)
        by_partner = {user.partner_id: user for user in users}
        for event in self.env["calendar.event"].sudo().search(domain):
            declined = event.attendee_ids.filtered(lambda a: a.state == "declined")
            for partner in event.partner_ids - declined.partner_id:
                if user := by_partner.get(partner):
                    span = self._get_event_span(event, user)
                    if span[0] < stop and start < span[1]:
                        spans[user].append(span)
        return spans

    def _get_event_span(self, event, user):
        """Return what an event takes of a person: whole days are days there."""
        if not event.allday:
            return event.start, event.stop
        zone = self._get_zone(user)
        first, _end = get_day_span(event.start_date, zone)
        _begin, last = get_day_span(event.stop_date, zone)
        return first, last

    def _get_talks(self, users, start, stop, besides=None):
        """Return {user: spans} of what other sessions block, with their pauses."""
        domain = Domain("user_id", "in", users.ids) & Domain("state", "in", BLOCKING)
        domain &= Domain("planned_start", "<", stop + LONGEST)
        domain &= Domain("blocked_until", ">", start)
        domain &= Domain("id", "not in", besides.ids if besides else ())
        spans = defaultdict(list)
        for talk in self.env["prepaid.session"].sudo().search(domain):
            spans[talk.user_id].append((talk.planned_start, talk.blocked_until))
        return spans


def _to_spans(intervals):
    return [
        tuple(
            moment.astimezone(timezone.utc).replace(tzinfo=None)
            for moment in (start, stop)
        )
        for start, stop, _records in intervals
    ]


def read_moment(text):
    """Return the moment (naive UTC) that an address names, or None."""
    try:
        moment = datetime.strptime(text or "", "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return moment if moment.year in YEARS else None
