import os
import re
import subprocess
import sys
from pathlib import Path

import requests

from odoo.tests import tagged

from .common_webhook import WebhookCommon

EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "examples" / "webhooks"


@tagged("post_install", "-at_install")
class TestWebhookExample(WebhookCommon):
    """The receiver of the documentation, as a program of its own, and its pages."""

    def _start(self, secret):
        """Run the receiver; return the process and its address."""
        process = subprocess.Popen(
            [sys.executable, EXAMPLES / "receiver.py", "--port", "0"],
            env=os.environ | {"PREPAID_WEBHOOK_SECRET": secret},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process, process.stdout.readline().strip()

    def test_the_receiver_takes_what_is_signed_once(self):
        self._log(560)
        process, url = self._start(self.webhook.sudo().secret)
        self.webhook.url = url
        deliveries = self._get_deliveries()
        self._deliver()
        self.assertEqual(set(deliveries.mapped("state")), {"sent"})
        self.assertEqual(set(deliveries.mapped("last_status")), {204})
        lines = {process.stdout.readline().strip() for _delivery in deliveries}
        self.assertEqual(
            lines, {f"{d.sequence} {d.event} {self.client.name} 40" for d in deliveries}
        )
        # A message that comes twice is taken once: the next line is the next message.
        deliveries.with_user(self.manager).action_send_again()
        self._deliver()
        self._log(10)
        later = self._get_deliveries() - deliveries
        self._deliver()
        self.assertIn(f"{later.sequence} ", process.stdout.readline())

    def test_the_receiver_refuses_what_is_not(self):
        _process, url = self._start(self.webhook.sudo().secret)
        self._log(10)
        self._deliver()
        [received] = self.receiver.received
        good = {
            name: value for name, value in received.headers.items() if "webhook" in name
        }
        old = good | {"webhook-timestamp": "1700000000"}
        other = good | {"webhook-id": "msg_other"}
        forged = good | {"webhook-signature": "v1,AAAA v1,é".encode()}
        bodies = [(good, received.body + b" "), (good, b"{}")]
        for headers, body in [
            *bodies,
            *((headers, received.body) for headers in (old, other, forged, {})),
        ]:
            answer = requests.post(url, data=body, headers=headers, timeout=10)
            self.assertEqual(answer.status_code, 401, headers)
        answer = requests.post(url, data=received.body, headers=good, timeout=10)
        self.assertEqual(answer.status_code, 204)

    def test_with_another_secret_it_refuses_all(self):
        _process, url = self._start("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        self.webhook.url = url
        self._log(10)
        self._deliver()
        delivery = self._get_deliveries()
        self.assertEqual((delivery.state, delivery.last_status), ("pending", 401))
        self.assertEqual(delivery.last_answer, "The signature is wrong.")

    def test_while_the_secret_is_renewed_both_are_right(self):
        old = self.webhook.sudo().secret
        self.webhook.action_renew_secret()
        for secret in (old, self.webhook.sudo().secret):
            _process, self.webhook.url = self._start(secret)
            self._log(10)
            delivery = self._get_deliveries()[-1]
            self._deliver()
            self.assertEqual(delivery.state, "sent")
        self.assertNotEqual(old, self.webhook.sudo().secret)

    def test_the_page_names_every_event(self):
        page = (EXAMPLES / "README.md").read_text()
        Delivery = self.env["prepaid.webhook.delivery"]
        events = set(dict(Delivery._fields["event"].selection))
        named = re.findall(r"^\| `([a-z_]+\.[a-z_]+)`", page, re.M)
        self.assertEqual(set(named), events)
