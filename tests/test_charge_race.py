import threading
from collections import Counter
from contextlib import suppress
from functools import partial
from unittest.mock import patch

from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestChargeRace(ConcurrencyCommon):
    """Two workers on the same charges, each with its own committed transactions."""

    def setUp(self):
        super().setUp()
        self.calls = Counter()
        self.is_called, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        Transaction = self.registry_["payment.transaction"]
        send = Transaction._send_payment_request

        def count(tx):
            self.calls[tx.reference] += 1
            self.is_called.set()
            self.go_on.wait(30)
            return send(tx)

        counting = patch.object(Transaction, "_send_payment_request", count)
        counting.start()
        self.addCleanup(counting.stop)

    def _make(self, env):
        ids = super()._make(env)
        clients = self._make_due_clients(env, ids["pack"], 4)
        return ids | {"clients": clients.ids}

    def _make_due_clients(self, env, pack_id, number):
        """Return clients who agreed to be charged and whose credit is used up."""
        provider = env.ref("payment.payment_provider_demo")
        clients = env["res.partner"]
        for index in range(number):
            client = env["res.partner"].create({"name": f"Racing payer {index}"})
            token = env["payment.token"].create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
                    "partner_id": client.id,
                    "payment_details": "4242",
                    "provider_ref": "saved",
                    "demo_simulated_state": "done",
                }
            )
            self._make_charged(env, token, pack_id)
            clients |= client
            self.created.append(client)
        return clients

    def _sweep(self):
        self._commit(self._sweep_payments)
        return super()._sweep()

    def _get_contracts(self, env):
        domain = [("partner_id", "in", self.ids["clients"])]
        return env["prepaid.contract"].search(domain)

    def _refill(self, env):
        env["prepaid.refill"]._cron_refill()

    def _charge(self, env):
        env["prepaid.refill"]._cron_charge()

    def test_nobody_else_charges_while_a_call_is_under_way(self):
        self._commit(self._refill)
        self.go_on.clear()
        slow = threading.Thread(target=self._commit, args=(self._charge,))
        slow.start()
        self.assertTrue(self.is_called.wait(30))
        [called] = self.calls
        self.is_called.clear()
        other = threading.Thread(target=self._commit, args=(self._charge,))
        other.start()
        # The other one calls for the next client, or is through with them all.
        self.assertTrue(self.is_called.wait(30))
        self.assertEqual(self.calls[called], 1)
        self.go_on.set()
        for worker in (slow, other):
            worker.join()
        self.assertEqual(sorted(self.calls.values()), [1] * 4)

    def test_two_workers_charge_each_client_once(self):
        for _round in range(2):
            self._race(self._refill, 2)
            self._race(self._charge, 2)

        def look(contract):
            contracts = self._get_contracts(contract.env)
            refills = contracts.refill_ids
            return (
                refills.mapped("state"),
                refills.transaction_ids.mapped("state"),
                contracts.mapped("balance"),
                contracts.mapped("cron_faults"),
            )

        states, charges, balances, faults = self._read(look)
        self.assertEqual(states, ["done"] * 4)
        self.assertEqual(charges, ["done"] * 4)
        self.assertEqual(balances, [70] * 4)
        self.assertEqual(sorted(self.calls.values()), [1] * 4)
        self.assertFalse(any(faults))

    def test_two_workers_make_one_line_of_a_provider_in_its_journal(self):
        provider_id = self._commit(self._make_provider)
        self.addCleanup(self._commit, partial(self._forget_provider, provider_id))
        Provider = self.registry_["payment.provider"]
        find, both = Provider._get_provider_payment_method, threading.Barrier(2)

        def find_together(*args):
            with suppress(threading.BrokenBarrierError):
                both.wait(2)
            return find(*args)

        with patch.object(Provider, "_get_provider_payment_method", find_together):
            workers = [
                threading.Thread(
                    target=self._commit,
                    args=(partial(self._read_journal, provider_id),),
                )
                for _worker in range(2)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        lines = self._commit(partial(self._count_lines, provider_id))
        self.assertEqual(lines, 1)

    def _make_provider(self, env):
        vals = {"name": "Racing provider", "state": "test"}
        return env.ref("payment.payment_provider_demo").copy(vals).id

    def _read_journal(self, provider_id, env):
        self.assertTrue(env["payment.provider"].browse(provider_id).journal_id)

    def _find_lines(self, provider_id, env):
        domain = [("payment_provider_id", "=", provider_id)]
        return env["account.payment.method.line"].search(domain)

    def _count_lines(self, provider_id, env):
        return len(self._find_lines(provider_id, env))

    def _forget_provider(self, provider_id, env):
        env.cr.execute(
            "DELETE FROM account_payment_method_line WHERE payment_provider_id = %s",
            [provider_id],
        )
        env.cr.execute("DELETE FROM payment_provider WHERE id = %s", [provider_id])
