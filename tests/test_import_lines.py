import csv
import io

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon
from .common_api import ApiCommon

OPTIONS = {"quoting": '"', "separator": ",", "has_headers": True}
WORK = ("date", "name", "unit_amount")
USUAL = ("2026-03-16", "Usual", "1")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportLines(PrepaidCommon, ApiCommon):
    """A file of work, as people import it: all of it or nothing, with the reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.user.group_ids += cls.env.ref("hr_timesheet.group_hr_timesheet_user")
        cls._employee(cls.user)
        cls.people = cls.technician | cls.user | cls.manager

    def _import(self, user, names, *rows, dryrun=False):
        """Import a file of lines as a request does; return what the screen gets."""
        place = {"project_id/.id": self.project.id, "task_id/.id": self.task.id}
        names = [*names, *place]
        file = io.StringIO()
        csv.writer(file).writerows([names, *([*r, *place.values()] for r in rows)])
        imports = "base_import.import"
        vals = {
            "res_model": "account.analytic.line",
            "file": file.getvalue(),
            "file_type": "text/csv",
            "file_name": "work.csv",
        }
        record = self.env[imports].with_user(user).create(vals | {"file": b""})
        record.file = file.getvalue().encode()
        return self._ask(
            user,
            imports,
            "execute_import",
            ids=record.ids,
            fields=names,
            columns=names,
            options=OPTIONS,
            dryrun=dryrun,
        )

    def _get_lines(self):
        domain = [("project_id", "=", self.project.id)]
        return self.env["account.analytic.line"].search(domain)

    def assertNothing(self, result, row, *words):
        """Expect that no row went in, and why in an error about ``row``."""
        self.assertFalse(result["ids"])
        texts = [m["message"] for m in result["messages"] if m["record"] == row]
        for word in words:
            self.assertIn(word, " ".join(texts))
        self.assertEqual((self.contract.balance, len(self._get_lines())), (600, 0))

    def test_a_file_of_work_draws_once_and_a_test_of_it_never(self):
        for number, user in enumerate(self.people, 1):
            rows = [USUAL, ("2026-03-15", "More", "0.5")]
            self.assertTrue(self._import(user, WORK, *rows, dryrun=True)["ids"])
            self.assertEqual(self.contract.balance, 600 - 90 * (number - 1))
            self.assertTiesOut()
            self._import(user, WORK, *rows)
            self.assertEqual(self.contract.balance, 600 - 90 * number)

    @mute_logger("odoo.sql_db")
    def test_a_figure_that_is_not_theirs_is_named_and_nothing_goes_in(self):
        figures = {
            "prepaid_quantity": "1",
            "metered_minutes": "1",
            "prepaid_request_key": "key",
            "meter_seconds": "1",
            "prepaid_left_reason": "So",
        }
        for user in self.people:
            for name, value in figures.items():
                with self.subTest(user=user.login, field=name):
                    label = self._get_lines()._fields[name].string
                    for dryrun in (True, False):
                        result = self._import(
                            user, [*WORK, name], [*USUAL, value], dryrun=dryrun
                        )
                        told = (f"“{label}” ({name})", "Leave it out.")
                        self.assertNothing(result, 0, *told)

    def test_no_file_writes_the_ledger(self):
        names = [f"prepaid_entry_ids/{name}" for name in ("quantity", "kind", "name")]
        places = {"contract_id": self.contract, "grant_id": self.contract.grant_ids}
        names += [f"prepaid_entry_ids/{name}/.id" for name in places]
        entry = ["500", "grant", "Gift", *(place.id for place in places.values())]
        for user in self.people:
            result = self._import(user, [*WORK, *names], [*USUAL, *entry])
            self.assertFalse(result.get("ids"))
            self.assertRegex(str(result), "prepaid_entry_ids|Prepaid Entry")
            self.assertEqual(self.contract.balance, 600)

    def test_a_row_without_credit_names_its_work_and_nothing_goes_in(self):
        self.plan.overdraft_policy = "block"
        for user in self.people:
            result = self._import(user, WORK, USUAL, ("2026-03-16", "Big", "20"))
            self.assertNothing(result, 1, "not enough credit left for “Big”")

    def test_a_duration_beyond_all_work_names_its_row(self):
        for hours in ("2000", "-2"):
            row = ("2026-03-16", "Odd", hours)
            result = self._import(self.technician, WORK, USUAL, row)
            self.assertNothing(result, 1, "“Odd”", "between 0 and 744 hours")

    def test_who_may_go_beyond_the_credit_says_why_in_the_file_too(self):
        self.plan.overdraft_policy = "block"
        names = [*WORK, "prepaid_override", "prepaid_override_reason"]
        big = ["2026-03-16", "Big", "20", "1"]
        for user in self.technician | self.user:
            result = self._import(user, names, [*big, "Urgent"])
            self.assertNothing(result, 0, "prepaid_override", "rights")
        self.assertNothing(self._import(self.manager, names, [*big, ""]), 0, "Say why")
        self.assertTrue(self._import(self.manager, names, [*big, "Urgent"])["ids"])
        self.assertEqual(self.contract.balance, -600)
