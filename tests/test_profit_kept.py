from odoo import SUPERUSER_ID, api
from odoo.tests import freeze_time, tagged

from ..report import profit_kept
from . import naive_profit
from .common_concurrency import MINUTES, ConcurrencyCommon
from .common_profit import ProfitCommon
from .test_recognition import FEBRUARY


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestProfitKept(ProfitCommon):
    """Kept rows say the same as rows made anew, whatever changed under them."""

    def setUp(self):
        super().setUp()
        self.invoice = self._sell(self.hundred)
        self.grant = self.invoice.invoice_line_ids.prepaid_grant_ids
        self.line = self._work(90, (2, 5))
        self._recognise(FEBRUARY)
        naive_profit.check(self)
        self.assertFalse(self._get_marked())

    def _get_marked(self):
        self.env.flush_all()
        self.env.cr.execute(profit_kept.MARKED)
        return [contract_id for [contract_id] in self.env.cr.fetchall()]

    def assertFollows(self):
        """The change marked the contract, and the report tells it."""
        self.assertIn(self.grant.contract_id.id, self._get_marked())
        naive_profit.check(self)
        self.assertFalse(self._get_marked())

    def test_another_cost_of_the_work_is_told(self):
        self.line.sudo().amount = -90
        self.assertFollows()
        self.assertEqual(self._search(("kind", "=", "work")).cost, 90)

    def test_another_person_of_the_work_is_told(self):
        other = self.other_technician.employee_id
        self.line.sudo().employee_id = other
        self.assertFollows()
        self.assertEqual(self._search(("kind", "=", "work")).employee_id, other)

    def test_time_put_right_is_told(self):
        self.line.sudo().unit_amount = 2
        self.assertFollows()

    def test_deleted_work_is_told(self):
        self.line.sudo().unlink()
        self.assertFollows()

    def test_a_reset_entry_of_recognition_is_told(self):
        self.grant.recognition_ids.move_id.button_draft()
        self.assertFollows()

    def test_a_reset_invoice_is_told(self):
        self.grant.recognition_ids.move_id.button_draft()
        self.invoice.button_draft()
        self.assertFollows()

    def test_a_credit_note_of_the_price_is_told(self):
        note = self.invoice._reverse_moves([{"invoice_date": FEBRUARY}])
        note.prepaid_price_only = True
        note.invoice_line_ids.price_unit = 100
        note.action_post()
        self.assertFollows()
        self.assertEqual(self._search(("kind", "=", "work")).earned, 135)

    def test_breakage_expected_later_is_told(self):
        self.plan.sudo().breakage_percent = 20
        self.assertFollows()

    def test_credit_given_to_another_contract_is_told_of_both(self):
        other = self._contract(is_default=False)
        wizard = self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": self.grant.contract_id.id,
                "target_id": other.id,
                "quantity": 60,
                "reason": "Sold on",
            }
        )
        wizard.action_apply()
        self.assertFollows()
        self.grant.recognition_ids.move_id.button_draft()
        self.assertFollows()

    def test_the_text_of_the_work_is_the_present_one(self):
        self.line.sudo().name = "Put right"
        self.assertEqual(self._search(("name", "=", "Put right")).entry_id.kind, "draw")

    def test_the_cron_keeps_what_changed_alone(self):
        self._work(10, (2, 6))
        mine = self.grant.contract_id
        self.assertEqual(self._get_marked(), mine.ids)
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_profit_keep_cron"
            ).method_direct_trigger()
        self.assertFalse(self._get_marked())
        naive_profit.check(self)

    def test_every_watched_table_has_its_trigger(self):
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'prepaid_profit_marks%'"
        )
        self.assertEqual(
            {name for [name] in self.env.cr.fetchall()},
            {profit_kept.get_function(table) for table in profit_kept.WATCHED},
        )

    def test_a_change_of_what_the_report_does_not_tell_marks_nothing(self):
        self.invoice.ref = "Their reference"
        self.line.sudo().name = "Put right"
        self.assertFalse(self._get_marked())


@tagged("post_install", "-at_install")
class TestProfitKeptRace(ConcurrencyCommon):
    """Who keeps rows while others work takes no mark that it did not see."""

    def test_work_that_comes_while_rows_are_kept_is_told(self):
        contract_id = self.ids["contract"]
        with self.registry_.cursor() as cr:
            keeper = api.Environment(cr, SUPERUSER_ID, {})
            keeper["prepaid.profit.report"].search_count([])
            line_id = self._commit(lambda env: self._log(env).id)
            self.assertTrue(keeper["prepaid.profit.report"]._keep([contract_id]))
            self.assertEqual(self._get_worked(keeper), 0)
        self.assertEqual(self._commit(self._get_worked), MINUTES)
        self._commit(lambda env: env["prepaid.profit.report"]._keep([contract_id]))
        self.assertEqual(self._commit(self._get_worked), MINUTES)
        self._commit(lambda env: env["account.analytic.line"].browse(line_id).unlink())
        self.assertEqual(self._commit(self._get_worked), 0)

    def test_one_at_a_time_keeps_rows(self):
        with self.registry_.cursor() as cr:
            first = api.Environment(cr, SUPERUSER_ID, {})
            self.assertTrue(first["prepaid.profit.report"]._keep([]))
            is_alone = self._commit(lambda env: env["prepaid.profit.report"]._keep([]))
            self.assertFalse(is_alone)

    def _get_worked(self, env):
        mine = [("contract_id", "=", self.ids["contract"])]
        report = env["prepaid.profit.report"]
        [[worked]] = report._read_group(mine, [], ["worked_minutes:sum"])
        return worked or 0
