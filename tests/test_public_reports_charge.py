from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon
from .common_shop import OnlinePayment


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublicReportsCharge(ChargeCommon, OnlinePayment):
    """What people report of automatic top-ups and saved cards, tried here."""

    def test_a_lost_race_after_the_charge_does_not_charge_again(self):
        """odoo 94005, 101243: the card was charged at each run of the request."""
        contract = self._charged_contract()
        self._log(500)
        self._run("prepaid_refill_cron")
        Transaction = type(self.env["payment.transaction"])
        send, book = Transaction._send_payment_request, Transaction._post_process
        calls, losses = [], [True]

        def count(tx):
            calls.append(tx.reference)
            return send(tx)

        def lose_once(tx):
            if losses and tx.prepaid_refill_id:
                losses.pop()
                raise ConcurrencyError("somebody else wrote it")
            return book(tx)

        with (
            patch.object(Transaction, "_send_payment_request", count),
            patch.object(Transaction, "_post_process", lose_once),
        ):
            self._run("prepaid_charge_cron")
            self._run("prepaid_charge_cron")
        self.assertFalse(losses)
        self.assertEqual(len(calls), 1)
        self.assertEqual((contract.refill_ids.state, contract.balance), ("done", 700))

    def test_after_a_failure_the_next_crossing_charges_again(self):
        """codex 19872: it topped up only after it was switched off and on."""
        self.company.sudo().prepaid_retry_days = False
        contract = self._charged_contract("error")
        self._log(500)
        self._run()
        self.assertEqual(contract.refill_ids.state, "failed")
        self._grant(contract, 600)
        contract.sudo().payment_token_id.demo_simulated_state = "done"
        self._log(600)
        self._run()
        self.assertEqual(contract.refill_ids.mapped("state"), ["done", "failed"])
        self.assertEqual(contract.balance, 700)

    def test_an_order_that_is_paid_twice_brings_its_hours_once(self):
        """odoo 18579: clients paid one order three times."""
        self.company.sudo().prepaid_retry_days = False
        contract = self._charged_contract("error")
        self._log(500)
        self._run()
        order = contract.refill_ids.sale_order_id
        self._pay_online(order)
        self._pay_online(order)
        self.assertEqual(contract.balance, 700)
        self.assertEqual(len(order.invoice_ids), 1)
