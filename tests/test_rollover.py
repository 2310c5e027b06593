from datetime import date

from psycopg2.errors import CheckViolation

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRollOver(PrepaidCommon):
    """Credit that rolls over is usable without a gap, and never born expired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.rollover_percent = 100

    def _sell(self, expiry):
        invoice = self._bill()
        self._pay(invoice, payment_date="2026-01-15")
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        grant.date_expiry = expiry
        return grant

    def _expire(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def _get_rolled(self, contract):
        return contract.grant_ids.filtered(lambda grant: grant.kind == "rollover")

    def test_a_closed_contract_rolls_nothing_over_and_earns_all(self):
        grant = self._sell(date(2026, 3, 5))
        contract = grant.contract_id
        contract.action_close()
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_grant_expire_cron"
            ).method_direct_trigger()
        self.assertEqual((contract.balance, grant.state), (0, "expired"))
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        self.assertEqual(grant.recognised_amount, 1000)

    def test_the_grace_draws_what_will_roll_over(self):
        self.plan.expiry_grace_days = 20
        grant = self._sell(date(2026, 3, 11))
        contract = grant.contract_id
        line = self._log(60)
        self.assertDrawn(line, 60)
        self.assertEqual(contract.balance, 540)
        self._log(30, day=date(2026, 3, 10))
        self.assertEqual(contract.balance, 510)
        with freeze_time("2026-04-01"):
            self._expire()
            rolled = self._get_rolled(contract)
            self.assertEqual((rolled.quantity, contract.balance), (510, 510))
            self.assertEqual(rolled.date_expiry, date(2026, 4, 11))

    def test_the_grace_draws_no_more_than_will_roll_over(self):
        self.plan.write({"expiry_grace_days": 20, "rollover_percent": 10})
        contract = self._sell(date(2026, 3, 11)).contract_id
        self._log(25)
        self._log(25)
        with self.assertRefused("not enough credit left"):
            self._log(11)
        line = self._log(10)
        with self.assertRefused("not enough credit left"):
            line.unit_amount = 11 / 60
        line.unit_amount = 5 / 60
        self._log(100, day=date(2026, 3, 11))
        with freeze_time("2026-04-01"):
            self._expire()
            self.assertEqual(self._get_rolled(contract).quantity, 5)
            self.assertEqual(contract.balance, 5)

    def test_two_lines_at_once_share_what_will_roll_over(self):
        self.plan.write({"expiry_grace_days": 20, "rollover_percent": 10})
        contract = self._sell(date(2026, 3, 11)).contract_id
        vals = {
            "name": "Work",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "date": TODAY,
        }
        Line = self.env["account.analytic.line"].with_user(self.technician)
        with self.assertRefused("not enough credit left"):
            Line.create([vals | {"unit_amount": hours} for hours in (0.5, 0.6)])
        Line.create([vals | {"unit_amount": 0.5} for _time in range(2)])
        self.assertEqual(contract.balance, 540)

    def test_debt_is_paid_by_what_will_roll_over(self):
        self.plan.write({"expiry_grace_days": 20, "overdraft_policy": "allow"})
        contract = self._contract()
        self._log(50)
        self.assertEqual(contract.debt, 50)
        self._grant(contract, 600, date_expiry=date(2026, 3, 11))
        self.assertEqual((contract.balance, contract.debt), (550, 0))

    def test_without_roll_over_the_grace_draws_nothing(self):
        self.plan.write({"expiry_grace_days": 20, "rollover_percent": 0})
        self._sell(date(2026, 3, 11))
        with self.assertRefused("not enough credit left"):
            self._log(60)

    def test_what_rolled_over_has_no_roll_over_to_draw(self):
        self.plan.expiry_grace_days = 5
        contract = self._sell(date(2026, 1, 31)).contract_id
        with freeze_time("2026-02-06"):
            self._expire()
        with freeze_time("2026-03-03"), self.assertRefused("not enough credit left"):
            self._log(60, day=date(2026, 3, 3))
        self.assertEqual(contract.balance, 600)

    def test_a_late_cron_makes_no_credit_that_is_expired(self):
        contract = self._sell(date(2026, 1, 31)).contract_id
        self._expire()
        self._expire()
        rolled = self._get_rolled(contract)
        self.assertEqual((rolled.remaining, contract.balance), (600, 600))
        self.assertEqual(rolled.date_expiry, date(2026, 4, 15))
        self.assertDrawn(self._log(60), 60)

    def test_a_grace_longer_than_the_months_makes_no_credit_that_is_expired(self):
        self.plan.expiry_grace_days = 40
        contract = self._sell(date(2026, 2, 3)).contract_id
        self.assertDrawn(self._log(60), 60)
        self._expire()
        self._expire()
        rolled = self._get_rolled(contract)
        self.assertEqual((rolled.remaining, contract.balance), (540, 540))
        self.assertEqual(rolled.date_expiry, date(2026, 4, 15))

    def test_no_more_rolls_over_than_the_plan_s_most(self):
        self.plan.write({"rollover_percent": 40, "rollover_most": 120})
        contract = self._sell(date(2026, 3, 11)).contract_id
        self._expire()
        self._expire()
        self.assertEqual(self._get_rolled(contract).quantity, 120)
        self.assertEqual(contract.balance, 120)

    def test_the_percentage_rules_where_it_is_less_than_the_most(self):
        self.plan.write({"rollover_percent": 40, "rollover_most": 300})
        contract = self._sell(date(2026, 3, 11)).contract_id
        self._expire()
        self.assertEqual(contract.balance, 240)

    def test_the_grace_draws_from_the_most_that_rolls_over(self):
        self.plan.write({"expiry_grace_days": 20, "rollover_most": 60})
        contract = self._sell(date(2026, 3, 11)).contract_id
        self._log(50)
        with self.assertRefused("not enough credit left"):
            self._log(11)
        with freeze_time("2026-04-01"):
            self._expire()
            self.assertEqual(contract.balance, 10)

    def test_each_credit_rolls_over_up_to_the_most(self):
        self.plan.rollover_most = 60
        contract = self._contract()
        for quantity in (600, 30):
            self._grant(contract, quantity, date_expiry=date(2026, 3, 11))
        self._expire()
        self.assertEqual(
            sorted(self._get_rolled(contract).mapped("quantity")), [30, 60]
        )

    def test_the_most_that_rolls_over_counts_in_whole_minutes(self):
        self.plan.rollover_most = 10.4
        contract = self._sell(date(2026, 3, 11)).contract_id
        self._expire()
        self.assertEqual(contract.balance, 10)

    def test_the_most_of_a_money_plan_is_to_the_cent(self):
        plan = self._plan(
            "Money",
            unit="money",
            currency_id=self.company.currency_id.id,
            rollover_percent=50,
            rollover_most=33.33,
        )
        contract = self._contract(plan=plan)
        self._grant(contract, 100, date_expiry=date(2026, 3, 11))
        self._expire()
        self.assertEqual(contract.balance, 33.33)

    def test_the_most_that_rolls_over_is_not_negative(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.plan.rollover_most = -1
            self.plan.flush_recordset()
