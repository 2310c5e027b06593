from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import work_files as files
from .common import TODAY
from .common_import_work import ImportWorkCommon
from .test_importing_tables import book
from .work_files import toggl


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportWork(ImportWorkCommon):
    """Work that was recorded elsewhere is here once, and draws only what it should."""

    # === LOOKED AT FIRST === #

    def test_preview_tells_what_would_be_written_and_writes_nothing(self):
        lines = self.env["account.analytic.line"].search_count([])
        tasks = self.env["project.task"].search_count([])
        wizard = self._upload(toggl())
        self.assertEqual((wizard.state, wizard.row_count), ("previewed", 1))
        self.assertEqual(wizard.source_name, "Toggl Track")
        self.assertIn("Azure", wizard.summary)
        self.assertIn("21 min", wizard.summary)
        self.assertEqual(self.env["account.analytic.line"].search_count([]), lines)
        self.assertEqual(self.env["project.task"].search_count([]), tasks)
        self.assertEqual(self.contract.balance, 600)

    def test_import_draws_by_the_usual_rules(self):
        wizard = self._import(toggl())
        line = self._lines()
        self.assertEqual(line.prepaid_contract_id, self.contract)
        self.assertEqual(line.employee_id, self.technician.employee_ids)
        self.assertEqual(line.name, "Printer, 2nd floor")
        self.assertEqual((line.date, line.unit_amount), (date(2026, 3, 10), 0.35))
        self.assertEqual(line.meter_started_at, datetime(2026, 3, 10, 9, 0))
        self.assertEqual(line.task_id.name, "Desk")
        self.assertEqual(line.task_id.partner_id, self.client)
        self.assertEqual(self.contract.balance, 579)
        self.assertEqual(wizard.action_open_lines()["domain"], [("id", "in", line.ids)])

    def test_a_client_has_one_ticket_for_each_of_its_projects(self):
        self._import(
            toggl(
                {},
                {"day": "2026-03-11"},
                {"day": "2026-03-12", "project": "Net", "task": "Cable"},
            )
        )
        self._import(toggl({"day": "2026-03-13"}))
        tasks = self._lines().task_id
        self.assertEqual(sorted(tasks.mapped("name")), ["Desk", "Net: Cable"])

    def test_every_program_and_a_workbook_come_in(self):
        sheet = book(
            ["Client", "Person", "Date", "Hours"],
            ["Azure", "Ada Tech", date(2026, 3, 2), 1.5],
        )
        for name, content, count, answers in (
            ("Clockify", files.CLOCKIFY, 2, {}),
            ("Harvest", files.HARVEST, 2, {}),
            ("Kimai", files.KIMAI_IMPORT, 2, {}),
            ("Autotask", files.AUTOTASK, 1, {}),
            ("Another program", files.ODOO, 1, {}),
            ("Another program", sheet, 1, {}),
        ):
            with self.subTest(program=name):
                before = len(self._lines())
                wizard = self._import(content, **answers)
                self.assertEqual(wizard.source_name, name)
                self.assertEqual(len(self._lines()) - before, count)

    # === DRAWN OR RECORDED === #

    def test_invoiced_and_not_billable_work_is_recorded_and_draws_nothing(self):
        self._import(files.HARVEST)
        billed = self._lines().filtered("prepaid_left_reason")
        self.assertEqual(billed.prepaid_left_reason, "Invoiced elsewhere")
        self.assertFalse(billed.prepaid_contract_id or billed.so_line)
        # 0.7 h, not the 0.75 that were billed.
        self.assertEqual(self.contract.balance, 600 - 42)
        undecided = billed.filtered_domain(billed._get_undecided_domain())
        self.assertFalse(undecided, "Nobody is asked about it.")

    def test_all_of_it_draws_only_if_chosen(self):
        self._import(files.HARVEST, draws="draw_all")
        self.assertEqual(self.contract.balance, 600 - 42 - 66)

    def test_recorded_work_draws_nothing(self):
        wizard = self._import(files.HARVEST, draws="record")
        self.assertEqual(self.contract.balance, 600)
        self.assertEqual(len(self._lines()), 2)
        self.assertIn("1 h 48", wizard.summary)

    def test_work_of_days_before_is_only_recorded(self):
        self._import(
            toggl({"day": "2026-03-09"}, {"day": "2026-03-10"}), draw_from="2026-03-10"
        )
        before, after = self._lines()
        self.assertFalse(before.prepaid_contract_id)
        self.assertEqual(after.prepaid_contract_id, self.contract)
        self.assertEqual(self.contract.balance, 579)

    def test_recorded_work_is_not_billed_by_an_order(self):
        self.support.partner_id = self.client
        service = self.env["product.product"].create(
            {
                "name": "Hours",
                "type": "service",
                "service_policy": "delivered_timesheet",
            }
        )
        order = self._order(service)
        order.action_confirm()
        self.support.sale_line_id = order.order_line
        self._import(toggl(), draws="record")
        self.assertFalse(self._lines().so_line)
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_beyond_the_credit_work_is_on_the_list_of_work_not_covered(self):
        self.plan.overdraft_policy = "block"
        long = {"end": "18:00:00", "duration": "09:00:00"}
        wizard = self._upload(toggl({"day": "2026-03-09"} | long, {} | long))
        self.assertIn("9 h: No credit is left", wizard.summary)
        wizard.action_import()
        covered, left = self._lines()
        self.assertEqual(covered.prepaid_contract_id, self.contract)
        self.assertFalse(left.prepaid_contract_id)
        self.assertEqual(left.prepaid_uncovered, "ready")
        self.assertEqual(self.contract.balance, 60)

    def test_short_work_still_finds_credit_that_long_work_does_not(self):
        self.plan.overdraft_policy = "block"
        long = {"end": "17:00:00", "duration": "08:00:00"}
        days = [{"day": f"2026-03-{day:02}"} for day in range(2, 12)]
        self._import(toggl(*(day | long for day in days[:5]), *days[5:]))
        covered = self._lines().filtered("prepaid_contract_id")
        self.assertEqual(
            covered.mapped("date"),
            [date(2026, 3, 2)] + [date(2026, 3, day) for day in range(7, 12)],
        )
        left = self._lines() - covered
        self.assertEqual(set(left.mapped("prepaid_uncovered")), {"ready"})
        self.assertEqual(self.contract.balance, 600 - 480 - 5 * 21)

    def test_why_a_contract_takes_no_work_is_told(self):
        self.support.allow_billable = False
        self.assertIn("The project is not billable", self._upload(toggl()).summary)
        self.support.allow_billable = True
        self.contract.date_end = "2026-02-28"
        self.assertIn("The contract has ended", self._upload(toggl()).summary)

    def test_a_client_without_contract_is_told(self):
        self.env["res.partner"].create({"name": "Gemini", "is_company": True})
        wizard = self._import(toggl({"client": "Gemini"}))
        self.assertFalse(self._lines().prepaid_contract_id)
        self.assertRegex(wizard.summary, r"Gemini.*<td>21 min</td></tr>")

    # === FAULTS === #

    def test_one_fault_and_nothing_is_written(self):
        rows = [{"day": f"2026-03-{day:02}"} for day in range(1, 15)]
        rows[7]["description"], rows[7]["duration"] = "=cmd()", "25:00:00"
        wizard = self._upload(toggl(*rows))
        self.assertEqual((wizard.state, wizard.fault_count), ("draft", 1))
        self.assertIn("Line 9:", wizard.message)
        self.assertIn("'=cmd()", self._faults(wizard))
        wizard.action_import()
        self.assertFalse(self._lines())
        wizard.leave_out_faults = True
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.row_count), ("previewed", 13))

    def test_forty_faults_of_fifteen_kinds_in_two_thousand_rows(self):
        self.company.fiscalyear_lock_date = "2026-01-31"
        self.contract.sudo().grant_ids.date = "2026-02-15"
        kinds = (
            {"day": "2026-02-30"},
            {"day": "46000"},
            {"day": "2026-01-30"},
            {"day": "2026-02-02"},
            {"day": "2026-12-31"},
            {"duration": "0.35"},
            {"duration": "#REF!"},
            {"duration": "-00:21:00"},
            {"duration": "00:51:00"},
            {"duration": "00:00:10", "end": "09:00:10"},
            {"duration": "25:00:00", "end_day": "2026-03-11", "end": "10:00:00"},
            {"duration": "", "end": "", "end_day": ""},
            {"client": "", "project": ""},
            {"user": "", "email": ""},
            {"billable": "perhaps"},
        )
        # Without an end the duration alone counts.
        rows = [
            {"day": f"2026-03-{number % 14 + 1:02}", "end": "", "description": number}
            for number in range(2000)
        ]
        for number in range(40):
            rows[50 * number] = kinds[number % 15]
        wizard = self._upload(toggl(*rows), equal_rows="each")
        self.assertEqual((wizard.state, wizard.fault_count), ("draft", 40))
        told = self._faults(wizard).splitlines()[1:]
        self.assertEqual(
            [int(line.split(",")[0]) for line in told],
            [50 * number + 2 for number in range(40)],
        )
        self.assertEqual(len({line.split(",")[1] for line in told}), 15)
        self.assertFalse(self._lines())

    def test_work_that_would_draw_in_closed_books_is_named(self):
        self.company.fiscalyear_lock_date = "2026-02-28"
        row = {"day": "2026-02-27"}
        wizard = self._upload(toggl(row))
        self.assertEqual(wizard.fault_count, 1)
        self.assertIn("02/28/2026", wizard.message)
        wizard.draw_from = "2026-03-01"
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.fault_count), ("previewed", 0))

    def test_work_before_the_contract_is_named(self):
        self.contract.date_start = "2026-03-01"
        wizard = self._upload(toggl({"day": "2026-02-28"}))
        self.assertIn("before the client", wizard.message)
        self.assertEqual(self._upload(toggl({"day": "2026-03-01"})).state, "previewed")

    def test_what_was_not_answered_is_asked(self):
        wizard = self._upload(toggl(), draws=False, project_id=False)
        self.assertEqual(wizard.state, "draft")
        self.assertIn("under Credit", wizard.message)
        self.assertIn("under Logged in", wizard.message)
        asked = self._upload(toggl({"day": "03/04/2026"}))
        self.assertIn("either way", asked.message)

    def test_files_that_are_no_time_sheet_are_refused(self):
        for content in (b"", b"Name\nAzure\n", b"\x89PNG\0\0", b"PK\x03\x04"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._upload(content)

    def test_another_answer_is_looked_at_again(self):
        wizard = self._upload(toggl())
        wizard.draws = "record"
        self.assertEqual(wizard.state, "draft")
        wizard.action_import()
        self.assertFalse(self._lines(), "It is shown first.")
        self.assertIn("21 min", wizard.summary)
        wizard.action_import()
        self.assertEqual(self.contract.balance, 600)
        self.assertEqual(len(self._lines()), 1)

    def test_more_rows_than_a_request_can_write_are_refused(self):
        text = toggl() + files.toggl_row() * 5000
        with self.assertRaisesRegex(UserError, "month by month"):
            self._upload(text)
