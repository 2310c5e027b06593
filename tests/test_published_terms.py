from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon, make_calendar

# A Monday night and a Monday noon, UTC.
NIGHT = datetime(2026, 3, 16, 2, 0)
NOON = datetime(2026, 3, 16, 12, 0)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublishedTerms(PrepaidCommon):
    """Terms that service companies publish, each expressed by data alone."""

    def _log_at(self, minutes, start):
        return self._log(minutes, meter_started_at=start)

    def test_an_hour_minimum_then_quarters(self):
        self._rate(self.plan, minimum_minutes=60, step_minutes=15)
        self._contract(6000)
        for worked, drawn in ((5, 60), (60, 60), (61, 75), (80, 90)):
            with self.subTest(worked=worked):
                self.assertDrawn(self._log(worked), drawn)

    def test_emergencies_out_of_hours_cost_double(self):
        self.plan.calendar_id = make_calendar(self.env, self.company, "UTC")
        self._rate(self.plan, outside_factor=2)
        self._contract(6000)
        self.assertDrawn(self._log_at(30, NIGHT), 60)
        self.assertDrawn(self._log_at(30, NOON), 30)

    def test_a_faster_response_costs_more(self):
        self._contract(6000)
        for hours, factor, drawn in ((4, 1.5, 45), (2, 2, 60)):
            response = self.env["prepaid.response"].create(
                {
                    "plan_id": self.plan.id,
                    "name": f"{hours} h",
                    "hours": hours,
                    "factor": factor,
                }
            )
            task = self._task("Urgent", prepaid_response_id=response.id)
            self.assertDrawn(self._log(30, task=task), drawn)

    def test_larger_packs_are_valid_longer(self):
        for minutes, validity, months, expiry in (
            (300, "months", 12, date(2027, 1, 14)),
            (600, "months", 24, date(2028, 1, 14)),
            (1200, "never", 0, False),
        ):
            pack = self._pack(
                minutes, prepaid_validity=validity, prepaid_validity_months=months
            )
            invoice = self._bill(pack)
            self._pay(invoice, payment_date="2026-01-15")
            grant = invoice.invoice_line_ids.prepaid_grant_ids
            self.assertEqual(grant.date_expiry, expiry)

    def test_part_of_a_pack_rolls_over_for_a_month(self):
        self.plan.write({"rollover_percent": 40, "rollover_months": 1})
        contract = self._contract()
        self._grant(contract, 600, date_expiry=date(2026, 2, 28))
        self._log(100, day=date(2026, 2, 10))
        self._run_expiry("2026-03-01")
        rolled = contract.grant_ids.filtered(lambda grant: grant.kind == "rollover")
        self.assertEqual(contract.balance, 240)
        self.assertEqual(rolled.quantity, 240)
        self.assertEqual(
            (rolled.date, rolled.date_expiry), (date(2026, 3, 1), date(2026, 3, 31))
        )

    def test_what_rolled_over_expires_for_good(self):
        self.plan.rollover_percent = 40
        contract = self._contract()
        self._grant(contract, 600, date_expiry=date(2026, 1, 31))
        self._run_expiry("2026-02-01")
        self.assertEqual(contract.balance, 240)
        self._run_expiry("2026-02-28")
        self.assertEqual(contract.balance, 240)
        self._run_expiry("2026-03-01")
        self.assertEqual(contract.balance, 0)

    def test_the_price_goes_along_with_what_rolls_over(self):
        self.plan.write({"rollover_percent": 40, "validity_months": 1})
        invoice = self._bill(invoice_date="2026-01-15")
        self._pay(invoice, payment_date="2026-01-15")
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self._run_expiry()
        grants = grant.contract_id.grant_ids
        self.assertEqual(sum(grants.mapped("amount")), 1000)
        rolled = grants.filtered(lambda grant: grant.kind == "rollover")
        self.assertEqual(rolled.amount, 400)

    def test_to_the_minute_and_never_expiring_needs_no_rule(self):
        contract = self._contract(600)
        self._log(7)
        self.assertEqual(contract.balance, 593)

    def test_overage_only_with_prior_consent(self):
        self.plan.overdraft_policy = "consent"
        contract = self._contract(10)
        with self.assertRefused("Ask the client for extra time"):
            self._log(30)
        self._approve(contract, 20)
        self._log(30)
        self.assertEqual(contract.balance, -20)

    def test_an_alert_at_110_and_a_stop_at_130_percent(self):
        self.plan.write(
            {
                "overdraft_policy": "allow",
                "overdraft_alert_percent": 110,
                "overdraft_stop_percent": 130,
            }
        )
        contract = self._contract(600)
        self._log(659)
        self.assertEqual(contract.alert_level, "used_up")
        self._log(1)
        self.assertEqual(contract.alert_level, "overdrawn")
        self._log(120)
        with self.assertRefused("not enough credit left"):
            self._log(1)

    def test_travel_adds_half_an_hour_a_trip(self):
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, flat_quantity=30)
        self._contract(600)
        self.assertDrawn(self._log(45, usage_type_id=onsite.id), 75)

    def test_a_money_plan_takes_its_price_from_product_and_pricelist(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        plan = self._plan("Credit", unit="money", currency_id=euro.id)
        hour = self.env["product.product"].create(
            {
                "name": "Consulting",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "list_price": 90,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Partners",
                "currency_id": euro.id,
                "item_ids": [
                    (0, 0, {"compute_price": "fixed", "fixed_price": 72.0}),
                ],
            }
        )
        self.client.property_product_pricelist = pricelist
        self._rate(plan, product_id=hour.id)
        contract = self._contract(500, plan=plan)
        self._log(10)
        self.assertEqual(contract.balance, 488)

    def _approve(self, contract, quantity, **over):
        approval = self.env["prepaid.approval"].create(
            {"name": "More", "contract_id": contract.id, "quantity": quantity} | over
        )
        approval.action_ask()
        approval.sudo()._answer(True, "Ada")
        return approval

    def _run_expiry(self, day="2026-04-15"):
        Grant = self.env["prepaid.grant"].sudo()
        with freeze_time(day):
            Grant.search(Grant._get_lapsed_domain())._expire()
