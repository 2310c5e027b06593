"""Random histories in which people err and mend, and clients are told and sold."""

from hypothesis import strategies as st

from . import naive
from .common import TODAY
from .level_stories import BOTH
from .naive_levels import LOW, PACK, THRESHOLD, Client, get_level
from .random_history import CONTRACT, LINE, MINUTES, OPERATIONS, History, step

# What the account manager reads of each level, from the best to the worst.
WORDS = ("credit low", "used up", "far overdrawn")
OPERATIONS = [
    *OPERATIONS,
    # Work, and mistakes, come more often than anything else.
    *(step("log", CONTRACT, MINUTES, st.just(0)) for _ in range(5)),
    *(step("mistype", CONTRACT, MINUTES) for _ in range(2)),
    *(step("mend", st.sampled_from(["edit", "delete", "move"])) for _ in range(3)),
    step("buy", CONTRACT),
    step("accept", LINE),
    step("cancel", CONTRACT),
    step("drop", CONTRACT),
    step("ask", CONTRACT),
]
# How the clients are refilled.
MODES = ("draft_invoice", "activity")
# What is done, and which crons run then.
STEP = st.tuples(st.one_of(OPERATIONS), st.sampled_from([(), BOTH, BOTH[:1], BOTH[1:]]))


def run_cron(test, cron):
    with test.enter_registry_test_mode():
        test.env.ref(
            f"sale_timesheet_prepaid.prepaid_{cron}_cron"
        ).method_direct_trigger()


