"""Scheduled actions that are interrupted: another run finishes the rest, once."""

from datetime import timedelta

from odoo import fields

from ..bench.world import log
from . import quiet, world
from .work import Work


class Cron(Work):
    """A scheduled action over several records, each in a transaction of its own."""

    model = method = ""
    records = 2

    def prepare(self):
        self.place.transact(self._make)

    def _make(self, env):
        """Make the records that the action goes through."""

    def run(self, teller):
        self.do(teller, "run", self._call)

    def run_alone(self, teller):
        """Run the action as a server does: who loses a race is not repeated."""
        self.place.once(self._call)

    def finish(self):
        self.place.transact(self._call)

    def _call(self, env):
        getattr(env[self.model], self.method)()

    def get_names(self):
        return [f"{self.token} {number}" for number in range(self.records)]


class Invoicing(Cron):
    """One that sells to each of several clients by an invoice that is mailed."""

    amount = 0

    def run(self, teller):
        super().run(teller)
        self.do(teller, "send", self._send)

    def finish(self):
        super().finish()
        self.place.transact(self._send)
        self.place.transact(lambda env: env["mail.mail"].process_email_queue())

    def _send(self, env):
        """Send the invoices, as Odoo's own scheduled action does."""
        env["account.move"]._cron_account_move_send()

    def find(self, env, words):
        found = []
        for name in self.get_names():
            contract = env["prepaid.contract"].search([("partner_id.name", "=", name)])
            orders = env["sale.order"].search(
                [("partner_id", "=", contract.partner_id.id)]
            )
            moves = orders.invoice_ids
            mails = quiet.read_mails(self.place.mailbox, world.get_address(name))
            seen = (
                len(contract.refill_ids),
                len(orders),
                moves.mapped("state"),
                sum(moves.mapped("amount_untaxed")),
                len([subject for subject in mails if moves[:1].name in subject]),
                contract.cron_faults or None,
            )
            wanted = (1, 1, ["posted"], self.amount, 1, None)
            if seen != wanted:
                found.append(f"{name}: {seen}, not {wanted}")
        return found


class Refills(Invoicing):
    """Contracts whose credit is low are refilled."""

    name = "refills"
    model, method = "prepaid.refill", "_cron_refill"
    amount = world.PACK_PRICE

    def _make(self, env):
        for name in self.get_names():
            world.make_low(env, self.ids, name)


class Schedules(Invoicing):
    """Schedules bill the period that begins."""

    name = "schedules"
    model, method = "prepaid.schedule", "_cron_renew"
    amount = 2 * world.PACK_PRICE

    def _make(self, env):
        for name in self.get_names():
            world.make_schedule(env, self.ids, name)


class Expiry(Cron):
    """Credit that has lapsed expires."""

    name = "expiry"
    model, method = "prepaid.grant", "_cron_expire"
    records = 4

    def _make(self, env):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        for name in self.get_names():
            world.make_lapsed(env, contract, name)

    def find(self, env, words):
        grants = env["prepaid.grant"].search([("name", "in", self.get_names())])
        left = env["prepaid.entry"].search(
            [("grant_id", "in", grants.ids), ("kind", "!=", "grant")]
        )
        # On a clock that was set back, work may have used some before it expired.
        expired = left.filtered(lambda entry: entry.kind == "expire")
        seen = (grants.mapped("remaining"), len(expired), sum(left.mapped("quantity")))
        wanted = ([0] * self.records, self.records, -30 * self.records)
        return [] if seen == wanted else [f"{seen}, not {wanted}"]


class Recognition(Cron):
    """Earned revenue is booked."""

    name = "recognition"

    def prepare(self):
        if "earning" not in self.ids:
            self.ids["earning"] = self.place.transact(
                lambda env: world.make_earning(env, self.ids).id
            )
        self.place.transact(self._work)

    def _work(self, env):
        log(env(user=self.ids["user"]), self.ids["earning"], name=self.token)

    def _call(self, env):
        day = env.company._get_prepaid_today() + timedelta(days=1)
        env.company._recognise_prepaid_revenue(day)

    def find(self, env, words):
        task = env["project.task"].browse(self.ids["earning"])
        grants = task.partner_id.prepaid_contract_ids.grant_ids
        earned = sum(task.timesheet_ids.mapped("prepaid_quantity"))
        seen = (len(grants), sum(grants.recognition_ids.mapped("amount")))
        return [] if seen == (1, earned) else [f"{seen}, not {(1, earned)}"]


class HoldExpiry(Cron):
    """What was set aside in vain is given back."""

    name = "hold_expiry"
    model, method = "prepaid.hold", "_cron_expire"
    records = 3

    def _make(self, env):
        now = fields.Datetime.now()
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        for name in self.get_names():
            hold = contract._hold(30, now + timedelta(hours=1), reference=name)
            hold.date_expiry = now - timedelta(hours=1)

    def find(self, env, words):
        holds = env["prepaid.hold"].search([("reference", "in", self.get_names())])
        seen, wanted = holds.mapped("state"), ["expired"] * self.records
        return [] if seen == wanted else [f"{seen}, not {wanted}"]


class Notices(Cron):
    """Clients whose credit is low are told so."""

    name = "notices"
    model, method = "prepaid.contract", "_cron_notify"

    def _make(self, env):
        for name in self.get_names():
            contract = world.make_contract(env, self.ids, name, 40, low_threshold=30)
            task = world.make_task(env, contract.partner_id)
            log(env(user=self.ids["user"]), task.id, minutes=20)

    def finish(self):
        super().finish()
        self.place.transact(lambda env: env["mail.mail"].process_email_queue())

    def find(self, env, words):
        seen = [
            len(quiet.read_mails(self.place.mailbox, world.get_address(name)))
            for name in self.get_names()
        ]
        wanted = [1] * self.records
        return [] if seen == wanted else [f"{seen} mails, not {wanted}"]
