import json
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from unittest.mock import patch

from odoo.tests import freeze_time

from .common import PrepaidCommon

SENDER = "odoo.addons.sale_timesheet_prepaid.models.outgoing.prepaid_webhook_send"
START = datetime(2026, 3, 16, 9, 0)
DAY = timedelta(days=1)
NETWORKS = "sale_timesheet_prepaid.webhook_networks"


class Received(NamedTuple):
    """A request as it came in, byte by byte."""

    path: str
    headers: dict
    body: bytes

    @property
    def id(self):
        return self.headers["webhook-id"]


class Receiver(ThreadingHTTPServer):
    """A program that receives webhooks, here, and answers as it is told."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received = []
        self.status, self.headers, self.text = 200, {}, b""
        # Cleared, it lets callers wait.
        self.go_on = threading.Event()
        self.go_on.set()
        self.is_called = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/prepaid"

    def handle_error(self, request, client_address):
        """A caller that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append(Received(self.path, headers, body))
        self.server.is_called.set()
        self.server.go_on.wait(30)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.text)))
        self.end_headers()
        self.wfile.write(self.server.text)

    def log_message(self, *_args):
        pass


@contextmanager
def receiving():
    """Run a Receiver in a thread of its own."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        receiver.shutdown()
        thread.join()
        receiver.server_close()


class WebhookCommon(PrepaidCommon):
    """A contract, and a webhook that hears of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600, low_threshold=60)
        cls.receiver = cls.enterClassContext(receiving())
        cls._allow("127.0.0.0/8")
        cls.webhook = cls._webhook()

    def setUp(self):
        super().setUp()
        # What the fixtures have to tell is told.
        self._end_transaction()
        self.env["prepaid.webhook.delivery"].sudo().search([]).unlink()
        self.receiver.received.clear()
        self.receiver.status, self.receiver.headers, self.receiver.text = 200, {}, b""

    @classmethod
    def _allow(cls, networks):
        cls.env["ir.config_parameter"].sudo().set_param(NETWORKS, networks)

    @classmethod
    def _webhook(cls, is_on=True, **over):
        vals = {
            "name": "Monitoring",
            "url": cls.receiver.url,
            "company_id": cls.company.id,
            "user_id": cls.manager.id,
        }
        webhook = cls.env["prepaid.webhook"].with_user(cls.manager).create(vals | over)
        if is_on:
            webhook.action_switch_on()
        return webhook

    def _end_transaction(self):
        """Do what a request does before it commits."""
        self.env.cr.flush()

    def _get_deliveries(self, webhook=None):
        """Return what was queued, oldest first, once the transaction ends."""
        self._end_transaction()
        webhook = webhook or self.webhook
        domain = [("webhook_id", "=", webhook.id)]
        return self.env["prepaid.webhook.delivery"].sudo().search(domain, order="id")

    def _get_events(self, webhook=None):
        return self._get_deliveries(webhook).mapped("event")

    def _get_told(self, webhook=None):
        """Return the data of the only message."""
        delivery = self._get_deliveries(webhook)
        delivery.ensure_one()
        return json.loads(delivery.payload)["data"]

    def _deliver(self):
        self._end_transaction()
        with self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid.prepaid_webhook_cron"
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()
        return self.receiver.received


class SendingCommon(WebhookCommon):
    """Messages that go out at known moments."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(START))
        self.enterContext(patch(f"{SENDER}.random.random", return_value=0.5))

    def _tell(self):
        """Let something happen, and return its message."""
        self._log(10, day=START.date())
        return self._get_deliveries()[-1:]

    def _deliver_at(self, moment):
        self.clock.move_to(moment)
        return self._deliver()

    def _fail_for(self, time):
        """Let the receiver fail for a time, with a run every ten minutes."""
        self.receiver.status = 500
        end = START + time
        moment = START
        while moment <= end:
            self._deliver_at(moment)
            moment += timedelta(minutes=10)

    def _fail(self):
        """Return a message that waits for a webhook that is switched off."""
        delivery = self._tell()
        self.receiver.status = 410
        self._deliver()
        self.receiver.status = 200
        self.receiver.received.clear()
        return delivery
