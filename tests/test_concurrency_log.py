from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestConcurrencyLog(BaseCase):
    """Of two who bring the log in line at once, one starts again."""

    def _get_company(self, cr):
        """Return a company without packs: of it nothing is logged for good."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        sellers = env["prepaid.pool.line"].search([]).company_id
        return env["res.company"].search([("id", "not in", sellers.ids)], limit=1)

    def test_who_does_not_see_the_other_s_facts_does_not_log(self):
        registry = Registry(get_db_name())
        with registry.cursor() as first, registry.cursor() as second:
            one, two = self._get_company(first), self._get_company(second)
            self.assertEqual(one.id, two.id)
            moment = one._log_prepaid_deferred()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                two._log_prepaid_deferred()
            second.rollback()
            self.assertGreater(two._log_prepaid_deferred(), moment)
            second.rollback()
