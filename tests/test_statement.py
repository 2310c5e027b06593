import csv
import io
import zipfile
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..models.client.sheet import Minutes, Money, quote_formula, write_csv
from .common import TODAY, PrepaidCommon
from .random_history import OPERATION, History
from .steady import steady

ALWAYS = (date(2000, 1, 1), date(2099, 12, 31))
JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NEVER = datetime(2100, 1, 1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStatement(PrepaidCommon):
    def _statement(self, contract, period=ALWAYS, as_of=NEVER):
        return contract.sudo()._get_statement(*period, as_of=as_of)

    def _book_at(self, entries, moment):
        """Make entries look as if they had been booked at that moment."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_entry SET create_date = %s WHERE id = ANY(%s)",
            [moment, entries.ids],
        )
        self.env.invalidate_all()

    def assertAddsUp(self, statement):
        moved = sum(statement["totals"].values())
        self.assertAlmostEqual(
            statement["opening"] + moved, statement["closing"], places=3
        )
        lines = statement["lines"] + statement["late_lines"]
        self.assertAlmostEqual(sum(line["quantity"] for line in lines), moved, places=3)

    # === FIGURES === #

    def test_a_month_opens_with_what_the_last_one_left(self):
        contract = self._contract(600)
        self._log(30, day=date(2026, 1, 20))
        self._log(45, day=date(2026, 2, 10))
        january = self._statement(contract, JANUARY)
        february = self._statement(contract, FEBRUARY)
        self.assertEqual((january["opening"], january["closing"]), (0, 570))
        self.assertEqual((february["opening"], february["closing"]), (570, 525))
        self.assertEqual(february["totals"]["used"], -45)
        self.assertAddsUp(january)

    def test_a_later_credit_note_leaves_the_value_of_then_alone(self):
        invoice = self._bill(packs=2)
        self._pay(invoice, payment_date="2026-01-15")
        contract = invoice.invoice_line_ids.prepaid_grant_ids.contract_id
        self._log(300, day=date(2026, 1, 20))
        self.assertEqual(self._statement(contract, JANUARY)["value"], 1500)
        self._credit(invoice, packs=1)
        self.assertEqual(self._statement(contract, JANUARY)["value"], 1500)
        self.assertEqual(self._statement(contract, MARCH)["value"], 500)

    def test_every_kind_of_movement_has_its_section(self):
        contract = self._contract(600)
        other = self._contract(is_default=False)
        self._grant(contract, 60, date_expiry=date(2026, 2, 1))
        line = self._log(30)
        line.unit_amount = 20 / 60
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()
        contract.sudo()._transfer(other, 100, "Moved")
        statement = self._statement(contract)
        self.assertEqual(
            statement["totals"],
            {
                "granted": 660,
                "used": -30,
                "corrected": 10,
                "transferred": -100,
                "expired": -60,
                "voided": 0,
            },
        )
        self.assertEqual(statement["closing"], contract.balance)
        self.assertAddsUp(statement)

    def test_offered_work_is_shown_at_no_charge(self):
        contract = self._contract(600)
        self._log(30, prepaid_charge="goodwill")
        statement = self._statement(contract)
        self.assertEqual(statement["closing"], 600)
        self.assertEqual(statement["offered_minutes"], 30)
        line = statement["lines"][-1]
        self.assertEqual((line["label"], line["quantity"]), ("Offered", 0))
        self.assertEqual(line["worked_minutes"], 30)

    def test_the_credit_left_is_worth_its_part_of_the_price(self):
        invoice = self._bill(self._pack(600, price=1000))
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self._log(150)
        self.assertEqual(self._statement(contract)["value"], 750)
        self._grant(contract, 60, kind="goodwill")
        self.assertEqual(self._statement(contract)["value"], 750)

    def test_a_refunded_pack_is_worth_nothing(self):
        invoice = self._bill(self._pack(600, price=1000))
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self._credit(invoice)
        statement = self._statement(contract)
        self.assertFalse(statement["value"])
        self.assertEqual(statement["totals"]["voided"], -600)

    def test_settled_debt_moves_nothing_twice(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract()
        self._log(30)
        self._grant(contract, 100)
        statement = self._statement(contract)
        self.assertEqual(statement["totals"]["used"], -30)
        self.assertEqual(statement["closing"], 70)
        self.assertAddsUp(statement)

    @steady(30)
    @given(
        st.booleans(),
        st.lists(OPERATION, min_size=3, max_size=12),
        st.dates(date(2026, 3, 1), date(2026, 4, 1)),
        st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    )
    def test_any_history_adds_up_for_any_period(self, allow, operations, one, two):
        first, last = min(one, two), max(one, two)
        with self.env.cr.savepoint() as savepoint:
            history = History(self, allow)
            for operation in operations:
                history.play(*operation)
            for contract in history.real:
                before = self._statement(contract, (date(2000, 1, 1), first))
                within = self._statement(contract, (first, last))
                whole = self._statement(contract)
                for statement in (before, within, whole):
                    self.assertAddsUp(statement)
                self.assertEqual(whole["closing"], contract.balance)
                day = self._statement(contract, (first, first))
                self.assertEqual(within["opening"], day["opening"])
                self.assertEqual(before["closing"], day["closing"])
            savepoint.rollback()
        self.env.invalidate_all()

    # === THE SAME PERIOD, LATER === #

    def test_the_same_instant_gives_the_same_statement_for_ever(self):
        contract = self._contract(600)
        line = self._log(30, day=date(2026, 1, 20))
        self._book_at(contract.entry_ids, datetime(2026, 1, 21, 9))
        as_of = datetime(2026, 2, 1)
        before = self._statement(contract, JANUARY, as_of)
        line.unit_amount = 10 / 60
        self._log(45, day=date(2026, 1, 25))
        self.assertEqual(self._statement(contract, JANUARY, as_of), before)
        self.assertEqual(self._statement(contract, JANUARY)["closing"], 545)

    def test_what_is_booked_after_the_period_stands_apart(self):
        contract = self._contract(600)
        line = self._log(30, day=date(2026, 1, 20))
        self._book_at(contract.entry_ids, datetime(2026, 1, 21, 9))
        line.unit_amount = 10 / 60
        statement = self._statement(contract, JANUARY)
        self.assertEqual([row["quantity"] for row in statement["lines"]], [600, -30])
        self.assertEqual([row["quantity"] for row in statement["late_lines"]], [20])
        self.assertEqual(statement["late_lines"][0]["label"], "Correction")
        self.assertAddsUp(statement)
        february = self._statement(contract, FEBRUARY)
        self.assertEqual(february["opening_late"], 20)

    def test_a_day_begins_where_the_company_is(self):
        self.company.partner_id.tz = "America/New_York"
        contract = self._contract(600)
        self._log(30, day=date(2026, 1, 31))
        self._book_at(contract.entry_ids, datetime(2026, 2, 1, 3))
        self.assertFalse(self._statement(contract, JANUARY)["late_lines"])
        self._book_at(contract.entry_ids, datetime(2026, 2, 1, 6))
        self.assertEqual(len(self._statement(contract, JANUARY)["late_lines"]), 2)

    # === WHAT CLIENTS READ === #

    def test_staff_names_can_be_hidden(self):
        contract = self._contract(600)
        self._log(30)
        line = self._statement(contract)["lines"][-1]
        self.assertEqual(line["staff"], self.technician.name)
        self.assertEqual(line["ticket"], "Printer on fire")
        self.company.prepaid_hide_staff = True
        line = self._statement(contract)["lines"][-1]
        self.assertEqual(line["staff"], "Support team")

    def test_a_sheet_takes_no_formula_from_a_mail(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
            self.assertEqual(quote_formula(text), f"'{text}")
        self.assertEqual(quote_formula(-30), -30)
        self.assertEqual(quote_formula("1=1"), "1=1")

    def test_the_csv_adds_up_and_quotes_formulas(self):
        contract = self._contract(600)
        self._log(30, name="=HYPERLINK(1)")
        statement = self._statement(contract, MARCH)
        content = contract.sudo()._export_statement_csv(statement).decode("utf-8-sig")
        header, opening, line, closing = csv.reader(io.StringIO(content))
        row = dict(zip(header, line, strict=True))
        self.assertEqual(row["Description"], "'=HYPERLINK(1)")
        self.assertEqual(
            (row["Credit moved"], row["Unit of the credit"]), ("-30.0", "min")
        )
        self.assertEqual((row["Date"], row["Worked minutes"]), ("2026-03-16", "30.0"))
        balances = [r[header.index("Balance after")] for r in (opening, line, closing)]
        self.assertEqual([float(balance) for balance in balances], [600, 570, 570])

    def test_a_sheet_for_people_writes_minus_signs_as_they_are(self):
        rows = [["Credit", "Text"], [Minutes(-30), "-1+1"], [Money(-2.5), "=1"]]
        self.assertEqual(
            write_csv(rows, ".").decode("utf-8-sig").splitlines(),
            ['"Credit","Text"', '-30.0,"\'-1+1"', '-2.5,"\'=1"'],
        )
        self.assertIn('"-2,5";"\'=1"', write_csv(rows, ",").decode())

    def test_the_excel_sheet_has_numbers_and_no_formula(self):
        contract = self._contract(600)
        self._log(30, name="=HYPERLINK(1)")
        statement = self._statement(contract, MARCH)
        content = contract.sudo()._export_statement_xlsx(statement)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
            styles = archive.read("xl/styles.xml").decode()
        self.assertNotIn("<f>", sheet)
        self.assertIn(f"<v>{-30 / 1440:.16G}</v>", sheet)
        self.assertIn(">=HYPERLINK(1)<", sheet)
        self.assertIn('formatCode="[h]:mm;&quot;-0:30&quot;"', styles)
        self.assertIn('formatCode="mm/dd/yyyy"', styles)
        self.assertIn(">h:mm<", sheet)

    def test_the_file_is_named_for_people(self):
        contract = self._contract(600)
        self.assertEqual(
            contract._get_statement_filename(*MARCH),
            f"Prepaid hours - {self.client.name} - 2026-03",
        )
        self.assertEqual(
            contract._get_statement_filename(date(2026, 3, 1), TODAY),
            f"Prepaid hours - {self.client.name} - 2026-03-01 to 2026-03-16",
        )
        self._contract(is_default=False)
        self.assertIn(contract.name, contract._get_statement_filename(*MARCH))

    # === RIGHTS === #

    def test_a_technician_prints_no_statement(self):
        contract = self._contract(600)
        Report = self.env["report.sale_timesheet_prepaid.prepaid_statement_document"]
        Report.with_user(self.accountant)._get_report_values(contract.ids)
        with self.assertRefused("", AccessError):
            Report.with_user(self.technician)._get_report_values(contract.ids)

    def test_the_account_manager_prints_the_statement_of_a_period(self):
        contract = self._contract(600)
        wizard = (
            self.env["prepaid.statement"]
            .with_user(self.user)
            .with_context(active_model="prepaid.contract", active_ids=contract.ids)
            .create({})
        )
        self.assertEqual((wizard.date_from, wizard.date_to), FEBRUARY)
        action = wizard.action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["data"]["contract_ids"], contract.ids)