class LevelHistory(History):
    """Plays also what people do wrong and put right, and what the crons do of it."""

    def __init__(self, test, allow):
        super().__init__(test, allow)
        test.plan.overdraft_alert_percent = 110
        test.company.write(
            {
                "prepaid_grant_policy": "posted",
                "prepaid_expiry_notice_days": 0,
                "prepaid_expiry_last_notice_days": 0,
            }
        )
        test.pack.prepaid_quantity = PACK
        for contract, mode in zip(self.real, MODES, strict=True):
            contract.write(
                {
                    "low_threshold": THRESHOLD,
                    "refill_trigger": "threshold",
                    "refill_mode": mode,
                    "refill_product_id": test.pack.id,
                }
            )
        self.clients = list(map(Client, self.plain, MODES))
        self.typed, self.paid, self.mails = (0, 1), None, 0
        for contract, minutes in enumerate((200, 100)):
            self.take(("grant", contract, minutes, -12, None))

    def take(self, operation, crons=()):
        """Take a step: play an operation, then let crons run."""
        before = self._get_figures()
        self.paid = None
        self.play(*operation)
        self._follow(before)
        self.compare_told()
        self._run(crons)

    def _get_figures(self):
        """Return (balance, minutes worked, grants, level) of each contract."""
        return [
            (
                contract.balance,
                sum(ln.minutes for _real, ln in self.lines if ln.contract is contract),
                len(contract.grants),
                get_level(contract),
            )
            for contract in self.plain
        ]

    def _follow(self, before):
        """Let the clients see what an operation changed as a whole."""
        for client, contract, old, new in zip(
            self.clients, self.plain, before, self._get_figures(), strict=True
        ):
            # A refused operation is undone by a copy of the contracts.
            client.contract = contract
            if new[2] > old[2]:
                client.see("granted", new[1])
                client.answer(old[3] >= LOW, self.paid)
            elif new != old:
                client.see("used" if new[1] > old[1] else "moved", new[1])

    # === WHO WAS TOLD AND SOLD WHAT === #

    def _run(self, crons):
        """Let the crons run, and the clients be told and sold what is true."""
        for cron in crons:
            if getattr(self, f"_plain_{cron}")():
                run_cron(self.test, cron)
                self.compare_told()

    def _plain_refill(self):
        return any([client.refill() for client in self.clients])

    def _plain_contract_notify(self):
        told = {level for client in self.clients for level in client.notify()}
        # One mail a customer and a matter.
        self.mails += len(told)
        return told

    def compare_told(self):
        """Compare what was told and sold, and what the next crons will do."""
        for real, client in zip(self.real, self.clients, strict=True):
            self.test.assertEqual(
                (real.notice_due, real.refill_due),
                (bool(client.get_untold()), client.is_refill_due()),
            )
            asked = self._get_notices(real)
            # One activity, of the last notice; credit that is fine again closed it.
            self.test.assertIn(asked, ([], client.notices[-1:]))
            if real.alert_level == "none":
                self.test.assertFalse(asked)
            self.test.assertEqual(
                [
                    (refill.state, refill.quantity, refill.sale_order_id.state)
                    for refill in real.refill_ids.sorted("id")
                ],
                [(r.state, r.packs, r.order) for r in client.refills],
            )
        self.test.assertEqual(self._count_mails(), self.mails)

    def _get_notices(self, contract):
        """Return the levels that the account manager was told, oldest first."""
        return [
            level
            for activity in contract.activity_ids.sorted("id")
            for level, words in enumerate(WORDS, LOW)
            if words in activity.summary
        ]

    def _count_mails(self):
        """Return how many mails told the client of a level."""
        messages = self.real[0].message_ids | self.real[1].message_ids
        return len(
            messages.filtered(
                lambda mail: (
                    self.test.client in mail.partner_ids
                    and "now has" not in mail.subject
                )
            )
        )

    # === MISTAKES === #

    def plain_mistype(self, contract, minutes):
        self.typed = contract, minutes
        return self.plain_log(contract, 10 * minutes, 0)

    def real_mistype(self, contract, minutes):
        self.real_log(contract, 10 * minutes, 0)

    def plain_mend(self, way):
        return getattr(self, f"plain_{way}")(-1, *self._get_mended(way))

    def real_mend(self, way):
        getattr(self, f"real_{way}")(-1, *self._get_mended(way))

    def _get_mended(self, way):
        """Return what was meant by the last mistake; it is the last line, or was."""
        contract, minutes = self.typed
        return {"edit": [minutes], "move": [1 - contract], "delete": []}[way]

    # === SALES === #

    def _plain_sell(self, contract, packs):
        grant = naive.Grant(len(self.grants), packs * PACK, TODAY, None, "purchase")
        self.grants.append(grant)
        contract.grants.append(grant)
        contract.settle(contract.debt, TODAY)
        return True

    def plain_buy(self, contract):
        return self._plain_sell(self.plain[contract], 1)

    def real_buy(self, contract):
        order = self.test._order(prepaid_contract_id=self.real[contract].id)
        order.action_confirm()
        order._create_invoices().action_post()

    def plain_accept(self, index):
        live = [
            (client, refill)
            for client in self.clients
            for refill in client.refills
            if refill.is_live
        ]
        if not live:
            return None
        client, self.paid = live[index % len(live)]
        self.paid.is_live = False
        return self._plain_sell(client.contract, self.paid.packs)

    def real_accept(self, _index):
        self._get_real_refill(self.paid).sale_order_id.invoice_ids.action_post()

    def _get_real_refill(self, plain):
        return next(
            real.refill_ids.sorted("id")[client.refills.index(plain)]
            for real, client in zip(self.real, self.clients, strict=True)
            if plain in client.refills
        )

    def plain_cancel(self, contract):
        refill = self.clients[contract].get_open()
        if refill and refill.order:
            refill.order = "cancel"
        return self._plain_end(refill)

    def real_cancel(self, contract):
        refills = self.real[contract].refill_ids.with_user(self.test.user)
        refills.action_cancel()

    def plain_drop(self, contract):
        refill = self.clients[contract].get_open()
        return self._plain_end(refill) if refill and refill.order else None

    def real_drop(self, contract):
        refill = self.real[contract]._get_open_refill()
        refill.sale_order_id.invoice_ids.unlink()

    def _plain_end(self, refill):
        if not refill:
            return None
        refill.state, refill.is_live = "cancelled", False
        return True

    def plain_ask(self, contract):
        self.clients[contract].ask()
        return True

    def real_ask(self, contract):
        self.real[contract].with_user(self.test.user).action_refill()
