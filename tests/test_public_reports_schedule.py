from datetime import date

from odoo.tests import tagged

from .common_prices import PriceCommon


@tagged("post_install", "-at_install")
class TestPublicReportsSchedule(PriceCommon):
    """What went wrong for others who bill by the period, tried here."""

    def test_a_second_upgrade_in_a_year_credits_the_whole_first_one(self):
        """antiwork/gumroad#6077: the credit was of the first upgrade's charge alone."""
        small, middle, large = (self._option(f"P{p}", p) for p in (499, 998, 1497))
        schedule = self._started("2026-01-01", (small, 1, {"months": "12"}))
        days = ((date(2026, 1, 24), middle), (date(2026, 1, 29), large))
        for day, product in days:
            with self._on(day):
                wizard = self.env["prepaid.schedule.change"].with_user(self.user)
                wizard = wizard.create(
                    {"schedule_id": schedule.id, "date": day, "reason": "more"}
                )
                wizard.line_ids.product_id = product
                wizard.line_ids.price_unit = product.list_price
                wizard.action_apply()
        billed = sum(self._get_invoices(schedule).mapped("amount_untaxed_signed"))
        # 23 days of 499, 5 of 998 and 337 of 1,497, of a year of 365.
        self.assertAlmostEqual(billed, (23 * 499 + 5 * 998 + 337 * 1497) / 365, 1)

    def test_the_amount_that_the_mail_names_is_the_invoice_s(self):
        """mozilla/fxa#14173: mails named another amount than was charged."""
        schedule = self._started(interval_months="12")
        self._raise("2027-03-01", today="2026-12-01")
        with self._on("2027-01-02"):
            told = schedule.sudo()._preview_renewal()
        self._run("2027-03-01")
        invoice = self._get_invoices(schedule)[-1]
        self.assertEqual(told["total"], invoice.amount_total)
        self.assertEqual(told["total"], 12 * (252 + 2 * 31.5))

    def test_the_share_counts_how_many_there_are(self):
        """pointfreeco/pointfreeco#193: upgrades left the quantity out."""
        schedule = self._started("2026-03-01", (self.site, 7))
        wanted = [(self.site, 10)]
        _preview, order = self._change(schedule, "options", date(2026, 3, 17), wanted)
        self.assertEqual(order.amount_untaxed, 43.55)

    def test_one_renewal_is_one_mail_whatever_runs_twice(self):
        """ellite/Wallos#187, dotnet/arcade-services#4277: two mails a reminder."""
        schedule = self._started(interval_months="12")
        for _run in range(3):
            with self._on("2027-01-30"):
                self._run_cron("prepaid_schedule_remind_cron")
        self.assertEqual(len(schedule.sudo().reminder_ids), 1)
