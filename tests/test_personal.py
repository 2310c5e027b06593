import base64
import io
import json
import zipfile
from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY
from .common_addon_guard import get_people
from .common_charge import ChargeCommon

FIGURES = ("quantity", "date", "worked_minutes", "metered_minutes", "kind")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPersonal(ChargeCommon):
    """A person's data: a copy of it, and its erasure that leaves every figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.env["res.partner"].create(
            {"name": "Ann Lee", "email": "ann@azure.fr", "parent_id": cls.client.id}
        )
        cls.contract = cls._contract(600)
        cls.line = cls._log(cls, 60, name="Printer of Ann Lee, 2nd floor")
        cls.entry = cls.line.sudo().prepaid_entry_ids
        cls.dispute = (
            cls.env["prepaid.dispute"]
            .sudo()
            ._ask(cls.entry, cls.ann, "I am Ann Lee. Why so long?")
        )

    def _open(self, partner=None, user=None, **over):
        vals = {"partner_id": (partner or self.ann).id, "reason": "Asked by letter"}
        wizard = self.env["prepaid.personal.data"].with_user(user or self.manager)
        return wizard.create(vals | over)

    def _read_copy(self, wizard):
        wizard.action_copy()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file))) as archive:
            data = json.loads(archive.read("personal-data.json"))
            return data, archive.read("personal-data.html").decode()

    # === ERASURE === #

    def test_the_name_goes_and_every_figure_stays(self):
        before = self.entry.read(FIGURES)
        wizard = self._open()
        self.assertIn("Prepaid Entry: 1", wizard.erased_text)
        wizard.action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.line.name, "Printer of (name erased), 2nd floor")
        self.assertEqual(self.entry.name, "Printer of (name erased), 2nd floor")
        self.assertNotIn("Ann", self.dispute.reason)
        self.assertEqual(self.dispute.partner_id, self.ann)
        self.assertEqual(self.entry.read(FIGURES), before)
        self.assertEqual(self.contract.balance, 540)
        self.assertEqual(self.ann.prepaid_erased_on, TODAY)
        bodies = self.dispute.message_ids.mapped("body")
        self.assertFalse([body for body in bodies if "Ann Lee" in body])

    def test_twice_is_once(self):
        self._open().action_erase()
        wizard = self._open()
        self.assertIn("Nothing names this person", wizard.erased_text)
        wizard.action_erase()
        self.assertEqual(self.line.name, "Printer of (name erased), 2nd floor")

    def test_it_is_logged_without_the_name_and_with_the_reason(self):
        self._open().action_erase()
        log = self.env["prepaid.erasure"].with_user(self.manager).search([])
        self.assertEqual(log.reason, "Asked by letter")
        self.assertEqual((log.person, log.user_id), (self.ann.id, self.manager))
        self.assertNotIn("Ann", f"{log.summary} {log.kept}")

    def test_it_asks_why(self):
        with self.assertRefused("Say why", ValidationError):
            self._open(reason=" ").action_erase()

    def test_other_names_are_looked_for_when_somebody_gives_them(self):
        self.line.with_user(self.technician).name = "Called Annie back"
        self._open().action_erase()
        self.assertIn("Annie", self.line.name)
        self._open(other_names="Annie").action_erase()
        self.assertEqual(self.line.name, "Called (name erased) back")

    def test_namesakes_of_other_clients_stay(self):
        other = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        self._contract(600, client=other)
        task = self._task("Hers", self._project("Deco", other))
        line = self._log(60, task=task, name="Ann Lee of Deco")
        self._open().action_erase()
        self.assertEqual(line.name, "Ann Lee of Deco")

    def test_what_the_law_keeps_is_told_and_stays_until_it_is_over(self):
        approval = (
            self.env["prepaid.approval"]
            .sudo()
            .create({"name": "More", "contract_id": self.contract.id, "quantity": 30})
        )
        approval.write({"state": "approved", "answered_by": "Ann Lee (by link)"})
        wizard = self._open()
        self.assertIn("Approval of Extra Time, Answered By: 1", wizard.kept_text)
        wizard.action_erase()
        self.assertEqual(approval.answered_by, "Ann Lee (by link)")
        self.contract.sudo().write({"state": "closed", "date_end": TODAY})
        with freeze_time("2029-03-10"):
            self._open().action_erase()
            self.assertEqual(approval.answered_by, "Ann Lee (by link)")
        with freeze_time("2031-01-01"):
            self.company.prepaid_consent_years = 1
            self._open().action_erase()
            self.assertNotIn("Ann", approval.answered_by)

    def test_a_merged_contact_is_erased_by_both_names(self):
        maiden = self.ann.copy({"name": "Ann Smith", "email": "ann.smith@azure.fr"})
        self.line.with_user(self.technician).name = "Ann Smith and Ann Lee"
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((maiden | self.ann).ids, self.ann)
        self._open(other_names="Ann Smith").action_erase()
        self.assertEqual(self.line.name, "(name erased) and (name erased)")

    def test_an_archived_person_is_erased_too(self):
        self.ann.active = False
        self._open().action_erase()
        self.assertNotIn("Ann", self.line.name)

    # === A COLLEAGUE WHO LEAVES === #

    def test_a_colleague_who_left_is_a_former_colleague_to_clients(self):
        employee = self.technician.employee_id
        name = employee.name
        line = self.entry.sudo()._get_client_lines()[0]
        self.assertEqual(line["staff"], self.technician.name)
        employee.active = False
        self.technician.active = False
        self.line.sudo().name = f"{name} changed the drum"
        self._open(self.technician.partner_id).action_erase()
        self.env.invalidate_all()
        line = self.entry.sudo()._get_client_lines()[0]
        self.assertEqual(line["staff"], "A former colleague")
        self.assertEqual(self.entry.worker, "A former colleague")
        self.assertEqual(self.line.name, "(name erased) changed the drum")

    # === A COPY === #

    def test_a_copy_is_one_file_for_people_and_machines(self):
        data, page = self._read_copy(self._open())
        kinds = {section["kind"]: section["records"] for section in data["sections"]}
        asked = kinds["Question about Prepaid Work"][0]
        self.assertEqual(asked["Question"], "I am Ann Lee. Why so long?")
        self.assertIn("Messages and Mails", kinds)
        self.assertIn("Why so long?", page)
        self.assertNotIn("token", json.dumps(data).lower())
        self.assertNotIn(self.dispute.access_token, json.dumps(data))

    def test_a_copy_names_no_colleague(self):
        data, _page = self._read_copy(self._open())
        sections = [s for s in data["sections"] if s["kind"] != "Messages and Mails"]
        self.assertNotIn(self.technician.name, json.dumps(sections))

    def test_a_copy_is_text_and_never_markup(self):
        self.dispute.sudo().reason = "<script>alert(1)</script> Ann Lee"
        _data, page = self._read_copy(self._open())
        self.assertNotIn("<script>", page)

    # === WHO MAY === #

    def test_managers_only(self):
        for user in (self.user, self.technician, self.accountant):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._open(user=user)
        with self.assertRaises(AccessError):
            self.env["prepaid.erasure"].with_user(self.user).search([]).read()

    def test_another_company_s_records_are_not_touched(self):
        other = self.env["res.company"].create({"name": "Other"})
        boss = self._user("other_boss", f"{GROUP}manager", company=other)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._open(user=boss, company_ids=[Command.set(self.company.ids)])
        wizard = self._open(user=boss)
        data, _page = self._read_copy(wizard)
        self.assertFalse(data["sections"])
        wizard.action_erase()
        self.env.invalidate_all()
        self.assertIn("Ann Lee", self.line.name)

    # === CONSENTS === #

    def test_consents_are_kept_as_long_as_the_company_says(self):
        consent = self._consent(self.contract, token_id=self._token().id)
        consent._revoke("Ann Lee")
        Consent = self.env["prepaid.consent"]
        self.company.prepaid_consent_years = 5
        with freeze_time(date(2030, 3, 16)):
            Consent._gc_outdated()
            self.assertTrue(consent.exists())
        with freeze_time(date(2031, 3, 18)):
            Consent._gc_outdated()
            self.assertFalse(consent.exists())

    # === THE REGISTRY === #

    def test_every_field_that_is_named_exists_and_is_stored(self):
        for model, hows in self.env["prepaid.personal"]._get_sources().items():
            for name in hows:
                self.assertTrue(self.env[model]._fields[name].store, (model, name))

    def test_every_model_of_ours_with_a_person_names_it(self):
        """A new model that refers to people says how it keeps them, or is here."""
        plain = {"prepaid.mailing", "prepaid.webhook", "prepaid.request"}
        plain |= {"prepaid.deferred.close", "prepaid.erasure"}
        sources = self.env["prepaid.personal"]._get_sources()
        for name, model in self.env.items():
            if not name.startswith("prepaid.") or model._transient or not model._auto:
                continue
            if name not in plain:
                self.assertFalse(get_people(model) - sources.get(name, {}).keys(), name)
