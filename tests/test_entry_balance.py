from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestEntryBalance(PrepaidCommon):
    """The balance after each entry, and who worked."""

    def _balances(self, entries):
        return entries.with_user(self.user).mapped("balance_after")

    def test_each_entry_tells_the_balance_after_it(self):
        contract = self._contract(600)
        self._log(60, day=date(2026, 3, 2))
        self._log(30, day=date(2026, 3, 4))
        entries = contract.entry_ids.sorted("id")
        self.assertEqual(self._balances(entries), [600, 540, 510])
        self.assertEqual(entries[-1].balance_after, contract.balance)

    def test_work_that_is_logged_late_stands_on_its_day(self):
        contract = self._contract(600)
        self._log(60, day=date(2026, 3, 4))
        self._log(30, day=date(2026, 3, 2))
        grant, later, earlier = contract.entry_ids.sorted("id")
        self.assertEqual(self._balances(grant | earlier | later), [600, 570, 510])

    def test_it_is_the_ledgers_whatever_the_list_shows(self):
        contract = self._contract(600)
        for minutes in (10, 20, 30):
            self._log(minutes)
        other = self._contract(60, client=self.partner_a)
        Entry = self.env["prepaid.entry"].with_user(self.user)
        found = Entry.search([("quantity", "=", -20)], order="quantity")
        self.assertEqual(self._balances(found), [570])
        both = other.entry_ids | contract.entry_ids.sorted("id")[-1]
        self.assertEqual(self._balances(both), [60, 540])

    def test_a_correction_of_the_line_keeps_the_sum(self):
        contract = self._contract(600)
        line = self._log(60)
        line.unit_amount = 0.5
        newest = contract.entry_ids.sorted(lambda e: (e.date, e.id))[-1]
        self.assertEqual(newest.balance_after, contract.balance)

    def test_debt_is_a_balance_below_zero(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 600})
        contract = self._contract(60)
        self._log(90)
        newest = contract.entry_ids.sorted("id")[-1]
        self.assertEqual(newest.balance_after, -30)

    def test_the_employee_who_worked_is_named(self):
        contract = self._contract(600)
        employee = self.env["hr.employee"].create(
            {"name": "Night Shift", "company_id": self.company.id}
        )
        self._log(10)
        self._log(20, user=self.manager, employee_id=employee.id)
        _grant, own, nights = contract.entry_ids.sorted("id").with_user(self.accountant)
        self.assertEqual(own.worker, self.technician.name)
        self.assertEqual(nights.worker, "Night Shift")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            client = self._user("azure", "base.group_portal")
            client.partner_id.parent_id = self.client
            own.with_user(client).read(["worker"])

    # === GRANTS BY STATE === #

    def test_grants_are_found_by_what_their_state_says(self):
        contract = self._contract()
        early = self._grant(contract, 60, date=date(2027, 1, 1))
        opened = self._grant(contract, 60, priority=30)
        used = self._grant(contract, 60, priority=1)
        lapsed = self._grant(contract, 60, date_expiry=date(2026, 2, 1))
        mistake = self._grant(contract, 60, priority=2)
        Entry = self.env["prepaid.entry"].sudo()
        self._log(60)
        Entry.create(
            mistake._prepare_out_entry_vals("adjust", 60_000, TODAY, "Typo")
            | {"correction": "mistake"}
        )
        lapsed.sudo()._expire()
        grants = early | opened | used | lapsed | mistake
        expected = ["pending", "open", "used", "expired", "void"]
        self.assertEqual(grants.mapped("state"), expected)
        Grant = self.env["prepaid.grant"].with_user(self.user)
        known = [("contract_id", "=", contract.id)]
        for grant, state in zip(grants, expected, strict=True):
            with self.subTest(state):
                self.assertEqual(Grant.search([*known, ("state", "=", state)]), grant)
                others = Grant.search([*known, ("state", "!=", state)])
                self.assertEqual(others, (grants - grant).sorted())
        both = Grant.search([*known, ("state", "in", ("used", "void"))])
        self.assertEqual(both, (used | mistake).sorted())
