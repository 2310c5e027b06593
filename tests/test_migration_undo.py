from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_migration import MigrationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigrationUndo(MigrationCommon):
    """What was taken over goes back, exactly, while nothing was drawn."""

    def _undo(self, opening):
        return opening.with_user(self.manager).action_undo()

    def test_undone_is_as_never_done(self):
        line, used = self._sell_paid(10), self._sell_paid(1)
        self.project.sale_line_id = line
        self.task.sale_line_id = line
        ticket = self._task("Slow network")
        second = self._task("Old printer", sale_line_id=used.id)
        self._log(90)
        self._log(60, task=second)
        lines = line | used
        before = self._get_native(lines), self._get_places(lines)
        opening = self._take_over(line, used)
        contract = opening.line_ids.grant_id.contract_id
        for place in (self.project, self.task, second, ticket):
            self.assertFalse(place.sale_line_id, place)
            self.assertEqual(place.prepaid_contract_id, contract)
        self.assertEqual(self._get_native(lines), before[0])
        self._undo(opening)
        self.assertEqual((self._get_native(lines), self._get_places(lines)), before)
        self.assertEqual(contract.balance, 0)
        self.assertEqual(contract.state, "closed")
        self.assertEqual(self._log(30).so_line, line)

    def test_it_may_be_taken_over_again(self):
        line = self._sell_paid(10)
        self._undo(self._take_over(line))
        again = self._take_over(line)
        self.assertEqual(again.line_ids.grant_id.remaining, 600)
        self.assertEqual(line.prepaid_opening_id, again)

    def test_credit_that_was_drawn_keeps_it_from_being_undone(self):
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        opening = self._take_over(line)
        self._log(60)
        with self.assertRefused("cannot be undone"):
            self._undo(opening)
        self.assertEqual(line.prepaid_opening_id, opening)

    def test_what_was_chosen_since_stays(self):
        line, next_line = self._sell_paid(10), self._sell_paid(5)
        self.task.sale_line_id = line
        opening = self._take_over(line)
        self.task.write({"prepaid_contract_id": False, "sale_line_id": next_line.id})
        self._undo(opening)
        self.assertEqual(self.task.sale_line_id, next_line)

    def test_a_contract_there_was_goes_on(self):
        contract = self._contract(120)
        line = self._sell_paid(10)
        opening = self._take_over(line)
        self.assertEqual(contract.balance, 720)
        self._undo(opening)
        self.assertEqual((contract.balance, contract.state), (120, "active"))

    def test_books_tie_out_before_after_and_undone(self):
        line = self._sell_paid(10, price_unit=99.99)
        self.task.sale_line_id = line
        self._log(200)
        self.assertDeferred(0)
        opening = self._take_over(line)
        self.assertDeferred(666.6)
        move = opening.sudo().move_id
        taken = move.line_ids.filtered(lambda item: item.account_id == self.income)
        self.assertEqual(taken.balance, 666.6)
        self._undo(opening)
        self.assertDeferred(0)

    def test_revenue_of_the_hours_is_earned_as_they_are_used(self):
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        self._take_over(line)
        self._log(60)
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        self.assertDeferred(900)

    def test_what_was_deferred_already_stays_where_it_is(self):
        deferred = self.company.deferred_revenue_account_id
        self.old_hours.property_account_income_id = deferred
        line = self._sell_paid(10)
        migration = self._look()
        self.assertIn(deferred.display_name, migration.account_note)
        migration.account_id = deferred
        action = migration.action_run()
        opening = self.env[action["res_model"]].browse(action["res_id"]).sudo()
        self.assertEqual(line.prepaid_opening_id, opening)
        self.assertEqual(opening.move_id.line_ids.account_id, deferred)
        self.assertDeferred(1000)

    def test_without_right_to_post_it_waits_for_an_accountant(self):
        self.manager.group_ids -= self.env.ref("account.group_account_user")
        line = self._sell_paid(10)
        opening = self._take_over(line)
        self.assertEqual(opening.sudo().state, "draft")
        self.assertFalse(line.prepaid_opening_id)
        poster = self._user("poster", "account.group_account_user")
        opening.with_user(poster).action_run()
        self.assertEqual(line.prepaid_opening_id, opening)

    def test_work_logged_while_it_waits_is_seen(self):
        self.manager.group_ids -= self.env.ref("account.group_account_user")
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        opening = self._take_over(line)
        self._log(60)
        poster = self._user("poster", "account.group_account_user")
        with self.assertRefused("9 h left now, not 10 h"):
            opening.with_user(poster).action_run()

    def assertDeferred(self, amount):
        tie_out = self.company.sudo()._get_prepaid_tie_out(TODAY)
        self.assertEqual(tie_out["difference"], 0)
        self.assertEqual(tie_out["deferred"], amount)
