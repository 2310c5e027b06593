import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

ROOT = Path(__file__).parents[1]
ASKED = re.compile(r'(?:_ask_to_act|_note_answered)\(\s*"(\w+)"')


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestActivities(PrepaidCommon):
    """What people are asked to do has a type that stays, whatever they do with it."""

    def _get_types(self):
        names = self.env["ir.model.data"].search(
            [
                ("model", "=", "mail.activity.type"),
                ("module", "=", "sale_timesheet_prepaid"),
            ]
        )
        return self.env["mail.activity.type"].browse(names.mapped("res_id"))

    def test_each_matter_that_the_code_names_has_its_type(self):
        sources = (path.read_text() for path in (ROOT / "models").rglob("*.py"))
        matters = {matter for text in sources for matter in ASKED.findall(text)}
        self.assertIn("commitment", matters)
        types = self._get_types()
        for matter in matters:
            for name in self.env["prepaid.contract"]._get_activity_types(matter):
                self.assertIn(self.env.ref(name), types)

    def test_types_of_ours_stay_and_keep_their_records(self):
        for each in self._get_types():
            with self.assertRefused("", UserError):
                each.unlink()
            with self.assertRefused("", UserError):
                each.res_model = "project.task"

    def test_an_archived_type_is_asked_with_once_and_answered(self):
        contract = self._contract(60).sudo()
        for matter in ("credit", "commitment"):
            self.env.ref(*contract._get_activity_types(matter)).action_archive()
            for summary in ("First", "Second"):
                contract._ask_to_act(matter, self.user, summary)
            asked = contract.activity_ids
            self.assertEqual(asked.mapped("summary"), ["Second"])
            contract._note_answered(matter, "Done")
            self.assertFalse(contract.activity_ids)

    def test_requests_of_people_outlive_an_archived_type(self):
        person = self.client.sudo()
        self.env.ref("sale_timesheet_prepaid.prepaid_copy_activity_type").active = False
        for _time in range(2):
            person._request_prepaid_data("copy", self.company)
        self.assertEqual(len(person.activity_ids), 1)
        person._close_prepaid_requests("copy")
        self.assertFalse(person.activity_ids)
