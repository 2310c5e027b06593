from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import RecurringCommon


@tagged("post_install", "-at_install")
class TestRecurringInvoices(RecurringCommon):
    """Packs on invoices that the OCA's cron makes grant to the right contract."""

    def _get_credit(self, contract):
        return contract.grant_ids.sorted("id").mapped("quantity")

    def test_each_months_invoice_grants_its_packs(self):
        contract, recurring = self._contract(), self._recurring((self.allowance, 2))
        self._bill_on(recurring, "2026-03-01")
        self.assertEqual(contract.balance, 960)
        self._run("2026-03-20")
        self._bill_on(recurring, "2026-04-01")
        self.assertEqual(self._get_credit(contract), [960, 960])
        self.assertEqual(contract.grant_ids.mapped("amount"), [480, 480])

    def test_sections_notes_and_other_services_grant_nothing(self):
        contract = self._contract()
        site = self._pack(0, 30, is_prepaid_pack=False, prepaid_plan_id=False)
        recurring = self._recurring(
            (self.allowance, 1, {"sequence": 2}), (site, 3, {"sequence": 3})
        )
        section = {"display_type": "line_section", "name": "Support", "sequence": 1}
        recurring.contract_line_ids = [
            Command.create(self._prepare_line(site, 0, section | {"product_id": False}))
        ]
        invoice = self._bill_on(recurring, "2026-03-01")
        kinds = invoice.invoice_line_ids.sorted("sequence").mapped("display_type")
        self.assertEqual(kinds, ["line_section", "product", "product"])
        self.assertEqual(self._get_credit(contract), [480])

    def test_paid_packs_wait_for_the_payment(self):
        self.company.prepaid_grant_policy = "paid"
        contract = self._contract()
        invoice = self._bill_on(self._recurring(), "2026-03-01")
        self.assertFalse(contract.balance)
        self._pay(invoice)
        self.assertEqual(contract.balance, 480)

    def test_a_client_without_contract_gets_one_of_the_packs_plan(self):
        other = self._contract(plan=self._plan("Projects"))
        self._bill_on(self._recurring(), "2026-03-01")
        contract = self.env["prepaid.contract"].search(
            [("partner_id", "=", self.client.id), ("plan_id", "=", self.plan.id)]
        )
        self.assertEqual((contract.balance, other.balance), (480, 0))

    def test_each_line_may_name_another_contract_of_the_client(self):
        default = self._contract()
        named = self._contract(is_default=False)
        recurring = self._recurring(
            (self.allowance, 1), (self.allowance, 3, {"prepaid_contract_id": named.id})
        )
        self._run("2026-03-01")
        draft = self._get_invoices(recurring).with_user(self.accountant)
        notes = draft.invoice_line_ids.mapped("prepaid_note")
        for note, contract in zip(notes, (default, named), strict=True):
            self.assertTrue(note.endswith(f"once invoiced → {contract.name}"))
        draft.action_post()
        self.assertEqual((default.balance, named.balance), (480, 1440))

    def test_what_was_billed_stays_when_the_line_names_another(self):
        self.company.prepaid_grant_policy = "paid"
        first, second = self._contract(), self._contract(is_default=False)
        recurring = self._recurring(
            (self.allowance, 1, {"prepaid_contract_id": first.id})
        )
        invoice = self._bill_on(recurring, "2026-03-01")
        recurring.contract_line_ids.prepaid_contract_id = second
        self._pay(invoice)
        self.assertEqual((first.balance, second.balance), (480, 0))

    def test_credit_is_the_clients_when_the_holding_pays(self):
        holding = self.env["res.partner"].create(
            {"name": "Holding", "is_company": True}
        )
        self.client.parent_id = holding
        recurring = self._recurring(invoice_partner_id=holding.id)
        invoice = self._bill_on(recurring, "2026-03-01")
        self.assertEqual(invoice.partner_id, holding)
        contract = self.env["prepaid.contract"].search(
            [("plan_id", "=", self.plan.id), ("balance", "=", 480)]
        )
        self.assertEqual(contract.partner_id, self.client)
        self.assertEqual(contract.partner_invoice_id, holding)

    def test_a_closed_contract_takes_nothing(self):
        named = self._contract(is_default=False)
        default = self._contract()
        recurring = self._recurring(
            (self.allowance, 1, {"prepaid_contract_id": named.id})
        )
        named.sudo().state = "closed"
        self._bill_on(recurring, "2026-03-01")
        self.assertEqual((named.balance, default.balance), (0, 480))

    def test_another_company_grants_on_its_own_contract(self):
        data = self.setup_other_company()
        company = data["company"]
        self.env.user.company_ids |= company
        company.prepaid_grant_policy = "posted"
        plan = self._plan("Theirs", company_id=company.id)
        pack = self._pack(60, plan=plan, company_id=company.id)
        ours = self._contract()
        theirs = self._contract(plan=plan, company_id=company.id)
        recurring = self._recurring((pack, 1), company_id=company.id)
        self._run("2026-03-01")
        invoice = self._get_invoices(recurring)
        self.assertEqual(invoice.company_id, company)
        invoice.action_post()
        self.assertEqual((ours.balance, theirs.balance), (0, 60))
        with self.assertRefused("Support hours only", UserError):
            recurring.contract_line_ids.prepaid_contract_id = ours

    # === UNDONE === #

    def test_a_credit_note_takes_back_unused_credit_of_its_contract(self):
        default, named = self._contract(), self._contract(is_default=False)
        recurring = self._recurring(
            (self.allowance, 2), (self.allowance, 2, {"prepaid_contract_id": named.id})
        )
        invoice = self._bill_on(recurring, "2026-03-01")
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-02"}])
        lines = refund.invoice_line_ids
        self.assertEqual(lines[1].prepaid_grant_contract_id, named)
        lines[0].unlink()
        refund.action_post()
        self.assertEqual((default.balance, named.balance), (960, 0))

    def test_an_invoice_that_is_deleted_leaves_no_credit(self):
        contract, recurring = self._contract(), self._recurring()
        invoice = self._bill_on(recurring, "2026-03-01")
        invoice.button_draft()
        self.assertFalse(contract.balance)
        invoice.with_context(force_delete=True).unlink()
        self.assertFalse(contract.balance)
        self.assertFalse(contract.grant_ids.filtered("remaining"))

    def test_posted_again_it_grants_once(self):
        contract = self._contract()
        invoice = self._bill_on(self._recurring(), "2026-03-01")
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(contract.balance, 480)

    def test_posted_again_for_another_contract_the_credit_moves(self):
        """What was used of it is owed on the contract that used it."""
        first, second = self._contract(), self._contract(is_default=False)
        self.plan.overdraft_policy = "allow"
        with freeze_time("2026-03-02"):
            invoice = self._bill_on(self._recurring(), "2026-03-02")
            self._log(60, day=date(2026, 3, 2))
            invoice.button_draft()
            line = invoice.invoice_line_ids.with_user(self.accountant)
            line.prepaid_grant_contract_id = second
            invoice.action_post()
        self.assertEqual((first.balance, second.balance), (-60, 480))
        granted = second.grant_ids
        self.assertEqual((granted.quantity, granted.amount), (480, 240))

    # === REFUSED === #

    def test_credit_of_a_client_goes_to_no_other_client(self):
        stranger = self.env["res.partner"].create({"name": "Other", "is_company": True})
        foreign = self._contract(client=stranger)
        recurring = self._recurring()
        line = recurring.contract_line_ids.with_user(self.keeper)
        with self.assertRefused("belongs to Other", ValidationError):
            line.prepaid_contract_id = foreign
        self._run("2026-03-01")
        draft = self._get_invoices(recurring).invoice_line_ids
        with self.assertRefused("belongs to Other", ValidationError):
            draft.with_user(self.accountant).prepaid_grant_contract_id = foreign
        recurring.contract_line_ids.prepaid_contract_id = self._contract()
        with self.assertRefused("belongs to Azure", ValidationError):
            recurring.with_user(self.keeper).partner_id = stranger

    def test_a_pack_goes_to_no_contract_of_another_plan(self):
        other = self._contract(plan=self._plan("Projects"))
        line = self._recurring().contract_line_ids.with_user(self.keeper)
        with self.assertRefused("Projects only", ValidationError):
            line.prepaid_contract_id = other

    def test_what_is_posted_is_not_sent_elsewhere(self):
        contract = self._contract()
        invoice = self._bill_on(self._recurring(), "2026-03-01")
        line = invoice.invoice_line_ids.with_user(self.accountant)
        with self.assertRefused("Reset it to draft", UserError):
            line.prepaid_grant_contract_id = contract
        with self.assertRefused("Reset it to draft", UserError):
            line.prepaid_grant_date = "2027-01-01"
