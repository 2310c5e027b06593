import os
import random
import signal
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_concurrency import (
    ConcurrencyCommon,
)
from odoo.addons.sale_timesheet_prepaid_stripe.models.payment_provider import TEST_URL

from .common import REFUSED, SECRET, VISA
from .fake_stripe.client import FakeStripe

# 200 and more are run by hand: PREPAID_KILLS=200 dev/test …/test_kill.py
KILLS = int(os.environ.get("PREPAID_KILLS", "12"))
# The longest that a worker lives, in seconds.
LIFE = 1.5


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestKill(ConcurrencyCommon):
    """Workers die at any moment; each refill is charged once or not at all."""

    def _make(self, env):
        self.fake = FakeStripe.spawn()
        self.addCleanup(self.fake.stop)
        env["ir.config_parameter"].set_param(TEST_URL, self.fake.url)
        provider = env.ref("payment.payment_provider_stripe").copy(
            {
                "name": f"Racing Stripe {time.time()}",
                "company_id": env.company.id,
                "state": "test",
                "stripe_publishable_key": "pk_test_fake",
                "stripe_secret_key": "sk_test_fake",
                "stripe_webhook_secret": SECRET,
            }
        )
        env.ref("payment.payment_method_card").active = True
        # Odoo makes the provider's line in the journal when it is first asked for.
        self.assertTrue(provider.journal_id)
        env.company.prepaid_retry_days = False
        return super()._make(env) | {"provider": provider.id, "clients": []}

    def _make_due(self, number):
        """Return a function that makes a client whose credit is low."""

        def make(env):
            card = self.fake.save_method(number=number)
            client = env["res.partner"].create({"name": "Killed payer"})
            token = env["payment.token"].create(
                {
                    "provider_id": self.ids["provider"],
                    "payment_method_id": env.ref("payment.payment_method_card").id,
                    "partner_id": client.id,
                    "payment_details": number[-4:],
                    "provider_ref": card["customer"],
                    "stripe_payment_method": card["id"],
                }
            )
            self._make_charged(env, token, self.ids["pack"])
            return client

        return make

    def _work(self, env):
        env["prepaid.refill"]._cron_refill()
        env["prepaid.refill"]._cron_charge()

    def _live_and_die(self, seconds):
        """Let a worker of its own process work so long, and kill it."""
        # A child shares no connection with us.
        sql_db.close_all()
        pid = os.fork()
        if not pid:
            try:
                with self.registry_.cursor() as cr:
                    self._work(api.Environment(cr, SUPERUSER_ID, {}))
            finally:
                os._exit(0)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def _sweep(self):
        self._commit(self._sweep_payments)
        return super()._sweep()

    def _sweep_payments(self, env):
        result = super()._sweep_payments(env)
        env["ir.config_parameter"].set_param(TEST_URL, False)
        provider = env["payment.provider"].browse(self.ids["provider"])
        provider.state = "disabled"
        lines = env["account.payment.method.line"]
        lines.search([("payment_provider_id", "=", provider.id)]).unlink()
        provider.unlink()
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
