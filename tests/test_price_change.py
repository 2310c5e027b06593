from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_prices import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceChange(PriceCommon):
    """What was announced comes on its day; what was paid is not billed again."""

    def test_the_effect_is_seen_before_it_is_announced(self):
        self._started()
        change = self._raise(announce=False)
        self.assertEqual(
            sorted(
                change.line_ids.mapped(lambda line: (line.price_old, line.price_new))
            ),
            [(30, 31.5), (240, 252)],
        )
        self.assertEqual(change.amount_before, 300)
        self.assertEqual(change.amount_after, 315)
        self.assertEqual(change.amount_year, 180)
        self.assertEqual(change.client_count, 1)

    def test_it_comes_with_the_first_period_on_or_after_the_day(self):
        schedule = self._started("2026-03-17")
        self._raise("2026-05-01")
        for day in ("2026-04-17", "2026-05-02"):
            self._run(day)
            self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 300)
        self._run("2026-05-17")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 315)
        self._assert_prices(schedule, "2026-05-16", [(30, 2), (240, 1)])

    def test_a_late_cron_bills_each_month_at_its_own_price(self):
        schedule = self._started()
        change = self._raise("2026-05-01")
        self._run("2026-06-10")
        self.assertEqual(
            self._get_invoices(schedule).mapped("amount_untaxed"), [300, 300, 315, 315]
        )
        self.assertEqual(change.state, "done")
        self.assertEqual(
            set(change.line_ids.mapped("date_applied")), {date(2026, 5, 1)}
        )

    def test_a_year_that_is_paid_keeps_its_price(self):
        schedule = self._started(interval_months="12")
        self._raise("2026-05-01")
        self._run("2026-06-01")
        self.assertEqual(len(self._get_invoices(schedule)), 1)
        self._assert_prices(schedule, "2026-12-01", [(30, 2), (240, 1)])
        self._run("2027-03-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 12 * 315)

    def test_what_is_sold_by_the_year_waits_for_its_own_year(self):
        schedule = self._started(
            "2026-03-01", (self.allowance, 1), (self.site, 1, {"months": "12"})
        )
        change = self._raise("2026-05-01")
        starts = {line.product_id: line.date_start for line in change.line_ids}
        self.assertEqual(starts[self.site], date(2027, 3, 1))
        self._run("2026-06-01")
        self._assert_prices(schedule, "2026-06-01", [(30, 1), (252, 1)])
        self.assertEqual(change.state, "announced")
        self._run("2027-03-01")
        self._assert_prices(schedule, "2027-03-01", [(31.5, 1), (252, 1)])
        self.assertEqual(change.state, "done")

    def test_more_of_an_option_takes_the_announced_price_too(self):
        schedule = self._started()
        self._raise("2026-05-01")
        self._change(
            schedule,
            "options",
            date(2026, 3, 10),
            [(self.allowance, 1), (self.site, 3)],
        )
        self._run("2026-05-01")
        self._assert_prices(schedule, "2026-05-01", [(31.5, 3), (252, 1)])

    def test_a_price_agreed_anew_stays_as_it_was_agreed(self):
        schedule = self._started()
        change = self._raise("2026-05-01")
        with self._on("2026-03-20"):
            wizard = (
                self.env["prepaid.schedule.change"]
                .with_user(self.user)
                .create(
                    {
                        "schedule_id": schedule.id,
                        "reason": "a friend",
                        "date": "2026-03-20",
                    }
                )
            )
            sites = wizard.line_ids.filtered(lambda line: line.product_id == self.site)
            sites.price_unit = 28
            wizard.action_apply()
        self._run("2026-05-01")
        self._assert_prices(schedule, "2026-05-01", [(28, 2), (252, 1)])
        self.assertIn("not sold at that price", change.line_ids[-1].lapse_reason)
        self.assertEqual(change.state, "done")

    def test_exceptions_stay_and_are_kept_when_proposed_again(self):
        schedule = self._started()
        change = self._raise(announce=False)
        kept = change.line_ids.filtered(lambda line: line.product_id == self.site)
        kept.write({"is_kept": True, "kept_reason": "Founding client"})
        change.action_propose()
        self.assertTrue(kept.exists().is_kept)
        with self._on("2026-03-05"):
            change.action_announce()
        self._run("2026-05-01")
        self._assert_prices(schedule, "2026-05-01", [(30, 2), (252, 1)])

    def test_an_exception_needs_a_reason(self):
        self._started()
        change = self._raise(announce=False)
        with self.assertRefused("Say why"):
            change.line_ids[0].is_kept = True

    def test_prices_that_are_fixed_are_proposed_as_exceptions(self):
        schedule = self._started()
        schedule.write(
            {"price_fixed_until": "2026-12-31", "price_fixed_reason": "Three years"}
        )
        change = self._raise("2026-05-01", announce=False)
        self.assertEqual(set(change.line_ids.mapped("kept_reason")), {"Three years"})
        self.assertEqual(change.amount_year, 0)
        later = self._raise("2027-01-01", announce=False)
        self.assertFalse(any(later.line_ids.mapped("is_kept")))

    def test_an_index_is_exact_and_prices_are_round(self):
        self._started()
        change = self._raise(
            announce=False,
            method="index",
            index_from=117.2,
            index_to=121.4,
            rounding_step=0.5,
        )
        # 30 x 121.4 / 117.2 = 31.075, 240 x 121.4 / 117.2 = 248.60
        self.assertEqual(sorted(change.line_ids.mapped("price_new")), [31, 248.5])

    def test_clients_are_told_in_time_or_it_is_refused(self):
        self._started()
        change = self._raise("2026-04-01", announce=False)
        with self._on("2026-03-05"), self.assertRefused("30 days before"):
            change.action_announce()
        self.assertFalse(any(change.line_ids.mapped("is_waiting")))

    def test_one_announcement_at_a_time_for_a_price(self):
        self._started()
        self._raise("2026-05-01")
        with self.assertRefused("was announced"):
            self._raise("2026-06-01")

    def test_what_was_announced_is_not_changed_any_more(self):
        self._started()
        change = self._raise()
        with self.assertRefused("stays as they were told"):
            change.percent = 50
        with self.assertRefused("stays as they were told"):
            change.line_ids[0].price_new = 1
        with self.assertRefused("it stays"):
            change.unlink()

    def test_withdrawn_it_does_not_come_and_who_was_told_is_told_so(self):
        schedule = self._started()
        change = self._raise()
        with self._on("2026-03-05"):
            self._run_cron("prepaid_schedule_remind_cron")
        with self._on("2026-03-10"):
            change.action_withdraw()
            self._run_cron("prepaid_schedule_remind_cron")
            self._run_cron("prepaid_schedule_remind_cron")
        self._run("2026-05-01")
        self._assert_prices(schedule, "2026-05-01", [(30, 2), (240, 1)])
        self.assertEqual(
            [kind for kind in schedule.sudo().reminder_ids.sorted("id").mapped("kind")],
            ["price", "price_off"],
        )

    def test_withdrawn_before_the_mail_nobody_hears_of_it(self):
        schedule = self._started()
        change = self._raise()
        with self._on("2026-03-05"):
            change.action_withdraw()
            self._run_cron("prepaid_schedule_remind_cron")
        self.assertFalse(schedule.sudo().reminder_ids)

    def test_it_comes_to_what_is_paused(self):
        schedule = self._started()
        self._raise("2026-05-01")
        self._change(schedule, "pause", date(2026, 4, 1), today="2026-03-20")
        self._run("2026-05-02")
        self._assert_prices(schedule, "2026-05-02", [(31.5, 2), (252, 1)])

    def test_what_ended_before_lets_it_lapse(self):
        schedule = self._started()
        change = self._raise("2026-05-01")
        self._change(schedule, "stop", date(2026, 4, 1), today="2026-03-20")
        self._run("2026-04-01")
        self._run("2026-05-01")
        self.assertEqual(
            set(change.line_ids.mapped("lapse_reason")), {"It ended before."}
        )
        self.assertEqual(change.state, "done")

    def test_a_chosen_selection_alone(self):
        mine = self._started()
        other = self._started(contract=self._contract())
        change = self._raise(announce=False, schedule_ids=[Command.link(other.id)])
        self.assertEqual(change.line_ids.schedule_id, other)
        change.write({"schedule_ids": [Command.clear()]})
        change.action_propose()
        self.assertEqual(change.line_ids.schedule_id, mine | other)

    def test_two_currencies_add_up_in_the_company_s(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2026-01-01",
                "rate": 0.5,
                "company_id": self.company.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.company.id}
        )
        self._started(
            "2026-03-01", (self.site, 1, {"price_unit": 30}), pricelist_id=pricelist.id
        )
        change = self._raise(announce=False)
        self.assertEqual(change.amount_before, 60)
        self.assertEqual(change.amount_after, 63)

    def test_only_managers_change_prices(self):
        self._started()
        with self.assertRaises(AccessError):
            self.env["prepaid.price.change"].with_user(self.user).create(
                {"name": "No", "date_effective": "2026-05-01"}
            )
        change = self._raise()
        with self.assertRaises(AccessError):
            change.with_user(self.user).action_withdraw()
        for user in (self.technician, self._user("gate", "base.group_portal")):
            with self.assertRaises(AccessError):
                change.with_user(user).read(["name"])

    def test_another_company_neither_sees_nor_gets_it(self):
        self._started()
        change = self._raise()
        other = self.setup_other_company(name="Other Ltd")["company"]
        stranger = self._user(
            "elsewhere",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=other,
        )
        with self.assertRaises(AccessError):
            change.with_user(stranger).read(["name"])
        theirs = (
            self.env["prepaid.price.change"]
            .with_user(stranger)
            .create({"name": "Theirs", "date_effective": "2026-09-01", "percent": 5})
        )
        theirs.action_propose()
        self.assertFalse(theirs.line_ids)
