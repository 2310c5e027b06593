from odoo import api, models
from odoo.tools import format_amount, format_date

from .periods import ONE_DAY


class PrepaidSchedule(models.Model):
    """What people read of a change: before it is made, and of who made it."""

    _inherit = "prepaid.schedule"

    def _get_preview_texts(self, change, told):
        """Return what the change means later on, for people."""
        texts = []
        if replaced := self._get_replaced_day(change):
            texts.append(
                self.env._(
                    "What was agreed for %(date)s is replaced by this change.",
                    date=format_date(self.env, replaced),
                )
            )
        if told["later"]:
            later = self.env._("With the next renewal: %(amount)s, before taxes.")
            if self.plan_id.schedule_change_policy != "next":
                later = self.env._(
                    "Its invoice is not posted yet. With the first bill after that: "
                    "%(amount)s, before taxes."
                )
            amount = format_amount(self.env, told["later"], self.currency_id)
            texts.append(later % {"amount": amount})
        if told["month"] and change.kind not in ("stop", "pause"):
            texts.append(
                self.env._(
                    "From then on: %(amount)s a month. Next bill on %(date)s.",
                    amount=format_amount(self.env, told["month"], self.currency_id),
                    date=format_date(self.env, told["next_date"]),
                )
            )
        return texts

    def _get_replaced_day(self, change):
        """Return the day of what was planned and would not come, None if nothing is."""
        if change.kind in ("resume", "revive"):
            return None
        spans = self._get_spans()
        turns = [span.first for span in spans]
        turns += [span.last + ONE_DAY for span in spans if span.last]
        return min((day for day in turns if day > change.day), default=None)

    def _tell_change(self, change):
        """Keep who changed what, from when, and why, in the schedule's history."""
        kinds = dict(self._get_change_kinds())
        body = self.env._(
            "%(change)s from %(date)s. %(reason)s",
            change=kinds[change.kind],
            date=format_date(self.env, change.day),
            reason=change.reason or "",
        )
        self.message_post(body=body)

    @api.model
    def _get_change_kinds(self):
        return (
            self.env["prepaid.schedule.change"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
