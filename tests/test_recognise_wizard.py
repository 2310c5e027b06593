from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .test_recognition import FEBRUARY, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecogniseWizard(RecognitionCommon):
    def _wizard(self):
        return Form(self.env["prepaid.recognise"].with_user(self.accountant))

    def test_the_preview_is_what_gets_booked(self):
        self._sell()
        self._log(60, day=date(2026, 2, 5))
        form = self._wizard()
        self.assertEqual(form.date, FEBRUARY)
        self.assertEqual(form.line_ids._records[0]["amount"], 100)
        wizard = form.save()
        self.assertEqual(wizard.line_ids.mapped("kind"), ["use"])
        self.assertEqual(wizard.line_ids.account_id, self.income)
        self.assertEqual(wizard.amount, 100)
        action = wizard.action_recognise()
        self.assertEqual(action["res_model"], "account.move")
        self.assertRevenue(100)
        again = self._wizard().save()
        self.assertFalse(again.line_ids)
        self.assertEqual(again.action_recognise()["tag"], "display_notification")

    def test_the_day_is_proposed_up_to_which_something_is_missing(self):
        self._sell(self._pack(600, price=1000))
        self.assertEqual(self._wizard().date, FEBRUARY)
        today = self._log(60, day=date(2026, 3, 31))
        self.assertEqual(self._wizard().date, date(2026, 3, 31))
        self._log(60, day=date(2026, 3, 10))
        self.assertEqual(self._wizard().date, date(2026, 3, 30))
        self._log(60, day=date(2026, 2, 28))
        self.assertEqual(self._wizard().date, FEBRUARY)
        self._wizard().save().action_recognise()
        form = self._wizard()
        self.assertEqual(form.date, date(2026, 3, 30))
        form.save().action_recognise()
        today.sudo().unlink()
        self.assertEqual(self._wizard().date, FEBRUARY)

    def test_whoever_may_not_post_is_not_told_what_is_missing(self):
        with self.assertRefused("Ask an accountant", AccessError):
            self.env["prepaid.recognise"].with_user(self.user).default_get(["date"])

    def test_the_preview_says_when_a_locked_period_moves_the_entry(self):
        self._sell()
        self._log(60, day=date(2026, 2, 5))
        self.company.fiscalyear_lock_date = FEBRUARY
        wizard = self._wizard().save()
        self.assertEqual(wizard.date_entry, date(2026, 3, 1))
        move_id = wizard.action_recognise()["res_id"]
        move = self.env["account.move"].browse(move_id)
        self.assertEqual(move.date, date(2026, 3, 1))
        self.assertEqual(move.prepaid_recognition_count, 1)

    def test_the_wizard_refuses_whoever_may_not_post(self):
        wizard = self._wizard().save()
        with self.assertRefused("Ask an accountant", AccessError):
            wizard.with_user(self.user).sudo(False)._check_right()
