from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.ledger.forecast import Forecast
from ..models.ledger.prepaid_contract_forecast import get_within
from .common import PrepaidCommon

FIRST = date(2026, 3, 1)


@tagged("post_install", "-at_install")
@freeze_time(FIRST)
class TestForecastKept(PrepaidCommon):
    """What was foretold for a month stays, and what came is counted beside it."""

    def _used(self, credit=6000, minutes=10, days=40):
        contract = self._contract()
        self._grant(contract, credit, date=date(2025, 1, 1))
        for age in range(1, days + 1):
            self._log(minutes, day=FIRST - timedelta(days=age))
        return contract

    def _keep(self, contract, day):
        with freeze_time(day):
            contract._update_forecast()
            self.env["prepaid.forecast"]._keep_months()
        return self.env["prepaid.forecast"].search(
            [("contract_id", "=", contract.id)], order="month"
        )

    def test_a_month_is_foretold_once_and_counted_beside(self):
        contract = self._used()
        kept = self._keep(contract, FIRST)
        self.assertEqual(kept.month, FIRST)
        self.assertEqual(kept.foretold, 300)
        self.assertEqual((kept.used, kept.difference), (0, 0))
        line = self._log(500, day=date(2026, 3, 10))
        self.assertEqual(self._keep(contract, date(2026, 3, 11)), kept)
        self.assertEqual((kept.foretold, kept.used, kept.difference), (300, 500, 0))
        line.unlink()
        self._log(280, day=date(2026, 3, 31))
        self._log(70, day=date(2026, 4, 1))
        months = self._keep(contract, date(2026, 4, 1))
        self.assertEqual((months[0].used, months[0].difference), (280, 20))
        self.assertEqual((months[1].month, months[1].used), (date(2026, 4, 1), 70))

    def test_a_contract_that_begins_later_is_foretold_from_then(self):
        contract = self._used()
        kept = self._keep(contract, date(2026, 3, 22))
        self.assertEqual(kept.date, date(2026, 3, 22))
        self.assertEqual(kept.foretold, round(contract.daily_use * 10))
        self._log(33, day=date(2026, 3, 21))
        self._log(44, day=date(2026, 3, 22))
        self.assertEqual(self._keep(contract, date(2026, 3, 25)).used, 44)

    def test_credit_is_not_use(self):
        contract = self._used()
        kept = self._keep(contract, FIRST)
        grant = self._grant(contract, 500, date=date(2026, 3, 2))
        vals = grant._prepare_out_entry_vals("void", 50000, date(2026, 3, 3), "Out")
        self.env["prepaid.entry"].sudo().create(vals)
        self._keep(contract, date(2026, 3, 5))
        self.assertEqual(kept.used, 0)

    def test_nothing_is_foretold_where_nothing_is_known(self):
        contract = self._contract()
        self._grant(contract, 600, date=date(2026, 2, 1))
        self.assertFalse(self._keep(contract, FIRST))
        self.assertEqual(contract.run_out_within, "untold")

    def test_minutes_are_added_up_and_money_is_not_among_them(self):
        contract = self._used()
        self._keep(contract, FIRST)
        money = self._contract(
            plan=self._plan(
                "Money", unit="money", currency_id=self.company.currency_id.id
            ),
            is_default=False,
        )
        self.env["prepaid.forecast"].sudo().create(
            {
                "contract_id": money.id,
                "company_id": money.company_id.id,
                "month": FIRST,
                "date": FIRST,
                "foretold": 99,
            }
        )
        rows = self.env["prepaid.forecast"]._read_group(
            [], [], ["foretold_minutes:sum", "used_minutes:sum"]
        )
        self.assertEqual(rows, [(300, 0)])

    def test_lists_tell_within_how_many_days(self):
        for days, within in (
            (0, "week"),
            (7, "week"),
            (8, "fortnight"),
            (15, "month"),
            (31, "quarter"),
            (91, "later"),
        ):
            told = Forecast("told", FIRST + timedelta(days=days))
            self.assertEqual(get_within(told, FIRST), within)
        self.assertEqual(get_within(Forecast("told"), FIRST), "later")
        self.assertEqual(get_within(Forecast("gone"), FIRST), "gone")
        self.assertEqual(get_within(Forecast("idle"), FIRST), "untold")

    def test_technicians_and_clients_read_none_of_it(self):
        self._keep(self._used(), FIRST)
        kept = self.env["prepaid.forecast"]
        technician = new_test_user(
            self.env, "kept_tech", groups="hr_timesheet.group_hr_timesheet_user"
        )
        portal = new_test_user(self.env, "kept_portal", groups="base.group_portal")
        for user in (technician, portal):
            with self.assertRaises(AccessError):
                kept.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["prepaid.contract"].with_user(technician).search([]).mapped(
                "daily_use"
            )
