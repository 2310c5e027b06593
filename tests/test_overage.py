from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_overage import OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverage(OverageCommon):
    """At the end of the month work beyond the credit is on one invoice."""

    def test_a_month_makes_one_draft_and_its_posting_settles_the_debt(self):
        move = self._draft(90)
        self.assertEqual((move.state, move.partner_id), ("draft", self.client))
        line = move.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (1.5, 120))
        self.assertOwed(90)
        self._post(move)
        self.assertOwed(0)
        self.assertEqual(self.contract.balance, 0)
        grant = line.prepaid_grant_ids
        self.assertEqual((grant.kind, grant.quantity), ("overage", 90))
        self.assertEqual(grant.state, "used")

    def test_each_usage_type_has_a_line(self):
        self._log(30, usage_type_id=self.remote.id)
        self._log(45, usage_type_id=self.onsite.id)
        self._log(15, usage_type_id=self.remote.id)
        self._run()
        hours = {
            line.prepaid_usage_type_id: line.quantity for line in self._get_lines()
        }
        self.assertEqual(hours, {self.remote: 0.75, self.onsite: 0.75})
        self.assertEqual(len(self._get_lines().move_id), 1)

    def test_minutes_are_settled_to_the_minute_though_hours_are_rounded(self):
        for minutes in (1, 50, 7, 199):
            self._post(self._draft(minutes))
            self.assertOwed(0)
            self.contract.sudo().date_invoiced = "2026-02-28"

    def test_the_month_is_billed_once_however_often_it_runs(self):
        move = self._draft()
        self._run()
        self._run("2026-04-20 12:00:00")
        self.assertEqual(self._get_lines().move_id, move)
        self._post(move)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines().move_id, move)

    def test_work_of_the_new_month_waits_for_its_end(self):
        self._log(30)
        self._log(45, day="2026-04-01")
        self._run()
        self.assertEqual(self._get_lines().quantity, 0.5)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines().mapped("quantity"), [0.75, 0.5])

    def test_the_first_run_is_at_the_end_of_the_month_in_which_it_was_chosen(self):
        self._log(30)
        self._run("2026-03-20 12:00:00")
        self.assertFalse(self._get_lines())

    def test_all_contracts_of_a_payer_are_on_one_invoice(self):
        payer = self.env["res.partner"].create({"name": "Headquarters"})
        self.contract.partner_invoice_id = payer
        other = self._contract(
            plan=self._plan(
                "On call",
                overdraft_policy="allow",
                overdraft_settlement="invoice",
                overage_product_id=self.hourly.id,
            ),
            client=self.partner_a,
            partner_invoice_id=payer.id,
        )
        self._log(30)
        task = self._task("Elsewhere", self._project("Other", self.partner_a))
        self._log(60, task=task)
        self._run()
        move = self._get_lines().move_id
        self.assertEqual(move.partner_id, payer)
        self.assertFalse(other.sudo().fault_text)
        self.assertEqual(self._get_lines(contract=other).move_id, move)
        self._post(move)
        self.assertOwed(0)
        self.assertOwed(0, other)
        grants = move.line_ids.prepaid_grant_ids
        self.assertEqual(grants.contract_id, self.contract | other)

    def test_work_for_beneficiaries_is_billed_to_who_pays_for_them(self):
        self.contract.beneficiary_ids = self.partner_a
        task = self._task("Elsewhere", self._project("Other", self.partner_a))
        self._log(30, task=task, prepaid_contract_id=self.contract.id)
        self._run()
        self.assertEqual(self._get_lines().move_id.partner_id, self.client)

    def test_money_is_billed_as_the_amount_that_is_owed(self):
        plan = self._plan(
            "Credit",
            unit="money",
            currency_id=self.company.currency_id.id,
            overdraft_policy="allow",
            overdraft_settlement="invoice",
            overage_product_id=self.hourly.id,
        )
        self._rate(plan, price_hour=100)
        contract = self._contract(client=self.partner_a, plan=plan)
        task = self._task("Elsewhere", self._project("Other", self.partner_a))
        line = self._log(20, task=task)
        self.assertOwed(33.33, contract)
        self._run()
        move = self._get_lines(contract=contract).move_id
        self.assertEqual(move.amount_untaxed, 33.33)
        line.unit_amount = 0.2
        self._post(move)
        self.assertEqual(move.amount_untaxed, 20)
        self.assertOwed(0, contract)

    def test_the_pricelist_says_the_price_of_an_hour(self):
        self.client.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create({"compute_price": "fixed", "fixed_price": 80})
                ],
            }
        )
        self.assertEqual(self._draft(60).amount_untaxed, 80)

    def test_the_statement_of_the_month_goes_with_it(self):
        move = self._draft()
        statement = move.prepaid_statement_ids
        self.assertIn("2026-03", statement.name)
        extra = self.env["account.move.send"]._get_invoice_extra_attachments(move)
        self.assertIn(statement, extra)

    def test_a_contract_that_posts_its_invoices_posts_this_one(self):
        self.contract.refill_mode = "posted_invoice"
        self._log(60)
        self._run()
        move = self._get_lines("posted").move_id
        self.assertTrue(move.sending_data)
        self.assertOwed(0)

    def test_a_saved_card_is_not_charged_and_the_draft_says_so(self):
        self.contract.refill_mode = "charge"
        move = self._draft()
        self.assertEqual(move.state, "draft")
        self.assertIn("Not charged", move.message_ids.mapped("body")[0])
