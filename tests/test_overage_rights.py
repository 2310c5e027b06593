from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_overage import OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverageRights(OverageCommon):
    """Who invoices, what stops it, and what the books say of it."""

    def test_it_starts_no_notice_and_is_no_pack(self):
        self.plan.overdraft_stop_percent = 150
        self._grant(self.contract, 600)
        self._post(self._draft(700))
        self.assertEqual(self.contract._get_pack_part(50), 300 * 1000)
        self.assertFalse(any(self.contract.grant_ids.mapped("grant_notice_due")))

    # === WHO AND WHICH === #

    def test_an_accountant_bills_what_is_owed_today_by_a_button(self):
        self._log(60)
        action = self.contract.with_user(self.accountant).action_invoice_overage()
        move = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(move.amount_untaxed, 120)
        with self.assertRefused("on a draft invoice already"):
            self.contract.with_user(self.user).action_invoice_overage()
        self._run()
        self.assertEqual(self._get_lines().move_id, move)

    def test_an_account_manager_hears_that_the_draft_is_with_the_accountant(self):
        self._log(60)
        action = self.contract.with_user(self.user).action_invoice_overage()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self._get_lines().move_id.amount_untaxed, 120)

    def test_each_company_bills_its_own(self):
        data = self.setup_other_company()
        theirs = data["company"]
        user = self._user("theirs", "account.group_account_invoice", company=theirs)
        plan = self.plan.sudo().copy({"name": "Theirs", "company_id": theirs.id})
        contract = self._contract(plan=plan, company_id=theirs.id)
        self._log(60)
        self.env["prepaid.entry"].sudo().create(
            {
                "contract_id": contract.id,
                "company_id": theirs.id,
                "kind": "debt",
                "quantity": -30,
                "date": TODAY,
                "name": "Work over there",
            }
        )
        self._run()
        mine, its = self._get_lines(), self._get_lines(contract=contract)
        self.assertEqual(mine.move_id.company_id, self.company)
        self.assertEqual(its.move_id.company_id, theirs)
        self.assertEqual((mine.quantity, its.quantity), (1, 0.5))
        with self.assertRefused("", AccessError):
            self.contract.with_user(user).action_invoice_overage()

    def test_work_is_billed_in_the_currency_of_the_pricelist(self):
        currency = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        self.client.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        move = self._draft(60)
        self.assertEqual((move.currency_id, move.amount_untaxed), (currency, 240))
        self._post(move)
        self.assertOwed(0)
        self.assertEqual(move.line_ids.prepaid_grant_ids.amount, 120)

    def test_people_are_told_that_it_is_invoiced(self):
        text = self.contract.with_user(self.technician)._get_overdraft_text()
        self.assertEqual(text, "When used up: invoiced by the month")

    def test_a_technician_bills_nothing(self):
        self._log(60)
        with self.assertRefused("Only accountants", AccessError):
            self.contract.with_user(self.technician).action_invoice_overage()

    def test_a_plan_needs_a_service_by_the_hour(self):
        for product in (False, self.pack.id, self.product_a.id):
            with self.assertRefused("cannot invoice work", ValidationError):
                self.plan.overage_product_id = product

    def test_what_cannot_be_billed_says_why_and_the_others_are(self):
        plan = self._plan(
            "On call",
            overdraft_policy="allow",
            overdraft_settlement="invoice",
            overage_product_id=self.hourly.id,
        )
        other = self._contract(plan=plan, client=self.partner_a)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_plan SET overage_product_id = NULL WHERE id = %s", [plan.id]
        )
        self.env.invalidate_all()
        task = self._task("Elsewhere", self._project("Other", self.partner_a))
        self._log(30, task=task)
        self._log(30)
        self._run()
        self.assertIn("choose the service", other.sudo().fault_text)
        self.assertEqual(self._get_lines().quantity, 0.5)

    def test_nobody_forges_what_a_line_bills(self):
        move = self._draft(60)
        for values in (
            {"prepaid_overage_contract_id": False},
            {"prepaid_sold": {}},
            {"prepaid_usage_type_id": self.remote.id},
        ):
            with self.assertRefused("", AccessError):
                move.with_user(self.accountant).invoice_line_ids.write(values)

    def test_nobody_moves_what_a_line_bills_to_another_contract(self):
        move = self._draft(60)
        line = move.with_user(self.accountant).invoice_line_ids
        other = self._bill(post=False).invoice_line_ids
        line.prepaid_copied_line_id = other
        self.assertEqual(line.sudo().prepaid_overage_contract_id, self.contract)
        other = other.with_user(self.accountant)
        other.prepaid_copied_line_id = line
        self._post(other.move_id)
        self.assertOwed(60)

    # === THE BOOKS === #

    def test_it_is_income_at_once_and_the_books_tie_out(self):
        move = self._draft(90)
        self._post(move)
        self.assertEqual(
            move.invoice_line_ids.account_id,
            self.hourly._get_product_accounts()["income"],
        )
        tie_out = self._get_tie_out()
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (0, 0))

    def test_the_income_bears_the_analytics_of_the_work(self):
        self._log(60)
        other = self._project("Network", self.client)
        self._log(30, task=self._task("Switch", other))
        self._run()
        distribution = self._get_lines().analytic_distribution
        mine, its = self.project.account_id.id, other.account_id.id
        self.assertEqual(distribution, {str(mine): 66.67, str(its): 33.33})
