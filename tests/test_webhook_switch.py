from datetime import timedelta

from odoo.tests import tagged

from .common_webhook import DAY, START, SendingCommon

MANAGER = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager"


@tagged("post_install", "-at_install")
class TestWebhookSwitch(SendingCommon):
    """What fails for long is switched off, and what happens meanwhile waits."""

    # === IT IS SWITCHED OFF === #

    def test_lasting_failure_switches_off_and_asks_somebody(self):
        self._tell()
        self._fail_for(DAY + timedelta(hours=1))
        self.assertEqual(self.webhook.state, "failed")
        activity = self.webhook.sudo().activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("500", activity.note)
        self._fail_for(DAY + timedelta(hours=2))
        self.assertEqual(len(self.webhook.sudo().activity_ids), 1)

    def test_one_good_call_in_between_keeps_it_on(self):
        self._tell()
        self._fail_for(timedelta(hours=12))
        self.receiver.status = 200
        self._tell()
        self._deliver_at(START + timedelta(hours=12, minutes=20))
        self._tell()
        self._fail_for(timedelta(hours=25))
        self.assertEqual(self.webhook.state, "on")

    def test_a_receiver_that_is_gone_is_switched_off_at_once(self):
        self._tell()
        self.receiver.status = 410
        self._deliver()
        self.assertEqual(self.webhook.state, "failed")
        self.assertTrue(self.webhook.sudo().activity_ids)

    def test_who_may_not_see_it_any_more_is_not_asked(self):
        gone, demoted, none = (self._webhook() for _number in range(3))
        none.user_id = False
        gone.user_id = self._user("gone", MANAGER)
        demoted.user_id = self._user("demoted", "hr_timesheet.group_hr_timesheet_user")
        gone.user_id.sudo().active = False
        self._tell()
        self.receiver.status = 410
        self._deliver()
        for webhook in (gone, demoted, none):
            activity = webhook.sudo().activity_ids
            self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))
        self.assertEqual(self.webhook.sudo().activity_ids.user_id, self.manager)

    def test_a_failure_of_long_ago_and_one_of_today_are_not_lasting(self):
        first = self._tell()
        self.receiver.status = 500
        self._deliver()
        first.with_user(self.manager).action_drop()
        self.clock.move_to(START + timedelta(days=7))
        self._tell()
        self._deliver()
        self.assertEqual(self.webhook.state, "on")

    def test_what_happens_while_it_is_off_waits(self):
        first = self._fail()
        second = self._tell() - first
        self.assertFalse(self._deliver_at(START + timedelta(hours=3)))
        self.assertEqual(self.webhook.waiting_count, 2)
        self.webhook.action_switch_on()
        received = self._deliver()
        ids = {message.id for message in received}
        self.assertEqual(ids, {first.message_uid, second.message_uid})
        self.assertEqual(self.webhook.state, "on")
        self.assertFalse(self.webhook.sudo().activity_ids)

    def test_what_waits_is_dropped_if_one_wants(self):
        delivery = self._fail()
        self.webhook.action_switch_on_anew()
        self.assertFalse(self._deliver_at(START + timedelta(hours=3)))
        self.assertEqual(delivery.state, "dropped")
        self._tell()
        self.assertEqual(len(self._deliver()), 1)

    def test_who_is_off_gets_nothing_of_what_happens(self):
        self.webhook.action_switch_off()
        self._tell()
        self.webhook.action_switch_on()
        self.assertFalse(self._deliver())

    def test_a_receiver_that_fails_is_called_once_a_minute(self):
        for _number in range(30):
            self._log(1, day=START.date())
        self._end_transaction()
        self.receiver.status = 500
        self._deliver()
        # It was called until it was known to fail.
        tired = len(self.receiver.received)
        self.assertLessEqual(tired, 8)
        self._deliver_at(START + timedelta(seconds=59))
        self.assertEqual(len(self.receiver.received), tired)
        self._deliver_at(START + timedelta(seconds=61))
        self.assertEqual(len(self.receiver.received), tired + 1)
        self.receiver.status = 200
        self.receiver.received.clear()
        # It works again: all that waits goes at once.
        self._deliver_at(START + timedelta(seconds=130))
        self.assertEqual(len(self.receiver.received), 30)
