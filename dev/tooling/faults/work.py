"""Pieces of work that are interrupted, each with what must hold of it afterwards."""

from odoo import fields

from ..bench.world import log
from . import told, world

WORKS = {}


class Work:
    """A kind of work. One object is one piece of it, with a token of its own."""

    name = ""
    policy = "paid"

    def __init_subclass__(cls):
        if cls.name:
            WORKS[cls.name] = cls

    def __init__(self, place, ids, number, rng):
        self.place, self.ids, self.rng = place, ids, rng
        self.token = f"{self.name} {number}"
        self.choices = [rng.random() for _number in range(8)]

    def prepare(self):
        """Make what the work needs, before anything is done to it."""

    def run(self, teller):
        """Work, in transactions of its own, and tell of each that is committed."""
        raise NotImplementedError

    def finish(self):
        """Do what the next run of a scheduled action does."""

    def find(self, env, words):
        """Return what is wrong with this piece; ``words`` is what it told."""
        raise NotImplementedError

    def do(self, teller, step, function, **facts):
        """Make one step in a transaction, and tell that it is committed."""
        teller.begin(self.token, step, **facts)
        result = self.place.transact(function)
        teller.done(self.token, step, **facts)
        return result

    def get_possible(self, words):
        return told.get_possible(words)


class Draws(Work):
    """Work is logged, put right and taken back by a technician."""

    name = "draws"

    def run(self, teller):
        first, second = (5 + int(choice * 50) for choice in self.choices[:2])
        line_id = self.do(teller, "log", self._log(first), minutes=first)
        self.do(teller, "edit", self._edit(line_id, second), minutes=second)
        if self.choices[2] < 1 / 3:
            self.do(teller, "delete", self._delete(line_id), minutes=None)

    def _log(self, minutes):
        def write(env):
            env = env(user=self.ids["user"])
            return log(env, self.ids["task"], minutes=minutes, name=self.token).id

        return write

    def _edit(self, line_id, minutes):
        return lambda env: self._browse(env, line_id).write(
            {"unit_amount": minutes / 60}
        )

    def _delete(self, line_id):
        return lambda env: self._browse(env, line_id).unlink()

    def _browse(self, env, line_id):
        return env(user=self.ids["user"])["account.analytic.line"].browse(line_id)

    def find(self, env, words):
        # `log` numbers the lines that it logs at once.
        lines = env["account.analytic.line"].search([("name", "=", f"{self.token} 0")])
        entries = env["prepaid.entry"].search([("name", "=", f"{self.token} 0")])
        drawn = -sum(entries.mapped("quantity"))
        booked = [(round(line.unit_amount * 60), drawn) for line in lines]
        allowed = [
            [(facts["minutes"], facts["minutes"])] if facts.get("minutes") else []
            for _step, facts in self.get_possible(words)
        ]
        found = [] if booked in allowed else [f"{booked}, told {allowed}"]
        if not lines and drawn:
            found.append(f"{drawn} drawn for a line that is not there")
        if len(lines) > 1:
            found.append(f"logged {len(lines)} times")
        return found


class Sale(Work):
    """A pack is ordered, invoiced and paid."""

    # The step that brings the credit.
    granting = ""

    def run(self, teller):
        order_id = self.do(teller, "confirm", self._order)
        move_id = self.do(teller, "post", lambda env: world.invoice(env, order_id).id)
        self.do(teller, "pay", lambda env: world.pay(env, move_id))

    def _order(self, env):
        client_id, pack_id = self.ids["client"], self.ids["pack"]
        return world.order(env, client_id, pack_id, self.token).id

    def find(self, env, words):
        orders = env["sale.order"].search([("client_order_ref", "=", self.token)])
        grants = env["prepaid.grant"].search(
            [
                "|",
                ("sale_line_id", "in", orders.order_line.ids),
                ("move_line_id", "in", orders.invoice_ids.invoice_line_ids.ids),
            ]
        )
        seen = (
            len(orders),
            len(orders.invoice_ids.filtered(lambda move: move.state == "posted")),
            grants.mapped("quantity"),
        )
        allowed = [self._expect(step) for step, _facts in self.get_possible(words)]
        return [] if seen in allowed else [f"{seen}, told {allowed}"]

    def _expect(self, step):
        """Return what there is once a step is done: orders, invoices, credit."""
        steps = (None, "confirm", "post", "pay")
        place = steps.index(step)
        is_granted = place >= steps.index(self.granting)
        credit = [world.PACK_MINUTES] if is_granted else []
        return int(place >= 1), int(place >= 2), credit


class ConfirmedSale(Sale):
    name = "confirmed"
    policy = "confirmed"
    granting = "confirm"


class PostedSale(Sale):
    name = "posted"
    policy = "posted"
    granting = "post"


class PaidSale(Sale):
    name = "paid"
    granting = "pay"


class Holds(Work):
    """Credit is set aside, then used in part or given back."""

    name = "holds"

    def run(self, teller):
        hold_id = self.do(teller, "held", self._hold)
        is_used = self.choices[0] < 0.5
        end = self._post if is_used else self._release
        step = "posted" if is_used else "released"
        self.do(teller, step, lambda env: end(env["prepaid.hold"].browse(hold_id)))

    def _hold(self, env):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        until = fields.Datetime.add(fields.Datetime.now(), hours=12)
        return contract._hold(30, until, reference=self.token).id

    def _post(self, hold):
        hold._post(10)

    def _release(self, hold):
        hold._release()

    def find(self, env, words):
        holds = env["prepaid.hold"].search([("reference", "=", self.token)])
        entries = env["prepaid.entry"].search([("hold_id", "in", holds.ids)])
        seen = (holds.mapped("state"), -sum(entries.mapped("quantity")))
        allowed = [
            ([step] if step else [], 10 if step == "posted" else 0)
            for step, _facts in self.get_possible(words)
        ]
        return [] if seen in allowed else [f"{seen}, told {allowed}"]
