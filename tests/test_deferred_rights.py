from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common_deferred import DeferredCommon
from .test_recognition import MARCH

REPORTS = ("prepaid.deferred.report", "prepaid.deferred.move", "prepaid.deferred.month")
WIZARDS = (
    "prepaid.close",
    "prepaid.deferred",
    "prepaid.recognise",
    "prepaid.recognise.line",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDeferredRights(DeferredCommon):
    def test_books_are_for_accountants(self):
        self._sell()
        portal = self._portal()
        for user in (self.technician, self.user, portal):
            for model in (*REPORTS, *WIZARDS):
                with self.subTest(user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
            with self.assertRefused("", AccessError):
                self._tie_out(MARCH, user=user)
            with self.assertRefused("", AccessError):
                self.env["prepaid.recognise"].with_user(user).create({})

    def _portal(self):
        return new_test_user(
            self.env,
            login="prepaid_portal_books",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_a_reader_of_the_books_posts_nothing(self):
        reader = self._user("reader", "account.group_account_readonly")
        self._sell()
        self.assertEqual(len(self._read(MARCH, user=reader)), 1)
        self.assertEqual(self._tie_out(MARCH, user=reader).difference, 0)
        with self.assertRefused("", AccessError):
            self.env["prepaid.recognise"].with_user(reader).create({})

    def test_menus_are_hidden_from_technicians(self):
        for name in (
            "prepaid_deferred_menu",
            "prepaid_deferred_month_menu",
            "prepaid_deferred_month_list_menu",
            "prepaid_deferred_move_menu",
            "prepaid_recognise_menu",
            "prepaid_close_menu",
            "account_prepaid_close_menu",
            "account_prepaid_closing_menu",
        ):
            menu = self.env.ref(f"sale_timesheet_prepaid.{name}")
            for user, seen in ((self.accountant, True), (self.technician, False)):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, seen, (name, user.login))

    def test_companies_do_not_see_each_others_books(self):
        self._sell()
        other = self.setup_other_company(name="Later Ltd")["company"]
        stranger = self._user("far", "account.group_account_user", company=other)
        for model in REPORTS:
            self.assertFalse(self.env[model].with_user(stranger).search([]))
