from odoo.tests import BaseCase, freeze_time, tagged

from ..models.metering.quick_log import QuickLog, parse
from .common import TODAY, PrepaidCommon

TYPES = {1: "Remote support", 2: "On-site", 3: "Phone call", 4: "Video call"}


class TestQuickLogText(BaseCase):
    def test_texts_are_understood(self):
        for text, *expected in (
            ("12m phone reset password", 12, 3, None, "reset password"),
            ("12 min phone reset", 12, 3, None, "reset"),
            ("phone 12m reset", 12, 3, None, "reset"),
            ("1h30 remote patching", 90, 1, None, "patching"),
            ("1:30 onsite cabling", 90, 2, None, "cabling"),
            ("1,5h on-site cabling", 90, 2, None, "cabling"),
            ("45 tidy up", 45, None, None, "tidy up"),
            ("20m goodwill video hello", 20, 4, "goodwill", "hello"),
            ("12m call about the phone", 12, None, None, "call about the phone"),
            ("5m 3 users added", 5, None, None, "3 users added"),
            ("phone reset", None, 3, None, "reset"),
            ("", None, None, None, ""),
            ("12m", 12, None, None, ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(parse(text, TYPES), QuickLog(*expected))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestQuickLog(PrepaidCommon):
    def _preview(self, text):
        return self.task.with_user(self.technician).preview_quick_log(text)

    def test_a_line_of_text_becomes_a_line_of_work(self):
        contract = self._contract(600)
        task = self.task.with_user(self.technician)
        result = task.quick_log("12m phone reset password")
        line = self.env["account.analytic.line"].browse(result["timesheet_id"])
        self.assertEqual((line.name, line.date), ("reset password", TODAY))
        self.assertEqual(line.usage_type_id.name, "Phone call")
        self.assertEqual(contract.balance, 588)

    def test_the_feedback_says_what_would_be_drawn(self):
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=1.5)
        self._contract(600)
        feedback = self._preview("20m on-site cabling")["feedback"]
        self.assertEqual(feedback, "20 min · On-site · draws 30 min · “cabling”")

    def test_what_is_missing_is_said_with_an_example(self):
        self.assertIn("12m phone", self._preview("reset password")["problem"])
        self.assertIn("what was done", self._preview("12m")["problem"])
        with self.assertRefused("duration"):
            self.task.with_user(self.technician).quick_log("reset password")
