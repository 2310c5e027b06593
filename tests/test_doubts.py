from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import BaseCase, Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.metering.doubts import Logged, find_doubts
from .common import TODAY, PrepaidCommon

NOW = datetime(2026, 3, 16, 15)
ASKED = "odoo.tests.form.onchange"


class TestDoubtsPure(BaseCase):
    def test_each_doubt_has_its_cause(self):
        usual = Logged("Work", 60, TODAY, NOW, TODAY)
        for changes, expected in (
            ({}, []),
            ({"begun": None, "credit_day": None}, []),
            ({"day": date(2026, 3, 17)}, ["future"]),
            ({"begun": datetime(2026, 3, 16, 15, 1)}, ["future"]),
            ({"day": date(2026, 3, 15)}, ["before_credit"]),
            ({"minutes": 24 * 60}, []),
            ({"minutes": 24 * 60 + 1}, ["long"]),
            ({"name": "/"}, ["no_text"]),
            ({"name": False}, ["no_text"]),
            ({"name": " ", "minutes": 6000}, ["long", "no_text"]),
        ):
            with self.subTest(changes=changes):
                logged = usual._replace(**changes)
                self.assertEqual(find_doubts(logged, TODAY, NOW), expected)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 15:00:00")
class TestDoubts(PrepaidCommon):
    """Unusual work is asked about at each door, and can be logged all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")

    def _doubts(self, **over):
        return list(self._log(over.pop("minutes", 60), **over)._get_doubts())

    def _changed(self, **vals):
        """Return the warning that a client is given when it changes these fields."""
        lines = self.env["account.analytic.line"].with_user(self.technician)
        kept = {
            "name": "Work",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "unit_amount": 1,
            "date": "2026-03-16",
        }
        spec = dict.fromkeys([*kept, "prepaid_contract_id", "usage_type_id"], {})
        drawn = {"prepaid_contract_id": self.contract.id}
        answer = lines.onchange(kept | drawn | vals, list(vals), spec)
        return answer.get("warning", {}).get("message", "")

    def _import(self, *rows):
        names = ["date", "name", "unit_amount", "project_id/.id", "task_id/.id"]
        place = [str(self.project.id), str(self.task.id)]
        return (
            self.env["account.analytic.line"]
            .with_user(self.technician)
            .load(names, [[*row, *place] for row in rows])
        )

    def test_work_of_a_client_with_credit_is_asked_about(self):
        self._contract(60_000)
        self.assertEqual(self._doubts(), [])
        self.assertEqual(self._doubts(day=date(2026, 3, 17)), ["future"])
        self.assertEqual(self._doubts(day=date(2025, 12, 31)), ["before_credit"])
        self.assertEqual(self._doubts(minutes=1500), ["long"])
        self.assertEqual(self._doubts(name=False), ["no_text"])

    def test_today_is_the_companys(self):
        self._contract(600)
        self.company.partner_id.tz = "Pacific/Kiritimati"
        self.assertEqual(self._doubts(day=date(2026, 3, 17)), [])

    def test_work_of_clients_without_contracts_is_not_asked_about(self):
        self.assertEqual(self._doubts(minutes=1500, day=date(2026, 4, 1)), [])

    def test_a_form_asks_about_what_is_typed(self):
        self.contract = self._contract(600)
        self.assertEqual(self._changed(date="2026-03-16"), "")
        self.assertIn("lies in the future", self._changed(date="2026-03-17"))
        self.assertIn("first credit of 01/01/2026", self._changed(date="2025-03-16"))
        self.assertIn("25 h are more", self._changed(unit_amount=25))
        self.assertIn("what was done", self._changed(name=""))
        # What was confirmed before is not asked again.
        self.assertEqual(self._changed(name="Word"), "")

    def test_a_form_asks_once_for_a_text_that_nobody_typed(self):
        self.contract = self._contract(600)
        for text in ("", False, "/"):
            self.assertIn("what was done", self._changed(unit_amount=1, name=text))
        self.assertEqual(self._changed(name="", unit_amount=0), "")
        line = self._log(60, name=False).with_user(self.technician)
        spec = {"name": {}, "unit_amount": {}}
        self.assertNotIn(
            "warning", line.onchange({"unit_amount": 2}, ["unit_amount"], spec)
        )

    def test_a_new_line_asks_nothing_before_its_time_is_typed(self):
        self._contract(600)
        task = self.task.with_user(self.technician)
        with self.assertNoLogs(ASKED, "WARNING"), Form(task) as form:
            with form.timesheet_ids.new() as line:
                line.name = "Reset"
                line.unit_amount = 1
        with self.assertLogs(ASKED, "WARNING") as asked, Form(task) as form:
            with form.timesheet_ids.new() as line:
                line.unit_amount = 1
        self.assertEqual(len(asked.output), 1)
        self.assertIn("what was done", asked.output[0])

    def test_in_all_views_the_text_comes_before_the_time(self):
        domain = [("model", "=", "account.analytic.line"), ("mode", "=", "primary")]
        views = self.env["ir.ui.view"].search(
            domain + [("type", "in", ("form", "list"))]
        )
        typed = 0
        for view in views.filtered(lambda v: v.xml_id.startswith("hr_timesheet.")):
            fields = list(view._get_combined_arch().iter("field"))
            names = [field.get("name") for field in fields]
            if {"name", "unit_amount"} <= set(names):
                typed += 1
                with self.subTest(view=view.xml_id):
                    self.assertLess(names.index("name"), names.index("unit_amount"))
        self.assertGreater(typed, 3)

    def test_the_tickets_list_asks_and_keeps_what_was_meant(self):
        contract = self._contract(60_000)
        task = self.task.with_user(self.technician)
        with self.assertLogs(ASKED, "WARNING") as asked, Form(task) as form:
            with form.timesheet_ids.new() as line:
                line.name = "Long night"
                line.unit_amount = 25
        self.assertIn("more than 24 hours", "".join(asked.output))
        self.assertEqual(contract.balance, 60_000 - 1500)

    def test_an_import_reports_its_rows_and_imports_them(self):
        self._contract(60_000)
        result = self._import(
            ["2026-03-16", "Usual", "1"],
            ["2026-03-18", "Early", "1"],
            ["2025-12-31", "", "25"],
        )
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(
            [(message["type"], message["record"]) for message in result["messages"]],
            [("warning", 1), ("warning", 2), ("warning", 2), ("warning", 2)],
        )

    def test_the_quick_log_tells_its_doubts_before_it_logs(self):
        contract = self._contract(60_000)
        task = self.task.with_user(self.technician)
        self.assertEqual(task.preview_quick_log("12m reset")["doubts"], [])
        self.assertIn("24 hours", task.preview_quick_log("25h reset")["doubts"][0])
        later = task.preview_quick_log("12m reset @23:59")["doubts"]
        self.assertIn("lies in the future", later[0])
        task.quick_log("25h reset")
        self.assertEqual(contract.balance, 60_000 - 1500)

    @mute_logger(ASKED)
    def test_nothing_is_blocked(self):
        contract = self._contract(60_000)
        line = self._log(1500, day=date(2026, 4, 1), name=False)
        line.with_user(self.technician).write({"date": "2025-12-31"})
        self.task.write({"timesheet_ids": [Command.update(line.id, {"name": "/"})]})
        self.assertEqual(contract.balance, 60_000 - 1500)
