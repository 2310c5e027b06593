import time
from collections import Counter
from unittest.mock import patch

from odoo.tests import tagged

from .common_race import RaceCommon


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestChargeRace(RaceCommon):
    """Two workers on the same charges, each with its own committed transactions."""

    def setUp(self):
        super().setUp()
        self.calls = Counter()
        with self.registry_.cursor() as cr:
            calls, lasts = self.calls, 0.02
            Transaction = self.registry_["payment.transaction"]
            send = Transaction._send_payment_request

            def count(tx):
                calls[tx.reference] += 1
                time.sleep(lasts)
                return send(tx)

            cr.rollback()
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
        # Odoo makes the provider's line in the journal when it is first asked for.
        self.assertTrue(provider.journal_id)
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
            contract = env["prepaid.contract"].create(
                {
                    "partner_id": client.id,
                    "plan_id": self.created[4].id,
                    "state": "active",
                    "is_default": True,
                    "refill_mode": "charge",
                    "refill_trigger": "threshold",
                    "refill_product_id": pack_id,
                    "payment_token_id": token.id,
                    "low_threshold": 30,
                }
            )
            env["prepaid.consent"].create(
                {
                    "contract_id": contract.id,
                    "partner_id": client.id,
                    "text": "Yes",
                    "cap_amount": 1000,
                    "token_id": token.id,
                }
            )
            env["prepaid.grant"].create(
                {"contract_id": contract.id, "quantity": 10, "name": "Opening"}
            )
            contract.refill_due = True
            clients |= client
            self.created.append(client)
        return clients

    def _sweep(self):
        self._commit(self._sweep_payments)
        return super()._sweep()

    def _sweep_payments(self, env):
        """Delete what charges left: payments, transactions, consents."""
        partners = env["res.partner"].browse(self.ids["clients"])
        txs = env["payment.transaction"].search([("partner_id", "in", partners.ids)])
        payments = txs.payment_id
        contracts = env["prepaid.contract"].search([("partner_id", "in", partners.ids)])
        txs.unlink()
        payments.move_id.line_ids.remove_move_reconcile()
        payments.action_draft()
        payments.unlink()
        env.flush_all()
        env.cr.execute(
            "DELETE FROM prepaid_consent WHERE contract_id = ANY(%s)", [contracts.ids]
        )
        env.invalidate_all()
        contracts.payment_token_id = False
        tokens = env["payment.token"].with_context(active_test=False)
        tokens.search([("partner_id", "in", partners.ids)]).unlink()
        contracts.refill_ids.unlink()

    def _get_contracts(self, env):
        domain = [("partner_id", "in", self.ids["clients"])]
        return env["prepaid.contract"].search(domain)

    def _run_crons(self, env):
        env["prepaid.refill"]._cron_refill()
        env["prepaid.refill"]._cron_charge()
        return True

    def test_two_workers_charge_each_client_once(self):
        for _round in range(3):
            self._race(self._run_crons, 2)

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
