from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_scope import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScope(ScopeCommon):
    """Credit for some kinds of work, or some projects, pays for nothing else."""

    def test_a_contract_told_row_by_row(self):
        """Eighteen rows, worked out by hand.

        R pays for remote support (60), W for the website (90), RW for remote support on
        the website (30); G pays for all (120).
        """
        self._scope(60, usage_types=self.remote)
        self._scope(90, projects=self.website)
        self._scope(30, usage_types=self.remote, projects=self.website)
        self._grant(self.contract, 120)
        desk, site = self.task, self.site_ticket
        # minutes, kind, ticket, and what is left then: R, W, RW, G
        rows = (
            (20, self.onsite, desk, (60, 90, 30, 100)),
            (20, self.remote, desk, (40, 90, 30, 100)),
            (20, self.onsite, site, (40, 70, 30, 100)),
            (20, self.remote, site, (20, 70, 30, 100)),
            (30, self.remote, site, (0, 60, 30, 100)),
            (30, self.remote, desk, (0, 60, 30, 70)),
            (70, self.remote, site, (0, 0, 20, 70)),
            (30, self.remote, site, (0, 0, 0, 60)),
            (10, None, desk, (0, 0, 0, 50)),
            (50, self.onsite, site, (0, 0, 0, 0)),
        )
        for number, (minutes, kind, ticket, left) in enumerate(rows, 1):
            with self.subTest(row=number):
                self._work_of(minutes, kind, ticket)
                self.assertLeft(*left)
                self.assertEqual(self.contract.scoped, sum(left[:3]))
                self.assertEqual(self.contract.balance, sum(left))
        with self.assertRefused("1 min short"):
            self._work_of(1, self.remote, desk)
