from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..report import prepaid_profit_report as profit
from .common_profit import ProfitCommon
from .test_recognition import FEBRUARY

MODEL = "prepaid.profit.report"
MENUS = ("prepaid_profit_report_menu", "account_prepaid_profit_report_menu")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestProfitRights(ProfitCommon):
    """Who reads what clients bring: account managers and accountants, nobody else."""

    def setUp(self):
        super().setUp()
        self._sell(self.hundred)
        self._work(60, (2, 5))
        self._recognise(FEBRUARY)

    def test_those_who_read_prices_read_it(self):
        reader = self._user("reader", "account.group_account_readonly")
        biller = self._user("biller", "account.group_account_invoice")
        for user in (self.user, self.manager, self.accountant, reader, biller):
            with self.subTest(user.login):
                told = self._sum("partner_id", user=user)
                self.assertEqual(told, {self.client: (100, 40, 60, 100)})
                [row] = self._search(user=user)
                self.assertEqual(row.display_name, "Work")
                self.assertEqual(self._load(user)["length"], 1)

    def _load(self, user):
        """Load all fields as the web client does."""
        report = self.env[MODEL].with_user(user)
        named = {"fields": {"display_name": {}}}
        fields = {
            name: named if field.type == "many2one" else {}
            for name, field in report._fields.items()
        }
        domain = [("company_id", "=", self.company.id)]
        return report.web_search_read(domain, fields)

    def test_neither_technicians_nor_clients_do(self):
        portal = new_test_user(
            self.env,
            login="prepaid_portal_profit",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for user in (self.technician, portal, self.env.ref("base.public_user").sudo()):
            report = self.env[MODEL].with_user(user)
            with self.subTest(user.login):
                self.assertFalse(report.has_access("read"))
                with self.assertRaises(AccessError):
                    report.search([])
                with self.assertRaises(AccessError):
                    report.formatted_read_group([], ["partner_id"], ["earned:sum"])

    def test_companies_do_not_see_each_other(self):
        other = self.setup_other_company(name="Later Ltd")["company"]
        group = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user"
        stranger = self._user("far", group, company=other)
        report = self.env[MODEL].with_user(stranger)
        self.assertFalse(report.search([]))
        row = self._search()
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["earned"])

    def test_nobody_writes_it(self):
        [row] = self._search(user=self.manager)
        with self.assertRaises(AccessError):
            row.write({"earned": 1})
        with self.assertRaises(AccessError):
            row.unlink()
        with self.assertRaises(AccessError):
            row.create({"earned": 1})

    def test_menus_are_hidden_from_technicians(self):
        for name, seen in zip(MENUS, (True, False), strict=True):
            menu = self.env.ref(f"sale_timesheet_prepaid.{name}")
            for user, sees in (
                *((self.accountant, True), (self.user, seen)),
                (self.technician, False),
            ):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, sees, (name, user.login))

    def test_the_menu_tells_many_clients_by_plan(self):
        name = "sale_timesheet_prepaid.prepaid_profit_report_first_action"
        self._contract(client=self.partner_a)
        for most, by_client in ((2, True), (1, False)):
            with patch(f"{profit.__name__}.CLIENTS_MAX", most):
                action = self.env.ref(name).with_user(self.user).run()
            self.assertEqual(action["res_model"], MODEL)
            self.assertEqual("partner_id" in str(action["context"]), by_client)

    # === FROM A ROW TO WHAT IS BEHIND IT === #

    def test_a_row_of_work_opens_its_entry_and_its_timesheet(self):
        [row] = self._search()
        action = row.action_open()
        entry = self.env["prepaid.entry"].browse(action["res_id"])
        self.assertEqual((action["res_model"], entry), (entry._name, row.entry_id))
        action = row.action_open_timesheet()
        self.assertEqual(action["res_id"], row.timesheet_id.id)

    def test_a_row_of_the_books_opens_what_was_posted(self):
        self.company.fiscalyear_lock_date = FEBRUARY
        self._work(60, (2, 6))
        move = self._recognise(date(2026, 3, 31))
        [early, late] = self._search(("kind", "=", "timing")).sorted("date")
        self.assertEqual((early.earned, late.earned), (-100, 100))
        # The books are for accountants; others see the work of the month.
        for user, row, model, found in (
            (self.accountant, late, "prepaid.deferred.move", move),
            (self.user, late, MODEL, late),
        ):
            action = row.with_user(user).action_open()
            self.assertEqual(action["res_model"], model)
            records = self.env[model].with_user(user).search(action["domain"])
            self.assertEqual(records if model == MODEL else records.move_id, found)

    def test_the_contract_opens_its_own(self):
        action = self.env.ref(
            "sale_timesheet_prepaid.prepaid_profit_report_contract_action"
        )
        self.assertEqual(action.domain, "[('contract_id', '=', active_id)]")
        contract = self.client.prepaid_contract_ids
        other = self._contract(600, is_default=False)
        for mine, count in ((contract, 1), (other, 0)):
            self.assertEqual(len(self._search(("contract_id", "=", mine.id))), count)
