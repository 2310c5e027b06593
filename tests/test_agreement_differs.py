from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .test_agreement import SIGNATURE

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAgreementDiffers(PrepaidCommon):
    """What a client signed is compared with what plan and contract do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref(f"{ADDON}.prepaid_usage_type_onsite")
        cls.rate = cls._rate(cls.plan, cls.onsite, minimum_minutes=15)
        cls.plan.validity_months = 12
        cls.client.country_id = cls.env.ref("base.us")
        cls.contract = cls._contract(600)
        cls._sign(cls, cls.contract)

    def _sign(self, contract):
        contract.with_user(self.user).action_send_agreement()
        contract.agreement_ids.sorted("id")[-1].sudo()._sign("Ada", SIGNATURE)

    def _told(self, contract=None):
        contract = (contract or self.contract).with_user(self.user)
        return str(contract.agreement_difference or "").replace("\xa0", " ")

    def _find(self):
        domain = [("agreement_differs", "=", True)]
        return self.env["prepaid.contract"].with_user(self.user).search(domain)

    def test_nothing_differs_on_the_day_it_is_signed(self):
        self.assertFalse(self.contract.agreement_differs)
        self.assertFalse(self._told())
        body = self.contract.agreement_ids.body
        self.assertEqual(body.count("o_prepaid_clauses"), 1)
        self.assertIn("minimum 15 min", body)

    def test_what_changed_is_named_and_all_else_is_not(self):
        self.rate.minimum_minutes = 30
        self.assertTrue(self.contract.agreement_differs)
        text = self._told()
        for words in ("minimum 15 min", "minimum 30 min", "What work takes"):
            self.assertIn(words, text)
        self.assertNotIn("How long credit is valid", text)
        self.assertNotIn("Remote", text)
        self.assertEqual(self._find(), self.contract)
        self.rate.minimum_minutes = 15
        self.assertFalse(self.contract.agreement_differs)
        self.assertFalse(self._find())

    def test_every_door_of_a_change_is_seen(self):
        """Settings of the plan, its lists, the contract, its plan and the company."""
        other = self._plan("Other", validity_months=6)
        changes = (
            lambda: self.plan.write({"validity_months": 6}),
            lambda: self.plan.write({"new_ticket_policy": "stop"}),
            lambda: self.rate.unlink(),
            lambda: self._rate(self.plan, factor=2),
            lambda: self.env["prepaid.response"].create(
                {"plan_id": self.plan.id, "name": "soon", "hours": 2}
            ),
            lambda: self.plan.write(
                {"window_ids": [Command.create({"name": "evenings"})]}
            ),
            lambda: self.contract.write({"refill_trigger": "threshold"}),
            lambda: self.contract.write({"plan_id": other.id}),
            lambda: self.contract.write(
                {"expiry_choice": "stay", "expiry_reason": "Goodwill."}
            ),
            lambda: self.company.write({"prepaid_expiry_notice_days": 3}),
            lambda: self.contract.write({"buyer_choice": "consumer"}),
        )
        for number, change in enumerate(changes):
            with self.subTest(number=number):
                savepoint = self.env.cr.savepoint()
                change()
                self.assertTrue(self.contract.agreement_differs)
                self.assertTrue(self._told())
                savepoint.rollback()
                self.env.invalidate_all()
                savepoint.close()

    def test_what_is_only_worded_otherwise_does_not_differ(self):
        self.plan.name = "New name"
        self.onsite.name = "At your place"
        self.plan.rollover_months = 5
        self.assertFalse(self.contract.agreement_differs)

    def test_what_was_signed_is_told_though_its_records_are_gone(self):
        product = self.env["product.product"].create(
            {
                "name": "Overtime",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        usage = self.env["prepaid.usage.type"].create({"name": "Drone"})
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "soon", "hours": 2}
        )
        self._rate(self.plan, usage, factor=3)
        self.plan.write(
            {
                "overdraft_policy": "allow",
                "overdraft_settlement": "invoice",
                "overage_product_id": product.id,
            }
        )
        self._sign(self.contract)
        response.hours = 8
        self.assertIn("means within 2 hours", self._told())
        self.plan.rate_ids.filtered(lambda rate: rate.usage_type_id == usage).unlink()
        self.plan.write(
            {"overdraft_settlement": "next_grant", "overage_product_id": False}
        )
        usage.unlink()
        product.unlink()
        response.unlink()
        self.assertTrue(self.contract.agreement_differs)
        self.assertIn("at the end of the month", self._told())

    def test_what_an_older_version_did_not_keep_is_no_difference(self):
        agreement = self.contract.agreement_ids.sudo()
        terms = agreement.terms
        terms["deal"].pop("question_days")
        terms["plan"].pop("new_ticket_policy")
        agreement.terms = terms
        self.contract._compare_agreement()
        self.assertFalse(self.contract.agreement_differs)

    def test_a_new_agreement_settles_it(self):
        self.plan.validity_months = 6
        self.contract.with_user(self.user).action_send_agreement()
        self.assertTrue(self.contract.agreement_differs)
        self.contract.agreement_ids.sorted("id")[-1].sudo()._sign("Ada", SIGNATURE)
        self.assertFalse(self.contract.agreement_differs)

    def test_who_signed_nothing_differs_from_nothing(self):
        contract = self._contract(client=self.partner_b)
        contract.with_user(self.user).action_send_agreement()
        self.plan.validity_months = 6
        self.assertFalse(contract.agreement_differs)

    def test_an_agreement_from_before_settings_were_kept_is_left_alone(self):
        self.contract.agreement_ids.sudo().terms = False
        self.plan.validity_months = 6
        self.assertFalse(self.contract.agreement_differs)

    def test_the_plan_says_how_many_differ(self):
        plan = self.plan.with_user(self.user)
        self.assertEqual((plan.signed_count, plan.differing_count), (1, 0))
        plan.sudo().validity_months = 6
        self.assertEqual((plan.signed_count, plan.differing_count), (1, 1))
        action = plan.action_open_differing()
        self.assertTrue(action["context"]["search_default_agreement_differs"])

    def test_prices_and_rules_are_compared_every_day(self):
        product = self.env["product.product"].create(
            {
                "name": "Hour",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "list_price": 90,
                "taxes_id": False,
            }
        )
        currency = self.company.currency_id
        plan = self._plan("Money", unit="money", currency_id=currency.id)
        self._rate(plan, product_id=product.id)
        contract = self._contract(client=self.partner_b, plan=plan)
        self._sign(contract)
        product.list_price = 100
        self.contract.buyer_choice = "consumer"
        self._sign(self.contract)
        rule = self.env.ref(f"{ADDON}.prepaid_jurisdiction_us_consumer")
        rule.validity_months = 72
        cron = self.env.ref(f"{ADDON}.prepaid_agreement_compare_cron")
        trigger = [("cron_id", "=", cron.id)]
        self.assertTrue(self.env["ir.cron.trigger"].search_count(trigger))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(contract.agreement_differs)
        self.assertIn("$ 100.00", self._told(contract))

    def test_a_template_without_the_clauses_gets_them(self):
        self.plan.agreement_template_id = self.plan.agreement_template_id.copy(
            {"body_html": "<p>Our own words.</p>"}
        )
        text = self.contract._render_agreement()
        self.assertIn("Our own words.", text)
        self.assertIn("minimum 15 min", text)

    def test_technicians_and_clients_read_no_difference(self):
        self.plan.validity_months = 6
        with self.assertRaises(AccessError):
            self.contract.with_user(self.technician).read(["agreement_difference"])
        with self.assertRefused("", AccessError):
            self.contract.with_user(self.manager).agreement_differs = False
        with self.assertRefused("", AccessError):
            self.contract.agreement_ids.with_user(self.manager).terms = {}

    def test_normal_work_asks_nothing(self):
        self.env.flush_all()
        line = self._log(30)
        self.env.flush_all()
        model = type(self.env["prepaid.agreement"])
        self.patch(model, "search_fetch", lambda *_args, **_kw: self.fail("asked"))
        line.unit_amount = 1
        self._log(30)
        self.env.flush_all()
