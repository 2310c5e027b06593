import hashlib
from collections import Counter

from odoo import fields, models
from odoo.tools import format_date

from ..schedule.prepaid_schedule_change import Change

MOST = 9999


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"client_options", "client_pause", "client_stop"}

    client_options = fields.Boolean(
        "Clients Change Options",
        help="On their page, clients change how many of each option they take, and add "
        "those that you list. Packs stay as they are agreed.",
    )
    client_pause = fields.Boolean(
        "Clients Pause", help="From the next renewal on, and resume on any day."
    )
    client_stop = fields.Boolean(
        "Clients Stop", help="At the end of what they must take, with its notice."
    )


class PrepaidSchedule(models.Model):
    """What clients see and do of their schedule. Call it in sudo, after the check."""

    _inherit = "prepaid.schedule"

    def _get_client_lines(self):
        """Return what is sold today, or was when it was paused, as plain data."""
        wanted = self._get_wanted(self._get_client_day())
        may_change = self._may_change_options()
        many = Counter(each.product for each in wanted)
        return [
            {
                "product": product,
                "quantity": each.quantity,
                "amount": float(each.get_amount()),
                "period": self._get_period_text(each.months),
                "may_change": may_change and self._is_own(product, many),
            }
            for each in wanted
            for product in self.env["product.product"].browse(each.product)
        ]

    def _is_own(self, product, many):
        """Tell whether the client changes how many it takes.

        Not of packs, nor of what is sold by two lines: neither is the one it means.
        """
        return not product.is_prepaid_pack and many[product.id] == 1

    def _get_client_offers(self):
        """Return what the client may add, as plain data: the price is for one."""
        wanted = self._get_wanted(self._get_client_day())
        return [
            {
                "product": product,
                "quantity": 0,
                "amount": self._get_option_price(product),
                "period": self._get_period_text(1),
            }
            for product in self._get_client_options(wanted)
        ]

    def _get_client_change(self, kind, numbers):
        """Return the Change that a client asks for, None where the plan lets nobody.

        ``numbers`` is {product id: how many} of the options. Pauses start with the next
        renewal, stops at the end of what is agreed.
        """
        plan, today = self.plan_id, self._get_today()
        if kind == "options" and self._may_change_options():
            day = self._get_client_day()
            wanted = self._get_client_wanted(numbers, day)
            is_other = wanted != self._get_wanted(day)
            return Change("options", day, wanted) if is_other and wanted else None
        if kind == "pause" and plan.client_pause and self.state == "running":
            may_pause = not self.date_end and not self._is_committed_on(self.next_date)
            return Change("pause", self.next_date) if may_pause else None
        if kind == "resume" and plan.client_pause and self.state == "paused":
            return Change("resume", today, self._get_wanted(today))
        if kind == "stop" and plan.client_stop and self.state == "running":
            term = fields.Date.add(self._get_term(), days=1)
            return None if self.date_end else Change("stop", term)
        if kind == "revive" and plan.client_stop and self._may_go_on():
            day = fields.Date.add(self.date_end, days=1)
            return Change("revive", day, self._get_wanted(self.date_end))
        return None

    def _may_go_on(self):
        return self.state == "running" and self.date_end >= self._get_today()

    def _get_client_wanted(self, numbers, day):
        """Return what is sold with the client's numbers; none below zero."""
        sold, found = self._get_wanted(day), []
        many = Counter(each.product for each in sold)
        for wanted in sold:
            product = self.env["product.product"].browse(wanted.product)
            number = numbers.get(wanted.product)
            if number is not None and self._is_own(product, many):
                wanted = wanted._replace(quantity=float(number))
            if wanted.quantity:
                found.append(wanted)
        return tuple(found + self._get_client_added(numbers, sold))

    def _preview_for_client(self, change):
        """Return the preview of a change, and the digest that confirms it."""
        told = self._preview_change(change)
        document = told["now"] or {"lines": [], "total": 0}
        seen = [
            change.kind,
            change.day,
            change.wanted,
            told["later"],
            told["next_date"],
        ]
        seen += [document["total"], [line["name"] for line in document["lines"]]]
        return told | {
            "kind": change.kind,
            "title": self._get_client_title(change),
            "digest": hashlib.sha256(repr(seen).encode()).hexdigest(),
        }

    def _get_client_title(self, change):
        """Return what the client is about to do, with its days."""
        day = format_date(self.env, change.day)
        until = format_date(self.env, fields.Date.subtract(change.day, days=1))
        return {
            "options": self.env._("Your change from today on"),
            "pause": self.env._("Pause from %(date)s on", date=day),
            "resume": self.env._("Resume from today on"),
            "stop": self.env._("It ends on %(date)s", date=until),
            "revive": self.env._("It goes on after %(date)s", date=until),
        }[change.kind]

    def _get_client_state(self):
        """Return where it stands, in a sentence."""
        if self.state == "paused":
            return self.env._("It is paused: nothing is billed until you resume it.")
        if self.date_end:
            return self.env._(
                "It ends on %(date)s.", date=format_date(self.env, self.date_end)
            )
        if self._is_committed_on(self.next_date):
            return self.env._(
                "The next bill comes on %(date)s. You agreed to take it until "
                "%(last)s.",
                date=format_date(self.env, self.next_date),
                last=format_date(self.env, self.date_committed),
            )
        return self.env._(
            "The next bill comes on %(date)s.",
            date=format_date(self.env, self.next_date),
        )
