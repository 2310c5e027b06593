import base64
import io
from datetime import datetime

import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_opening import OPENING
from .common_opening_import import OpeningImportCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16")
class TestOpeningImport(OpeningImportCommon):
    """The assistant: checked as often as it takes, then all rows or none."""

    def test_a_check_says_who_gets_how_much_and_writes_nothing(self):
        before = self._count()
        assistant = self._assistant(
            self._row(), self._row(Reference="B-2", Credit_Left="2:30")
        )
        assistant.action_check()
        self.assertEqual(self._count(), before)
        self.assertEqual(assistant.state, "ready")
        figure = assistant.figure_ids
        self.assertEqual(
            (figure.plan_id, figure.partner_count, figure.row_count),
            (self.plan, 1, 2),
        )
        self.assertEqual((figure.quantity, figure.amount), (750, 2000))
        self.assertIn("Nothing is written yet", assistant.message)

    def test_a_row_with_one_fault_tells_its_others_too(self):
        told = self._check_flaws(
            self._row(Customer="Nobody", Credit_Left="-3", Expires="2025-01-01"),
            self._row(Bought_on="soon", Credit_Left="0", Price_Paid=""),
            self._row(Customer="#REF!", Plan="", Credit_Left="x", Price_Paid="=A1"),
        )
        counts = [sum(line == row for line, _w, _r in told) for row in (2, 3, 4)]
        self.assertEqual(counts, [3, 4, 5], told)

    def test_the_entry_is_told_before(self):
        assistant = self._assistant(self._row())
        assistant.action_check()
        self.assertIn("from 300100 Opening balances to", assistant.message)
        assistant.account_id = False
        assistant.action_check()
        self.assertIn("No counterpart account is chosen", assistant.message)

    def test_an_import_makes_grants_and_an_entry(self):
        opening = self._import(self._row(Expires="2026-12-31"))
        grant = opening.sudo().line_ids.grant_id
        self.assertEqual((grant.quantity, grant.amount), (600, 1000))
        self.assertEqual(str(grant.date_expiry), "2026-12-31")
        self.assertEqual(opening.sudo().move_id.date, OPENING)
        self.assertEqual(opening.sudo().move_id.state, "posted")
        self.assertTiesOutAlways()

    def test_the_same_file_twice_changes_nothing(self):
        rows = (self._row(), self._row(Customer="Gemini", Reference=""))
        self._import(*rows)
        before = self._count()
        assistant = self._assistant(*rows)
        assistant.action_check()
        self.assertIn("left as they are: 2", assistant.message)
        with self.assertRefused("were imported before"):
            assistant.action_import()
        self.assertEqual(self._count(), before)
        more = self._import(*rows, self._row(Reference="B-9"))
        self.assertEqual(more.line_ids.mapped("reference"), ["B-9"])

    def test_a_row_that_changed_since_is_named(self):
        self._import(self._row(), self._row(Customer="Gemini", Reference=""))
        told = self._check_flaws(
            self._row(Credit_Left="9"),
            self._row(Customer="Gemini", Reference="", Price_Paid="999.00"),
        )
        self.assertEqual([line for line, _what, _remedy in told], [2, 3])
        self.assertIn("“B-1” is already imported with other figures", told[0][1])
        self.assertIn("10\u202fh" if "\u202f" in told[0][1] else "10 h", told[0][1])

    def test_a_name_of_two_customers_is_asked_not_guessed(self):
        twin = self.client.copy({"name": "Azure"})
        assistant = self._assistant(self._row(), self._row(Reference="B-2"))
        assistant.action_check()
        self.assertEqual(assistant.state, "faults")
        asked = assistant.name_ids
        self.assertEqual((asked.name, asked.row_count), ("Azure", 2))
        asked.partner_id = twin
        assistant.action_check()
        self.assertEqual((assistant.state, assistant.flaw_count), ("ready", 0))
        assistant.action_import()
        self.assertEqual(twin.prepaid_contract_ids.balance, 1200)
        self.assertFalse(self.client.prepaid_contract_ids)

    def test_what_was_chosen_stays_for_a_mended_file(self):
        assistant = self._assistant(self._row(Customer="Azur"), self._row(Plan="?"))
        assistant.action_check()
        by_kind = assistant.name_ids.grouped("kind")
        by_kind["customer"].partner_id = self.client
        assistant.write({"file": self._csv([self._row(Customer="Azur")])})
        assistant.action_check()
        self.assertEqual(assistant.state, "ready")
        self.assertEqual(assistant.name_ids, by_kind["customer"])

    def test_an_archived_customer_is_asked(self):
        self.client.active = False
        assistant = self._assistant(self._row())
        assistant.action_check()
        self.assertIn("is archived", assistant.flaw_ids.what)
        assistant.name_ids.partner_id = self.other_client
        assistant.action_check()
        self.assertEqual(assistant.state, "ready")

    def test_a_contact_stands_for_the_company(self):
        self.client.child_ids = [(0, 0, {"name": "Ada", "email": "ada@azure.example"})]
        opening = self._import(self._row(Customer="ADA@azure.example "))
        self.assertEqual(opening.line_ids.partner_id, self.client)

    def test_rows_without_a_price_are_asked(self):
        assistant = self._assistant(self._row(Price_Paid=""))
        assistant.action_check()
        self.assertTrue(assistant.asks_price)
        self.assertEqual(assistant.flaw_ids.what, "There is no price.")
        assistant.unpriced_free = True
        assistant.action_check()
        self.assertEqual(assistant.state, "ready")

    def test_the_order_of_dates_is_asked_once(self):
        row = self._row(Bought_on="03/04/2025")
        assistant = self._assistant(row)
        assistant.action_check()
        self.assertEqual((assistant.state, assistant.asks_order), ("faults", True))
        assistant.date_order = "month"
        assistant.action_check()
        self.assertEqual(assistant.state, "ready")

    def test_faults_are_a_file_without_formulas(self):
        assistant = self._assistant(self._row(Customer="=cmd()"))
        assistant.action_check()
        content = base64.b64decode(assistant.flaw_file).decode("utf-8-sig")
        self.assertIn("Row,", content)
        self.assertIn("'=cmd()", content)

    def test_a_workbook_has_true_dates_and_empty_rows_that_are_formatted(self):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet = book.add_worksheet("Credit")
            header = ("Customer", "Plan", "Credit Left", "Price Paid", "Bought on")
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, ("Azure", "Care hours", 1.5, 150.25))
            sheet.write_datetime(1, 4, datetime(2025, 4, 3), day)
            for row in range(2, 100):
                sheet.write_blank(row, 4, None, day)
            book.add_worksheet("Notes").write_string(0, 0, "How we count")
        opening = self._import(file=base64.b64encode(output.getvalue()))
        line = opening.line_ids
        self.assertEqual((line.quantity, line.amount), (90, 150.25))
        self.assertEqual(str(line.date), "2025-04-03")

    def test_whom_a_name_means_is_known_for_the_next_file(self):
        row = self._row(Customer="Azure & Sons")
        assistant = self._assistant(row)
        assistant.action_check()
        assistant.name_ids.partner_id = self.client
        assistant.action_import()
        later = self._assistant(self._row(Customer="Azure & Sons", Reference="B-2"))
        later.action_check()
        self.assertEqual(later.name_ids.partner_id, self.client)
        self.assertEqual(later.state, "ready")

    def test_credit_of_another_program_goes_the_same_way(self):
        header = (
            *("Contract ID", "Customer", "Contract Name", "Date Purchased"),
            *("Start Date", "End Date", "Hours", "Hours Approved", "Hourly Rate"),
            *("Is Paid", "Status", "ID"),
        )
        row = (
            *("C-1", "Azure", "Block hours", "2025-10-01", "2025-10-01"),
            *("2026-10-01", "10.00", "4.00", "100.00", "true", "Active", "77"),
        )
        assistant = self._assistant(file=self._csv([row], header))
        assistant.action_check()
        assistant.name_ids.plan_id = self.plan
        assistant.action_check()
        self.assertEqual(assistant.state, "ready", assistant.message)
        figure = assistant.figure_ids
        self.assertEqual((figure.quantity, figure.amount), (360, 600))

    def test_a_locked_period_is_told_before(self):
        self.company.fiscalyear_lock_date = "2026-01-31"
        assistant = self._assistant(self._row())
        assistant.action_check()
        self.assertEqual(assistant.state, "faults")
        self.assertIn("locked until", assistant.message)

    def test_a_file_that_is_no_table_says_so(self):
        for content, why in ((b"", "empty|Choose"), (b"\0\1", "neither text")):
            assistant = self._assistant(file=base64.b64encode(content))
            with self.subTest(why=why), self.assertRaisesRegex(UserError, why):
                assistant.action_check()

    def test_two_columns_of_one_name_are_told_with_the_remedy(self):
        content = base64.b64encode(b"Customer;Plan;Hours;Hours\nAzure;Care hours;1;2\n")
        with self.assertRaisesRegex(UserError, "Rename one of them: Hours"):
            self._assistant(file=content).action_check()

    def test_a_manager_hands_over_to_the_accountant(self):
        assistant = self._assistant(self._row(), user=self.manager)
        assistant.action_check()
        action = assistant.action_import()
        opening = self.env["prepaid.opening"].browse(action["res_id"])
        self.assertEqual(opening.state, "draft")
        self.assertFalse(self.client.prepaid_contract_ids)
        accountant = self._user("ledger", "account.group_account_user")
        opening.with_user(accountant).account_id = self.balance_account
        opening.with_user(accountant).action_run()
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)

    def test_nobody_else_opens_the_assistant(self):
        portal = self._user("client", "base.group_portal")
        for user in (self.technician, self.user, self.accountant, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["prepaid.opening.import"].with_user(user).action_open()

    def test_names_of_another_company_are_not_ours(self):
        other = self.setup_other_company()["company"]
        self.env["res.partner"].create({"name": "Theirs", "company_id": other.id})
        self._plan("Their hours", company_id=other.id)
        row = self._row(Customer="Theirs", Plan="Their hours")
        told = [what for _line, what, _remedy in self._check_flaws(row)]
        self.assertEqual(
            told,
            [
                "No customer is called “Theirs”.",
                "No plan is called “Their hours”.",
            ],
        )
        self.bookkeeper.company_ids += other
        self.env["prepaid.opening.import"].flush_model()
        assistant = self._assistant(self._row(Plan="Their hours")).with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        assistant.action_check()
        self.assertEqual(
            assistant.flaw_ids.what,
            f"The plan “Their hours” belongs to {other.name}.",
        )
