from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import PrepaidCommon

SOLD = date(2026, 1, 15)
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


class RecognitionCommon(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deferred = cls.company.deferred_revenue_account_id
        cls.income = cls.company_data["default_account_revenue"]
        cls.odd_pack = cls._pack(600, price=999.99)
        cls.accountant = cls._user("chief", "account.group_account_user")

    def _sell(self, pack=None, **over):
        invoice = self._bill(pack or self.odd_pack, **over)
        self._pay(invoice, payment_date=invoice.invoice_date)
        contract = self.client.prepaid_contract_ids
        contract.refill_trigger = "none"
        return invoice

    def _recognise(self, day, company=None):
        moves = (company or self.company).sudo()._recognise_prepaid_revenue(day)
        self.assertBooksTieOut(day, company)
        return moves

    def _get_balance(self, account, day=date.max):
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
                ("partner_id", "=", self.client.id),
            ]
        )
        return self.company.currency_id.round(-sum(lines.mapped("balance")))

    def assertRevenue(self, amount, day=date.max):
        self.assertEqual(self._get_balance(self.income, day), amount)

    def assertBooksTieOut(self, day, company=None):
        tie_out = (company or self.company).sudo()._get_prepaid_tie_out(day)
        self.assertEqual(tie_out["difference"], 0, tie_out)
        grants = self.env["prepaid.grant"].sudo().search([])
        for grant in grants:
            self.assertLessEqual(grant.recognised_amount, grant.amount + 0.001)

    def tearDown(self):
        for day in (SOLD, JANUARY, FEBRUARY, MARCH, date(2027, 12, 31)):
            self.assertBooksTieOut(day)
        super().tearDown()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognition(RecognitionCommon):
    def test_packs_wait_on_the_deferral_account(self):
        invoice = self._sell()
        self.assertEqual(invoice.invoice_line_ids.account_id, self.deferred)
        self.assertEqual(self._get_balance(self.deferred), 999.99)
        self.assertRevenue(0)

    def test_an_order_defers_too(self):
        order = self._order(self.odd_pack)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.account_id, self.deferred)

    def _work(self, lines):
        """Log 600 minutes in equal lines from February on, one a day."""
        vals = {
            "name": "Work",
            "project_id": self.project.id,
            "task_id": self.task.id,
        }
        parts = (
            (600 * (number + 1) // lines - 600 * number // lines, number % 50)
            for number in range(lines)
        )
        self.env["account.analytic.line"].with_user(self.technician).create(
            [
                {
                    **vals,
                    "unit_amount": minutes / 60,
                    "date": date(2026, 2, 1) + timedelta(days),
                }
                for minutes, days in parts
            ]
        )

    def test_a_finished_pack_has_earned_its_price_however_it_was_worked(self):
        for lines in (600, 7, 1):
            with self.env.cr.savepoint() as savepoint:
                self._sell()
                self._work(lines)
                for often in ("daily", "monthly", "once"):
                    with self.subTest(lines=lines, often=often):
                        self._finish(often)
                savepoint.rollback()
            self.env.invalidate_all()

    def _finish(self, often):
        with self.env.cr.savepoint() as savepoint:
            for day in self._get_days(often):
                self.company.sudo()._recognise_prepaid_revenue(day)
            self.assertRevenue(999.99)
            self.assertEqual(self._get_balance(self.deferred), 0)
            self.assertBooksTieOut(MARCH)
            savepoint.rollback()
        self.env.invalidate_all()

    def _get_days(self, often):
        first = date(2026, 2, 1)
        days = [first + timedelta(number) for number in range(59)]
        return {"daily": days, "monthly": [FEBRUARY, MARCH], "once": [MARCH]}[often]

    def test_revenue_at_a_common_date_does_not_depend_on_how_often(self):
        figures = []
        for days in ([date(2026, 2, 10), FEBRUARY], [FEBRUARY]):
            with self.env.cr.savepoint() as savepoint:
                self._sell()
                self._log(100, day=date(2026, 2, 5))
                self._log(83, day=date(2026, 2, 20))
                for day in days:
                    self._recognise(day)
                # 999.99 × 183 ÷ 600 = 304.99695
                self.assertRevenue(305.00, FEBRUARY)
                figures.append(self._get_balance(self.income))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(*figures)

    def test_running_again_books_nothing_and_edits_book_the_difference(self):
        self._sell()
        line = self._log(60, day=date(2026, 2, 5))
        self.assertEqual(len(self._recognise(FEBRUARY)), 1)
        self.assertFalse(self._recognise(FEBRUARY))
        self.assertFalse(self._recognise(JANUARY))
        self.assertRevenue(100.00)
        line.unit_amount = 0.5
        self._recognise(FEBRUARY)
        self.assertRevenue(50.00)
        line.unlink()
        self._recognise(MARCH)
        self.assertRevenue(0)
        self.assertRevenue(50.00, FEBRUARY)

    def test_one_entry_holds_a_pair_a_client(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        self._sell()
        self._sell(client=other)
        self._log(60, day=date(2026, 2, 5))
        self._log(
            30, day=date(2026, 2, 5), task=self._task("T", self._project("D", other))
        )
        move = self._recognise(FEBRUARY)
        self.assertEqual(len(move), 1)
        self.assertEqual(move.date, FEBRUARY)
        self.assertFalse(move.line_ids.tax_ids)
        pairs = {
            (line.partner_id, line.account_id): line.balance for line in move.line_ids
        }
        self.assertEqual(
            pairs,
            {
                (self.client, self.deferred): 100.00,
                (self.client, self.income): -100.00,
                (other, self.deferred): 50.00,
                (other, self.income): -50.00,
            },
        )
        self.assertEqual(len(move.adjusting_entry_origin_move_ids), 2)

    def test_an_unposted_invoice_earns_nothing(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._order(self.odd_pack)
        order.action_confirm()
        self._log(60, day=date(2026, 3, 5))
        self.assertFalse(self._recognise(MARCH))
        invoice = order._create_invoices()
        invoice.invoice_date = date(2026, 3, 10)
        invoice.action_post()
        self._recognise(MARCH)
        self.assertRevenue(100.00)

    def test_a_locked_period_is_respected(self):
        self._sell()
        self._log(60, day=date(2026, 1, 20))
        self.company.fiscalyear_lock_date = JANUARY
        move = self._recognise(JANUARY)
        self.assertEqual(move.date, date(2026, 2, 1))
        self.assertFalse(self._recognise(JANUARY))

    def test_a_reversed_entry_is_booked_again(self):
        self._sell()
        self._log(60, day=date(2026, 2, 5))
        move = self._recognise(FEBRUARY)
        move._reverse_moves([{"date": FEBRUARY}], cancel=True)
        self.assertRevenue(0)
        self.assertBooksTieOut(FEBRUARY)
        self._recognise(FEBRUARY)
        self.assertRevenue(100.00)

    def test_an_entry_set_to_draft_is_booked_again(self):
        self._sell()
        self._log(60, day=date(2026, 2, 5))
        move = self._recognise(FEBRUARY)
        move.button_draft()
        self.assertBooksTieOut(FEBRUARY)
        self._recognise(FEBRUARY)
        self.assertRevenue(100.00)

    def test_expired_credit_goes_to_the_breakage_account(self):
        breakage = self.company_data["default_account_revenue"].copy(
            {"name": "Breakage"}
        )
        self.company.prepaid_breakage_account_id = breakage
        self.plan.validity_months = 1
        self._sell()
        self._log(150, day=date(2026, 2, 5))
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()
        self._recognise(MARCH)
        self.assertRevenue(250.00)
        self.assertEqual(self._get_balance(breakage), 749.99)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_expected_breakage_is_earned_in_proportion_to_use(self):
        self.plan.breakage_percent = 20
        self._sell(self._pack(600, price=1000))
        self._log(240, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        # 240 of the 480 minutes expected: half the price, 400 by use, 100 breakage
        self.assertRevenue(500.00)
        self.plan.breakage_percent = 0
        self._recognise(MARCH)
        self.assertRevenue(400.00)

    def test_the_projects_analytics_go_on_the_income_line(self):
        account = self.project.account_id
        invoice = self._bill(self.odd_pack, post=False)
        invoice.invoice_line_ids.analytic_distribution = {str(account.id): 100}
        invoice.action_post()
        self._pay(invoice)
        self.assertFalse(invoice.line_ids.analytic_line_ids)
        self._log(60, day=date(2026, 2, 5))
        move = self._recognise(FEBRUARY)
        distributions = {
            line.account_id: line.analytic_distribution for line in move.line_ids
        }
        self.assertEqual(
            distributions,
            {self.deferred: False, self.income: {str(account.id): 100}},
        )

    def test_goodwill_has_no_price(self):
        self._grant(self._contract(), 600, kind="goodwill")
        self._log(60, day=date(2026, 2, 5))
        self.assertFalse(self._recognise(MARCH))

    def test_bonus_minutes_share_the_price(self):
        pack = self._pack(600, price=1100, prepaid_bonus_quantity=60)
        self._sell(pack)
        self._log(630, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self.assertRevenue(1050.00)

    # === THE NIGHT === #

    def test_the_cron_recognises_until_yesterday(self):
        self._sell()
        self._log(60, day=date(2026, 3, 30))
        self._log(60, day=date(2026, 3, 31))
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_recognition_cron"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertRevenue(100.00)

    # === SET-UP === #

    def test_a_new_company_gets_its_accounts(self):
        company = self.setup_other_company(name="Later Ltd")["company"]
        self.assertTrue(company.deferred_revenue_account_id)
        self.assertEqual(company.prepaid_journal_id.type, "general")

    def test_the_users_choice_stays(self):
        account = self.deferred.copy({"name": "Mine"})
        self.company.deferred_revenue_account_id = account
        self.company.sudo()._setup_prepaid_accounts()
        self.assertEqual(self.company.deferred_revenue_account_id, account)
