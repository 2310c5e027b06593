import runpy
from datetime import date, datetime

from odoo.tests import freeze_time, tagged
from odoo.tools import file_path

from .common import TODAY, PrepaidCommon, make_calendar


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 15:00:00")
class TestQuickLog(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/New_York"

    def _preview(self, text, without=()):
        return self.task.with_user(self.technician).preview_quick_log(text, without)

    def _quick(self, text, *args):
        result = self.task.with_user(self.technician).quick_log(text, *args)
        return self.env["account.analytic.line"].browse(result["timesheet_id"])

    def test_a_line_of_text_becomes_a_line_of_work(self):
        contract = self._contract(600)
        line = self._quick("12m phone reset password")
        self.assertEqual((line.name, line.date), ("reset password", TODAY))
        self.assertEqual(line.usage_type_id.name, "Phone call")
        self.assertEqual(contract.balance, 588)

    def test_the_feedback_says_what_would_be_drawn(self):
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=1.5)
        self._contract(600)
        feedback = self._preview("20m on-site cabling")["feedback"]
        self.assertEqual(feedback, "20 min · On-site · draws 30 min · “cabling”")

    def test_on_the_phone_is_the_phone(self):
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=1.5)
        contract = self._contract(600)
        line = self._quick("10m on the phone with the receptionist")
        self.assertEqual(line.name, "on the phone with the receptionist")
        self.assertEqual(line.usage_type_id.name, "Phone call")
        self.assertEqual(contract.balance, 590)

    def test_words_of_all_languages_are_data_and_the_preview_shows_what_they_mean(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        phone, onsite = (
            self.env.ref(f"sale_timesheet_prepaid.prepaid_usage_type_{name}")
            for name in ("phone", "onsite")
        )
        onsite.words = "visit"
        onsite.with_context(lang="fr_FR").words = "sur place"
        for text, usage_type in (
            ("45m tel panne", phone),
            ("45m visit panne", onsite),
            ("45m sur place panne", onsite),
        ):
            self.assertEqual(self._preview(text)["chips"][1]["text"], usage_type.name)
            self.assertEqual(self._quick(text).usage_type_id, usage_type)
        onsite.active = False
        self.assertFalse(self._quick("45m visit panne").usage_type_id)

    def test_words_come_in_french_where_french_is_spoken(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        addon = "sale_timesheet_prepaid"
        self.env["ir.module.module"]._load_module_terms([addon], ["fr_FR"])
        for text, name in (
            ("45m téléphone panne", "phone"),
            ("45m sur place panne", "onsite"),
            ("45m déplacement panne", "onsite"),
        ):
            usage_type = self.env.ref(f"{addon}.prepaid_usage_type_{name}")
            words = usage_type.with_context(lang="fr_FR").words
            with self.subTest(text, words=words):
                self.assertEqual(self._quick(text).usage_type_id, usage_type)

    def test_an_upgrade_gives_words_where_nobody_has_written_any(self):
        path = "sale_timesheet_prepaid/migrations/19.0.0.8.0/post-name_usage_types.py"
        migrate = runpy.run_path(file_path(path))["migrate"]
        usage_types = self.env["prepaid.usage.type"].search([])
        phone = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        usage_types.words = False
        phone.name = "Hotline"
        migrate(self.env.cr, "19.0.0.6.0")
        self.assertEqual(phone.name, "Hotline")
        self.assertEqual(self._quick("45m tel panne").usage_type_id, phone)
        usage_types.words = False
        phone.words = "dring"
        for _run in range(2):
            migrate(self.env.cr, "19.0.0.6.0")
        self.assertEqual(usage_types.filtered("words"), phone)
        self.assertEqual(phone.words, "dring")

    def test_what_is_missing_is_said_with_an_example(self):
        self.assertIn("12m phone", self._preview("reset password")["problem"])
        self.assertIn("what was done", self._preview("12m")["problem"])
        with self.assertRefused("duration"):
            self.task.with_user(self.technician).quick_log("reset password")

    def test_numbers_beyond_all_work_get_a_plain_sentence(self):
        for number in ("9" * 40, "9" * 5000, f"{'9' * 40}h", "0", "-5", "800h"):
            text = f"{number} reset"
            self.assertIn("744 hours", self._preview(text)["problem"])
            with self.assertRefused("744 hours"):
                self.task.with_user(self.technician).quick_log(text)

    def test_a_time_of_day_decides_the_factor_and_the_preview_knows_it(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._rate(self.plan, outside_factor=2)
        contract = self._contract(600)
        for text, begun, drawn in (
            ("30m yesterday @22:00 restart", datetime(2026, 3, 16, 2), 60),
            ("30m @10:00 restart", datetime(2026, 3, 16, 14), 30),
            ("30m friday @22:00 restart", datetime(2026, 3, 14, 2), 60),
        ):
            told = self._preview(text)["effect"]
            before = contract.balance
            line = self._quick(text)
            self.assertEqual((line.name, line.meter_started_at), ("restart", begun))
            self.assertEqual(before - contract.balance, drawn)
            self.assertIn(contract._format_quantity(drawn), told)

    def test_days_are_the_companys_and_read_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.technician.lang = "fr_FR"
        # In Kiritimati it is Tuesday already.
        self.company.partner_id.tz = "Pacific/Kiritimati"
        self.assertEqual(self._quick("5m reset").date, date(2026, 3, 17))
        for word, day in (("lundi", 16), ("mardi", 17), ("wednesday", 11)):
            task = self.task.with_context(lang="fr_FR")
            line = task.with_user(self.technician).quick_log(f"5m {word} reset")
            line = self.env["account.analytic.line"].browse(line["timesheet_id"])
            self.assertEqual((line.name, line.date.day), ("reset", day))

    def test_the_parts_stand_as_chips_that_can_be_clicked_off(self):
        self._contract(600)
        text = "12m phone goodwill yesterday @22:00 reset"
        chips = self._preview(text)["chips"]
        self.assertEqual(
            [chip["text"] for chip in chips],
            ["12 min", "Phone call", "Goodwill", "Sunday 15 March", "22:00"],
        )
        off = ["charge", "usage_type_id"]
        line = self._quick(text, off)
        self.assertEqual(line.name, "phone goodwill reset")
        self.assertEqual(line.prepaid_charge, "billable")
        self.assertFalse(line.usage_type_id)
        kinds = [chip["kind"] for chip in self._preview(text, off)["chips"]]
        self.assertEqual(kinds, ["minutes", "day", "start"])

    def test_what_the_ticket_gives_is_a_chip_that_stays(self):
        self.task.usage_type_id = self.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_onsite"
        )
        self._contract(600)
        chips = self._preview("12m reset")["chips"]
        self.assertEqual(
            [(chip["text"], chip["is_typed"]) for chip in chips],
            [("12 min", True), ("On-site", False)],
        )

    def test_a_technician_reads_no_price_of_a_money_plan(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.env.ref("base.USD").id
        )
        self._rate(plan, price_hour=82.2)
        self._contract(600, plan=plan)
        self.assertEqual(self._preview("1h reset")["effect"], "“reset”")

    def test_a_repeated_request_logs_once(self):
        contract = self._contract(600)
        lines = self._quick("12m reset", (), "a") | self._quick("12m reset", (), "a")
        self.assertEqual((len(lines), contract.balance), (1, 588))
        self.assertNotEqual(self._quick("12m reset", (), "b"), lines)
        other = self.task.with_user(self.other_technician)
        other_id = other.quick_log("12m reset", (), "a")["timesheet_id"]
        self.assertNotEqual(other_id, lines.id)
        self.assertEqual(contract.balance, 564)

    def test_nobody_gives_a_line_a_request(self):
        line = self._quick("12m reset", (), "a")
        with self.assertRefused("prepaid_request_key|not allowed", Exception):
            line.with_user(self.technician).prepaid_request_key = "b"

    def test_undone_is_as_never_logged(self):
        contract = self._contract(600)
        line = self._quick("12m reset", (), "a")
        line.with_user(self.technician).unlink()
        self.assertEqual(contract.balance, 600)
