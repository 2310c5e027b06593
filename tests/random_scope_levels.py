"""Random histories of a contract with credit for any work and for some work only.

The ledger of draws is taken as it is. What is checked is who was told and sold what:
it is read off the movements of general credit and of debt, as if nothing else was.
"""

from types import SimpleNamespace

from hypothesis import strategies as st

from odoo.exceptions import UserError

from .naive_levels import LOW, PACK, THRESHOLD, Client, get_level
from .random_history import LINE, MINUTES, step
from .random_levels import WORDS, run_cron

# Of credit: for which work it pays. Of work: its kind.
SCOPE = st.sampled_from(["any", "onsite", "phone", "both"])
KIND = st.sampled_from(["onsite", "phone"])
OPERATIONS = [
    *(step("log", KIND, MINUTES) for _ in range(3)),
    *(step("grant", SCOPE, MINUTES) for _ in range(2)),
    step("edit", LINE, MINUTES),
    step("rekind", LINE, KIND),
    step("delete", LINE),
    step("expire"),
]
CRONS = st.sampled_from([(), ("refill",), ("contract_notify",)])
STEP = st.tuples(st.one_of(OPERATIONS), CRONS)


class ScopeLevelHistory:
    """Plays what people do on one contract, and compares what becomes due."""

    def __init__(self, test, mode):
        self.test, self.lines = test, test.env["account.analytic.line"]
        test.plan.overdraft_alert_percent = 110
        test.pack.prepaid_quantity = PACK
        self.real = test._contract(
            0,
            low_threshold=THRESHOLD,
            refill_trigger="threshold",
            refill_mode=mode,
            refill_product_id=test.pack.id,
        )
        self.client = Client(SimpleNamespace(balance=0, grants=[]), mode)
        self.worked = 0
        self.take(("grant", "any", 150), ())
        self.take(("grant", "onsite", 100), ())

    def take(self, operation, crons):
        name, *args = operation
        before = self.client.contract, self.worked
        try:
            with self.test.env.cr.savepoint():
                getattr(self, name)(*args)
                self.test.env.flush_all()
        except UserError:
            self.test.env.invalidate_all()
        self._see(*before)
        self._compare()
        for cron in crons:
            if getattr(self, f"_plain_{cron}")():
                run_cron(self.test, cron)
                self._compare()

    # === WHAT PEOPLE DO === #

    def log(self, kind, minutes):
        self.lines |= self.test._work(minutes, getattr(self.test, kind))

    def grant(self, scope, minutes):
        kinds = {
            "onsite": self.test.onsite,
            "phone": self.test.phone,
            "both": self.test.onsite | self.test.phone,
        }
        vals = {"usage_type_ids": kinds[scope].ids} if scope in kinds else {}
        self.test._grant(self.real, minutes, kind="goodwill", **vals)

    def edit(self, index, minutes):
        self._line(index).unit_amount = minutes / 60

    def rekind(self, index, kind):
        self._line(index).usage_type_id = getattr(self.test, kind)

    def delete(self, index):
        line = self._line(index)
        self.lines -= line
        line.unlink()

    def expire(self):
        grants = self.real.grant_ids.filtered("remaining").sorted("id")[:1]
        grants.date_expiry = "2026-02-01"
        grants._expire()

    def _line(self, index):
        return self.lines[index % len(self.lines)] if self.lines else self.lines

    # === WHAT FOLLOWS === #

    def _see(self, then, worked):
        """Let the client see what moved of general credit and of debt."""
        entries = self.real.entry_ids.filtered(
            lambda entry: not entry.grant_id.usage_type_ids
        )
        work = entries.filtered(lambda entry: entry.kind in ("draw", "debt"))
        now = SimpleNamespace(
            balance=sum(entries.mapped("quantity")),
            grants=[
                SimpleNamespace(kind="goodwill", quantity=grant.quantity, scope=grant)
                for grant in self.real.grant_ids.sorted("id")
            ],
        )
        self.client.contract, self.worked = now, -sum(work.mapped("quantity"))
        news = now.grants[len(then.grants) :]
        if any(not grant.scope.usage_type_ids for grant in news):
            self.client.see("granted", self.worked)
            self.client.answer(self.client.past[-2][0] >= LOW, None)
        elif (now.balance, self.worked) != (then.balance, worked):
            event = "used" if self.worked > worked else "moved"
            self.client.see(event, self.worked)

    def _plain_refill(self):
        return self.client.refill()

    def _plain_contract_notify(self):
        return self.client.notify()

    def _compare(self):
        real, client = self.real, self.client
        levels = ("none", "low", "used_up", "overdrawn")
        self.test.assertEqual(
            (real._get_watched(), real.alert_level, real.notice_due, real.refill_due),
            (
                client.contract.balance,
                levels[get_level(client.contract)],
                bool(client.get_untold()),
                client.is_refill_due(),
            ),
        )
        self.test.assertEqual(
            [
                (refill.state, refill.quantity)
                for refill in real.refill_ids.sorted("id")
            ],
            [(refill.state, refill.packs) for refill in client.refills],
        )
        asked = [
            level
            for activity in real.activity_ids - self._get_scope_activities()
            for level, words in enumerate(WORDS, LOW)
            if words in activity.summary
        ]
        self.test.assertIn(asked, ([], client.notices[-1:]))

    def _get_scope_activities(self):
        """Return what tells of credit for some work alone: it is read elsewhere."""
        of_scope = self.test.env.ref("sale_timesheet_prepaid.mail_activity_type_scope")
        return self.real.activity_ids.filtered_domain(
            [("activity_type_id", "=", of_scope.id)]
        )
