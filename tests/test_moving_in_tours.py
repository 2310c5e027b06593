from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_import_work import ImportWorkCommon
from .common_migration import MigrationCommon
from .common_opening import OpeningCommon


class MovingInTours(HttpCase):
    """What clients bring along, through the pages of the configuration."""

    # All menus of the app beside each other.
    browser_size = "1920x1080"
    # Requests of a page wait for one another: on a loaded machine longer than 20 s, and
    # who waited in vain would be answered by an error.
    test_cursor_lock_timeout = 180

    def _tour(self, name, user):
        self.start_tour("/odoo/prepaid-start", name, login=user.login, timeout=240)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOpeningTours(OpeningCommon, MovingInTours):
    def test_credit_comes_from_a_spreadsheet(self):
        self._tour("prepaid_import_credit", self.bookkeeper)
        contracts = (self.client | self.other_client).prepaid_contract_ids
        self.assertEqual(contracts.mapped("balance"), [600, 300])
        opening = self.env["prepaid.opening"].search([], limit=1)
        self.assertEqual(opening.move_id.state, "posted")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigrationTours(MigrationCommon, MovingInTours):
    def test_what_was_bought_from_odoo_is_taken_over(self):
        line = self._sell_paid(10)
        self._tour("prepaid_take_over", self.manager)
        self.assertEqual(line.remaining_hours, 0)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportWorkTours(ImportWorkCommon, MovingInTours):
    def test_work_comes_from_another_program(self):
        self._tour("prepaid_import_work", self.manager)
        self.assertEqual(self._lines().mapped("unit_amount"), [1.5, 0.5])
        self.assertEqual(self.contract.balance, 480)
