from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_tier import DEAR, TierCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTierCost(TierCommon):
    """What a line says of its tier, and what it costs."""

    def test_a_line_says_what_was_not_charged(self):
        contract = self._contract(6000)
        self._grant(contract, 600, tier_id=self.gold.id)
        line = self._log_night()
        self.assertIn("no surcharge outside hours: Gold", self._explain(line))
        self.assertIn("+ 15 min flat", self._explain(line))
        day = self._log(60, meter_started_at=False)
        self.assertNotIn("Gold", self._explain(day))
        self.gold.name = "Platinum"
        self.assertIn(": Gold", self._explain(line))

    def test_credit_for_some_work_waives_for_such_work_alone(self):
        onsite = self.env["prepaid.usage.type"].create({"name": "On-site"})
        contract = self._contract(6000)
        grant = self._grant(
            contract, 60, tier_id=self.gold.id, usage_type_ids=onsite.ids
        )
        self.assertDrawn(self._log_night(), DEAR)
        line = self._log_night(45, usage_type_id=onsite.id)
        self.assertDrawn(line, 60)
        self.assertFalse(grant.remaining)
        line.name = "Disk"
        line.unit_amount = 40 / 60
        self.assertDrawn(line, 55)

    def test_a_discount_at_night_is_no_surcharge(self):
        self.plan.rate_ids.outside_factor = 0.5
        contract = self._contract(6000)
        self._grant(contract, 600, tier_id=self.gold.id)
        self.assertDrawn(self._log_night(), 45)

    def test_work_under_a_plan_without_tiers_asks_nothing_more(self):
        """Its line costs the same without any tier: one query less than with one."""
        plain = self._plan("Plain")
        self._rate(plain)
        contract = self._contract(6000, plan=plain)
        with patch.object(type(self.gold), "_are_any", lambda self: False):
            without = self._count_queries()
        self.assertEqual(self._count_queries(), without)
        self._tier("Bronze", plain)
        self.assertTrue(contract.plan_id.has_tiers)
        self.assertGreater(self._count_queries(), without)

    def _count_queries(self):
        """Return the queries of logging a line, flushed, caches cold."""
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._log(60)
            self.env.flush_all()
        return self.env.cr.sql_log_count - before
