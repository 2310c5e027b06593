from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import GROUP, TODAY, PrepaidCommon

MODELS = (
    "prepaid.plan",
    "prepaid.rate",
    "prepaid.contract",
    "prepaid.grant",
    "prepaid.entry",
    "prepaid.refill",
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSecurity(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.company_id = cls.company
        cls.contract = cls._contract(600)
        cls.rate = cls._rate(cls.plan)
        cls.refill = (
            cls.env["prepaid.refill"].sudo().create({"contract_id": cls.contract.id})
        )
        cls.stranger = cls._user("stranger", "base.group_user")

    def _records(self, user):
        contract = self.contract.with_user(user)
        return {
            "prepaid.plan": self.plan.with_user(user),
            "prepaid.rate": self.rate.with_user(user),
            "prepaid.contract": contract,
            "prepaid.grant": self.contract.grant_ids.with_user(user),
            "prepaid.entry": self.contract.entry_ids.with_user(user),
            "prepaid.refill": self.refill.with_user(user),
        }

    def _readable(self, user):
        records = self._records(user)
        return {model for model, record in records.items() if record.has_access("read")}

    def test_every_model_has_rights_and_none_for_the_public(self):
        names = self.env["ir.model"].sudo().search([("model", "=like", "prepaid.%")])
        for model in names.filtered(lambda m: not self.env[m.model]._abstract):
            with self.subTest(model.model):
                self.assertTrue(model.access_ids)
                self.assertNotIn(
                    self.env.ref("base.group_public"), model.access_ids.group_id
                )
                self.assertTrue(all(model.access_ids.mapped("group_id")))

    def test_a_stranger_reads_nothing(self):
        self.assertEqual(self._readable(self.stranger), set())
        public = self.env.ref("base.public_user")
        self.assertEqual(self._readable(public), set())

    def test_a_technician_reads_balances_but_no_prices(self):
        readable = self._readable(self.technician)
        self.assertEqual(
            readable, {"prepaid.plan", "prepaid.contract", "prepaid.grant"}
        )
        contract = self.contract.with_user(self.technician)
        self.assertEqual(contract.balance, 600)
        self.assertEqual(contract.grant_ids.remaining, 600)
        with self.assertRefused("amount", AccessError):
            contract.grant_ids.mapped("amount")
        line = self._log(30)
        self.assertEqual(line.drawn_minutes, 30)
        for field in ("prepaid_rate", "prepaid_quantity", "prepaid_entry_ids"):
            with self.assertRefused(field, AccessError):
                line.mapped(field)

    def test_a_technician_changes_no_contract(self):
        contract = self.contract.with_user(self.technician)
        with self.assertRefused("", AccessError):
            contract.state = "closed"
        with self.assertRefused("", AccessError):
            contract.action_refill()
        with self.assertRefused("", AccessError):
            contract.grant_ids.priority = 1

    def test_a_technician_may_not_go_beyond_the_credit(self):
        with self.assertRefused("prepaid_override", AccessError):
            self._log(700, prepaid_override=True)

    def test_an_accountant_reads_all_and_writes_nothing(self):
        self.assertEqual(self._readable(self.accountant), set(MODELS))
        self.contract.grant_ids.with_user(self.accountant).mapped("amount")
        for model, record in self._records(self.accountant).items():
            with self.subTest(model):
                self.assertFalse(record.has_access("write"))
                self.assertFalse(record.has_access("unlink"))

    def test_nobody_writes_the_ledger(self):
        for user in (self.technician, self.user, self.accountant, self.manager):
            records = self._records(user)
            for model in ("prepaid.entry", "prepaid.grant", "prepaid.refill"):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(records[model].has_access("create"))
                    self.assertFalse(records[model].has_access("unlink"))
            self.assertFalse(records["prepaid.entry"].has_access("write"))

    def test_an_accountant_ends_no_refill(self):
        with self.assertRefused("", AccessError):
            self.refill.with_user(self.accountant).action_cancel()

    def test_other_companies_see_nothing(self):
        other = self.setup_other_company(name="Other Ltd")["company"]
        everyone = ",".join(
            (
                f"{GROUP}manager",
                "hr_timesheet.group_timesheet_manager",
                "account.group_account_manager",
                "sales_team.group_sale_manager",
            )
        )
        outsider = new_test_user(
            self.env,
            login="prepaid_outsider",
            groups=everyone,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertEqual(self._readable(outsider), set())

    def test_a_client_reads_their_own_company_only(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        ann = self._portal("ann", contact)
        bob = self._portal("bob", self.env["res.partner"].create({"name": "Bob"}))
        self.assertEqual(
            self._readable(ann),
            {"prepaid.plan", "prepaid.contract", "prepaid.grant", "prepaid.entry"},
        )
        self.assertEqual(self._readable(bob), set())
        for model in MODELS[2:5]:
            self.assertFalse(self.env[model].with_user(bob).search([]))
        for record in self._records(ann).values():
            self.assertFalse(record.has_access("write"))
        with self.assertRefused("rate", AccessError):
            self.contract.entry_ids.with_user(ann).mapped("rate")

    def _portal(self, login, partner):
        return new_test_user(
            self.env,
            login=f"prepaid_{login}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_a_manager_keeps_plans_and_rates(self):
        plan = self.env["prepaid.plan"].with_user(self.manager).create({"name": "New"})
        plan.rate_ids = [Command.create({"factor": 2})]
        with self.assertRefused("", AccessError):
            plan.with_user(self.user).name = "Mine"

    def test_the_account_manager_keeps_contracts(self):
        contract = (
            self.env["prepaid.contract"]
            .with_user(self.user)
            .create({"partner_id": self.client.id, "plan_id": self.plan.id})
        )
        contract.action_activate()
        with self.assertRefused("", AccessError):
            contract.unlink()

    def test_the_ledger_check_is_for_managers(self):
        Contract = self.env["prepaid.contract"]
        action = Contract.with_user(self.manager).action_check_integrity()
        self.assertEqual(action["params"]["type"], "success")
        with self.assertRefused("", AccessError):
            Contract.with_user(self.technician).action_check_integrity()
