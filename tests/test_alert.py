from odoo.tests import BaseCase, freeze_time, tagged

from ..models.ledger.alert import REFILL, Alert
from .common import TODAY, PrepaidCommon

FINE = Alert()


@tagged("post_install", "-at_install")
class TestAlert(BaseCase):
    """How alerts follow a level, without any ledger."""

    def test_use_at_a_low_level_tells_and_refills(self):
        alert = FINE.follow("low", use=1)
        self.assertEqual(alert.get_used(), "low")
        self.assertEqual(alert.due.keys(), {"low", REFILL})

    def test_what_is_undone_is_as_never_done(self):
        low = FINE.follow("low", use=10)
        self.assertEqual(low.follow("overdrawn", use=5).follow("low", use=-5), low)
        self.assertEqual(low.follow("none"), FINE)

    def test_work_given_back_takes_what_it_brought_about_with_it(self):
        low = FINE.follow("low")
        worked = low.follow("low", use=10)
        self.assertEqual(worked.follow("low", use=-10), low)
        self.assertTrue(worked.follow("low", use=-9).is_notice_due())
        used_up = worked.follow("used_up").follow("used_up", use=5)
        self.assertEqual(used_up.get_used(), "used_up")
        self.assertEqual(used_up.follow("used_up", use=-5).get_used(), "low")

    def test_work_given_back_before_counts_for_nothing_later(self):
        alert = FINE.follow("low").follow("low", use=-10).follow("low", use=5)
        self.assertTrue(alert.is_notice_due())

    def test_a_fall_without_use_is_told_to_nobody(self):
        alert = FINE.follow("used_up")
        self.assertEqual(alert, FINE._replace(level="used_up"))
        self.assertTrue(alert.follow("used_up", use=1).is_notice_due())

    def test_what_was_told_is_told_again_only_when_it_is_true_again(self):
        told = Alert("low", told="low", is_armed=False)
        self.assertFalse(told.follow("low", use=1).is_notice_due())
        self.assertTrue(told.follow("used_up", use=1).is_notice_due())
        self.assertTrue(told.follow("none").follow("low", use=1).is_notice_due())

    def test_new_credit_arms_the_next_crossing(self):
        tried = Alert("used_up", "used_up", is_armed=False)
        again = tried.follow("low", is_granted=True)
        self.assertFalse(again.due)
        self.assertEqual(again.follow("low", use=1).due.keys(), {"low", REFILL})

    def test_new_credit_leaves_what_is_due_to_who_stays_low(self):
        due = FINE.follow("used_up", use=10)
        still = due.follow("low", is_granted=True)
        self.assertEqual(still.due.keys(), {"low", REFILL})
        self.assertFalse(still.follow("low", use=-10).due)
        self.assertEqual(still.follow("none", is_granted=True), FINE)


