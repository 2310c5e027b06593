from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import GROUP, TODAY
from .common_import_work import ImportWorkCommon
from .work_files import toggl


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportWorkKnown(ImportWorkCommon):
    """Work is here once, whom it names is asked, and only some may import it."""

    # === NOTHING TWICE === #

    def test_the_same_file_again_changes_nothing(self):
        self._import(toggl({}, {"day": "2026-03-11"}))
        again = self._upload(toggl({}, {"day": "2026-03-11"}))
        self.assertEqual(again.state, "draft")
        self.assertIn("imported already: 2.", again.message)
        again.action_import()
        self.assertEqual((again.state, len(self._lines())), ("draft", 2))

    def test_overlaps_and_other_time_zones_bring_only_what_is_new(self):
        self._import(toggl())
        moved = {"begin": "10:00:00", "end": "10:21:00"}
        paris = "Europe/Paris"
        for text, answers in (
            (toggl({}, {"day": "2026-03-11"}), {}),
            (toggl(), {"tz": paris}),
            (toggl(moved), {"tz": paris}),
            (toggl({"description": "Mended"}), {}),
        ):
            wizard = self._upload(text, **answers)
            self.assertIn("imported already: 1.", wizard.message)
            if wizard.state == "previewed":
                wizard.action_import()
        self.assertEqual(len(self._lines()), 2)

    def test_equal_rows_are_asked(self):
        wizard = self._upload(toggl({}, {}))
        self.assertEqual(wizard.state, "draft")
        self.assertIn("equal", wizard.message)
        wizard.equal_rows = "once"
        wizard.action_preview()
        self.assertEqual(wizard.row_count, 1)
        wizard.equal_rows = "each"
        wizard.action_preview()
        self.assertEqual(wizard.row_count, 2)
        wizard.action_import()
        self.assertEqual(len(self._lines()), 2)
        again = self._upload(toggl({}, {}))
        self.assertIn("imported already: 2.", again.message)

    def test_a_copy_of_a_line_is_work_of_its_own(self):
        self._import(toggl())
        copy = self._lines().copy()
        self.assertFalse(copy.prepaid_import_key or copy.prepaid_import_written)

    def test_the_database_knows_each_work_once(self):
        self._import(toggl())
        line = self._lines()
        for name in ("prepaid_import_key", "prepaid_import_written"):
            copy = line.copy()
            with self.subTest(field=name), self.assertRaises(UniqueViolation):
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    copy[name] = line[name]
                    copy.flush_recordset()

    # === NAMES === #

    def test_names_are_never_guessed(self):
        for name in ("AZURE", "Azure Ltd", "Azuré", "Nobody"):
            with self.subTest(name=name):
                wizard = self._upload(toggl({"client": name}))
                self.assertEqual((wizard.state, wizard.open_name_count), ("draft", 1))
                self.assertEqual(
                    wizard.name_ids.candidates, name != "Nobody" and "Azure"
                )

    def test_two_of_one_name_and_an_archived_one_are_asked(self):
        twin = self.client.copy({"name": "Azure"})
        wizard = self._upload(toggl())
        self.assertEqual(wizard.name_ids.candidates, "Azure, Azure")
        wizard.action_take_candidates()
        self.assertEqual(wizard.open_name_count, 1)
        twin.unlink()
        self.client.action_archive()
        wizard = self._upload(toggl())
        self.assertEqual(wizard.name_ids.candidates, "Azure (archived)")
        self.assertEqual(wizard.open_name_count, 1)

    def test_what_is_chosen_is_remembered(self):
        wizard = self._upload(
            toggl({"client": "Azure Inc.", "email": "", "user": "A."})
        )
        self.assertEqual(wizard.open_name_count, 2)
        wizard.action_take_candidates()
        self.assertEqual(wizard.open_name_count, 1)
        person = wizard.name_ids.filtered(lambda name: name.kind == "person")
        person.employee_id = self.technician.employee_ids
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(self._lines().task_id.partner_id, self.client)
        later = toggl(
            {"client": "Azure Inc.", "user": "A.", "email": "", "day": "2026-03-11"}
        )
        self.assertEqual(self._upload(later).state, "previewed")

    def test_names_that_are_left_out_bring_no_rows(self):
        wizard = self._upload(toggl({}, {"client": "Private", "day": "2026-03-11"}))
        wizard.name_ids.is_left_out = True
        wizard.action_preview()
        self.assertIn("names that are left out: 1.", wizard.message)
        wizard.action_import()
        self.assertEqual(self._lines().task_id.partner_id, self.client)

    # === WHO MAY === #

    def test_only_managers_import(self):
        for user in (self.technician, self.user, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._upload(toggl(), user=user)

    def test_nobody_runs_the_assistant_of_another(self):
        wizard = self._upload(toggl())
        other = self._user("other", f"{GROUP}manager")
        portal = self._user("portal", "base.group_portal")
        for user in (other, self.technician, portal):
            for verb in ("action_preview", "action_import", "action_take_candidates"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(wizard.with_user(user), verb)()

    def test_nothing_of_another_company_is_chosen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        project = self.env["project.project"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self._upload(toggl(), project_id=project.id)
        self.env["res.partner"].create({"name": "Private", "company_id": company.id})
        wizard = self._upload(toggl({"client": "Private"}))
        self.assertEqual(wizard.open_name_count, 1)
        self.assertFalse(wizard.name_ids.candidates)

    def test_a_name_is_nobody_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.env["res.partner"].create(
            {"name": "Private", "company_id": company.id}
        )
        wizard = self._upload(toggl({"client": "Private"}))
        with self.assertRaises(UserError):
            wizard.name_ids.partner_id = theirs

    def test_names_are_of_one_company_and_its_managers(self):
        name = self.names._remember(self.company, "toggl", "customer", {"x": "X"})
        far = self._user("far", f"{GROUP}manager")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        far.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for user in (far, self.technician, self.user, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                name.with_user(user).read(["name"])
