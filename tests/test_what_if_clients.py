from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..wizards import prepaid_what_if
from .common import TODAY
from .common_what_if import WhatIfCommon

# Tables that a question may write: its own.
OWN = "what_if"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIfClients(WhatIfCommon):
    """One question for many clients; it changes nothing."""

    def _make_client(self, name, minutes, packs=0):
        """Return the contract of a client who worked and paid so much."""
        client = self.env["res.partner"].create({"name": name, "is_company": True})
        contract = self._contract(client=client)
        if packs:
            self._sell(packs=packs, client=client, day="2026-01-15")
        if minutes:
            task = self._task("Ticket", self._project(name, client))
            self._log(minutes, task=task, day=date(2026, 2, 1))
        return contract

    def _count_changes(self):
        """Return what this transaction wrote, table by table."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del"
            " FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {
            name: counts for name, *counts in self.env.cr.fetchall() if OWN not in name
        }

    def test_rows_are_by_difference_and_clients_without_anything_left_out(self):
        dear = self._make_client("Dear", 60, packs=3)
        cheap = self._make_client("Cheap", 700, packs=1)
        same = self._make_client("Same", 600, packs=1)
        self._make_client("Asleep", 0)
        draft = self._make_client("Draft", 30)
        draft.state = "draft"
        results = self._ask(scope="all", contract_ids=False)
        self.assertEqual(results.contract_id, dear | same | cheap)
        self.assertEqual(results.mapped("total_difference"), [-2000, 0, 1000])
        self.assertEqual(sum(results.mapped("total_paid")), 5000)
        self.assertEqual(sum(results.mapped("total_cost")), 4000)

    def test_many_contracts_are_worked_out_in_steps(self):
        contracts = self.env["prepaid.contract"].union(
            *(self._make_client(f"Client {number}", 60) for number in range(5))
        )
        whole = self._ask(scope="all", contract_ids=False)
        with patch.object(prepaid_what_if, "AT_ONCE", 2):
            results = self._ask(scope="all", contract_ids=False)
            self.assertLessEqual(len(results), 2)
            for _step in range(3):
                result = results.with_context(prepaid_what_if_id=self.wizard.id)
                action = result.browse().action_go_on()
                results = results.search(action["domain"])
        self.assertFalse(action["context"]["prepaid_what_if_left"])
        self.assertEqual(results.contract_id, contracts)
        self.assertEqual(
            results.mapped("total_cost"), whole.exists().mapped("total_cost")
        )

    def test_the_contracts_of_a_plan(self):
        mine = self._make_client("Mine", 60)
        other = self._make_client("Other", 60)
        other.plan_id = self.monthly
        vals = {"scope": "plan", "contract_ids": False, "plan_id": self.monthly.id}
        results = self._ask(present_plan_id=self.plan.id, **vals)
        self.assertEqual(results.contract_id, mine)

    def test_a_client_of_many_is_shown_line_by_line(self):
        contract = self._make_client("Dear", 60)
        self._make_client("Cheap", 700)
        results = self._ask(scope="all", contract_ids=False)
        self.assertFalse(results.line_ids)
        result = results.filtered(lambda row: row.contract_id == contract)
        self.assertEqual(result.action_open()["res_id"], result.id)
        self.assertEqual(result.line_ids.mapped("cost"), [100])
        result.action_open()
        self.assertEqual(len(result.line_ids), 1, "Twice is once.")
        again = result.action_ask_again()
        self.assertEqual(again["res_id"], self.wizard.id)
        self.wizard.action_ask()
        self.assertFalse(result.exists(), "A new answer takes the place of the old.")

    def test_one_client_that_cannot_be_priced_does_not_stop_the_others(self):
        self.credit.rate_ids.usage_type_id = self.onsite
        good = self._make_client("Good", 0)
        self._log(
            60,
            task=self._task("Ticket", self._project("Good", good.partner_id)),
            usage_type_id=self.onsite.id,
        )
        bad = self._make_client("Bad", 60)
        results = self._ask(self.credit, scope="all", contract_ids=False)
        told = {result.contract_id: result for result in results}
        self.assertIn("no price", told[bad].reason)
        self.assertEqual((told[good].reason, told[good].cost), (False, 500))

    def test_companies_with_other_currencies_are_added_up_at_today_s_rate(self):
        self._make_client("Here", 60, packs=1)
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": euro.id}
        )
        self.plan.company_id = False
        self.pack.company_id = False
        client = self.env["res.partner"].create({"name": "There", "is_company": True})
        contract = self._contract(client=client, company_id=abroad.id)
        project = self._project("There", client, company_id=abroad.id)
        self.user.company_ids |= abroad
        self.manager.company_ids |= abroad
        employee = self.env["hr.employee"].create(
            {"name": "Abroad", "user_id": self.manager.id, "company_id": abroad.id}
        )
        self.env["account.analytic.line"].sudo().create(
            {
                "name": "Work",
                "project_id": project.id,
                "task_id": self._task("There", project).id,
                "employee_id": employee.id,
                "unit_amount": 1,
                "date": TODAY,
                "company_id": abroad.id,
                "prepaid_contract_id": contract.id,
            }
        )
        user = self.user.with_context(allowed_company_ids=(self.company | abroad).ids)
        wizard = (
            self.env["prepaid.what.if"]
            .with_user(user)
            .with_context(allowed_company_ids=(self.company | abroad).ids)
            .create({"plan_id": self.plan.id, "months": "3", "date_to": TODAY})
        )
        wizard.action_ask()
        told = {result.contract_id: result for result in wizard.result_ids}
        self.assertEqual(len(told), 2)
        there = told[contract]
        self.assertEqual(there.currency_id, euro)
        # 1,000.00 euros there are 2,000.00 dollars by the rate of who asks.
        self.assertEqual((there.cost, there.total_cost), (1000, 2000))
        self.assertEqual(sum(wizard.result_ids.mapped("total_cost")), 3000)

    def test_nothing_is_written(self):
        contract = self._make_client("Client", 200, packs=1)
        vals = {
            "contract_ids": [Command.set(contract.ids)],
            "is_changed": True,
            "rate_ids": [
                Command.clear(),
                Command.create({"factor": 3, "minimum_minutes": 30}),
                Command.create({"usage_type_id": self.onsite.id, "factor": 2}),
            ],
            "rollover_percent": 30,
            "rollover_months": 1,
            "pack_quantity": 120,
            "pack_months": 1,
            "price_way": "price",
            "pack_price": 10,
        }
        before = self._count_changes()
        result = self._ask(**vals)
        self.assertEqual(result.used_now, 600)
        self._ask(way="month", **vals)
        self._ask(self.monthly, scope="all", way="month")[:1].action_open()
        self._ask(self.credit)
        contract.sudo()._get_best_pack()
        self.assertEqual(self._count_changes(), before)
        self.assertFalse(self.plan.rate_ids)

    def test_the_dialog_starts_where_it_is_opened(self):
        contract = self._make_client("Client", 60)
        contract.refill_product_id = self._pack(1200, 1900)
        Wizard = self.env["prepaid.what.if"].with_user(self.user)
        on_contract = Wizard.with_context(
            active_model="prepaid.contract", active_ids=contract.ids
        )
        with Form(on_contract) as form:
            self.assertEqual(form.scope, "chosen")
            self.assertEqual(form.contract_ids.ids, contract.ids)
            self.assertEqual(form.plan_id, self.plan)
            self.assertEqual(form.pack_id, contract.refill_product_id)
            self.assertEqual(form.pack_quantity, 1200)
            form.plan_id = self.credit
            self.assertEqual(form.pack_id, self.credit_pack)
            form.is_changed = True
            self.assertEqual(len(form.rate_ids), 1)
            with form.rate_ids.edit(0) as rate:
                self.assertEqual(rate.price_hour, 90)
                rate.price_hour = 100
        result = form.record._get_question()
        self.assertEqual(result.plan.rate_ids.mapped("price_hour"), [100])
        self.assertEqual(self.credit.rate_ids.mapped("price_hour"), [90])
        on_plan = Wizard.with_context(
            active_model="prepaid.plan", active_ids=self.plan.ids
        )
        with Form(on_plan) as form:
            self.assertEqual(form.scope, "plan")
            self.assertEqual(form.present_plan_id, self.plan)
        with Form(Wizard) as form:
            self.assertEqual(form.scope, "all")
            form.plan_id = self.plan

    def test_an_empty_database_answers_too(self):
        vals = {"scope": "plan", "present_plan_id": self.monthly.id}
        self.assertFalse(self._ask(**vals))
        result = self._ask()
        self.assertEqual((result.paid, result.cost, result.line_count), (0, 0, 0))

    def test_archived_plans_and_products_still_answer(self):
        self._make_client("Client", 60, packs=1)
        self.plan.active = False
        self.pack.active = False
        results = self._ask(self.monthly, scope="all", contract_ids=False)
        self.assertEqual((results.paid, results.cost), (1000, 300))
        results = self._ask(pack_id=self.pack.id, scope="all", contract_ids=False)
        self.assertEqual(results.cost, 1000)

    def test_people_elsewhere_get_the_same_figures(self):
        """Neither the user's language nor their clock nor the server's day counts."""
        self.env["res.lang"]._activate_lang("fr_FR")
        contract = self._make_client("Client", 60, packs=1)
        task = self._task("Ticket", self._project("More", contract.partner_id))
        # The first day of the time, and the day before it.
        self._log(45, day=date(2025, 12, 17), task=task)
        self._log(45, day=date(2025, 12, 16), task=task)
        vals = {"contract_ids": [Command.set(contract.ids)]}
        here = self._ask(**vals)
        self.user.write({"lang": "fr_FR", "tz": "Pacific/Auckland"})
        there = self._ask(**vals)
        for name in ("paid", "cost", "used_now", "line_count"):
            self.assertEqual(here[name], there[name])
        self.assertEqual(here.worked_minutes, 105)
