from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import GROUP, TODAY
from .common_what_if import WhatIfCommon

MODELS = (
    "prepaid.what.if",
    "prepaid.what.if.rate",
    "prepaid.what.if.result",
    "prepaid.what.if.line",
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIfRights(WhatIfCommon):
    """Who reads prices may ask; nobody else, and nobody another's answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._log(cls, 60)
        cls.portal = new_test_user(
            cls.env, "prepaid_portal", groups="base.group_portal"
        )
        cls.portal.partner_id.parent_id = cls.client
        cls.colleague = new_test_user(
            cls.env, "prepaid_colleague", groups="base.group_user"
        )

    def test_account_managers_and_accountants_ask(self):
        reader = self._user("reader", "account.group_account_readonly")
        for user in (self.user, self.manager, self.accountant, reader):
            with self.subTest(user=user.login):
                result = self._ask(user=user)
                self.assertEqual(result.cost, 1000)
                self.assertEqual(result.line_ids.cost, 100)
                self.assertIn("1,000.00", result.summary)
                result.get_views([(False, "form"), (False, "list")])

    def test_technicians_clients_and_colleagues_are_refused(self):
        result = self._ask()
        for user in (self.technician, self.portal, self.colleague):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._ask(user=user)
                for name in MODELS:
                    with self.assertRaises(AccessError):
                        self.env[name].with_user(user).search([])
                with self.assertRaises(AccessError):
                    result.with_user(user).read(["cost"])
                with self.assertRaises(AccessError):
                    result.with_user(user).action_open()

    def test_nobody_reads_what_another_asked(self):
        result = self._ask()
        other = self._user("keeper2", f"{GROUP}user")
        self.assertFalse(self.env["prepaid.what.if.result"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            result.with_user(other).read(["cost"])
        with self.assertRaises(AccessError):
            result.line_ids.with_user(other).read(["cost"])
        with self.assertRaises(AccessError):
            self.wizard.with_user(other).action_ask()

    def test_contracts_of_another_company_are_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", f"{GROUP}user", company=company)
        self.plan.company_id = self.pack.company_id = False
        with self.assertRaises(AccessError):
            self._ask(user=stranger, contract_ids=[Command.set(self.contract.ids)])
        self.assertFalse(self._ask(user=stranger, scope="all", contract_ids=False))

    def test_terms_of_another_company_are_neither_shown_nor_tried(self):
        self._rate(self.plan, factor=1.75)
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", f"{GROUP}user", company=company)
        self.assertFalse(self.plan.with_user(stranger).has_access("read"))
        theirs = self._plan("Theirs", company_id=False)
        asked = {"scope": "all", "date_to": TODAY}
        Wizard = self.env["prepaid.what.if"].with_user(stranger)
        wizard = Wizard.create(asked | {"plan_id": self.plan.id})
        self.assertFalse(wizard.rate_ids)
        self.assertFalse(wizard.pack_id)
        with self.assertRaises(AccessError):
            wizard.action_ask()
        wizard = Wizard.create(
            asked | {"plan_id": theirs.id, "pack_id": self.pack.id, "is_changed": True}
        )
        self.assertFalse(wizard.pack_quantity)
        with self.assertRaises(AccessError):
            wizard.action_ask()

    def test_a_forged_row_opens_no_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", f"{GROUP}user", company=company)
        plan = self._plan("Theirs", company_id=False)
        wizard = self.env["prepaid.what.if"].with_user(stranger)
        wizard = wizard.create({"plan_id": plan.id})
        forged = self.env["prepaid.what.if.result"].with_user(stranger)
        forged = forged.create(
            {
                "wizard_id": wizard.id,
                "contract_id": self.contract.id,
                "company_id": company.id,
                "line_count": 1,
            }
        )
        with self.assertRaises(AccessError):
            forged.action_open()

    def test_work_is_opened_by_who_reads_timesheets(self):
        row = self._ask(user=self.manager).line_ids
        action = row.action_open_timesheet()
        self.assertEqual(action["res_id"], self.line.id)
        row = self._ask().line_ids
        if not self.line.with_user(self.user).has_access("read"):
            with self.assertRaises(AccessError):
                row.action_open_timesheet()
