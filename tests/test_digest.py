from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

NOW = datetime.combine(TODAY, datetime.min.time()) + timedelta(hours=12)
KPIS = tuple(
    f"kpi_prepaid_{name}" for name in ("sold", "earned", "used", "rate", "low")
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDigest(PrepaidCommon):
    """The digest tells what was sold, earned and used to who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user.group_ids += cls.env.ref("account.group_account_readonly")

    def _digest(self, user, days=7):
        names = dict.fromkeys(KPIS, True)
        return (
            self.env["digest.digest"]
            .sudo()
            .create({"name": "Week", **names})
            .with_context(start_datetime=NOW - timedelta(days=days), end_datetime=NOW)
            .with_company(self.company)
            .with_user(user)
            .sudo(False)
        )

    def test_hours_of_the_days_that_are_over(self):
        self._contract(600)
        self._log(30, day=TODAY - timedelta(days=8))
        self._log(90, day=TODAY - timedelta(days=1))
        self._log(15, day=TODAY)
        self.assertEqual(self._digest(self.user).kpi_prepaid_used_value, 1.5)

    def test_what_was_sold_and_earned(self):
        day = TODAY - timedelta(days=3)
        invoice = self._bill(self._pack(600, 1000), invoice_date=day)
        self._pay(invoice)
        self._log(300, day=TODAY - timedelta(days=2))
        self.company.sudo()._recognise_prepaid_revenue(TODAY - timedelta(days=1))
        digest = self._digest(self.user)
        self.assertEqual(digest.kpi_prepaid_sold_value, 1000)
        self.assertEqual(digest.kpi_prepaid_earned_value, 500)
        self.assertEqual(digest.kpi_prepaid_rate_value, 100)

    def test_contracts_that_need_somebody(self):
        contract = self._contract(60, low_threshold=50)
        digest = self._digest(self.user)
        before = digest.kpi_prepaid_low_value
        self._log(20)
        self.assertEqual(contract.alert_level, "low")
        digest.invalidate_model(["kpi_prepaid_low_value"])
        self.assertEqual(digest.kpi_prepaid_low_value, before + 1)

    def test_who_may_not_read_them_gets_a_digest_without(self):
        told = {
            user: {
                kpi["kpi_name"]
                for kpi in self._digest(self.env.user)
                .sudo()
                ._compute_kpis(self.company, user)
            }
            & set(KPIS)
            for user in self.user | self.technician
        }
        self.assertEqual(told, {self.user: set(KPIS), self.technician: set()})

    def test_each_figure_leads_to_a_list(self):
        actions = self._digest(self.user)._compute_kpis_actions(self.company, self.user)
        for name in KPIS:
            xmlid = actions[name].partition("?")[0]
            self.assertTrue(self.env.ref(xmlid), name)
