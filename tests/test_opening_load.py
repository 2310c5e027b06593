import csv
import io

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_opening import OpeningCommon

NAMES = (
    "partner_id",
    "plan_id",
    "credit",
    "amount",
    "date",
    "date_expiry",
    "reference",
)
OPTIONS = {"quoting": '"', "separator": ",", "has_headers": True}
GOOD = ("Azure", "Care hours", "7.5", "675", "2025-11-03", "2026-11-02", "B-1")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16")
class TestOpeningLoad(OpeningCommon):
    """Odoo's own import brings lines: all of the file, or none and all reasons."""

    def _load(self, *rows, user=None, opening=None, names=NAMES):
        file = io.StringIO()
        csv.writer(file).writerows([names, *rows])
        Import = self.env["base_import.import"].with_user(user or self.bookkeeper)
        if opening:
            Import = Import.with_context(default_opening_id=opening.id)
        record = Import.create(
            {
                "res_model": "prepaid.opening.line",
                "file": file.getvalue().encode(),
                "file_type": "text/csv",
                "file_name": "credit.csv",
            }
        )
        names = list(names)
        return record.execute_import(names, names, OPTIONS)

    def _change(self, **over):
        return tuple(dict(zip(NAMES, GOOD, strict=True), **over).values())

    def test_a_template_is_offered(self):
        (template,) = self.env["prepaid.opening.line"].get_import_templates()
        self.assertTrue(template["template"].endswith("prepaid_opening_balances.xlsx"))

    def test_lines_come_into_the_batch_and_run(self):
        opening = self._opening()
        result = self._load(GOOD, opening=opening)
        self.assertEqual(result["messages"], [])
        self.assertEqual(opening.line_ids.ids, result["ids"])
        self.assertEqual(opening.line_ids.quantity, 450)
        opening.action_run()
        self.assertEqual(self.client.prepaid_contract_ids.balance, 450)
        self.assertTiesOutAlways()

    def test_lines_without_a_batch_make_one(self):
        result = self._load(GOOD)
        line = self.env["prepaid.opening.line"].browse(result["ids"])
        self.assertEqual((line.state, line.company_id), ("draft", self.company))

    def test_all_flaws_are_told_with_their_rows_and_nothing_is_there(self):
        opening = self._opening()
        result = self._load(
            GOOD,
            self._change(credit="-2", reference="B-2"),
            self._change(amount="", reference="B-3"),
            self._change(date_expiry="2025-12-01", reference="B-4"),
            GOOD,
            opening=opening,
        )
        self.assertFalse(result["ids"])
        self.assertFalse(opening.line_ids)
        told = [(m["rows"]["from"], m["type"]) for m in result["messages"]]
        self.assertEqual(told, [(1, "error"), (2, "error"), (3, "error"), (4, "error")])
        words = " ".join(m["message"] for m in result["messages"])
        for word in ("below zero", "no price", "It expired on", "B-1"):
            self.assertIn(word, words)

    def test_a_name_of_two_is_no_guess(self):
        self.client.copy({"name": "Azure"})
        result = self._load(GOOD)
        self.assertFalse(result["ids"])

    def test_the_same_file_twice_changes_nothing(self):
        for _time in range(2):
            opening = self._opening()
            self._load(GOOD, opening=opening)
            if not self.client.prepaid_contract_ids:
                opening.action_run()
        with self.assertRefused("were imported before"):
            opening.action_run()
        self.assertEqual(self.client.prepaid_contract_ids.balance, 450)

    def test_nobody_else_imports(self):
        for user in (self.technician, self.user, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["prepaid.opening.line"].with_user(user).load(
                    list(NAMES), [list(GOOD)]
                )
