from datetime import date

from odoo.tests import tagged

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleChange(ScheduleCommon):
    """Changes at any day bill the difference, exactly as their preview says."""

    def _started(self, *lines, **over):
        schedule = self._schedule(*lines, **over)
        with self._on(schedule.date_start):
            schedule.action_start()
        return schedule

    def assertComesOutSo(self, preview, order):
        """The order, and its invoice or credit note, are what the preview showed."""
        told = preview["now"]
        move = order.invoice_ids
        kinds = {"invoice": "out_invoice", "credit": "out_refund"}
        self.assertEqual(move.move_type, kinds[told["kind"]])
        self.assertEqual(move.amount_total, told["total"])
        self.assertEqual(
            order.order_line.mapped("name"), [line["name"] for line in told["lines"]]
        )

    def test_a_site_added_on_the_17th_of_march_is_billed_for_15_days(self):
        schedule = self._started((self.allowance, 1), (self.site, 2))
        preview, order = self._change(
            schedule,
            "options",
            date(2026, 3, 17),
            [(self.allowance, 1), (self.site, 3)],
        )
        self.assertEqual(order.amount_untaxed, 14.52)
        self.assertComesOutSo(preview, order)
        self.assertIn("1 more", order.order_line.name)
        self.assertIn("15 of 31 days", order.order_line.name)
        self._run("2026-04-01")
        renewal = self._get_invoices(schedule)[-1]
        self.assertEqual(renewal.amount_untaxed, 330)

    def test_a_site_removed_on_the_17th_of_april_is_credited_for_14_days(self):
        schedule = self._started((self.site, 3), start=date(2026, 4, 1))
        preview, order = self._change(
            schedule, "options", date(2026, 4, 17), [(self.site, 2)]
        )
        self.assertEqual(preview["now"]["total"], 14)
        self.assertComesOutSo(preview, order)
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_there_and_back_on_one_day_bills_nothing(self):
        schedule = self._started((self.site, 2))
        self._change(schedule, "options", date(2026, 3, 17), [(self.site, 3)])
        preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(self.site, 2)]
        )
        self.assertEqual(preview["now"]["total"], 14.52)
        self.assertComesOutSo(preview, order)
        claims = schedule.sudo().claim_ids
        self.assertAlmostEqual(sum(claims.mapped("amount")), 60)

    def test_an_upgrade_gives_the_rest_of_the_old_allowance_back(self):
        big = self._pack(960, 450)
        schedule = self._started()
        preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(big, 1)]
        )
        self.assertComesOutSo(preview, order)
        # 450 × 15/31 − 240 × 15/31
        self.assertEqual(order.amount_untaxed, 101.61)
        self.assertEqual(self.contract.balance, 480 - 232 + 465)

    def test_a_downgrade_after_use_is_owed_only_for_what_was_used(self):
        small = self._pack(120, 70)
        schedule = self._started()
        with self._on("2026-03-10"):
            self._log(400, day=date(2026, 3, 10))
        _preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(small, 1)]
        )
        note = order.invoice_ids
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual(
            note.reversed_entry_id, self._get_invoices(schedule).sorted("id")[0]
        )

    def test_with_the_next_renewal_what_is_less_lowers_it(self):
        self.plan.schedule_change_policy = "next"
        schedule = self._started((self.site, 3))
        preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(self.site, 2)]
        )
        self.assertFalse(order)
        self.assertIsNone(preview["now"])
        self.assertEqual(preview["later"], -14.52)
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 45.48)

    def test_what_exceeds_the_next_invoice_is_carried_over(self):
        self.plan.schedule_change_policy = "next"
        schedule = self._started((self.site, 20), (self.allowance, 1))
        self._change(schedule, "options", date(2026, 3, 2), [(self.allowance, 1)])
        self._run("2026-04-01")
        self.assertEqual(self._get_orders(schedule)[-1:].amount_untaxed, 0)
        self._run("2026-05-01")
        self._run("2026-06-01")
        orders = self._get_orders(schedule).sorted("id")
        # 600 × 30/31 is 580.65: 240 in April, 240 in May, the rest in June
        self.assertEqual(
            [round(order.amount_untaxed, 2) for order in orders],
            [840, 0, 0, round(240 - (580.65 - 480), 2)],
        )

    def test_never_gives_nothing_back_and_bills_what_is_more(self):
        self.plan.schedule_change_policy = "never"
        schedule = self._started((self.site, 2))
        _preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(self.site, 1)]
        )
        self.assertFalse(order)
        _preview, order = self._change(
            schedule, "options", date(2026, 3, 20), [(self.site, 2)]
        )
        self.assertFalse(order)

    def test_yearly_to_monthly_gives_the_rest_of_the_year_back(self):
        schedule = self._schedule(
            (self.site, 1, {"months": "12", "price_unit": 300}),
            start=date(2026, 1, 1),
            interval_months="12",
        )
        with self._on("2026-01-01"):
            schedule.action_start()
        preview, order = self._change(
            schedule,
            "interval",
            date(2026, 8, 1),
            [(self.site, 1)],
            interval_months="1",
        )
        # 300 × 153/365 back, 30 for August
        self.assertEqual(order.amount_untaxed, -(125.75 - 30))
        self.assertComesOutSo(preview, order)
        self.assertEqual(schedule.next_date, date(2026, 9, 1))

    def test_a_pause_over_a_renewal_bills_nothing_between(self):
        schedule = self._started((self.site, 1), (self.allowance, 1))
        _preview, order = self._change(schedule, "pause", date(2026, 3, 21))
        self.assertEqual(schedule.state, "paused")
        self.assertEqual(order.invoice_ids.amount_untaxed, round(270 * 11 / 31, 2))
        self._run("2026-04-15")
        preview, order = self._change(schedule, "resume", date(2026, 4, 21))
        orders = self._get_orders(schedule).sorted("id")
        self.assertEqual(orders[-1].amount_untaxed, 90)
        self.assertEqual(schedule.next_date, date(2026, 5, 1))
        self.assertEqual(schedule.state, "running")

    def test_a_stop_at_term_ends_it_and_bills_no_more(self):
        schedule = self._started()
        self._change(schedule, "stop", date(2026, 4, 1), today="2026-03-10")
        self.assertEqual(schedule.date_end, date(2026, 3, 31))
        self._run("2026-04-01")
        self.assertEqual(schedule.state, "ended")
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_notice_makes_a_client_take_another_period(self):
        schedule = self._started(notice_days=30)
        with self._on("2026-03-10"):
            self.assertEqual(schedule.sudo()._get_term(), date(2026, 4, 30))
        self._change(schedule, "stop", date(2026, 5, 1), today="2026-03-10")
        self._run("2026-04-01")
        self._run("2026-05-01")
        self.assertEqual(len(self._get_orders(schedule)), 2)
        self.assertEqual(schedule.state, "ended")

    def test_a_stop_at_once_gives_back_or_not(self):
        for gives_back, left in ((True, 16.5), (False, None)):
            client = self.env["res.partner"].create({"name": f"Client {gives_back}"})
            contract = self._contract(client=client, refill_mode="posted_invoice")
            schedule = self._started((self.site, 1), contract=contract)
            preview, order = self._change(
                schedule, "stop", date(2026, 3, 15), gives_back=gives_back
            )
            self.assertEqual(schedule.state, "ended")
            self.assertEqual(bool(order), gives_back)
            if left:
                self.assertEqual(preview["now"]["total"], 16.45)

    def test_revived_before_its_end_it_goes_on(self):
        schedule = self._started((self.site, 1))
        self._change(schedule, "stop", date(2026, 4, 1), today="2026-03-10")
        self._change(
            schedule, "revive", date(2026, 4, 1), [(self.site, 1)], today="2026-03-20"
        )
        self._run("2026-04-01")
        self.assertEqual(schedule.state, "running")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 30)

    def test_taxes_included_in_prices_are_in_the_preview(self):
        tax = self.env["account.tax"].create(
            {
                "name": "21 % included",
                "amount": 21,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        self.site.taxes_id = tax
        schedule = self._started((self.site, 2))
        preview, order = self._change(
            schedule, "options", date(2026, 3, 17), [(self.site, 3)]
        )
        self.assertEqual(preview["now"]["total"], 14.52)
        self.assertEqual(preview["now"]["untaxed"], 12)
        self.assertComesOutSo(preview, order)

    def test_prices_in_another_currency(self):
        foreign = self.setup_other_currency("EUR")
        euro = self.env["product.pricelist"].create(
            {
                "name": "Foreign",
                "currency_id": foreign.id,
                "company_id": self.company.id,
            }
        )
        schedule = self._started(
            (self.site, 2, {"price_unit": 20}), pricelist_id=euro.id
        )
        order = self._get_orders(schedule)
        self.assertEqual(order.currency_id, foreign)
        self.assertEqual(order.amount_untaxed, 40)
        preview, more = self._change(
            schedule,
            "options",
            date(2026, 3, 17),
            [(self.site, 2), (self.allowance, 1)],
        )
        self.assertEqual(preview["now"]["currency"], foreign)
        self.assertComesOutSo(preview, more)

    def test_days_before_the_billed_period_are_done(self):
        schedule = self._started((self.site, 1))
        self._run("2026-04-01")
        with self.assertRefused("what was before is done"):
            self._change(
                schedule,
                "options",
                date(2026, 3, 17),
                [(self.site, 3)],
                today="2026-04-10",
            )
        with self.assertRefused("or a day before"):
            self._change(
                schedule,
                "options",
                date(2026, 5, 17),
                [(self.site, 3)],
                today="2026-04-10",
            )
