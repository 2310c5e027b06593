import json
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_webhook import WebhookCommon


class Undone(Exception):
    """What takes a savepoint back."""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWebhook(WebhookCommon):
    """What is told, to whom, and what is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.setup_other_company()["company"]

    # === LEVELS === #

    def test_use_down_to_the_threshold_is_told_once(self):
        self._log(530)
        self.assertEqual(self._get_events(), ["work.logged"])
        self._log(10)
        self._log(10)
        self.assertEqual(self._get_events().count("contract.low"), 1)
        self._log(50)
        self._log(0)
        self.assertEqual(self._get_events().count("contract.low"), 1)
        self.assertEqual(self._get_events().count("contract.used_up"), 1)

    def test_a_jump_to_the_end_is_used_up_and_not_low(self):
        self._log(600)
        self.assertEqual(self._get_events(), ["contract.used_up", "work.logged"])

    def test_a_message_says_whose_credit_it_is_in_whole_minutes(self):
        self.webhook.on_work = False
        self._log(550)
        self.assertEqual(
            self._get_told(),
            {
                "contract": {
                    "id": self.contract.id,
                    "reference": self.contract.name,
                    "plan": {"id": self.plan.id, "name": "Support hours"},
                    "state": "active",
                    "level": "low",
                },
                "customer": {
                    "id": self.client.id,
                    "name": self.client.name,
                    "reference": None,
                },
                "credit": {
                    "unit": "minutes",
                    "available": 50,
                    "low_threshold": 60,
                    "scopes": [],
                    "shares": [],
                },
            },
        )

    def test_every_message_has_an_id_a_time_and_a_number(self):
        self._log(60)
        self._get_deliveries()
        self._log(30)
        first, second = (json.loads(d.payload) for d in self._get_deliveries())
        self.assertRegex(first["id"], r"^msg_[0-9a-f]{32}$")
        self.assertNotEqual(first["id"], second["id"])
        self.assertLess(first["sequence"], second["sequence"])
        self.assertEqual((first["type"], first["version"]), ("work.logged", 1))
        self.assertEqual(first["created"], f"{TODAY.isoformat()}T00:00:00Z")
        self.assertEqual(first["company"]["id"], self.company.id)

    def test_a_mistake_that_is_undone_is_not_told(self):
        line = self._log(600)
        line.unlink()
        self.assertFalse(self._get_events())

    def test_a_correction_by_hand_is_no_use(self):
        self._grant(self.contract, 60)
        self.contract.low_threshold = 700
        self.contract.low_threshold = 60
        self.assertFalse(self._get_events())

    def test_new_credit_arms_the_next_crossing(self):
        self._log(560)
        self._get_events()
        self._grant(self.contract, 600)
        self._get_events()
        self._log(590)
        self.assertEqual(self._get_events().count("contract.low"), 2)

    # === WORK === #

    def test_work_is_told_with_what_it_took(self):
        line = self._log(45, name="Restored the backup")
        told = self._get_told()["work"]
        self.assertEqual((told["id"], told["action"]), (line.id, "logged"))
        self.assertEqual(told["text"], "Restored the backup")
        self.assertEqual(told["task"], {"id": self.task.id, "name": self.task.name})
        self.assertEqual(told["person"]["id"], self.technician.id)
        figures = {"worked_minutes": 45, "metered_minutes": 45, "used": 45}
        self.assertEqual(told["change"], figures)
        self.assertEqual({name: told[name] for name in figures}, figures)

    def test_a_line_that_is_edited_twice_is_told_once(self):
        line = self._log(45)
        line.unit_amount = 1
        line.unit_amount = 1.5
        told = self._get_told()["work"]
        self.assertEqual((told["action"], told["used"]), ("logged", 90))

    def test_a_later_change_is_told_as_one(self):
        line = self._log(45)
        self._get_deliveries().unlink()
        line.unit_amount = 0.5
        told = self._get_told()["work"]
        self.assertEqual((told["action"], told["used"]), ("changed", 30))
        self.assertEqual(told["change"]["used"], -15)

    def test_another_text_moves_nothing_and_tells_nothing(self):
        line = self._log(45)
        self._get_deliveries().unlink()
        line.name = "Printer"
        line.unit_amount = 0.75
        self.assertFalse(self._get_events())

    def test_another_day_is_no_other_use(self):
        """The draw goes and comes again: nobody used more."""
        line = self._log(45)
        self._get_deliveries().unlink()
        line.date = date(2026, 3, 1)
        self.assertFalse(self._get_events())

    def test_work_that_is_deleted_is_told(self):
        line = self._log(45, name="By mistake")
        self._get_deliveries().unlink()
        number = line.id
        line.unlink()
        told = self._get_told()["work"]
        self.assertEqual((told["id"], told["action"]), (number, "removed"))
        self.assertEqual(told["text"], "By mistake")
        self.assertEqual((told["used"], told["change"]["used"]), (0, -45))

    def test_work_that_goes_to_another_contract_is_told_of_both(self):
        other = self._contract(600, is_default=False)
        line = self._log(45)
        self._get_deliveries().unlink()
        line.with_user(self.manager).prepaid_contract_id = other
        told = {
            delivery.contract_id: json.loads(delivery.payload)["data"]["work"]
            for delivery in self._get_deliveries()
        }
        self.assertEqual(told[self.contract]["action"], "removed")
        self.assertEqual(told[self.contract]["change"]["used"], -45)
        self.assertEqual(told[other]["action"], "logged")
        self.assertEqual(told[other]["used"], 45)

    def test_included_work_is_told_though_it_takes_nothing(self):
        self._log(45, user=self.manager, prepaid_charge="included")
        told = self._get_told()["work"]
        self.assertEqual((told["used"], told["worked_minutes"]), (0, 45))
        self.assertEqual(told["charge"], "included")

    def test_a_savepoint_that_is_taken_back_tells_nothing(self):
        try:
            with self.env.cr.savepoint():
                self._log(45)
                self._end_transaction()
                raise Undone
        except Undone:
            self.assertFalse(self._get_events())

    def test_a_hundred_lines_are_a_hundred_messages_at_once(self):
        vals = {"name": "Work", "project_id": self.project.id, "unit_amount": 1 / 60}
        lines = self.env["account.analytic.line"].with_user(self.technician)
        lines.create([{**vals, "task_id": self.task.id} for _n in range(100)])
        self.assertEqual(self._get_events().count("work.logged"), 100)

    # === REFILLS === #

    def test_a_refill_that_is_done_is_told_once(self):
        contract = self._refilled()
        contract._refill()
        invoice = contract.refill_ids.sale_order_id.invoice_ids
        invoice.action_post()
        self._pay(invoice)
        told = self._get_told()["refill"]
        self.assertEqual(told["order"], contract.refill_ids.sale_order_id.name)
        self.assertEqual(told["product"]["id"], self.pack.id)
        self.assertNotIn("amount", told)
        self.assertNotIn("reason", told)
        # Hooks fire again.
        contract.refill_ids.sudo()._close("done")
        self.assertEqual(self._get_events(), ["refill.done"])

    def test_a_refill_that_failed_is_told(self):
        self.webhook.with_prices = True
        contract = self._refilled()
        contract._refill()
        contract.refill_ids.sudo()._close("failed", "The card was refused.")
        told = self._get_told()
        self.assertEqual(self._get_events(), ["refill.failed"])
        self.assertEqual(told["refill"]["reason"], "The card was refused.")
        self.assertEqual(told["refill"]["amount"], "1000.00")
        self.assertEqual(told["refill"]["currency"], self.company.currency_id.name)

    def _refilled(self):
        contract = self.contract.sudo()
        contract.write(
            {
                "refill_trigger": "threshold",
                "refill_product_id": self.pack.id,
                "refill_mode": "draft_invoice",
                "low_threshold": 700,
            }
        )
        # That is low, and told.
        self._get_deliveries().unlink()
        return contract

    # === EXPIRY AND QUESTIONS === #

    def test_credit_that_expires_is_told_with_the_notice(self):
        self.company.prepaid_expiry_notice_days = 30
        grant = self._grant(self.contract, 90, date_expiry=date(2026, 4, 1))
        with self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid.prepaid_contract_notify_cron"
            self.env.ref(cron).method_direct_trigger()
        told = self._get_told()["grant"]
        self.assertEqual((told["id"], told["remaining"]), (grant.id, 90))
        self.assertEqual(told["date_expiry"], "2026-04-01")
        self.assertEqual(told["days_left"], (date(2026, 4, 1) - TODAY).days)

    def test_a_question_is_told(self):
        line = self._log(45, name="Printer")
        self._get_deliveries().unlink()
        self.env["prepaid.dispute"].sudo()._ask(
            line.sudo().prepaid_entry_ids, self.client, "Why so long?"
        )
        told = self._get_told()["question"]
        self.assertEqual(told["text"], "Why so long?")
        self.assertEqual(told["asked_by"]["id"], self.client.id)
        self.assertEqual(told["work"]["id"], line.id)
        self.assertEqual(told["work"]["used"], 45)

    # === WHAT IS LEFT OF IT === #

    def test_a_message_is_frozen(self):
        self._log(45)
        before = self._get_deliveries().payload
        self.client.name = "Renamed"
        self._log(15)
        self.assertEqual(self._get_deliveries()[0].payload, before)

    def test_a_contract_that_is_deleted_leaves_its_messages(self):
        contract = self._contract(client=self.partner_b, is_default=False)
        delivery = self.webhook.sudo()._queue_test()
        delivery.contract_id = contract
        contract.unlink()
        self.assertTrue(delivery.exists())
        self.assertFalse(delivery.contract_id)

    def test_a_customer_that_is_merged_is_told_by_their_new_name(self):
        twin = self.env["res.partner"].create({"name": "Azure", "is_company": True})
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard.create({})._merge((self.client | twin).ids, twin)
        self._log(45)
        self.assertEqual(self._get_told()["customer"]["id"], twin.id)

    # === COST === #

    def test_without_a_webhook_nothing_is_asked(self):
        self.webhook.action_switch_off()
        Webhook = self.env["prepaid.webhook"]
        Webhook._get_listeners()
        with self.assertQueryCount(0):
            for event in ("contract.low", "work.logged"):
                self.assertFalse(Webhook._find_listeners(event, self.contract))
        self._log(600)
        self.assertNotIn("sale_timesheet_prepaid.webhook", self.env.cr.precommit.data)
