from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWebhookHearers(WebhookCommon):
    """Who hears of what: by event, plan, contract and company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.setup_other_company()["company"]

    # === WHO HEARS === #

    def test_each_hears_what_it_asks_for(self):
        quiet = self._webhook(on_work=False)
        self._log(560)
        self.assertEqual(self._get_events(quiet), ["contract.low"])
        self.assertEqual(self._get_events(), ["contract.low", "work.logged"])
        ids = {
            webhook: self._get_deliveries(webhook)[0].message_uid
            for webhook in (quiet, self.webhook)
        }
        self.assertEqual(ids[quiet], ids[self.webhook], "One fact has one id.")

    def test_one_hears_of_its_plans_or_contracts_only(self):
        plan = self._plan("Projects")
        other = self._contract(600, plan=plan, is_default=False)
        on_plan = self._webhook(scope="plans", plan_ids=plan.ids)
        on_contract = self._webhook(scope="contracts", contract_ids=self.contract.ids)
        on_none = self._webhook(scope="plans")
        self._log(45)
        self._log(30, user=self.manager, prepaid_contract_id=other.id)
        self.assertEqual(self._get_deliveries(on_plan).contract_id, other)
        self.assertEqual(self._get_deliveries(on_contract).contract_id, self.contract)
        self.assertFalse(self._get_deliveries(on_none), "None chosen is not all.")

    def test_who_is_off_new_or_archived_hears_nothing(self):
        off, new, archived = (self._webhook(is_on=n != 1) for n in range(3))
        off.action_switch_off()
        archived.active = False
        self._log(45)
        for webhook in (off, new, archived):
            self.assertFalse(self._get_deliveries(webhook))
        self.assertEqual(len(self._get_deliveries()), 1)

    def test_another_company_hears_nothing(self):
        foreign = (
            self.env["prepaid.webhook"]
            .sudo()
            .create(
                {
                    "name": "Neighbour",
                    "url": self.receiver.url,
                    "company_id": self.neighbour.id,
                    "user_id": False,
                }
            )
        )
        foreign.action_switch_on()
        self._log(600)
        self.assertFalse(self._get_deliveries(foreign))
        self.assertTrue(self._get_deliveries())

    def test_who_logs_for_one_company_while_in_another_tells_the_right_one(self):
        self.technician.company_ids += self.neighbour
        companies = (self.neighbour | self.company).ids
        lines = self.env["account.analytic.line"].with_user(self.technician)
        lines.with_context(allowed_company_ids=companies).create(
            {
                "name": "Work",
                "project_id": self.project.id,
                "task_id": self.task.id,
                "unit_amount": 1,
            }
        )
        self.assertEqual(self._get_deliveries().company_id, self.company)

    def test_what_was_told_of_a_company_stays_with_it(self):
        self._log(45)
        self._get_deliveries()
        with self.assertRefused("has messages of another company", ValidationError):
            self.webhook.sudo().write(
                {
                    "company_id": self.neighbour.id,
                    "user_id": False,
                }
            )

    def test_money_is_told_to_whom_it_is_allowed_only(self):
        currency = self.company.currency_id
        plan = self._plan("Credit", unit="money", currency_id=currency.id)
        self._rate(plan, price_hour=60)
        contract = self._contract(500, plan=plan, is_default=False)
        trusted = self._webhook(with_prices=True)
        self._log(30, user=self.manager, prepaid_contract_id=contract.id)
        told, blind = self._get_told(trusted), self._get_told()
        self.assertEqual(told["credit"]["unit"], currency.name)
        self.assertEqual(told["credit"]["available"], "470.00")
        self.assertEqual(told["work"]["used"], "30.00")
        self.assertIsNone(blind["credit"]["available"])
        self.assertIsNone(blind["credit"]["low_threshold"])
        self.assertIsNone(blind["work"]["used"])
        self.assertIsNone(blind["work"]["change"]["used"])
        self.assertEqual(blind["work"]["worked_minutes"], 30)
