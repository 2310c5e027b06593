from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_tier import TierCommon
from .random_tiers import STEP, TierHistory
from .steady import steady


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomTiers(TierCommon):
    """Whatever is bought, moved and expires: what is drawn has its tier's waivers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ids = ("onsite", "phone")
        name = "sale_timesheet_prepaid.prepaid_usage_type_%s"
        cls.kinds = [cls.env.ref(name % kind) for kind in ids]

    @steady(15)
    @given(st.booleans(), st.lists(STEP, min_size=4, max_size=14))
    def test_any_history_draws_what_the_naive_one_does(self, allow, steps):
        with self.env.cr.savepoint() as savepoint:
            history = TierHistory(self, allow)
            for name, *args in steps:
                history.play(name, *args)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()
