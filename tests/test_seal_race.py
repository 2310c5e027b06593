from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_concurrency import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestSealRace(ConcurrencyCommon):
    """Sealings that overlap, and entries that are booked meanwhile."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._commit, self._unseal)

    def _unseal(self, env):
        for table in ("prepaid_seal_link", "prepaid_seal", "prepaid_seal_key"):
            env.cr.execute(f"DELETE FROM {table}")

    def _seal(self, env):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        keys = env["prepaid.seal.key"]._get_keys()
        key = keys.filtered(lambda key: key.company_id == contract.company_id)
        env["prepaid.seal"]._seal_next(key)
        env.flush_all()
        return contract._get_seal().count

    def _grant(self, env):
        vals = {"contract_id": self.ids["contract"], "quantity": 30, "name": "More"}
        env["prepaid.grant"].create(vals)
        env.flush_all()

    def _find(self, env):
        return env["prepaid.contract"]._check_integrity()

    def test_what_is_under_way_at_a_sealing_comes_with_the_next(self):
        with self.registry_.cursor() as cr:
            self._grant(api.Environment(cr, SUPERUSER_ID, {}))
            self.assertEqual(self._commit(self._seal), 1)
        self.assertEqual(self._commit(self._seal), 2)
        self.assertEqual(self._commit(self._find), [])

    def test_of_two_sealings_at_once_one_starts_again(self):
        self._commit(lambda env: env["prepaid.seal.key"]._get_keys().ids)
        with self.registry_.cursor() as cr:
            cr.execute("SELECT 1")
            self._commit(self._seal)
            with self.assertRaises(OperationalError), mute_logger("odoo.sql_db"):
                self._seal(api.Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        self.assertEqual(self._commit(self._seal), 1)
        self.assertEqual(self._commit(self._find), [])
