from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .level_stories import BOTH
from .random_levels import MODES, run_cron
from .random_scope_levels import STEP, ScopeLevelHistory
from .steady import steady
from .test_scope_alert import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomScopeLevels(ScopeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"prepaid_expiry_notice_days": 0, "prepaid_expiry_last_notice_days": 0}
        )

    def setUp(self):
        super().setUp()
        for cron in BOTH:
            run_cron(self, cron)

    @steady(10)
    @given(st.sampled_from(MODES), st.lists(STEP, min_size=5, max_size=12))
    def test_who_is_told_and_sold_what_agrees_with_the_naive_model(self, mode, steps):
        with self.env.cr.savepoint() as savepoint:
            history = ScopeLevelHistory(self, mode)
            for each in steps:
                history.take(*each)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()
