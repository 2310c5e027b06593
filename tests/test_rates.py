from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRates(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        cls.watch = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_monitoring")

    def test_a_factor_multiplies_the_minutes(self):
        self._rate(self.plan, self.onsite, factor=1.5)
        self._rate(self.plan, self.watch, factor=0)
        contract = self._contract(600)
        self._log(15, usage_type_id=self.onsite.id)
        self.assertEqual(contract.balance, 577)
        self._log(60, usage_type_id=self.watch.id)
        self.assertEqual(contract.balance, 577)

    def test_money_is_drawn_at_the_price_per_minute(self):
        euro = self.env.ref("base.EUR")
        plan = self._plan("Credit", unit="money", currency_id=euro.id)
        self._rate(plan, price=1.5)
        contract = self._contract(500, plan=plan)
        self._log(12)
        self.assertEqual(contract.balance, 482)

    def test_money_without_a_price_says_what_to_do(self):
        euro = self.env.ref("base.EUR")
        plan = self._plan("Credit", unit="money", currency_id=euro.id)
        self._contract(500, plan=plan)
        with self.assertRefused("no price"):
            self._log(12)

    def test_a_new_rate_never_touches_past_draws(self):
        rate = self._rate(self.plan, self.onsite, factor=2)
        contract = self._contract(600)
        line = self._log(10, usage_type_id=self.onsite.id)
        rate.factor = 3
        line.unit_amount = 20 / 60
        self.assertEqual(contract.balance, 560)
        self._log(10, usage_type_id=self.onsite.id)
        self.assertEqual(contract.balance, 530)

    def test_another_usage_type_draws_at_its_own_rate(self):
        self._rate(self.plan, self.onsite, factor=2)
        contract = self._contract(600)
        line = self._log(10)
        line.usage_type_id = self.onsite
        self.assertEqual(contract.balance, 580)
