import csv
import io
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon
from .test_statement import ALWAYS, NEVER

SECRET, RIGHT = "reset pw to Hunter2", "password reset"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPutRight(PortalCommon):
    """The client reads the present text and person; the audit trail keeps the old."""

    def setUp(self):
        super().setUp()
        self.line = self._log(60, name=SECRET)

    def _put_right(self, **vals):
        self.line.with_user(self.technician).write(vals)
        self.env.flush_all()

    def _statement(self):
        return self.contract.sudo()._get_statement(*ALWAYS, as_of=NEVER)

    def test_the_page_shows_and_finds_the_new_text_only(self):
        self._put_right(name=RIGHT, unit_amount=2)
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertIn(RIGHT, page)
        self.assertNotIn("Hunter2", page)
        found = self._get(f"{self.url}?search_in=text&search=Hunter2").text
        self.assertIn("Nothing here", found)
        self.assertIn(RIGHT, self._get(f"{self.url}?search=password").text)

    def test_statement_and_sheets_show_the_new_text_only(self):
        self._put_right(name=RIGHT)
        statement = self._statement()
        names = [line["name"] for line in statement["lines"]]
        self.assertIn(RIGHT, names)
        self.assertNotIn(SECRET, names)
        sheet = self.contract.sudo()._export_statement_csv(statement)
        rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
        self.assertIn(RIGHT, {row[4] for row in rows})
        self.assertNotIn(b"Hunter2", sheet)
        book = self.contract.sudo()._export_statement_xlsx(statement)
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            for part in parts.namelist():
                self.assertNotIn(b"Hunter2", parts.read(part))

    def test_the_person_put_right_is_the_one_the_client_reads(self):
        employee = self.other_technician.employee_id
        self.line.sudo().write(
            {"employee_id": employee.id, "user_id": self.other_technician.id}
        )
        (work,) = [row for row in self._statement()["lines"] if row["is_work"]]
        self.assertEqual(work["staff"], self.other_technician.name)

    def test_a_question_names_the_new_text(self):
        entry = self.line.sudo().prepaid_entry_ids
        question = (
            self.env["prepaid.dispute"]
            .sudo()
            .create(
                {
                    "entry_id": entry.id,
                    "timesheet_id": self.line.id,
                    "partner_id": self.colleague.id,
                    "reason": "What was that?",
                }
            )
        )
        self._put_right(name=RIGHT)
        self.assertEqual(question.work, RIGHT)
        self.assertIn(RIGHT, question.display_name)

    def test_the_old_text_is_kept_for_the_audit_and_from_clients(self):
        self._put_right(name=RIGHT)
        entry = self.line.sudo().prepaid_entry_ids
        self.assertEqual(entry.with_user(self.user).name, SECRET)
        with self.assertRaises(AccessError):
            entry.with_user(self.ann).read(["name"])
        self.assertNotIn("name", entry.with_user(self.ann).read()[0])
