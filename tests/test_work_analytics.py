from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH
from .test_recognition_analytics import AnalyticsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestWorkAnalytics(AnalyticsCommon):
    """The revenue bears every analytic plan of the work."""

    def test_work_on_two_plans_gives_revenue_on_both(self):
        column = self.department._column_name()
        self.project.sudo()[column] = self.support
        self._sell(self.pack)
        line = self._work()
        self.assertEqual(line[column], self.support)
        move = self._recognise(FEBRUARY)
        self.assertDistribution(move, {self._key(self.desk, self.support): 100})
        self.assertEqual(self._get_revenue(self.desk, self.support), 500.00)
        rows = move.sudo().prepaid_recognition_ids
        self.assertEqual(
            rows.analytic_distribution, {self._key(self.desk, self.support): 100}
        )
        self.assertBooks(500.00)

    def test_an_edit_of_the_works_accounts_moves_the_revenue(self):
        column = self.department._column_name()
        self._sell(self.pack)
        line = self._work(**{column: self.support})
        self._recognise(FEBRUARY)
        line[column] = self.sales
        move = self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.support), 0)
        self.assertEqual(self._get_revenue(self.sales), 500.00)
        self.assertEqual(self._get_revenue(self.desk), 500.00)
        self.assertEqual(sum(move.line_ids.mapped("debit")), 1000.00)
        line[column] = False
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.sales), 0)
        self.assertEqual(self._get_revenue(self.desk), 500.00)
        self.assertRevenue(500.00)
        self.assertBooks(500.00)

    def test_work_of_several_kinds_shares_the_revenue(self):
        column = self.department._column_name()
        self._sell(self.pack)
        self._work(60, **{column: self.support})
        self._work(120, **{column: self.sales})
        self._work(120)
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_revenue(self.support), 100.00)
        self.assertEqual(self._get_revenue(self.sales), 200.00)
        self.assertEqual(self._get_revenue(self.desk), 500.00)

    def test_work_bears_its_own_plans_and_the_pack_the_others(self):
        """60 % North, 40 % nowhere; the work's department stands for the pack's."""
        self._sell_with(
            {self._key(self.sales, self.north): 60, self._key(self.sales): 40}
        )
        self._work(**{self.department._column_name(): self.support})
        move = self._recognise(FEBRUARY)
        self.assertDistribution(
            move,
            {
                self._key(self.desk, self.support, self.north): 60,
                self._key(self.desk, self.support): 40,
            },
        )
        self.assertEqual(self._get_revenue(self.north), 300.00)
        self.assertEqual(self._get_revenue(self.support), 500.00)

    def test_a_pack_with_two_plans_side_by_side_gives_each_its_part(self):
        self._sell_with({str(self.sales.id): 100, str(self.north.id): 100})
        self._work()
        self._recognise(FEBRUARY)
        for account in (self.sales, self.north, self.desk):
            self.assertEqual(self._get_revenue(account), 500.00)

    def test_an_archived_account_does_not_stop_revenue(self):
        self._sell_with({str(self.north.id): 100})
        self._work(**{self.department._column_name(): self.support})
        (self.support | self.north | self.desk).sudo().active = False
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_revenue(self.support, self.north), 500.00)
        self.assertBooks(500.00)

    def test_a_deleted_account_does_not_stop_revenue(self):
        invoice = self._sell_with({str(self.north.id): 100})
        self.north.sudo().unlink()
        line = self._work()
        move = self._recognise(FEBRUARY)
        self.assertDistribution(move, {str(self.desk.id): 100})
        invoice.invoice_line_ids.analytic_distribution = {str(self.sales.id): 100}
        self._recognise(MARCH)
        line.unit_amount = 1
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.sales), 100.00)
        self.assertBooks(900.00)

    def test_booked_on_an_account_that_is_deleted_since(self):
        invoice = self._sell_with({str(self.north.id): 100})
        self._work()
        self._recognise(FEBRUARY)
        items = self.env["account.analytic.line"].sudo()
        column = self.region._column_name()
        items.search([(column, "=", self.north.id)]).write({column: False})
        self.north.sudo().unlink()
        invoice.invoice_line_ids.analytic_distribution = False
        self._recognise(MARCH)
        self.assertRevenue(500.00)
        self.assertFalse(self._recognise(MARCH))
        self.assertBooks(500.00)

    def test_deleted_work_gives_its_revenue_back(self):
        column = self.department._column_name()
        self._sell(self.pack)
        self._work(60)
        line = self._work(240, **{column: self.support})
        self._recognise(FEBRUARY)
        line.unlink()
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.support), 0)
        self.assertEqual(self._get_revenue(self.desk), 100.00)
        self.assertBooks(900.00)

    def test_a_reversal_bears_what_it_reverses(self):
        self._sell(self.pack)
        line = self._work(**{self.department._column_name(): self.support})
        move = self._recognise(FEBRUARY)
        reversal = self._reverse(move)
        self.assertEqual(self._get_revenue(self.support), 0)
        line[self.department._column_name()] = self.sales
        reversal.button_draft()
        reversal.action_post()
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.support), 0)
        self.assertEqual(self._get_revenue(self.sales), 500.00)
        self.assertBooks(500.00)

    def test_a_new_plan_of_the_company_is_followed_at_once(self):
        self._sell(self.pack)
        line = self._work()
        self._recognise(FEBRUARY)
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Products"})
        account = self._account("Printers", plan)
        line[plan._column_name()] = account
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.desk, account), 500.00)

    def test_a_fiscal_position_maps_the_income_account(self):
        export = self.income.copy({"name": "Export"})
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Export",
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": self.income.id,
                            "account_dest_id": export.id,
                        }
                    )
                ],
            }
        )
        invoice = self._bill(self.pack, post=False, fiscal_position_id=position.id)
        self.assertEqual(invoice.invoice_line_ids.account_id, self.deferred)
        invoice.action_post()
        self._pay(invoice)
        self._work(**{self.department._column_name(): self.support})
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_balance(export), 500.00)
        self.assertEqual(self._get_revenue(self.desk, self.support), 500.00)

    def test_two_companies_with_analytics_of_their_own(self):
        other = self.setup_other_company(name="Second Ltd")["company"]
        self._sell(self.pack)
        self._work(**{self.department._column_name(): self.support})
        moves = (self.company | other).sudo()._recognise_prepaid_revenue(FEBRUARY)
        self.assertEqual(moves.company_id, self.company)
        self.assertEqual(self._get_revenue(self.support), 500.00)
