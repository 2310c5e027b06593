from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import RecognitionCommon

LOS_ANGELES, KIRITIMATI, PARIS = (
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Europe/Paris",
)


@tagged("post_install", "-at_install")
class TestDays(RecognitionCommon):
    """A day is the company's, whoever asks and wherever the server stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = LOS_ANGELES
        cls.far_company = cls.setup_other_company(name="Atoll")["company"]
        cls.far_company.partner_id.tz = KIRITIMATI
        cls.contract = cls._contract()
        cls.grant = cls._grant(cls.contract, 600, date_expiry=date(2026, 3, 31))

    def _run(self, cron):
        with self.enter_registry_test_mode():
            self.env.ref(f"sale_timesheet_prepaid.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _expire(self):
        self._run("prepaid_grant_expire_cron")
        return self.contract.balance

    def test_each_company_has_its_own_today(self):
        with freeze_time("2026-04-01 01:00:00"):
            self.assertEqual(self.company._get_prepaid_today(), date(2026, 3, 31))
            self.assertEqual(self.far_company._get_prepaid_today(), date(2026, 4, 1))
        with freeze_time("2026-04-01 11:00:00"):
            self.assertEqual(self.company._get_prepaid_today(), date(2026, 4, 1))
            self.assertEqual(self.far_company._get_prepaid_today(), date(2026, 4, 2))

    def test_the_time_zone_of_whoever_asks_changes_nothing(self):
        self.user.tz = KIRITIMATI
        with freeze_time("2026-04-01 01:00:00"):
            company = self.company.with_user(self.user).with_context(tz=PARIS)
            self.assertEqual(company._get_prepaid_today(), date(2026, 3, 31))

    def test_without_a_zone_of_its_own_a_company_has_that_of_its_working_hours(self):
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = PARIS
        with freeze_time("2026-03-31 22:30:00"):
            self.assertEqual(self.company._get_prepaid_today(), date(2026, 4, 1))

    def test_the_zone_is_chosen_in_the_settings(self):
        settings = self.env["res.config.settings"].create(
            {"company_id": self.company.id, "prepaid_tz": PARIS}
        )
        settings.set_values()
        with freeze_time("2026-03-31 22:30:00"):
            self.assertEqual(self.company._get_prepaid_today(), date(2026, 4, 1))

    def test_credit_is_usable_until_its_last_day_is_over_where_the_company_is(self):
        with freeze_time("2026-04-01 01:00:00"):
            self.assertEqual(self._expire(), 600)
        with freeze_time("2026-04-01 08:00:00"):
            self.assertEqual(self._expire(), 0)

    def test_each_company_expires_at_its_own_midnight(self):
        plan = self._plan("Atoll hours", company_id=self.far_company.id)
        far = self._contract(plan=plan, company_id=self.far_company.id)
        self._grant(far, 600, date_expiry=date(2026, 3, 31))
        with freeze_time("2026-03-31 11:00:00"):
            self._expire()
            self.assertEqual((self.contract.balance, far.balance), (600, 0))

    def test_notices_before_expiry_count_the_days_of_the_company(self):
        self.company.prepaid_expiry_notice_days = 7
        Grant = self.env["prepaid.grant"]
        with freeze_time("2026-03-24 01:00:00"):
            domain = Grant._get_expiring_domain("first")
            self.assertFalse(self.grant.filtered_domain(domain))
        with freeze_time("2026-03-24 08:00:00"):
            domain = Grant._get_expiring_domain("first")
            self.assertTrue(self.grant.filtered_domain(domain))

    def test_revenue_is_recognised_until_the_companys_yesterday(self):
        self.grant.priority = 20
        self._sell()
        self._log(60, day=date(2026, 3, 30))
        self._log(60, day=date(2026, 3, 31))
        with freeze_time("2026-04-01 01:00:00"):
            self._run("prepaid_recognition_cron")
        self.assertRevenue(100)
        with freeze_time("2026-04-01 08:00:00"):
            self._run("prepaid_recognition_cron")
        self.assertRevenue(200)

    def test_the_meters_line_is_of_the_companys_day(self):
        self.company.partner_id.tz = LOS_ANGELES
        meters = self.env["prepaid.meter"].with_user(self.technician)
        with freeze_time("2026-03-17 05:00:00"):
            meters.start(False, self.task.id)
        with freeze_time("2026-03-17 05:10:00"):
            meters._get_open().stop()
        line = self.env["account.analytic.line"].search(
            [("task_id", "=", self.task.id)], limit=1
        )
        self.assertEqual(line.date, date(2026, 3, 16))

    def test_the_month_of_a_statement_is_over_when_it_is_over_for_the_company(self):
        with freeze_time("2026-04-01 01:00:00"):
            self.assertEqual(
                self.contract._get_last_month(), (date(2026, 2, 1), date(2026, 2, 28))
            )
        with freeze_time("2026-04-01 08:00:00"):
            self.assertEqual(
                self.contract._get_last_month(), (date(2026, 3, 1), date(2026, 3, 31))
            )

    def test_a_web_order_late_in_the_evening_is_of_that_evening(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [Command.create({"product_id": self.pack.id})],
            }
        )
        order.action_confirm()
        order.date_order = "2026-04-01 02:00:00"
        line = order.order_line
        self.assertEqual(line._get_prepaid_date_earned(), date(2026, 3, 31))
