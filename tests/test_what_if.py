from datetime import date, datetime, timedelta
from random import Random

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, make_calendar
from .common_what_if import WhatIfCommon

SEEDS = range(4)
# Since the first day of three months that end today.
DAYS = 90


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIf(WhatIfCommon):
    """The real work of a client, drawn by the terms of another plan."""

    def _change_rates(self, *vals_list, **over):
        """Ask with other rates, on no plan, and return the results."""
        return self._ask(
            is_changed=True,
            rate_ids=[Command.clear(), *(Command.create(vals) for vals in vals_list)],
            **over,
        )

    # === BY THE CODE THAT METERS === #

    def _make_rich_plan(self):
        """Let the client's plan have every rule that there is."""
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._rate(
            self.plan, factor=1.25, minimum_minutes=15, step_minutes=5, free_minutes=3
        )
        onsite = {"durations": "30, 60", "flat_quantity": 20, "is_visit": True}
        self._rate(self.plan, self.onsite, **onsite)
        self._rate(self.plan, self.remote, outside_factor=1.5, step_minutes=10)
        self._rate(
            self.plan, self.message, is_item=True, item_quantity=5, items_included=6
        )
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "in 2 hours", "hours": 2, "factor": 1.5}
        )
        windows = self.env["prepaid.rate.window"]
        vals = {"plan_id": self.plan.id, "hour_from": 17.5}
        windows.create(vals | {"name": "evenings", "days": "week"})
        windows.create(vals | {"name": "weekends", "days": "weekend", "factor": 2})
        zone = self.env["prepaid.zone"].create({"name": "Far", "zips": "105"})
        self.client.zip = "10523"
        remote = self.plan.rate_ids.filtered(
            lambda rate: rate.usage_type_id == self.remote
        )
        remote.zone_ids = [Command.create({"zone_id": zone.id, "quantity": 7})]
        self.urgent = self._task("Server down")
        self.urgent.prepaid_response_id = response

    def _log_at_random(self, random):
        usage = random.choice(
            [self.remote, self.onsite, self.message, self.remote.browse()]
        )
        day = TODAY - timedelta(days=random.randrange(DAYS))
        line = self._log(
            random.randrange(0, 200),
            day=day,
            task=random.choice([self.task, self.urgent]),
            usage_type_id=usage.id,
            prepaid_items=random.randrange(1, 5),
            prepaid_charge=random.choice(["billable"] * 4 + ["goodwill", "included"]),
            prepaid_exchange=random.choice([False] * 4 + ["expertise"]),
            meter_started_at=random.choice(
                [False, datetime.combine(day, datetime.min.time().replace(hour=21))]
            ),
        )
        return line.sudo()

    def test_its_own_plan_draws_line_by_line_what_was_drawn(self):
        self._make_rich_plan()
        for seed in SEEDS:
            random = Random(seed)
            with self.subTest(seed=seed):
                lines = self.env["account.analytic.line"]
                for _number in range(15):
                    lines |= self._log_at_random(random)
                random.choice(lines).unit_amount = random.randrange(8)
                lines.exists()[3:4].unlink()
        for _number in range(2):
            self._log(20, usage_type_id=self.onsite.id)
        lines = self.contract.sudo().entry_ids.timesheet_id
        self.assertTrue(lines.filtered("prepaid_items_free"))
        self.assertTrue(lines.filtered("prepaid_visit_minutes"))
        self.assertTrue(lines.filtered(lambda line: "spans" in line.prepaid_metering))
        self.assertTrue(
            lines.filtered(lambda line: line.prepaid_metering.get("outside"))
        )
        for is_changed in (False, True):
            result = self._ask(is_changed=is_changed)
            told = {row.timesheet_id.id: row for row in result.line_ids}
            self.assertEqual(set(told), set(lines.ids))
            for line in lines:
                row = told[line.id]
                self.assertEqual(row.used_now, line.prepaid_quantity, line.name)
                self.assertEqual(row.used_then, line.prepaid_quantity)
                self.assertEqual(row.metered_now, line.metered_minutes)
                self.assertEqual(row.worked_minutes, line._get_worked_minutes())
                self.assertDrawn(line, row.used_now)
            self.assertEqual(result.used_now, result.used_then)

    def test_packs_bought_when_needed_cost_what_they_cost(self):
        """Who bought each pack when the one before was used up paid just that."""
        self._sell(day="2026-01-02")
        lines = self._work(("2026-01-02", 400), ("2026-01-20", 150))
        self._sell(day="2026-02-03")
        lines |= self._work(("2026-02-03", 100), ("2026-03-01", 200))
        result = self._ask()
        self.assertEqual((result.paid, result.cost), (2000, 2000))
        self.assertEqual((result.packs_then, result.packs_now), (2, 2))
        self.assertEqual(result.left_now, self.contract.balance)
        self.assertEqual(result.left_then, self.contract.balance)
        self.assertEqual(result.spent_then, result.spent_now)
        costs = dict(zip(lines.ids, [666.67, 250, 166.66, 333.34], strict=True))
        told = {row.timesheet_id.id: row.cost for row in result.line_ids}
        self.assertEqual({k: round(v, 2) for k, v in told.items()}, costs)

    def test_work_of_before_counts_for_the_month_s_allowance_only(self):
        self._rate(
            self.plan, self.message, is_item=True, item_quantity=5, items_included=2
        )
        self._log(
            5, day=date(2026, 2, 10), usage_type_id=self.message.id, prepaid_items=2
        )
        late = self._log(5, day=date(2026, 2, 20), usage_type_id=self.message.id)
        self.assertDrawn(late, 5)
        with freeze_time(date(2026, 5, 14)):
            result = self._ask(months="3", date_to=date(2026, 5, 14))
        self.assertEqual(result.line_ids.timesheet_id, late.sudo())
        self.assertEqual(result.used_now, 5)

    # === UNDER ANOTHER PLAN === #

    def test_a_minimum_counts_as_it_would_have_counted(self):
        self._work(("2026-03-02", 10), ("2026-03-03", 50))
        result = self._change_rates({"minimum_minutes": 30})
        self.assertEqual(result.line_ids.mapped("metered_now"), [30, 50])
        self.assertEqual(result.line_ids.mapped("metered_then"), [10, 50])
        self.assertEqual((result.used_then, result.used_now), (60, 80))

    def test_hours_are_priced_in_money(self):
        self._sell(day="2026-03-02")
        self._work(("2026-03-02", 200))
        result = self._ask(self.credit)
        # 200 min at 90.00 an hour are 300.00 of a credit of 500.00.
        self.assertEqual((result.used_then, result.used_now), (200, 300))
        self.assertEqual((result.paid, result.cost), (1000, 500))
        self.assertEqual((result.spent_then, result.spent_now), (333.33, 300))
        self.assertEqual(result.left_now, 200)

    def test_money_is_priced_in_hours(self):
        self.contract.state = "closed"
        self.contract = self._contract(plan=self.credit)
        self._sell(self.credit_pack, day="2026-03-02")
        self._work(("2026-03-02", 200))
        result = self._ask(self.plan)
        self.assertEqual((result.used_then, result.used_now), (300, 200))
        self.assertEqual((result.paid, result.cost), (500, 1000))
        self.assertIn("3 h 20", result.summary)

    def test_goodwill_stays_goodwill(self):
        self._log(60, prepaid_charge="goodwill")
        result = self._change_rates({"minimum_minutes": 120})
        self.assertEqual(result.used_now, 0)
        self.assertEqual(result.line_ids.charge, "goodwill")

    def test_a_response_counts_where_the_plan_promises_the_same(self):
        Response = self.env["prepaid.response"]
        vals = {"name": "in 2 hours", "hours": 2}
        self.task.prepaid_response_id = Response.create(
            vals | {"plan_id": self.plan.id, "factor": 1.5}
        )
        self._log(60)
        self.assertEqual(self._ask(self.monthly).used_now, 60)
        Response.create(vals | {"plan_id": self.monthly.id, "factor": 3})
        result = self._ask(self.monthly)
        self.assertEqual((result.used_then, result.used_now), (90, 180))

    def test_messages_are_counted_where_the_plan_counts_them(self):
        for _number in range(3):
            self._log(10, usage_type_id=self.message.id)
        result = self._change_rates(
            {
                "usage_type_id": self.message.id,
                "is_item": True,
                "item_quantity": 7,
                "items_included": 1,
            }
        )
        self.assertEqual(result.line_ids.mapped("used_now"), [0, 7, 7])

    def test_business_hours_are_the_other_plan_s(self):
        self.monthly.calendar_id = make_calendar(self.env, self.company)
        self._rate(self.monthly, outside_factor=2)
        # Half an hour before New York closes.
        line = self._log(60, meter_started_at=datetime(2026, 3, 16, 20, 30))
        result = self._ask(self.monthly)
        self.assertDrawn(line, 60)
        self.assertEqual(result.used_now, 90)

    def test_work_without_a_kind_is_the_other_plan_s_usual(self):
        self.monthly.usage_type_id = self.onsite
        self._rate(self.monthly, self.onsite, factor=2)
        self._work(("2026-03-02", 30))
        self.assertEqual(self._ask(self.monthly).used_now, 60)

    def test_a_plan_without_price_for_the_work_says_so(self):
        self.credit.rate_ids.usage_type_id = self.onsite
        self._sell(day="2026-03-02")
        self._work(("2026-03-02", 30))
        result = self._ask(self.credit)
        self.assertIn("has no price for", result.reason)
        self.assertEqual((result.paid, result.cost), (1000, 0))
        self.assertFalse(result.line_ids)
        self.assertIn("has no price for", result.summary)

    # === EVERY MONTH === #

    def test_the_monthly_plan_would_have_been_cheaper(self):
        """A monthly pack, the rest of which expires, against packs of ten hours."""
        self._sell(day="2026-01-10")
        self._work(("2026-01-10", 400), ("2026-02-20", 200))
        result = self._ask(self.monthly, way="month")
        self.assertEqual((result.paid, result.cost), (1000, 900))
        self.assertEqual(result.difference, -100)
        self.assertEqual(result.expired_now, 3 * 480 - 600)
        text = " ".join(result._get_texts())
        self.assertIn(
            "Monthly plan would have cost $ 900.00 instead of $ 1,000.00: $ 100.00 "
            "less (10.0%). 14 h would have expired unused.",
            text.replace("\N{NO-BREAK SPACE}", " "),
        )

    def test_work_beyond_the_month_costs_what_the_plan_invoices(self):
        hourly = self.env["product.product"].create(
            {
                "name": "Beyond",
                "type": "service",
                "list_price": 120,
                "taxes_id": False,
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        self.monthly.write(
            {"overage_product_id": hourly.id, "overdraft_settlement": "invoice"}
        )
        self._work(("2026-01-10", 480 + 90))
        result = self._ask(self.monthly, way="month")
        self.assertEqual(result.beyond_now, 90)
        self.assertEqual((result.beyond_cost, result.cost), (180, 3 * 300 + 180))
        result = self._ask(self.monthly, way="month", price_hour=60)
        self.assertEqual(result.cost, 3 * 300 + 90)
        result = self._ask(self.monthly, way="month", beyond="pack")
        self.assertEqual(result.cost, 4 * 300)

    def test_a_price_beyond_the_credit_is_asked_for(self):
        self._work(("2026-01-10", 600))
        result = self._ask(self.monthly, way="month", beyond="invoice")
        self.assertIn("Enter a price", result.reason)

    def test_nobody_pays_for_months_before_the_first_work(self):
        self._work(("2026-02-20", 60))
        result = self._ask(self.monthly, way="month")
        self.assertEqual(result.packs_now, 1, "16 February to 16 March.")

    def test_nobody_pays_for_months_after_the_end(self):
        self._work(("2025-12-20", 60))
        self.contract.date_end = date(2025, 12, 31)
        self.assertEqual(self._ask(self.monthly, way="month").packs_now, 1)

    def test_allowances_are_valid_as_the_plan_says(self):
        self._work(("2025-12-20", 60), ("2026-03-10", 480))
        result = self._ask(self.monthly, way="month")
        self.assertEqual(result.expired_now, 3 * 480 - 540)
        self.monthly.write({"schedule_validity": "pack", "validity_months": 12})
        result = self._ask(self.monthly, way="month")
        self.assertEqual((result.expired_now, result.left_now), (0, 3 * 480 - 540))
        self.monthly.write({"schedule_validity": "period", "rollover_percent": 50})
        result = self._ask(self.monthly, way="month")
        self.assertEqual(result.expired_now, 180 + 240 + 240, "Half of 8 h goes on.")
        self.assertEqual(result.left_now, 240)
