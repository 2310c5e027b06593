from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..contract.race import take_turn
from . import spans as days
from .periods import ONE_DAY

KINDS = [
    ("options", "Change what is sold"),
    ("interval", "Bill by another period"),
    ("pause", "Pause"),
    ("resume", "Resume"),
    ("stop", "Stop"),
    ("revive", "Go on after all"),
]


class Change(NamedTuple):
    """What is to be different from ``day`` on, and why.

    ``wanted`` is what is sold from that day, ``interval`` the months of a bill (None:
    as now), ``gives_back`` whether days that were paid and are not used any more are
    settled by the plan's policy, or given up.
    """

    kind: str
    day: object
    wanted: tuple = ()
    interval: int | None = None
    gives_back: bool = True
    reason: str = ""


class PrepaidSchedule(models.Model):
    """Changes at any day: the same days are counted, and the difference is billed."""

    _inherit = "prepaid.schedule"

    paused_wanted = fields.Json(
        readonly=True, copy=False, help="What was sold when it was paused."
    )

    # === WHAT A CHANGE MEANS === #

    def _get_term(self, day=None):
        """Return the last day of what a client who stops today must take.

        The end of the period that is billed; with notice, of the one whose end is far
        enough. ``day`` is when the client said so, where that was before today.
        """
        self.ensure_one()
        last = (self.next_date or self.date_start) - ONE_DAY
        today, grid = day or self._get_today(), self._get_grid()
        if day:
            last = min(last, grid.find(day).last)
        while not self._is_far_enough(last, today):
            last = grid.get_horizon(last + ONE_DAY + ONE_DAY, grid.months)
        return last

    def _is_far_enough(self, last, today):
        """Tell whether a client who stops today may stop at the end of that day."""
        return (last - today).days >= self.notice_days

    def _check_change(self, change):
        """Refuse changes that the schedule cannot make, and say what can be done."""
        allowed = {
            "draft": (),
            "running": ("options", "interval", "pause", "stop", "revive"),
            "paused": ("resume", "stop"),
            "ended": ("revive",),
        }
        if change.kind not in allowed[self.state]:
            state = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(schedule)s is “%(state)s” and cannot be changed so.",
                    schedule=self.display_name,
                    state=state[self.state],
                )
            )
        if change.kind == "revive" and self.state == "running" and not self.date_end:
            raise UserError(
                self.env._("%(schedule)s does not end.", schedule=self.display_name)
            )
        first = self._get_first_changeable()
        if change.day < first:
            raise UserError(
                self.env._(
                    "Changes of %(schedule)s are possible from %(date)s on: what was "
                    "before is done.",
                    schedule=self.display_name,
                    date=format_date(self.env, first),
                )
            )
        if self._is_too_late(change):
            raise UserError(
                self.env._(
                    "Choose %(date)s or a day before: what comes later is billed by "
                    "then.",
                    date=format_date(self.env, self.next_date),
                )
            )
        if change.kind in ("options", "interval", "resume") and not change.wanted:
            raise UserError(self.env._("Say what is sold from then on, or stop it."))

    def _get_first_changeable(self):
        """Return the first day that a change may touch: in the latest period billed."""
        today = self._get_today()
        if not self.next_date:
            return self.date_start
        period = self._get_grid().find(min(self.next_date - ONE_DAY, today))
        return max(period.first, self.date_start)

    def _is_too_late(self, change):
        """Tell whether more is to be billed before the change, so that it must wait."""
        is_term = change.kind in ("stop", "revive", "resume")
        return not is_term and change.day > self.next_date

    def _get_wanted(self, day):
        """Return what is sold on a day; what was, while it is paused."""
        if self.state == "paused":
            return tuple(days.Wanted(*each) for each in self.paused_wanted or ())
        return tuple(days.get_wanted(self._get_spans(), day))

    def _change_spans(self, change):
        wanted = change.wanted
        if change.kind in ("pause", "stop"):
            wanted = ()
        elif change.kind == "revive" and not wanted:
            wanted = self._get_wanted(self.date_end)
        return days.change(self._get_spans(), change.day, wanted)

    def _get_until(self, change):
        """Return the first day that is not begun once the change is made."""
        if change.kind == "interval" and change.day < self.next_date:
            return self._get_grid(change.interval).find(change.day).last + ONE_DAY
        if self.state == "running" or change.day < self.next_date:
            return self.next_date
        if change.day > self._get_today():
            return change.day
        # It starts again in a period that nothing was billed of.
        return self._get_grid().find(change.day).last + ONE_DAY

    def _get_change_gaps(self, change):
        """Return spans and gaps once it is made: what is billed, and what is open."""
        spans, until = self._change_spans(change), self._get_until(change)
        grid = self._get_grid(change.interval)
        gaps = self._get_gaps(spans, until, grid)
        if not change.gives_back:
            gaps = {key: gap for key, gap in gaps.items() if gap.amount >= 0}
        return spans, gaps, self._choose(gaps)

    def _preview_change(self, change):
        """Return what a change bills, as plain data, without making it.

        ``now`` is the document that comes at once (see `_preview`), ``later`` what
        stays for the next renewal, in the schedule's currency, without documents;
        ``next_date`` and ``date_end`` as they would be.
        """
        self.ensure_one()
        self._check_change(change)
        spans, gaps, chosen = self._get_change_gaps(change)
        left = sum(gap.amount for gap in self._get_open(gaps).values())
        told = {
            "now": self._preview(spans, chosen),
            "later": float(left - sum(gap.amount for gap in chosen.values())),
            "month": self._sum_month(days.get_wanted(spans, change.day)),
            "next_date": self._get_until(change),
        }
        return told | {"texts": self._get_preview_texts(change, told)}

    def _sum_month(self, wanted):
        return float(sum(each.get_amount() / each.months for each in wanted))

    # === VERBS === #

    def _apply_change(self, change):
        """Make a change: what is sold from its day on, and what it bills at once."""
        self.ensure_one()
        take_turn(self)
        self._check_change(change)
        spans, gaps, chosen = self._get_change_gaps(change)
        vals = {"next_date": self._get_until(change)} | self._prepare_state_vals(change)
        self._write_spans(spans)
        if not change.gives_back:
            self._give_up(change)
        order = self._bill(spans, chosen)
        self.write(vals)
        self._tell_change(change)
        if self.state == "running":
            self._renew()
        return order

    def _prepare_state_vals(self, change):
        vals, kind, day = {}, change.kind, change.day
        today = self._get_today()
        if change.interval:
            vals["interval_months"] = str(change.interval)
        if kind == "pause":
            wanted = [list(each) for each in self._get_wanted(day - ONE_DAY)]
            vals |= {"state": "paused", "paused_wanted": wanted}
        elif kind == "stop":
            ended = "ended" if day <= today or self.state == "paused" else self.state
            vals |= {"date_end": day - ONE_DAY, "state": ended}
        elif kind in ("resume", "revive"):
            vals |= {"state": "running", "date_end": False, "paused_wanted": False}
        return vals

    def _write_spans(self, spans):
        """Bring the lines in line with spans; those that never start go."""
        kept = {span.line: span for span in spans if span.line}
        for line in self.line_ids:
            if line.id not in kept:
                line.unlink()
            elif line.date_to != (kept[line.id].last or False):
                line.date_to = kept[line.id].last
        self.env["prepaid.schedule.line"].create(
            [self._prepare_line_vals(span) for span in spans if not span.line]
        )

    def _prepare_line_vals(self, span):
        wanted = span.wanted
        return {
            "schedule_id": self.id,
            "product_id": wanted.product,
            "quantity": wanted.quantity,
            "price_unit": wanted.price,
            "discount": wanted.discount,
            "months": str(wanted.months),
            "date_from": span.first,
            "date_to": span.last,
        }

    def _give_up(self, change):
        """Count days that were paid and are not given back as done."""
        spans, until = self._get_spans(), self._get_until(change)
        gaps = self._get_gaps(spans, until, self._get_grid(change.interval))
        self.env["prepaid.schedule.claim"].create(
            [
                self._prepare_claim(key, gap) | {"is_begun": True, "is_given_up": True}
                for key, gap in gaps.items()
                if gap.amount < 0
            ]
        )
