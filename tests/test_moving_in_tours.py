from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_import_work import ImportWorkCommon
from .common_migration import MigrationCommon
from .common_opening import OpeningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOpeningTours(OpeningCommon, HttpCase):
    def test_credit_comes_from_a_spreadsheet(self):
        self.start_tour("/odoo", "prepaid_import_credit", login=self.bookkeeper.login)
        contracts = (self.client | self.other_client).prepaid_contract_ids
        self.assertEqual(contracts.mapped("balance"), [600, 300])
        opening = self.env["prepaid.opening"].search([], limit=1)
        self.assertEqual(opening.move_id.state, "posted")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigrationTours(MigrationCommon, HttpCase):
    def test_what_was_bought_from_odoo_is_taken_over(self):
        line = self._sell_paid(10)
        self.start_tour("/odoo", "prepaid_take_over", login=self.manager.login)
        self.assertEqual(line.remaining_hours, 0)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportWorkTours(ImportWorkCommon, HttpCase):
    def test_work_comes_from_another_program(self):
        self.start_tour("/odoo", "prepaid_import_work", login=self.manager.login)
        self.assertEqual(self._lines().mapped("unit_amount"), [1.5, 0.5])
        self.assertEqual(self.contract.balance, 480)
