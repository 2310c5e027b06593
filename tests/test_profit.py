from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_profit import ProfitCommon
from .test_recognition import FEBRUARY, JANUARY, MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestProfit(ProfitCommon):
    """What work earned, and cost: a pack of 10 hours for 1000, technicians at 40."""

    # === EARNED AND COST === #

    def test_an_hour_earns_its_part_of_the_pack_and_costs_who_worked(self):
        self._sell(self.hundred)
        self._work(90, (2, 5))
        self._recognise(FEBRUARY)
        self.assertEqual(self._sum("partner_id"), {self.client: (150, 60, 90, 100)})
        contract = self.client.prepaid_contract_ids
        [row] = self._search()
        self.assertEqual(
            (row.kind, row.date, row.employee_id, row.manager_id, row.plan_id),
            ("work", date(2026, 2, 5), self.employee, contract.user_id, self.plan),
        )

    def test_what_an_hour_earned_is_a_ratio_of_sums(self):
        """An hour at 100 and three of a gift are four hours at 25."""
        self._sell(self.hundred)
        self._work(60, (2, 5))
        self._work(180, (2, 6), prepaid_charge="goodwill")
        self._recognise(FEBRUARY)
        self.assertEqual(
            self._sum("partner_id", "rate_hour:avg", "rate_hour:sum_currency"),
            {self.client: (25, 25)},
        )
        by_charge = {"billable": (100,), "goodwill": (0,)}
        self.assertEqual(self._sum("charge", "rate_hour:avg"), by_charge)

    def test_revenue_is_without_taxes_and_less_the_discount(self):
        """As in odoo/odoo#168754, where it was with them."""
        tax = self.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "price_include_override": "tax_included"}
        )
        pack = self._pack(600, price=1200, taxes_id=tax.ids)
        invoice = self._bill(pack, post=False)
        invoice.invoice_line_ids.write({"tax_ids": tax.ids, "discount": 10})
        invoice.action_post()
        self._pay(invoice)
        self._work(60, (2, 5))
        self.assertEqual(self._search(("kind", "=", "work")).earned, 90)

    def test_later_work_does_not_change_what_earlier_work_earned(self):
        """As in odoo/odoo#262524, where each new line moved all revenue before it."""
        self._sell(self.hundred)
        first = self._work(7, (2, 5))
        mine = ("timesheet_id", "=", first.id)
        earned = self._search(mine).earned
        self.assertAlmostEqual(earned, 1000 * 7 / 600, 6)
        for minutes in (1, 59, 533):
            self._work(minutes, (2, 6))
            self.assertEqual(self._search(mine).earned, earned)

    def test_a_pack_in_another_currency_earns_at_the_rate_of_its_invoice(self):
        euro = self.env.ref("base.EUR")
        for day, rate in (("2026-01-01", 2), ("2026-02-01", 4)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        invoice = self._bill(self.hundred, post=False, currency_id=euro.id)
        invoice.invoice_line_ids.price_unit = 600
        invoice.action_post()
        self._pay(invoice)
        self._work(60, (3, 5))
        self.assertEqual(self._search(("kind", "=", "work")).earned, 30)

    def test_use_beyond_what_a_credit_note_left_shares_the_price(self):
        """400 minutes used of a pack whose half was credited: 500 for all of them."""
        invoice = self._sell(self.hundred)
        self._work(300, (2, 5))
        other = self._work(100, (2, 6), user=self.other_technician)
        self._recognise(FEBRUARY)
        self._credit(invoice, packs=0.5)
        self._recognise(MARCH)
        by_employee = self._sum("employee_id", "earned:sum")
        self.assertEqual(by_employee[self.employee], (375,))
        self.assertEqual(by_employee[other.employee_id], (125,))

    def test_credit_that_expires_earns_without_work(self):
        self._sell(self.hundred)
        self._work(60, (2, 5))
        grant = self.client.prepaid_contract_ids.grant_ids.sudo()
        grant.date_expiry = date(2026, 2, 28)
        grant._expire()
        told = self._sum("kind", "earned:sum", "worked_minutes:sum")
        self.assertEqual((told["work"], told["expired"]), ((100, 60), (900, 0)))

    def test_work_that_was_not_logged_earns_and_a_mistake_does_not(self):
        self._sell(self.hundred)
        contract = self.client.prepaid_contract_ids
        for correction in ("work", "mistake"):
            self.env["prepaid.contract.correct"].create(
                {
                    "contract_id": contract.id,
                    "direction": "take",
                    "correction": correction,
                    "grant_id": contract.grant_ids.id,
                    "quantity": 60,
                    "reason": "Said on the phone",
                }
            ).action_apply()
        rows = self._search(("kind", "in", ("work", "corrected")))
        self.assertEqual(rows.mapped("kind"), ["corrected"])
        # Of 600 minutes for 1000 an hour was never sold.
        self.assertAlmostEqual(rows.earned, 60 * 1000 / 540, 6)

    # === WHEN THE BOOKS SAY SO === #

    def test_what_is_booked_in_another_month_is_told_there(self):
        self._sell(self.hundred)
        self._work(60, (1, 20))
        self._work(30, (2, 5))
        self.company.fiscalyear_lock_date = JANUARY
        self._recognise(JANUARY)
        told = {
            (date(2026, 1, 20), "work"): 100,
            (date(2026, 1, 1), "timing"): -100,
            (date(2026, 2, 1), "timing"): 100 - 50,
            (date(2026, 2, 5), "work"): 50,
        }
        rows = {(row.date, row.kind): row.earned for row in self._search()}
        self.assertEqual(rows, told)
        self._recognise(FEBRUARY)
        rows = {(row.date, row.kind): row.earned for row in self._search()}
        self.assertEqual(rows, told | {(date(2026, 2, 1), "timing"): 100})

    def test_what_is_not_posted_has_not_earned(self):
        self._sell(self.hundred)
        self._work(60, (2, 5))
        self.assertEqual(self._sum("partner_id", "earned:sum"), {self.client: (0,)})
        move = self._recognise(FEBRUARY)
        self.assertEqual(self._sum("partner_id", "earned:sum"), {self.client: (100,)})
        move.button_draft()
        self.assertEqual(self._sum("partner_id", "earned:sum"), {self.client: (0,)})

    def test_parts_of_a_coin_add_up_to_what_is_booked(self):
        """7 of 600 minutes for 999.99 are 11.66655; 11.67 are booked."""
        self._sell()
        self._work(7, (2, 5))
        self._recognise(FEBRUARY)
        rows = {row.kind: round(row.earned, 5) for row in self._search()}
        self.assertEqual(rows, {"work": 11.66655, "rounding": 0.00345})
        self.assertEqual(self._sum("partner_id", "earned:sum"), {self.client: (11.67,)})

    # === GOODWILL AND INCLUDED WORK === #

    def test_gifts_and_included_work_say_what_they_would_have_cost(self):
        self._sell(self.hundred)
        usage = self.env["prepaid.usage.type"].create({"name": "Monitoring"})
        self._rate(self.plan, usage, factor=1.5)
        self._work(60, (2, 5), prepaid_charge="goodwill")
        self._work(30, (2, 5), prepaid_charge="included", usage_type_id=usage.id)
        self._work(15, (2, 5))
        figures = ("goodwill_minutes:sum", "included_minutes:sum", "worked_minutes:sum")
        self.assertEqual(
            self._sum("charge", *figures, "offered_amount:sum", "cost:sum"),
            {
                "goodwill": (60, 0, 60, 100, 40),
                "included": (0, 30, 30, 75, 20),
                "billable": (0, 0, 15, 0, 10),
                False: (0, 0, 0, 0, 0),  # not booked yet
            },
        )

    # === UNITS === #

    def test_minutes_and_money_are_apart(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        self._rate(plan, price_hour=120)
        contract = self._contract(plan=plan, client=self.partner_a)
        self._grant(contract, 500)
        task = self._task("Advice", self._project("Advice", self.partner_a))
        self._work(12, (2, 5), task=task)
        self._sell(self.hundred)
        self._work(60, (2, 5))
        figures = ("drawn_minutes:sum", "drawn_amount:sum", "metered_minutes:sum")
        drawn = self._sum("plan_id", *figures, domain=[("kind", "=", "work")])
        self.assertEqual(drawn, {plan: (0, 24, 12), self.plan: (60, 0, 60)})

    # === ONE LINE, SEVERAL ENTRIES === #

    def test_a_line_costs_once_however_many_grants_pay_for_it(self):
        self._sell(self.hundred)
        self._sell(self._pack(600, price=500))
        line = self._work(700, (2, 5))
        rows = self._search(("timesheet_id", "=", line.id))
        self.assertEqual(len(rows), 2)
        self.assertAlmostEqual(sum(rows.mapped("cost")), -line.amount, 6)
        self.assertAlmostEqual(sum(rows.mapped("earned")), 1000 + 500 / 6, 6)
        line.unit_amount = 0.5
        rows = self._search(("timesheet_id", "=", line.id))
        self.assertAlmostEqual(sum(rows.mapped("cost")), 20, 6)
        self.assertEqual(sum(rows.mapped("worked_minutes")), 30)

    def test_a_line_that_moved_costs_where_it_is_now(self):
        self._sell(self.hundred)
        first = self.client.prepaid_contract_ids
        other = self._contract(600, is_default=False)
        line = self._work(60, (2, 5))
        line.prepaid_contract_id = other
        figures = self._sum("contract_id", "worked_minutes:sum", "cost:sum")
        self.assertEqual(figures, {first: (0, 0), other: (60, 40)})

    def test_a_line_that_was_deleted_left_nothing(self):
        self._sell(self.hundred)
        self._work(60, (2, 5)).unlink()
        figures = ("worked_minutes:sum", "earned:sum", "cost:sum")
        self.assertEqual(self._sum("partner_id", *figures), {self.client: (0, 0, 0)})

    def test_a_line_put_right_tells_who_worked_and_what(self):
        self._sell(self.hundred)
        line = self._work(60, (2, 5))
        other = self.other_technician.employee_id
        line.sudo().write({"name": "Router", "employee_id": other.id})
        row = self._search(("kind", "=", "work"))
        self.assertEqual((row.name, row.employee_id), ("Router", other))

    def test_who_worked_is_told_though_they_do_not_sign_in(self):
        self._sell(self.hundred)
        worker = self.env["hr.employee"].create(
            {"name": "Jo", "company_id": self.company.id, "hourly_cost": 30}
        )
        self._work(60, (2, 5), user=self.manager, employee_id=worker.id)
        by_employee = self._sum("employee_id", "cost:sum")
        self.assertEqual(by_employee[worker], (30,))
        [name] = self._search(("kind", "=", "work")).mapped("employee_id.display_name")
        self.assertEqual(name, "Jo")

    def test_a_merged_client_keeps_its_figures(self):
        twin = self.env["res.partner"].create({"name": "Azure", "is_company": True})
        self._sell(self.hundred)
        self._work(60, (2, 5))
        self._recognise(FEBRUARY)
        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.client | twin).ids)],
                "dst_partner_id": twin.id,
                "group_by_name": True,
            }
        ).action_merge()
        self.client = twin
        self.assertEqual(self._sum("partner_id", "earned:sum"), {twin: (100,)})
