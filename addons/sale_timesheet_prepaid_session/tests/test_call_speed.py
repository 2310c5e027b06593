import logging
import time
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common_calls import CallCommon

CALLS = 5000
_logger = logging.getLogger(__name__)


# By hand: dev/test …/test_call_speed.py
@tagged("post_install", "-at_install", "-standard", "prepaid_speed")
class TestCallSpeed(CallCommon):
    """A month of a busy desk: 5,000 calls of 50 clients."""

    def test_five_thousand_calls(self):
        clients = [self._make_client(number) for number in range(50)]
        rows = [self._make_row(number, clients) for number in range(CALLS)]
        text = "Start;From;To;Duration sec\n" + "".join(rows)
        upload = self._measure("uploaded", lambda: self._upload(text, preview=False))
        self._measure("previewed", upload.action_preview)
        self.assertEqual(upload.ready_count, CALLS)
        self._measure("imported", upload.action_import)
        self.assertEqual(upload.imported_count, CALLS)
        self.assertFalse(self.contract._check_integrity())

    def _make_client(self, number):
        client = self._namesake(name=f"Client {number}", phone=f"+331990080{number:02}")
        self._contract(10000, client=client)
        return client

    def _make_row(self, number, clients):
        start = datetime(2026, 2, 16) + timedelta(minutes=5 * number)
        phone = clients[number % len(clients)].phone
        return f"{start:%Y-%m-%d %H:%M:%S};{phone};101;{60 + number % 600}\n"

    def _measure(self, what, verb):
        self.env.flush_all()
        queries, begun = self.cr.sql_log_count, time.perf_counter()
        result = verb()
        self.env.flush_all()
        seconds = time.perf_counter() - begun
        _logger.info(
            "%s calls %s: %.1f s, %s queries",
            CALLS,
            what,
            seconds,
            self.cr.sql_log_count - queries,
        )
        return result
