import re

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_schedule import ScheduleCommon
from .test_schedule_portal import make_client


@tagged("post_install", "-at_install")
class TestScheduleOptions(ScheduleCommon, HttpCase):
    """Clients add what the plan lists, at their price, once they have seen it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backup = cls._option("Backup", 10)
        cls.plan.client_options = True
        cls.plan.client_option_ids = cls.backup | cls.site
        cls.portal = make_client(cls.env, "own", cls.client)
        cls.url = f"/my/prepaid/{cls.contract.id}/schedule"

    def _started(self, *lines, **over):
        lines = lines or ((self.allowance, 1), (self.site, 2))
        schedule = self._schedule(*lines, **over)
        with self._on("2026-03-01"):
            schedule.action_start()
        return schedule.sudo()

    def _get_offered(self, schedule, day="2026-03-17"):
        with self._on(day):
            return [line["product"] for line in schedule._get_client_offers()]

    def _see(self, number, product=None, day="2026-03-17"):
        with self._on(day):
            self.authenticate("own", "own")
            name = f"number_{(product or self.backup).id}"
            return self.url_open(f"{self.url}?kind=options&{name}={number}")

    def _confirm(self, page, number, product=None, day="2026-03-17"):
        digest = re.search(r'name="digest" value="(\w+)"', page.text)
        vals = {
            "csrf_token": Request.csrf_token(self),
            "kind": "options",
            "digest": digest[1] if digest else "",
            f"number_{(product or self.backup).id}": number,
        }
        with self._on(day):
            return self.url_open(f"{self.url}/change", vals)

    def test_a_client_adds_an_option_for_the_rest_of_the_month(self):
        schedule = self._started()
        page = self._see(2)
        self.assertIn("9.68", page.text)
        self.assertIn("15 of 31 days", page.text)
        self.assertEqual(len(self._get_orders(schedule)), 1)
        self._confirm(page, 2)
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 9.68)
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 320)

    def test_what_the_client_has_is_not_offered_again(self):
        schedule = self._started()
        self.assertEqual(self._get_offered(schedule), [self.backup])
        self._confirm(self._see(1), 1)
        self.assertEqual(self._get_offered(schedule), [])
        self._confirm(self._see(0), 0)
        self.assertEqual(self._get_offered(schedule), [self.backup])

    def test_what_is_not_listed_is_not_sold(self):
        schedule = self._started()
        gold = self._option("Gold", 1)
        for product in (gold, self.allowance, self.pack):
            self.assertNotIn('name="digest"', self._see(3, product).text)
            self._confirm(self._see(3), 3, product)
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_what_is_no_number_is_none(self):
        schedule = self._started()
        for number in ("-1", "1.5", "x", "9" * 5000):
            page = self._see(number)
            self.assertEqual(page.status_code, 200)
            self.assertNotIn('name="digest"', page.text)
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_what_is_no_option_any_more_is_not_offered(self):
        schedule = self._started()
        for over, back in (
            ({"active": False}, {"active": True}),
            ({"sale_ok": False}, {"sale_ok": True}),
            ({"list_price": 0}, {"list_price": 10}),
            ({"invoice_policy": "delivery"}, {"invoice_policy": "order"}),
            ({"type": "consu"}, {"type": "service", "invoice_policy": "order"}),
        ):
            with self.subTest(over=over):
                self.backup.write(over)
                self.assertEqual(self._get_offered(schedule), [])
                self.backup.write(back)
                self.assertEqual(self._get_offered(schedule), [self.backup])

    def test_options_of_another_company_are_not_offered(self):
        schedule = self._started()
        other = self.env["res.company"].create({"name": "Other"})
        (self.backup | self.site).write({"company_id": False})
        self.plan.company_id = False
        foreign = self._option("Foreign", 5, company_id=False)
        self.plan.client_option_ids |= foreign
        foreign.company_id = other
        self.assertEqual(self._get_offered(schedule), [self.backup])

    def test_the_price_is_that_of_the_clients_pricelist_in_its_currency(self):
        currency = self._get_currency()
        pricelist = self._make_pricelist(
            currency,
            {"applied_on": "0_product_variant", "product_id": self.backup.id}
            | {"compute_price": "fixed", "fixed_price": 62.004},
        )
        schedule = self._started(pricelist_id=pricelist.id)
        with self._on("2026-03-17"):
            offer = schedule._get_client_offers()[0]
        self.assertEqual((offer["product"], offer["amount"]), (self.backup, 62))
        page = self._see(1)
        self.assertIn("30.00", page.text)
        self._confirm(page, 1)
        invoice = self._get_invoices(schedule)[-1]
        self.assertEqual((invoice.amount_total, invoice.currency_id), (30, currency))

    def test_a_price_by_number_is_that_of_the_number(self):
        pricelist = self._make_pricelist(
            self.company.currency_id,
            {"applied_on": "0_product_variant", "product_id": self.backup.id}
            | {"compute_price": "fixed", "fixed_price": 8, "min_quantity": 5},
        )
        schedule = self._started(pricelist_id=pricelist.id)
        with self._on("2026-03-17"):
            change = schedule._get_client_change("options", {self.backup.id: 5})
        self.assertEqual(change.wanted[-1].price, 8)

    def test_a_price_that_changed_since_is_shown_before_it_is_agreed(self):
        schedule = self._started()
        page = self._see(2)
        self.backup.list_price = 20
        again = self._confirm(page, 2)
        self.assertEqual(len(self._get_orders(schedule)), 1)
        self.assertIn("19.35", again.text)
        self._confirm(again, 2)
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 19.35)

    def test_what_is_paid_by_the_year_gets_its_option_by_the_month(self):
        schedule = self._started(interval_months="3")
        page = self._see(1)
        self.assertIn("24.84", page.text)
        self._confirm(page, 1)
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 24.84)

    def test_a_change_that_is_planned_is_not_undone_by_the_client(self):
        schedule = self._started()
        self._change(
            schedule.with_user(self.user),
            "options",
            "2026-04-01",
            [(self.allowance, 1)],
            today="2026-03-10",
        )
        page = self._see(1)
        self.assertIn("04/01/2026", page.text)
        self.assertNotIn('name="digest"', page.text)
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 240)
        self.assertIn(self.backup, self._get_offered(schedule, "2026-04-01"))

    def test_a_client_who_stops_adds_nothing_that_goes_on(self):
        self.plan.client_stop = True
        schedule = self._started()
        with self._on("2026-03-10"):
            schedule._apply_change(schedule._get_client_change("stop", {}))
        self.assertEqual(self._get_offered(schedule), [])
        self.assertNotIn('name="digest"', self._see(1).text)

    def test_what_two_lines_sell_is_not_changed_as_one(self):
        cheap = {"price_unit": 20}
        schedule = self._started(
            (self.allowance, 1), (self.site, 2), (self.site, 1, cheap)
        )
        self.assertNotIn('name="digest"', self._see(5, self.site).text)
        with self._on("2026-03-17"):
            lines = schedule._get_client_lines()
        self.assertFalse(any(line["may_change"] for line in lines))

    def test_an_option_is_added_before_the_start_as_of_the_start(self):
        schedule = self._schedule((self.allowance, 1), start="2026-04-01")
        with self._on("2026-03-17"):
            schedule.action_start()
        self._confirm(self._see(1), 1)
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule).amount_total, 250)

    def test_plans_list_services_and_no_packs(self):
        for product in (self.allowance, self._option("Box", 5, type="consu")):
            with self.assertRaises(ValidationError):
                self.plan.client_option_ids = product
        with self.assertRaises(AccessError):
            self.plan.with_user(self.technician).client_option_ids = [Command.clear()]

    def test_off_is_off_whatever_is_listed(self):
        schedule = self._started()
        self.plan.client_options = False
        self.assertEqual(self._get_offered(schedule), [])
        self._confirm(self._see(1), 1)
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def _get_currency(self):
        currency = self.env["res.currency"].create({"name": "XQD", "symbol": "q"})
        rate = {"currency_id": currency.id, "company_id": self.company.id}
        self.env["res.currency.rate"].create(rate | {"name": "2026-01-01", "rate": 2})
        return currency

    def _make_pricelist(self, currency, rule):
        return self.env["product.pricelist"].create(
            {
                "name": "Theirs",
                "currency_id": currency.id,
                "company_id": self.company.id,
                "item_ids": [Command.create(rule)],
            }
        )
