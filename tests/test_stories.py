from datetime import date

from odoo.tests import freeze_time, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestStories(PrepaidCommon):
    """Worked examples, each figure by hand."""

    @freeze_time("2026-03-02")
    def test_a_month_at_the_msp(self):
        """A 10 h pack at 1,000, refilled at 2 h: every figure of the month."""
        self.plan.write(
            {
                "validity_months": 12,
                "overdraft_policy": "allow",
                "refill_trigger": "threshold",
            }
        )
        invoice = self._bill(invoice_date="2026-03-02")
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.balance, 600)
        self.assertEqual(contract.low_threshold, 120)
        self.assertEqual(contract.grant_ids.date_expiry, date(2027, 3, 1))

        self._log(12, day=date(2026, 3, 3))
        self._log(95, day=date(2026, 3, 5), user=self.other_technician)
        visit = self._log(240, day=date(2026, 3, 9))
        self.assertEqual(contract.balance, 600 - 12 - 95 - 240)
        visit.unit_amount = 3.5
        self.assertEqual(contract.balance, 600 - 12 - 95 - 210)

        self._log(163, day=date(2026, 3, 20))
        self.assertEqual(contract.balance, 120)
        self._run_refills()
        draft = contract.refill_ids.invoice_ids
        self.assertEqual((draft.state, draft.amount_untaxed), ("draft", 1000))

        self._log(150, day=date(2026, 3, 27))
        self.assertEqual((contract.balance, contract.debt), (-30, 30))
        draft.action_post()
        self._pay(draft)
        self.assertEqual((contract.balance, contract.debt), (570, 0))
        self.assertEqual(contract.grant_ids.mapped("remaining"), [0, 570])
        self.assertEqual(contract.refill_ids.state, "done")

    @freeze_time("2026-03-02")
    def test_twelve_minutes_of_a_500_euro_credit(self):
        """A consultant at 90 € an hour bills 12 minutes as 12 minutes: 18 €."""
        euro = self.env.ref("base.EUR")
        plan = self._plan("Small questions", unit="money", currency_id=euro.id)
        rate = self._rate(plan)
        rate.price_hour = 90
        pack = self._pack(500, price=500, plan=plan)
        self._pay(self._bill(pack))
        contract = self.client.prepaid_contract_ids
        self._log(12, day=date(2026, 3, 3))
        self.assertEqual(contract.balance, 482)
        self._log(1, day=date(2026, 3, 4))
        self.assertEqual(contract.balance, 480.5)
        self.assertIn("480.50", contract._format_quantity(contract.balance))

    @freeze_time("2026-03-02")
    def test_a_three_decimal_currency_is_exact(self):
        dinar = self.env.ref("base.KWD")
        dinar.active = True
        plan = self._plan("Dinars", unit="money", currency_id=dinar.id)
        self._rate(plan, price=0.0335)
        contract = self._contract(10, plan=plan)
        self._log(1, day=date(2026, 3, 2))
        self.assertEqual(contract.balance, 9.966)

    def _run_refills(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_refill_cron"
            ).method_direct_trigger()
        self.env.invalidate_all()
