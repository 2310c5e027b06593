from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleReports(ScheduleCommon):
    """What schedules sell and renew, and how fast packs are bought beside them."""

    def _read(self, report, day, names, user=None):
        self.env.invalidate_all()
        with self._on(day):
            records = self.env[f"prepaid.{report}.report"].with_user(user or self.user)
            return [tuple(row[name] for name in names) for row in records.search([])]

    def _start(self, schedule, day="2026-03-01"):
        with self._on(day):
            schedule.action_start()
        return schedule

    def _in_pounds(self):
        """Return a pricelist in a currency of which two make one of the company's."""
        pounds = self.env["res.currency"].create(
            {
                "name": "PPP",
                "symbol": "P",
                "rate_ids": [Command.create({"name": "2026-01-01", "rate": 2})],
            }
        )
        vals = {"name": "PPP", "currency_id": pounds.id, "company_id": self.company.id}
        return self.env["product.pricelist"].create(vals)

    # === SOLD BY THE MONTH === #

    def _get_sold(self, day):
        names = ("month", "product_id", "quantity", "value")
        return {
            (month.month, product.name): (quantity, value)
            for month, product, quantity, value in self._read("option", day, names)
        }

    def test_options_are_told_by_product_and_month(self):
        schedule = self._start(self._schedule((self.allowance, 1), (self.site, 1)))
        self._run("2026-04-01")
        wanted = [(self.allowance, 1), (self.site, 3)]
        self._change(schedule, "options", date(2026, 4, 17), wanted)
        told = {
            (3, "Pack of 480"): (1, 240),
            (3, "Site"): (1, 30),
            (4, "Pack of 480"): (1, 240),
            (4, "Site"): (3, 90),
        }
        self.assertEqual(self._get_sold("2026-04-30"), told)
        # A site less in May, and all over in June: March and April stay as told.
        self._run("2026-05-01")
        wanted = [(self.allowance, 1), (self.site, 2)]
        self._change(schedule, "options", date(2026, 5, 3), wanted)
        self._change(schedule, "pause", date(2026, 6, 1), today="2026-05-20")
        told |= {(5, "Pack of 480"): (1, 240), (5, "Site"): (2, 60)}
        self.assertEqual(self._get_sold("2026-06-30"), told)

    def test_what_was_a_pack_stays_one(self):
        self._start(self._schedule((self.allowance, 1), (self.site, 1)))
        self.allowance.is_prepaid_pack = False
        told = self._read("option", "2026-03-31", ("product_id", "is_pack"))
        self.assertEqual(set(told), {(self.allowance, True), (self.site, False)})

    def test_products_add_up_to_the_recurring_value(self):
        year = {"months": "12", "price_unit": 300}
        pricelist = self._in_pounds()
        self._start(
            self._schedule(
                (self.allowance, 1, {"price_unit": 480}),
                (self.site, 2, year),
                pricelist_id=pricelist.id,
            )
        )
        # 480 P are 240; twice 300 P a year are 50 P a month, that is 25.
        told = {(3, "Pack of 480"): (1, 240), (3, "Site"): (2, 25)}
        self.assertEqual(self._get_sold("2026-03-31"), told)
        total = self._read("recurring", "2026-03-31", ["value"])
        self.assertEqual(total, [(265,)])

    # === RENEWALS DUE === #

    def _get_due(self, day, count=20):
        names = ("date", "notice_date", "amount")
        return self._read("renewal", day, names)[:count]

    def test_renewals_of_a_year_are_told_with_the_last_day_to_stop(self):
        self._start(
            self._schedule(
                (self.allowance, 1), start=date(2026, 1, 31), notice_days=10
            ),
            "2026-01-31",
        )
        due = self._get_due("2026-02-01")
        self.assertEqual(len(due), 12)
        self.assertEqual(
            due[:3],
            [
                (date(2026, 2, 28), date(2026, 2, 17), 240),
                (date(2026, 3, 31), date(2026, 3, 20), 240),
                (date(2026, 4, 30), date(2026, 4, 19), 240),
            ],
        )

    def test_what_is_told_is_what_is_billed(self):
        """A quarter brings three months of the allowance, and once a year the site."""
        year = {"months": "12", "price_unit": 300}
        schedule = self._start(
            self._schedule(
                (self.allowance, 1), (self.site, 1, year), interval_months="3"
            )
        )
        due = self._get_due("2026-03-02")
        quarters = [(6, 720), (9, 720), (12, 720), (3, 1020)]
        self.assertEqual([(day.month, amount) for day, _by, amount in due], quarters)
        for day, _notice, amount in due:
            orders = self._get_orders(schedule)
            self._run(day)
            billed = self._get_orders(schedule) - orders
            self.assertEqual(billed.amount_untaxed, amount)

    def test_periods_that_began_before_the_start_keep_their_days(self):
        """Started on the 10th, anchored on the 15th, by the quarter from February."""
        schedule = self._start(
            self._schedule(start=date(2026, 3, 10), anchor_day=15, interval_months="3"),
            "2026-03-10",
        )
        due = self._get_due("2026-03-11")
        self.assertEqual(due[0][0], schedule.next_date)
        orders = self._get_orders(schedule)
        for day, _notice, amount in due[:2]:
            self._run(day - timedelta(days=1))
            self.assertEqual(self._get_orders(schedule), orders)
            self._run(day)
            billed = self._get_orders(schedule) - orders
            self.assertEqual(billed.amount_untaxed, amount)
            orders |= billed

    def test_what_is_stopped_or_paused_renews_no_more(self):
        schedule = self._start(self._schedule())
        self._change(schedule, "stop", date(2026, 3, 5))
        self.assertEqual(self._get_due("2026-03-06"), [])

    def test_renewals_are_in_the_companys_currency(self):
        vals = {"pricelist_id": self._in_pounds().id}
        self._start(self._schedule((self.allowance, 1, {"price_unit": 300}), **vals))
        self.assertEqual(self._get_due("2026-03-02", 1)[0][2], 150)

    # === PACKS BY THEIR PACE === #

    def _buy(self, day, packs=1, **over):
        with self._on(day):
            return self._bill(packs=packs, invoice_date=day, **over)

    def _get_pace(self, day):
        names = (
            *("purchases", "packs", "amount", "days"),
            *("next_date", "value", "is_late"),
        )
        rows = self._read("retainer", day, names)
        return [(*row[:5], round(row[5], 1), row[6]) for row in rows]

    def test_pace_of_packs_bought_now_and_then(self):
        """1000 on 1 January, 2000 on 31 January, 1000 on 12 March: 35 days apart."""
        for day, packs in (("2026-01-01", 1), ("2026-01-31", 2), ("2026-03-12", 1)):
            self._buy(day, packs)
        # On average 1333.33 every 35 days, 365 / 12 / 35 times a month.
        told = (3, 4, 4000, 35, date(2026, 4, 16), 1158.7, False)
        self.assertEqual(self._get_pace("2026-04-16"), [told])
        self.assertEqual(self._get_pace("2026-04-17"), [told[:-1] + (True,)])
        # What is older than a year does not count: two are left, 40 days apart.
        told = (2, 3, 3000, 40, date(2026, 4, 21), 1140.6, True)
        self.assertEqual(self._get_pace("2027-01-01"), [told])

    def test_one_purchase_is_a_twelfth_and_no_pace(self):
        self._buy("2026-01-10")
        told = (1, 1, 1000, 0, False, 83.3, False)
        self.assertEqual(self._get_pace("2026-02-01"), [told])

    def test_packs_of_schedules_and_gifts_are_no_pace(self):
        self._start(self._schedule())
        self._grant(self.contract, 600, kind="goodwill")
        self.assertEqual(self._get_pace("2026-03-20"), [])
        self._buy("2026-03-05")
        self.assertEqual(self._get_pace("2026-03-20")[0][:3], (1, 1, 1000))

    def test_what_was_credited_was_not_bought(self):
        self._credit(self._buy("2026-01-10"))
        invoice = self._buy("2026-01-20", 2)
        self._credit(invoice, packs=1)
        self.assertEqual(self._get_pace("2026-02-05")[0][0::2][:2], (1, 1000))

    def test_pace_is_in_the_companys_currency(self):
        currency = self._in_pounds().currency_id
        invoice = self._buy("2026-01-10", currency_id=currency.id, post=False)
        invoice.invoice_line_ids.price_unit = 1000
        invoice.action_post()
        [row] = self._get_pace("2026-02-01")
        self.assertEqual(row[2], 500)

    # === RIGHTS === #

    def test_neither_technicians_nor_other_companies_read_them(self):
        self._start(self._schedule())
        self._buy("2026-03-05")
        other = self.setup_other_company()["company"]
        group = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user"
        stranger = self._user("stranger", group, company=other)
        for report in ("option", "renewal", "retainer"):
            with self.subTest(report=report):
                name = ["contract_id"]
                self.assertTrue(self._read(report, "2026-03-20", name))
                self.assertTrue(
                    self._read(report, "2026-03-20", name, user=self.accountant)
                )
                found = self._read(report, "2026-03-20", name, user=stranger)
                self.assertFalse(found)
                with self.assertRaises(AccessError):
                    self._read(report, "2026-03-20", name, user=self.technician)
