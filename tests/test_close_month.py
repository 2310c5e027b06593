from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .test_recognition import FEBRUARY, JANUARY, MARCH, RecognitionCommon


class CloseCommon(RecognitionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("head", "account.group_account_manager")
        cls.reader = cls._user("auditor", "account.group_account_readonly")

    def _page(self, user=None, day=None):
        Page = self.env["prepaid.close"].with_user(user or self.accountant)
        return Page.create({"date": day} if day else {})

    def _draft_refill(self, **vals):
        """Return the draft invoice of a refill's order."""
        contract = self._contract()
        order = self._order(self.odd_pack, prepaid_contract_id=contract.id)
        self.env["prepaid.refill"].sudo().create(
            {"contract_id": contract.id, "sale_order_id": order.id, "state": "done"}
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.write(vals)
        return invoice


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05")
class TestCloseMonth(CloseCommon):
    """The month's end on one page, each tick from the books."""

    def test_the_last_whole_month_of_the_company_is_proposed(self):
        page = self._page()
        self.assertEqual((page.date_from, page.date_to), (date(2026, 2, 1), FEBRUARY))
        self.assertEqual(page.display_name, "Close February 2026")
        self.assertEqual(page.company_id, self.company)
        self.assertTrue(page.is_over)
        self.company.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-03-31 12:00:00"):
            self.assertEqual(self._page().date_to, MARCH)

    def test_any_day_stands_for_its_month(self):
        form = Form(self.env["prepaid.close"].with_user(self.accountant))
        form.date = date(2026, 1, 7)
        self.assertEqual((form.date, form.date_to), (JANUARY, JANUARY))
        self.assertEqual(form.save().date_to, JANUARY)

    def test_what_is_missing_is_posted_with_one_button(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        self._log(60, day=date(2026, 3, 2))
        page = self._page()
        self.assertEqual((page.is_recognised, page.missing), (False, 100))
        page.action_recognise()
        self.env.invalidate_all()
        self.assertRevenue(100, FEBRUARY)
        self.assertRevenue(100)
        self.assertTrue(page.is_recognised)
        page.action_recognise()
        self.assertRevenue(100)

    def test_a_tick_goes_when_it_is_not_true_any_more(self):
        self._sell(self._pack(600, price=1000))
        page = self._page()
        self.assertTrue(page.is_recognised)
        self._log(60, day=date(2026, 2, 5))
        self.env.invalidate_all()
        self.assertFalse(page.is_recognised)

    def test_the_preview_is_of_the_same_month_and_company(self):
        action = self._page(day=JANUARY).action_preview()
        wizard = self.env["prepaid.recognise"].browse(action["res_id"])
        self.assertEqual((wizard.date, wizard.company_id), (JANUARY, self.company))

    def test_the_check_names_what_does_not_foot(self):
        invoice = self._sell(self._pack(600, price=1000))
        page = self._page()
        self.assertEqual((page.is_right, page.faults), (True, ""))
        self.assertEqual(
            (page.deferred, page.ledger, page.difference), (1000,) * 2 + (0,)
        )
        contract = self.client.prepaid_contract_ids
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "UPDATE prepaid_contract SET balance = 7 WHERE id = %s", [contract.id]
            )
            self.env.invalidate_all()
            self.assertFalse(page.is_right)
            self.assertIn(f"{contract.name}: balance 7", page.faults)
            savepoint.rollback()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            rows = self.env["prepaid.pool.line"].sudo()
            rows.search([("line_id", "in", invoice.line_ids.ids)]).unlink()
            self.assertFalse(page.is_right)
            self.assertEqual(page.difference, -1000)
            self.assertIn(invoice.name, page.faults)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_draft_refills_of_the_month_are_counted_and_opened(self):
        page = self._page(user=self.head)
        self.assertTrue(page.has_no_draft)
        draft = self._draft_refill(invoice_date=FEBRUARY)
        later = self._draft_refill(invoice_date=date(2026, 3, 2))
        self._bill(post=False, invoice_date=FEBRUARY)
        page = self._page(user=self.head)
        self.assertEqual(page.draft_count, 1)
        self.assertEqual(page.draft_amount, draft.amount_total)
        action = page.action_open_drafts()
        opened = self.env["account.move"].with_user(self.head).search(action["domain"])
        self.assertEqual(opened, draft)
        opened.action_post()
        self.env.invalidate_all()
        self.assertTrue(page.has_no_draft)
        self.assertEqual(self._page(day=MARCH).draft_count, 1)
        later.invoice_date = False
        self.assertEqual(self._page().draft_count, int(self._is_made_by(later)))

    def _is_made_by(self, move):
        """Tell whether a draft was made by the end of February."""
        return fields.Date.to_date(move.create_date) <= FEBRUARY

    def test_the_report_is_done_once_its_figures_are_those_of_the_ledger(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        page = self._page()
        self.assertEqual((page.opening, page.earned, page.closing), (1000, 0, 1000))
        self.assertFalse(page.is_reported)
        page.action_recognise()
        self.env.invalidate_all()
        self.assertEqual((page.opening, page.earned, page.closing), (1000, -100, 900))
        self.assertTrue(page.is_reported)
        moves = self.env["prepaid.deferred.move"].with_user(self.accountant)
        rows = moves.search(page.action_open_moves()["domain"])
        self.assertEqual(rows.mapped("kind"), ["earned"])
        january = self._page(day=JANUARY)
        rows = moves.search(january.action_open_moves()["domain"])
        self.assertEqual(rows.move_id, invoice)
        self.assertEqual(january.action_print()["type"], "ir.actions.report")
        listed = january.action_open_deferred()
        self.assertEqual(listed["context"], {"prepaid_date": "2026-01-31"})

    def test_a_month_before_the_first_pack_is_empty_and_done(self):
        page = self._page(day=date(2020, 5, 5))
        self.assertEqual((page.closing, page.missing, page.draft_count), (0, 0, 0))
        self.assertTrue(page.is_reported)
        self.assertTrue(page.action_open_moves())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05")
class TestCloseMonthRights(CloseCommon):
    """Who may do which step, and what whoever may not is told."""

    def test_the_administrator_locks_the_month(self):
        page = self._page(user=self.head)
        self.assertFalse(page.is_locked)
        page.action_lock_sales()
        self.env.invalidate_all()
        self.assertEqual(self.company.sale_lock_date, FEBRUARY)
        self.assertEqual((page.is_locked, page.are_sales_locked), (False, True))
        page.action_lock()
        self.env.invalidate_all()
        self.assertEqual(self.company.fiscalyear_lock_date, FEBRUARY)
        self.assertTrue(page.is_locked)
        self._page(user=self.head, day=JANUARY).action_lock()
        self.assertEqual(self.company.fiscalyear_lock_date, FEBRUARY)

    def test_a_lock_waits_for_revenue_and_for_the_check(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        page = self._page(user=self.head)
        with self.assertRefused("Recognise first", UserError):
            page.action_lock()
        page.action_recognise()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("UPDATE prepaid_contract SET balance = balance + 1")
            self.env.invalidate_all()
            with self.assertRefused("what the check found", UserError):
                page.action_lock()
            savepoint.rollback()
        self.env.invalidate_all()
        page.action_lock()
        self.env.invalidate_all()
        self.assertTrue(page.is_locked)

    def test_odoos_own_checks_of_the_period_hold(self):
        self.env["account.bank.statement.line"].sudo().create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": date(2026, 2, 3),
                "payment_ref": "From nobody",
                "amount": 10,
            }
        )
        with self.assertRefused("unreconciled bank statement", Exception):
            self._page(user=self.head).action_lock()
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_a_month_that_is_not_over_is_neither_booked_nor_locked(self):
        page = self._page(user=self.head, day=date(2026, 3, 1))
        self.assertFalse(page.is_reported)
        for verb in (page.action_recognise, page.action_lock, page.action_lock_sales):
            with self.assertRefused("March 2026 is not over", UserError):
                verb()

    def test_a_locked_month_says_where_its_revenue_goes(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        self.company.fiscalyear_lock_date = FEBRUARY
        self.assertEqual(self._page().date_entry, date(2026, 3, 1))

    def test_a_reader_of_the_books_reads_why_they_may_not(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        page = self._page(user=self.reader)
        self.assertEqual(page.missing, 100)
        self.assertIn("Ask an accountant", page.recognise_refusal)
        self.assertIn("Ask whoever does", page.validate_refusal)
        self.assertIn("Only an administrator", page.lock_refusal)
        with self.assertRefused("Ask an accountant", UserError):
            page.action_recognise()
        with self.assertRefused("", AccessError):
            page.action_preview()
        with self.assertRefused("Only an administrator", UserError):
            page.action_lock()

    def test_an_accountant_books_and_does_not_lock(self):
        page = self._page()
        self.assertFalse(page.recognise_refusal)
        with self.assertRefused("Only an administrator", UserError):
            page.action_lock()

    def test_the_page_is_for_accountants(self):
        for user in (self.technician, self.user):
            with self.assertRefused("", AccessError):
                self._page(user=user)

    def test_nobody_opens_the_month_of_another_company(self):
        other = self.setup_other_company(name="Later Ltd")["company"]
        for name in ("prepaid.close", "prepaid.deferred"):
            Page = self.env[name].with_user(self.head)
            for figure in ("deferred", "missing"):
                with self.assertRefused("", AccessError):
                    Page.create({"company_id": other.id, "date": FEBRUARY})[figure]
        page = self._page(user=self.head)
        with self.assertRefused("", AccessError):
            page.company_id = other
            page.action_lock()
        self.assertFalse(other.fiscalyear_lock_date)

    def test_the_company_of_the_page_is_locked_whichever_is_current(self):
        other = self.setup_other_company(name="Later Ltd")["company"]
        self.head.company_ids += other
        page = self._page(user=self.head)
        both = {"allowed_company_ids": [other.id, self.company.id]}
        with self.assertRefused("", AccessError):
            page.with_context(allowed_company_ids=other.ids).action_lock()
        page.with_context(**both).action_lock()
        self.assertEqual(self.company.fiscalyear_lock_date, FEBRUARY)
        self.assertFalse(other.fiscalyear_lock_date)
        page = page.with_context(**both).create({})
        self.assertEqual(page.company_id, other)
