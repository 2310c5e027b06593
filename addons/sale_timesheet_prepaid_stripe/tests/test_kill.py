import os
import random

from odoo.tests import tagged

from .common import REFUSED, VISA
from .common_kill import KillCommon

# 200 and more are run by hand: PREPAID_KILLS=200 dev/test …/test_kill.py
KILLS = int(os.environ.get("PREPAID_KILLS", "12"))
# The longest that a worker lives, in seconds.
LIFE = 1.5


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestKill(KillCommon):
    """Workers die at any moment; each refill is charged once or not at all."""

    def _make(self, env):
        env.company.prepaid_retry_days = False
        return super()._make(env) | {"clients": []}

    def _make_due(self, number):
        """Return a function that makes a client whose credit is low."""

        def make(env):
            client = env["res.partner"].create({"name": "Killed payer"})
            token = self._save_card(env, client, number)
            self._make_charged(env, token, self.ids["pack"])
            return client

        return make

    def _work(self, env):
        env["prepaid.refill"]._cron_refill()
        env["prepaid.refill"]._cron_charge()

    def _sweep(self):
        self._commit(self._sweep_payments)
        return super()._sweep()

    def _sweep_payments(self, env):
        result = super()._sweep_payments(env)
        self._sweep_provider(env)
        return result

    def test_each_refill_is_charged_once_or_not_at_all(self):
        seed = random.randrange(10**6)
        chance = random.Random(seed)
        for _kill in range(KILLS):
            number = chance.choice((VISA, VISA, VISA, REFUSED))
            client = self._commit(self._make_due(number))
            self.created.append(client)
            self.ids["clients"].append(client.id)
            self._live_and_die(chance.uniform(0, LIFE))
        for _run in range(3):
            self._commit(self._work)
        with self.subTest(seed=seed):
            self._check()

    def _check(self):
        taken = [(row["description"], row["amount"]) for row in self.fake.ledger()]

        def look(contract):
            wrong = []
            domain = [("partner_id", "in", self.ids["clients"])]
            for refill in contract.search(domain).refill_ids:
                references = refill.transaction_ids.mapped("reference")
                charges = [cents for name, cents in taken if name in references]
                invoice, paid = refill.invoice_ids, ("paid", "in_payment")
                is_right = (
                    refill.state == "done"
                    and charges == [round(invoice.amount_total * 100)]
                    and invoice.payment_state in paid
                    and refill.contract_id.balance == 70
                ) or (
                    refill.state == "failed"
                    and not charges
                    and not invoice
                    and refill.contract_id.balance == 10
                )
                if not is_right:
                    wrong.append((refill.id, refill.state, charges, refill.reason))
            return wrong, len(contract.search(domain).refill_ids)

        wrong, number = self._read(look)
        self.assertEqual(wrong, [])
        self.assertEqual(number, KILLS)
