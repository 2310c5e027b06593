from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_what_if import WhatIfCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIfTours(WhatIfCommon, HttpCase):
    """The question and its answer, in a browser."""

    def test_the_account_manager_tries_the_monthly_plan(self):
        self._sell(day="2026-01-10")
        self._work(("2026-01-10", 400), ("2026-02-20", 200))
        url = f"/odoo/prepaid.contract/{self.contract.id}"
        login = self.user.login
        self.start_tour(url, "prepaid_manager_asks_what_if", login=login)
        self.assertEqual(self.allowance.prepaid_quantity, 480)
