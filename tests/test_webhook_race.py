import threading
import time
from collections import Counter
from contextlib import suppress
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon
from .common_webhook import NETWORKS, receiving


class Killed(BaseException):
    """What nobody catches: the worker is gone."""


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestWebhookRace(ConcurrencyCommon):
    """Real workers, committed transactions: who sends what, and what is lost."""

    def setUp(self):
        self.receiver = self.enterContext(receiving())
        super().setUp()

    def _make(self, env):
        ids = super()._make(env)
        parameters = env["ir.config_parameter"]
        parameters.set_param(NETWORKS, "127.0.0.0/8")
        webhook = self._make_webhook(env, self.receiver)
        return ids | {"webhook": webhook.id}

    def _make_webhook(self, env, receiver):
        webhook = env["prepaid.webhook"].create(
            {"name": "Racing receiver", "url": receiver.url}
        )
        webhook.action_switch_on()
        return webhook

    def _sweep(self):
        self._commit(self._sweep_webhooks)
        return super()._sweep()

    def _sweep_webhooks(self, env):
        env["ir.config_parameter"].set_param(NETWORKS, False)
        env["prepaid.webhook"].search([("name", "=", "Racing receiver")]).unlink()

    def _queue(self, number, webhook_id=None):
        """Queue so many messages; return their ids."""

        def queue(env):
            webhook = env["prepaid.webhook"].browse(webhook_id or self.ids["webhook"])
            return {webhook._queue_test().message_uid for _message in range(number)}

        return self._commit(queue)

    def _work(self):
        """Send what is due, as a worker's cron does."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["prepaid.webhook.delivery"]._cron_send()

    def _get_states(self):
        def read(env):
            domain = [("webhook_id.name", "=", "Racing receiver")]
            deliveries = env["prepaid.webhook.delivery"].search(domain)
            return Counter(deliveries.mapped("state"))

        return self._commit(read)

    def _get_received(self, receiver=None):
        return Counter(each.id for each in (receiver or self.receiver).received)

    def test_what_is_rolled_back_is_not_sent(self):
        def fail(env):
            self._log(env)
            env.cr.flush()
            raise Killed

        with suppress(Killed):
            self._commit(fail)
        self._work()
        self.assertFalse(self.receiver.received)
        self._commit(self._log)
        self._work()
        self.assertEqual(len(self.receiver.received), 1)

    def test_two_workers_send_each_message_once(self):
        ids = self._queue(60)
        workers = [threading.Thread(target=self._work) for _number in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        # Who lost a race leaves it to the next run.
        self._work()
        self.assertEqual(self._get_received(), dict.fromkeys(ids, 1))
        self.assertEqual(self._get_states(), {"sent": 60})

    def test_people_log_while_it_is_sent(self):
        sender = threading.Thread(target=self._work)
        self._queue(20)
        sender.start()
        self.assertEqual(self._race(self._log, 2), (2, 0))
        sender.join()
        self._work()
        self.assertEqual(set(self._get_received().values()), {1})
        self.assertEqual(set(self._get_states()), {"sent"})

    def test_a_worker_that_dies_after_the_call_sends_it_again_with_its_id(self):
        [number] = self._queue(1)
        Delivery = self.registry_["prepaid.webhook.delivery"]

        def die(_model, answers):
            if answers:
                raise Killed

        with patch.object(Delivery, "_keep_answers", die), suppress(Killed):
            self._work()
        self.assertEqual(self._get_states(), {"pending": 1})
        # Perhaps the worker lives yet: its claim is respected.
        self._work()
        self.assertEqual(self._get_received(), {number: 1})
        self._commit(self._lapse)
        self._work()
        self.assertEqual(self._get_received(), {number: 2})
        self.assertEqual(self._get_states(), {"sent": 1})

    def _lapse(self, env):
        deliveries = env["prepaid.webhook.delivery"].search([("state", "=", "pending")])
        deliveries.date_claimed = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=1
        )

    def test_a_worker_that_dies_before_the_call_loses_nothing(self):
        [number] = self._queue(1)
        with patch(
            "odoo.addons.sale_timesheet_prepaid.models.outgoing.courier.post",
            side_effect=Killed,
        ):
            with suppress(Killed):
                self._work()
        self.assertFalse(self.receiver.received)
        self._commit(self._lapse)
        self._work()
        self.assertEqual(self._get_received(), {number: 1})

    def test_a_slow_receiver_does_not_keep_the_others_waiting(self):
        slow = self.enterContext(receiving())
        slow.go_on.clear()
        slow_id = self._commit(lambda env: self._make_webhook(env, slow).id)
        self._queue(30, slow_id)
        worker = threading.Thread(target=self._work)
        worker.start()
        self.assertTrue(slow.is_called.wait(10))
        # What happens while it hangs goes out at once.
        start = time.monotonic()
        ids = self._queue(50)
        while len(self.receiver.received) < len(ids):
            self.assertLess(time.monotonic() - start, 8)
            time.sleep(0.05)
        self.assertLessEqual(len(slow.received), 4)
        slow.go_on.set()
        worker.join()
        self._work()
        self.assertEqual(set(self._get_received(slow).values()), {1})
        self.assertEqual(self._get_states(), {"sent": 80})

    def test_a_message_that_is_dropped_meanwhile_stays_so(self):
        self._queue(1)
        self.receiver.status = 500
        self.receiver.go_on.clear()
        worker = threading.Thread(target=self._work)
        worker.start()
        self.assertTrue(self.receiver.is_called.wait(10))
        self._commit(self._drop)
        self.receiver.go_on.set()
        worker.join()
        self.assertEqual(self._get_states(), {"dropped": 1})

    def _drop(self, env):
        env["prepaid.webhook"].browse(self.ids["webhook"])._get_waiting()._drop()

    def test_who_tells_is_not_run_again_for_what_the_sender_notes(self):
        """Its failures are counted on the very webhook to which messages are added."""
        self.receiver.status = 500
        self._queue(3)
        runs = []

        def log_meanwhile(env):
            runs.append(env["prepaid.webhook"].browse(self.ids["webhook"]).state)
            if len(runs) == 1:
                self._work()
            self._log(env)

        self._commit(log_meanwhile)
        self.assertEqual(runs, ["on"])
        self.assertEqual(self._get_states(), {"pending": 4})

    def test_a_thousand_messages_go_in_a_minute(self):
        ids = self._queue(1000)
        start = time.monotonic()
        while self._get_states().get("pending"):
            self._work()
        self.assertLess(time.monotonic() - start, 60)
        self.assertEqual(self._get_received(), dict.fromkeys(ids, 1))
