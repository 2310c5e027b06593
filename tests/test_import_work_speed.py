import logging
import time
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common_import_work import ImportWorkCommon
from .work_files import toggl

ROWS, CLIENTS = 2000, 300
_logger = logging.getLogger(__name__)


# By hand: dev/test tests/test_import_work_speed.py
@tagged("post_install", "-at_install", "-standard", "prepaid_speed")
class TestImportWorkSpeed(ImportWorkCommon):
    """A year of a provider who moves here: 2,000 rows of 300 clients."""

    def test_two_thousand_rows(self):
        clients = self.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(CLIENTS)]
        )
        for client in clients:
            self._contract(10000, client=client)
        rows = [self._make_row(number) for number in range(ROWS)]
        text = toggl(*rows)
        wizard = self._upload(text, preview=False)
        self._measure("previewed", wizard.action_preview)
        self.assertEqual((wizard.state, wizard.row_count), ("previewed", ROWS))
        self._measure("imported", wizard.action_import)
        self.assertEqual(len(self._lines()), ROWS)
        again = self._upload(text, preview=False)
        self._measure("read again", again.action_preview)
        self.assertEqual(again.row_count, 0)

    def test_a_client_whose_credit_ends_among_the_rows(self):
        self.plan.overdraft_policy = "block"
        self._grant(self.contract, 20400)
        rows = [self._make_row(number) | {"client": "Azure"} for number in range(ROWS)]
        wizard = self._upload(toggl(*rows), preview=False)
        self._measure("beyond the credit previewed", wizard.action_preview)
        self._measure("beyond the credit imported", wizard.action_import)
        covered = self._lines().filtered("prepaid_contract_id")
        self.assertEqual(len(covered), 21000 // 21)

    def _make_row(self, number):
        begin = datetime(2026, 1, 2) + timedelta(minutes=30 * number)
        end = begin + timedelta(minutes=21)
        return {
            "client": f"Client {number % CLIENTS}",
            "day": f"{begin:%Y-%m-%d}",
            "begin": f"{begin:%H:%M:%S}",
            "end_day": f"{end:%Y-%m-%d}",
            "end": f"{end:%H:%M:%S}",
        }

    def _measure(self, what, verb):
        self.env.flush_all()
        queries, begun = self.cr.sql_log_count, time.perf_counter()
        verb()
        self.env.flush_all()
        seconds = time.perf_counter() - begun
        _logger.info(
            "%s rows %s: %.1f s, %s queries",
            ROWS,
            what,
            seconds,
            self.cr.sql_log_count - queries,
        )
