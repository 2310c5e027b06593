import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.outgoing.pauses import ATTEMPTS
from .common_webhook import DAY, NETWORKS, SENDER, START, SendingCommon

MANAGER = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager"


@tagged("post_install", "-at_install")
class TestWebhookSend(SendingCommon):
    """How messages go out, what is tried again, and when it is given up."""

    # === IT ARRIVES === #

    def test_what_happens_arrives_as_it_was(self):
        delivery = self._tell()
        [received] = self._deliver()
        self.assertEqual(received.body.decode(), delivery.payload)
        self.assertEqual(received.id, delivery.message_uid)
        self.assertEqual(json.loads(received.body)["id"], delivery.message_uid)
        self.assertEqual((delivery.state, delivery.last_status), ("sent", 200))
        self.assertEqual((delivery.attempts, delivery.date_sent), (1, START))
        self._deliver()
        self.assertEqual(len(self.receiver.received), 1)

    def test_letters_of_all_scripts_arrive(self):
        self._log(10, name="Café ‘naïve’ 漢字 🖨️ \u2028")
        [received] = self._deliver()
        text = json.loads(received.body)["data"]["work"]["text"]
        self.assertEqual(text, "Café ‘naïve’ 漢字 🖨️ \u2028")

    def test_a_test_arrives_also_while_it_is_off(self):
        self.webhook.action_switch_off()
        action = self.webhook.action_test()
        [received] = self._deliver()
        self.assertEqual(json.loads(received.body)["type"], "webhook.test")
        delivery = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(delivery.state, "sent")

    def test_the_answer_is_kept_as_far_as_people_read_it(self):
        self.receiver.status, self.receiver.text = 500, b"<h1>Oops</h1>" * 1000
        delivery = self._tell()
        self._deliver()
        self.assertTrue(delivery.last_answer.startswith("<h1>Oops</h1>"))
        self.assertLessEqual(len(delivery.last_answer), 2000)
        self.assertIn("500", delivery.reason)
        self.assertIn("500", delivery.calls_text)

    def test_long_queues_of_some_leave_lines_to_the_rest(self):
        queues = self.webhook.union(*(self._webhook(name=name) for name in "ABC"))
        last = self._webhook(name="Z")
        for webhook in (queues | last).sudo():
            for _number in range(6):
                webhook._queue_test()
        claim = self.env["prepaid.webhook.delivery"].sudo()._claim
        busy = [webhook_id for _number, webhook_id in claim([], (), 16)]
        self.assertEqual((len(busy), busy.count(last.id)), (16, 0))
        busy.remove(queues[0].id)
        ((_number, webhook_id),) = claim(busy, (), 1)
        self.assertEqual(webhook_id, last.id)

    # === IT IS TRIED AGAIN === #

    def test_it_is_tried_again_with_growing_pauses_and_the_same_id(self):
        delivery = self._tell()
        self.receiver.status = 503
        self._deliver()
        self.assertEqual(delivery.date_next, START + timedelta(seconds=10))
        self._deliver_at(START + timedelta(seconds=9))
        self.assertEqual(len(self.receiver.received), 1)
        self._deliver_at(START + timedelta(seconds=10))
        self.assertEqual(
            delivery.date_next, START + timedelta(seconds=10) + timedelta(minutes=1)
        )
        self.receiver.status = 200
        first, second, third = self._deliver_at(START + timedelta(minutes=5))
        self.assertEqual(len({first.id, second.id, third.id}), 1)
        self.assertEqual(len({first.body, second.body, third.body}), 1)
        self.assertNotEqual(
            first.headers["webhook-timestamp"], third.headers["webhook-timestamp"]
        )
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 3))
        self.assertFalse(self.webhook.failing_since)

    def test_the_next_run_is_planned_for_the_next_attempt(self):
        self._tell()
        self.receiver.status = 503
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_webhook_cron").sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self._deliver()
        [trigger] = triggers.search([("cron_id", "=", cron.id)])
        self.assertEqual(trigger.call_at, START + timedelta(seconds=10))

    def test_a_redirect_is_no_success(self):
        delivery = self._tell()
        self.receiver.status = 302
        self.receiver.headers = {"Location": self.receiver.url}
        self._deliver()
        self.assertEqual(len(self.receiver.received), 1)
        self.assertEqual(delivery.state, "pending")
        self.assertIn("redirects", delivery.reason)

    def test_a_receiver_that_asks_for_an_hour_gets_it(self):
        delivery = self._tell()
        self.receiver.status = 429
        self.receiver.headers = {"Retry-After": "3600"}
        self._deliver()
        self.assertEqual(delivery.date_next, START + timedelta(hours=1))
        # Nor is anything else sent to it meanwhile, but by hand.
        self.receiver.status = 200
        self.receiver.received.clear()
        other = self._tell()
        self.assertFalse(self._deliver())
        other.with_user(self.manager).action_send_again()
        self.assertEqual(len(self._deliver()), 1)

    def test_after_a_day_it_is_given_up(self):
        delivery = self._tell()
        others = self._webhook(on_work=False)
        self._fail_for(DAY + timedelta(hours=1))
        self.assertEqual(delivery.state, "failed")
        self.assertEqual(delivery.attempts, ATTEMPTS)
        self.assertEqual(len(self.receiver.received), ATTEMPTS)
        self.assertEqual(others.state, "on")

    # === BY HAND === #

    def test_it_is_sent_again_by_hand(self):
        delivery = self._tell()
        self._deliver()
        delivery.with_user(self.manager).action_send_again()
        first, second = self._deliver()
        self.assertEqual((first.id, first.body), (second.id, second.body))

    def test_what_was_given_up_begins_anew_by_hand(self):
        delivery = self._tell()
        self._fail_for(DAY + timedelta(hours=1))
        with self.assertRefused("is off. Switch it on"):
            delivery.with_user(self.manager).action_send_again()
        self.webhook.action_switch_on()
        delivery.with_user(self.manager).action_send_again()
        self.receiver.received.clear()
        self._deliver()
        self.assertEqual((delivery.state, delivery.attempts), ("pending", 1))

    def test_it_is_not_sent_if_one_does_not_want(self):
        delivery = self._tell()
        delivery.with_user(self.manager).action_drop()
        self.assertFalse(self._deliver())
        self.assertEqual(delivery.state, "dropped")

    def test_a_webhook_that_is_deleted_takes_what_waits_with_it(self):
        delivery = self._tell()
        self.webhook.unlink()
        self.assertFalse(delivery.exists())
        self.assertFalse(self._deliver())
        self._log(10)
        self._end_transaction()

    def test_an_archived_webhook_is_not_called(self):
        self._tell()
        self.webhook.active = False
        self.assertFalse(self._deliver())
        self.webhook.active = True
        self.assertEqual(len(self._deliver()), 1)

    # === WHERE IT GOES === #

    @mute_logger(SENDER)
    def test_nothing_goes_inside_unless_the_administrator_allows_it(self):
        delivery = self._tell()
        for networks in ("", "10.0.0.0/8", "nonsense"):
            self._allow(networks)
            delivery.sudo().date_next = START
            self._deliver()
            self.assertIn("not an address of the internet", delivery.reason)
        self.assertFalse(self.receiver.received)
        self._allow("127.0.0.1")
        delivery.sudo().date_next = START
        self.assertEqual(len(self._deliver()), 1)

    def test_only_the_administrator_allows_it(self):
        settings = self.env["res.config.settings"]
        administrator = self._user("administrator", "base.group_system")
        settings.with_user(administrator).create(
            {"prepaid_webhook_networks": "10.0.0.0/8"}
        ).execute()
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(parameters.sudo().get_param(NETWORKS), "10.0.0.0/8")
        with self.assertRefused(""):
            parameters.with_user(self.manager).set_param(NETWORKS, "0.0.0.0/0")
        with self.assertRefused("Name networks like", ValidationError):
            settings.with_user(administrator).create(
                {"prepaid_webhook_networks": "the office"}
            )

    def test_an_address_that_is_none_is_refused_as_it_is_typed(self):
        for url in ("example.com", "ftp://example.com", "https://a:b@example.com"):
            with self.assertRefused("is no address to post to", ValidationError):
                self.webhook.url = url

    def test_another_address_begins_anew(self):
        self._tell()
        self.receiver.status = 500
        self._deliver()
        self.assertTrue(self.webhook.failing_since)
        self.webhook.url = f"{self.receiver.url}/new"
        self.assertFalse(self.webhook.failing_since)
        self.assertFalse(self.webhook.failure_count)

    # === WHAT IS KEPT === #

    def test_what_is_old_is_forgotten(self):
        sent, failed, waiting = (self._tell() for _time in range(3))
        self._age(sent | failed | waiting, 40)
        sent.state, failed.state = "sent", "failed"
        self.webhook.sudo().state = "failed"
        Delivery = self.env["prepaid.webhook.delivery"].sudo()
        Delivery._gc_deliveries()
        self.assertFalse(sent.exists())
        self.assertTrue(failed.exists())
        self.assertFalse(waiting.exists(), "It waited for a week, and is old.")
        self._age(failed, 100)
        Delivery._gc_deliveries()
        self.assertFalse(failed.exists())

    def test_what_waits_for_a_week_is_dropped(self):
        delivery = self._fail()
        self._age(delivery, 8)
        self.env["prepaid.webhook.delivery"].sudo()._gc_deliveries()
        self.assertEqual(delivery.state, "dropped")

    def _age(self, deliveries, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_webhook_delivery SET create_date = %s WHERE id = ANY(%s)",
            [START - timedelta(days=days), deliveries.ids],
        )
        deliveries.invalidate_recordset()

    def test_nothing_is_sent_that_is_not_there_any_more(self):
        """Deleted between the call and its answer."""
        delivery = self._tell()
        Delivery = self.env["prepaid.webhook.delivery"].sudo()
        keep = type(Delivery)._keep_answers

        def delete_first(model, answers):
            model.browse(answers).unlink()
            return keep(model, answers)

        with patch.object(type(Delivery), "_keep_answers", delete_first):
            self.assertEqual(len(self._deliver()), 1)
        self.assertFalse(delivery.exists())

    def test_what_was_dropped_during_the_call_stays_dropped(self):
        delivery = self._tell().sudo()
        self.receiver.status = 500
        Delivery = type(delivery)
        keep = Delivery._keep_answers

        def drop_first(model, answers):
            model.browse(answers)._drop()
            return keep(model, answers)

        with patch.object(Delivery, "_keep_answers", drop_first):
            self._deliver()
        self.assertEqual((delivery.state, delivery.date_next), ("dropped", False))
        self.assertRaises(UserError, self._refuse)

    def _refuse(self):
        self.webhook.action_switch_off()
        self._get_deliveries().with_user(self.manager).action_send_again()