class LevelCommon(PrepaidCommon):
    """A contract of 10 hours that is low at two, and the crons that tell and sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"

    def _contract(self, quantity=600, **over):
        vals = {
            "low_threshold": 120,
            "refill_trigger": "threshold",
            "refill_product_id": self.pack.id,
        }
        return super()._contract(quantity, **(vals | over))

    def _run(self):
        """Let the crons refill and tell."""
        for cron in ("refill", "contract_notify"):
            with self.enter_registry_test_mode():
                self.env.ref(
                    f"sale_timesheet_prepaid.prepaid_{cron}_cron"
                ).method_direct_trigger()
            self.env.invalidate_all()

    def _notices(self, contract):
        """Return the subjects of the levels that the client was told, oldest first."""
        messages = contract.message_ids.filtered(
            lambda message: (
                self.client in message.partner_ids
                and "was taken back" not in message.subject
            )
        )
        return messages.sorted("id").mapped("subject")

    def assertTold(self, contract, notices, refills):
        """Run the crons and compare how many notices and refills there are."""
        self._run()
        told = (len(self._notices(contract)), len(contract.refill_ids))
        self.assertEqual(told, (notices, refills))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLevels(LevelCommon):
    # === B9: WHAT IS UNDONE === #

    def test_a_typing_error_put_right_tells_nobody_and_the_true_crossing_does(self):
        contract = self._contract()
        line = self._log(540)
        self.assertEqual(contract.alert_level, "low")
        line.unit_amount = 54 / 60
        self.assertEqual(contract.alert_level, "none")
        self.assertTold(contract, 0, 0)
        self._log(450)
        self.assertTold(contract, 1, 1)

    def test_a_deleted_line_takes_its_notice_and_refill_back(self):
        contract = self._contract()
        self._log(540).unlink()
        self.assertTold(contract, 0, 0)

    def test_a_notice_that_went_out_is_armed_again_by_the_correction(self):
        contract = self._contract(refill_trigger="none")
        line = self._log(540)
        self.assertTold(contract, 1, 0)
        line.unit_amount = 54 / 60
        self._log(450)
        self.assertTold(contract, 1, 0)
        with freeze_time("2026-03-17"):
            self.assertTold(contract, 2, 0)

    def test_an_edit_of_one_line_tells_nobody_twice(self):
        contract = self._contract()
        line = self._log(540)
        self.assertTold(contract, 1, 1)
        line.date = "2026-03-12"
        line.unit_amount = 8.5
        self.assertTold(contract, 1, 1)

    def test_a_deeper_mistake_leaves_the_level_that_is_true(self):
        contract = self._contract()
        line = self._log(500)
        line.unit_amount = 700 / 60
        line.unit_amount = 500 / 60
        self._run()
        self.assertEqual(contract.told_level, "low")
        self.assertIn("left", self._notices(contract)[0])

    def test_a_mistake_on_a_client_who_is_low_without_work_is_as_never_made(self):
        for mend in ("delete", "edit", "move"):
            with self.subTest(mend):
                contract, line = self._low_without_work()
                self.assertTrue(contract.notice_due and contract.refill_due)
                if mend == "delete":
                    line.unlink()
                elif mend == "edit":
                    line.unit_amount = 0
                else:
                    line.prepaid_contract_id = self._contract(is_default=False)
                self.assertEqual(contract.alert_level, "low")
                self.assertTold(contract, 0, 0)
                self._log(10, prepaid_contract_id=contract.id)
                self.assertTold(contract, 1, 1)

    def _low_without_work(self):
        """Return a contract whose credit went elsewhere, and work logged on it."""
        contract = self._contract(is_default=False)
        target = self._contract(0, is_default=False)
        contract.sudo()._transfer(target.sudo(), 500, "Moved")
        return contract, self._log(20, prepaid_contract_id=contract.id)

    def test_a_part_of_the_work_put_right_leaves_its_crossing_true(self):
        contract, line = self._low_without_work()
        line.unit_amount = 1 / 60
        self.assertTold(contract, 1, 1)

    def test_a_mistake_that_was_told_and_put_right_is_not_told_to_who_stays_low(self):
        contract, line = self._low_without_work()
        self.assertTold(contract, 1, 1)
        line.unlink()
        self._log(20, prepaid_contract_id=contract.id)
        self.assertTold(contract, 1, 1)

    # === B10: ONLY USE === #

    def test_a_pack_credited_in_full_tells_nobody_and_sells_nothing(self):
        self.company.prepaid_grant_policy = "posted"
        contract = self._contract(0)
        invoice = self._bill()
        self.assertEqual(contract.balance, 600)
        self._run()
        told = len(self._notices(contract))
        self._credit(invoice)
        self.assertEqual(contract.alert_level, "used_up")
        self.assertTold(contract, told, 0)

    def test_credit_transferred_away_tells_nobody_and_sells_nothing(self):
        contract = self._contract()
        target = self._contract(0, is_default=False)
        contract.sudo()._transfer(target.sudo(), 600, "Moved")
        self.assertEqual(contract.alert_level, "used_up")
        self.assertTold(contract, 0, 0)

    def test_expired_credit_tells_nobody_that_it_was_used_up(self):
        contract = self._contract(0)
        self._grant(contract, 600, date_expiry="2026-03-10")
        contract.grant_ids.sudo()._expire()
        self.assertEqual(contract.alert_level, "used_up")
        self.assertTold(contract, 0, 0)

    # === B11: SETTINGS ACT AT ONCE === #

    def test_a_refill_switched_on_for_a_low_client_starts(self):
        contract = self._contract(refill_trigger="none")
        self._log(540)
        self.assertTold(contract, 1, 0)
        contract.refill_trigger = "threshold"
        self.assertTold(contract, 1, 1)
        contract.write({"refill_trigger": "threshold", "low_threshold": 120})
        contract.refill_ids.action_cancel()
        self.assertTold(contract, 1, 1)

    def test_a_threshold_raised_over_the_balance_tells_and_sells(self):
        contract = self._contract()
        self._log(300)
        contract.low_threshold = 400
        self.assertTold(contract, 1, 1)
        contract.low_threshold = 100
        self.assertEqual(contract.alert_level, "none")

    def test_a_contract_reactivated_while_low_is_refilled(self):
        contract = self._contract(refill_trigger="none")
        self._log(540)
        contract.action_suspend()
        contract.refill_trigger = "threshold"
        self.assertTold(contract, 1, 0)
        contract.action_activate()
        self.assertTold(contract, 1, 1)

    def test_refills_switched_off_before_they_ran_do_not_run(self):
        contract = self._contract()
        self._log(540)
        contract.refill_trigger = "none"
        self.assertTold(contract, 1, 0)

    # === B24: BOUGHT, AND STILL LOW === #

    def test_who_bought_and_is_still_low_is_refilled_at_the_next_use(self):
        contract = self._contract(0, refill_trigger="none")
        self._log(550)
        contract.refill_trigger = "threshold"
        self._run()
        contract.refill_ids.action_cancel()
        self._grant(contract, 600)
        self.assertEqual((contract.balance, contract.alert_level), (50, "low"))
        self._run()
        self.assertEqual(len(contract.refill_ids), 1)
        self._log(10)
        self._run()
        self.assertEqual(len(contract.refill_ids), 2)

    def test_who_got_credit_and_stays_low_is_told_and_refilled_all_the_same(self):
        contract = self._contract()
        self._log(590)
        self._grant(contract, 30)
        self.assertEqual(contract.alert_level, "low")
        self.assertTold(contract, 1, 1)

    def test_credit_that_makes_the_client_well_takes_what_is_due_with_it(self):
        contract = self._contract()
        self._log(590)
        self._grant(contract, 300)
        self.assertTold(contract, 0, 0)

    def test_credit_in_between_does_not_make_a_mistake_true(self):
        contract, line = self._low_without_work()
        self._grant(contract, 10)
        line.unlink()
        self.assertTold(contract, 0, 0)

    def test_what_a_setting_started_stands_whatever_work_is_given_back(self):
        contract = self._contract()
        lines = [self._log(150), self._log(150)]
        contract.low_threshold = 500
        lines[0].unlink()
        self.assertEqual(contract.alert_level, "low")
        self.assertTold(contract, 1, 1)

    # === THE WORST LEVEL === #

    def test_another_limit_of_the_plan_changes_the_level_and_tells_nobody(self):
        contract = self._contract(refill_trigger="none")
        self._log(661)
        self.assertTold(contract, 1, 0)
        self.plan.overdraft_alert_percent = 110
        self.assertEqual(contract.alert_level, "overdrawn")
        self.assertTold(contract, 1, 0)
        self._log(1)
        self.assertTold(contract, 2, 0)
