import io
from base64 import b64decode
from datetime import date

import openpyxl

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common_roll import FIGURES, RollCommon
from .test_recognition import FEBRUARY, JANUARY, MARCH

CLOSED = "2026-02-05 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 12:00:00")
class TestRollPrint(RollCommon):
    """A month as known at a moment, printed again and again."""

    def _close_january(self, lock="action_lock"):
        """Sell for 1,000 in January and close it in February."""
        self._sell(self._pack(600, price=1000))
        head = self._user("head", "account.group_account_manager")
        with freeze_time(CLOSED):
            page = self.env["prepaid.close"].with_user(head).create({"date": JANUARY})
            getattr(page, lock)()
        return self.env["prepaid.deferred.close"].search(
            [("company_id", "=", self.company.id)]
        )

    def _sell_late(self):
        """Sell for 70 in January, when January is closed."""
        self.company.sudo().write(
            {"fiscalyear_lock_date": False, "sale_lock_date": False}
        )
        return self._sell(self._pack(600, price=70))

    def _figures(self, page):
        return tuple(page[name] for name in FIGURES)

    def _print(self, page):
        """Return the text of the statement, and the page that printed it."""
        report = page.env["ir.actions.report"]
        page.action_print()
        html, _kind = report._render_qweb_html(
            "sale_timesheet_prepaid.prepaid_roll_print_action_report", page.ids
        )
        return html.decode()

    # === FIGURES === #

    def test_the_dialog_says_what_is_known_now(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        page = self._dialog(FEBRUARY)
        self.assertEqual(page.company_id, self.company)
        self.assertEqual(self._figures(page), (1000, 0, -100, 0, 0, 0, 900))
        self.assertEqual((page.late, page.present), (0, 900))
        self.assertEqual((page.ledger, page.difference), (900, 0))

    def test_the_last_whole_month_is_proposed_and_any_day_stands_for_it(self):
        form = Form(self.env["prepaid.roll.print"].with_user(self.accountant))
        self.assertEqual(form.date, FEBRUARY)
        form.date = date(2026, 1, 7)
        self.assertEqual(form.date, JANUARY)

    def test_an_empty_moment_and_one_to_come_are_now(self):
        self._sell(self._pack(600, price=1000))
        page = self._dialog(JANUARY)
        for moment in (False, "2031-01-01 00:00:00"):
            page.known_at = moment
            page.action_open_list()
            self.assertEqual(page.known_at, self.company.prepaid_logged_at)
            self.assertEqual(page.closing, 1000)

    def test_the_list_is_the_month_as_known_then(self):
        close = self._close_january()
        self._sell_late()
        page = self._dialog(JANUARY, known_at=close.known_at)
        action = page.action_open_list()
        rows = self.env["prepaid.roll.forward"].with_user(self.accountant)
        rows = rows.with_context(**action["context"]).search(action["domain"])
        self.assertEqual([self._figures(row) for row in rows], [self._figures(page)])
        facts = self.env["prepaid.deferred.fact"].with_user(self.accountant)
        for action, amount in (
            (page.action_open_facts(), 1000),
            (page.action_open_late(), 70),
        ):
            found = facts.search(action["domain"])
            self.assertEqual(sum(found.mapped("amount")), amount)

    def test_nothing_was_sold_yet(self):
        other = self.setup_other_company(name="Later Ltd")["company"]
        user = self._user("far", "account.group_account_user", company=other)
        page = self._dialog(MARCH, user=user)
        self.assertEqual(page.company_id, other)
        self.assertEqual(self._figures(page), (0, 0, 0, 0, 0, 0, 0))
        self.assertIn("March 2026", self._print(page))
        self.assertTrue(page.book)

    # === CLOSED MONTHS === #

    def test_locking_a_month_keeps_the_moment_and_who_closed_it(self):
        for lock in ("action_lock", "action_lock_sales"):
            with self.subTest(lock), self.env.cr.savepoint() as savepoint:
                close = self._close_january(lock)
                self.assertEqual(close.month, date(2026, 1, 1))
                self.assertEqual(close.user_id.login, "prepaid_head")
                self.assertEqual(str(close.known_at), CLOSED)
                savepoint.rollback()

    def test_a_closed_month_is_offered_and_printed_as_it_was(self):
        close = self._close_january()
        closed = self._figures(self._dialog(JANUARY, known_at=close.known_at))
        self._sell_late()
        form = Form(self._dialog(JANUARY))
        self.assertTrue(form.is_closed)
        form.close_id = close
        page = form.save()
        self.assertEqual(page.known_at, close.known_at)
        self.assertEqual(self._figures(page), closed)
        self.assertEqual(closed, (0, 1000, 0, 0, 0, 0, 1000))
        self.assertEqual((page.late, page.present), (70, 1070))
        self.assertEqual((page.ledger, page.difference), (1070, 0))

    def test_the_next_month_opens_with_what_was_closed_and_came_later(self):
        self._close_january()
        self._sell_late()
        page = self._dialog(FEBRUARY)
        self.assertEqual((page.opening, page.prior, page.prior_late), (1070, 1000, 70))

    def test_months_printed_on_the_same_day_follow_each_other(self):
        self._close_january()
        self._sell_late()
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        moment = self._dialog(JANUARY).known_at
        self._sell_late()
        january, february, march = (
            self._dialog(day, known_at=moment) for day in (JANUARY, FEBRUARY, MARCH)
        )
        self.assertEqual(january.closing, february.opening)
        self.assertEqual(february.closing, march.opening)

    def test_the_page_that_closes_a_month_opens_its_statement(self):
        self._sell(self._pack(600, price=1000))
        page = self.env["prepaid.close"].with_user(self.accountant)
        action = page.create({"date": JANUARY}).action_open_roll()
        statement = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((statement.date, statement.closing), (JANUARY, 1000))
        self.assertEqual(statement.known_at, self.company.prepaid_logged_at)

    # === PAPER === #

    def test_what_was_booked_later_is_apart_with_its_document(self):
        close = self._close_january()
        before = self._print(self._dialog(JANUARY, known_at=close.known_at))
        invoice = self._sell_late()
        after = self._print(self._dialog(JANUARY, known_at=close.known_at))
        self.assertNotIn("Date booked", before)
        self.assertIn("Date booked", after)
        self.assertNotIn(invoice.name, before)
        self.assertIn(invoice.name, after.partition("Date booked")[2])
        self.assertNotIn(invoice.name, after.partition("Date booked")[0])
        rows = before.partition("<tbody>")[2].partition("</tbody>")[0]
        self.assertIn("1,000.00", rows)
        self.assertIn(rows, after, "The figures of then, letter by letter.")

    def test_the_moment_is_told_in_the_time_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        close = self._close_january()
        self.accountant.tz = "America/New_York"
        text = self._print(self._dialog(JANUARY, known_at=close.known_at))
        self.assertIn("7:00:00", text)
        self.assertIn("(Asia/Tokyo)", text)

    def test_a_reader_with_another_language_prints_too(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._sell(self._pack(600, price=1000))
        page = self._dialog(JANUARY).with_context(lang="fr_FR")
        self.assertIn("janvier 2026", self._print(page))

    def test_the_excel_file_has_the_same_figures(self):
        close = self._close_january()
        self._sell_late()
        page = self._dialog(JANUARY, known_at=close.known_at)
        action = page.action_export()
        self.assertIn(f"/prepaid.roll.print/{page.id}/book", action["url"])
        book = openpyxl.load_workbook(io.BytesIO(b64decode(page.book)))
        rows, late, proof = (list(sheet.values) for sheet in book)
        figures = list(self._figures(page))
        self.assertEqual(list(rows[1]), [self.client.name, "USD", *figures, "USD"])
        self.assertEqual(list(rows[-1][2:9]), figures)
        self.assertEqual(late[1][-1], 70)
        self.assertEqual(proof[-1][1], 0)
        self.assertEqual(page.book_name, f"{page.display_name}.xlsx")

    # === RIGHTS === #

    def test_statements_are_for_accountants(self):
        self._close_january()
        portal = new_test_user(
            self.env,
            login="prepaid_portal_roll",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        invoicing = self._user("biller", "account.group_account_invoice")
        for user in (self.technician, self.user, self.manager, invoicing, portal):
            for model in (
                "prepaid.deferred.close",
                "prepaid.deferred.fact",
                "prepaid.roll.forward",
                "prepaid.roll.print",
            ):
                with self.subTest(user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
            with self.assertRefused("", AccessError):
                self._dialog(JANUARY, user=user)
            with self.assertRefused("", AccessError):
                self.env["prepaid.roll.forward"].with_user(user).action_open_months()

    def test_a_reader_of_the_books_prints_and_writes_nothing(self):
        reader = self._user("reader", "account.group_account_readonly")
        self._sell(self._pack(600, price=1000))
        page = self._dialog(JANUARY, user=reader)
        self.assertEqual(page.closing, 1000)
        self.assertIn("1,000.00", self._print(page))

    def test_the_books_of_another_company_are_not_printed(self):
        self._close_january()
        other = self.setup_other_company(name="Later Ltd")["company"]
        stranger = self._user("far", "account.group_account_user", company=other)
        pages = self.env["prepaid.roll.print"].with_user(stranger)
        with self.assertRefused("", AccessError):
            pages.create({"company_id": self.company.id}).action_open_list()
        page = self._dialog(JANUARY, user=stranger)
        with self.assertRefused("", AccessError):
            page.write({"company_id": self.company.id})
            page.action_export()
        self.assertFalse(
            self.env["prepaid.deferred.close"].with_user(stranger).search([])
        )

    def test_the_months_open_with_what_has_happened_until_now(self):
        self._sell(self._pack(600, price=1000))
        Rows = self.env["prepaid.roll.forward"].with_user(self.accountant)
        action = Rows.action_open_months()
        self.assertEqual(action["context"], {"prepaid_since": "2024-04-01"})
        rows = Rows.with_context(**action["context"]).search([])
        self.assertEqual(sum(rows[:1].mapped("closing")), 1000)

    def test_menus_are_for_accountants(self):
        for name in (
            "prepaid_roll_print_menu",
            "prepaid_roll_forward_menu",
            "account_prepaid_roll_print_menu",
        ):
            menu = self.env.ref(f"sale_timesheet_prepaid.{name}")
            for user, seen in ((self.accountant, True), (self.technician, False)):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, seen, (name, user.login))
