from datetime import date

from odoo.tests import freeze_time, tagged

from .common import RecurringCommon


@tagged("post_install", "-at_install")
class TestPeriods(RecurringCommon):
    """Credit that is billed in advance is the period's; in arrears, the invoice's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract()
        cls.plan.validity_months = 1
        cls.month = cls.allowance

    def _get_days(self):
        grants = self.contract.grant_ids.sorted("id")
        return [(grant.date, grant.date_expiry) for grant in grants]

    def test_in_advance_it_is_valid_for_its_period_whenever_paid(self):
        self.company.prepaid_grant_policy = "paid"
        invoice = self._bill_on(self._recurring((self.month, 1)), "2026-03-04")
        self.assertEqual(invoice.invoice_date, date(2026, 3, 4))
        with freeze_time("2026-03-20"):
            self._pay(invoice, payment_date="2026-03-20")
        self.assertEqual(self._get_days(), [(date(2026, 3, 1), date(2026, 3, 31))])

    def test_credit_without_validity_stays(self):
        self.plan.validity_months = 0
        self._bill_on(self._recurring(), "2026-03-04")
        self.assertEqual(self._get_days(), [(date(2026, 3, 1), False)])

    def test_in_arrears_it_is_valid_like_that_of_any_invoice(self):
        arrears = {"recurring_invoicing_type": "post-paid"}
        recurring = self._recurring((self.month, 1, arrears))
        self._run("2026-03-31")
        self.assertFalse(self._get_invoices(recurring))
        self._bill_on(recurring, "2026-04-01")
        self.assertEqual(self._get_days(), [(date(2026, 4, 1), date(2026, 4, 30))])

    def test_what_is_billed_early_waits_for_its_period(self):
        recurring = self._recurring((self.month, 1))
        self._bill_on(recurring, "2026-03-01")
        with freeze_time("2026-03-20"):
            early = recurring.recurring_create_invoice()
            early.action_post()
            self.assertEqual(
                self.contract.grant_ids.sorted("id").mapped("state"),
                ["open", "pending"],
            )
        days = [(date(2026, 4, 1), date(2026, 4, 30))]
        self.assertEqual(self._get_days()[1:], days)

    def test_missed_months_are_made_one_a_run_each_for_its_days(self):
        recurring = self._recurring((self.month, 1))
        for day in ("2026-05-10", "2026-05-11", "2026-05-12", "2026-05-13"):
            self._bill_on(recurring, day)
        self.assertEqual(
            self._get_days(),
            [
                (date(2026, 3, 1), date(2026, 3, 31)),
                (date(2026, 4, 1), date(2026, 4, 30)),
                (date(2026, 5, 1), date(2026, 5, 31)),
            ],
        )

    def test_a_copy_of_an_invoice_is_of_no_period(self):
        invoice = self._bill_on(self._recurring((self.month, 1)), "2026-03-01")
        again = invoice.copy({"invoice_date": "2026-06-10"})
        self.assertFalse(again.invoice_line_ids.prepaid_grant_date)
        again.action_post()
        days = (date(2026, 6, 10), date(2026, 7, 9))
        self.assertEqual(self._get_days()[1:], [days])

    def test_a_line_without_quantity_grants_nothing(self):
        recurring = self._recurring((self.month, 0), (self.month, 2.5))
        self._bill_on(recurring, "2026-03-01")
        self.assertEqual(self.contract.balance, 1200)

    def test_work_of_the_period_is_paid_by_it_before_older_packs(self):
        self._grant(self.contract, 600)
        with freeze_time("2026-03-01"):
            self._bill_on(self._recurring((self.month, 1)), "2026-03-01")
            self._log(500, day=date(2026, 3, 2))
        left = self.contract.grant_ids.sorted("id").mapped("remaining")
        self.assertEqual(left, [580, 0])

    def test_revenue_is_earned_as_the_credit_is_used(self):
        with freeze_time("2026-03-01"):
            self._bill_on(self._recurring((self.month, 1)), "2026-03-01")
            self._log(120, day=date(2026, 3, 2))
        self.company.sudo()._recognise_prepaid_revenue(date(2026, 3, 31))
        self.assertEqual(self.contract.grant_ids.recognised_amount, 60)
        tie_out = self.company._get_prepaid_tie_out(date(2026, 3, 31))
        self.assertFalse(tie_out["difference"])
