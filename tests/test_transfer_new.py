from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .test_recognition import MARCH, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestTransferNew(RecognitionCommon):
    """Credit goes to a new contract, also of another company of the client's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["res.partner"].create(
            {"name": "Azure North", "is_company": True, "parent_id": cls.client.id}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Else"})

    def _start(self, contract, **vals):
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.user)
        vals = {"contract_id": contract.id, "quantity": 60, "reason": "Moved"} | vals
        return Wizard.create(vals)

    def test_without_a_second_contract_a_new_one_is_offered(self):
        contract = self._contract(600)
        wizard = self._start(contract)
        self.assertTrue(wizard.is_new)
        self.assertEqual(wizard.new_partner_id, self.client)
        self.assertEqual(wizard.new_plan_id, self.plan)
        wizard.action_apply()
        new = self.client.prepaid_contract_ids - contract
        self.assertEqual((contract.balance, new.balance), (540, 60))
        self.assertEqual((new.state, new.refill_trigger), ("active", "none"))
        self.assertEqual(new.user_id, contract.user_id)
        self.assertTrue(contract.is_default)
        self.assertFalse(new.is_default)

    def test_the_only_other_contract_is_proposed(self):
        contract = self._contract(600)
        other = self._contract(is_default=False)
        credit = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        self._contract(is_default=False, plan=credit)
        wizard = self._start(contract)
        self.assertEqual((wizard.is_new, wizard.target_id), (False, other))

    def test_the_dialog_makes_one_in_the_form(self):
        contract = self._contract(600)
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.user)
        form = Form(Wizard.with_context(default_contract_id=contract.id))
        form.quantity, form.reason = 120, "The north pays for itself"
        form.new_partner_id = self.site
        form.save().action_apply()
        self.assertEqual(self.site.prepaid_contract_ids.balance, 120)
        self.assertTrue(self.site.prepaid_contract_ids.is_default)

    def test_the_family_is_the_whole_tree_and_nobody_else(self):
        child = self.env["res.partner"].create(
            {"name": "Azure Far North", "is_company": True, "parent_id": self.site.id}
        )
        family = child._get_prepaid_family()
        self.assertEqual(family, self.client | self.site | child)
        contract = self._contract(600)
        wizard = self._start(contract, new_partner_id=self.stranger.id)
        with self.assertRefused("one customer", UserError):
            wizard.action_apply()
        self.assertFalse(self.stranger.prepaid_contract_ids)

    def test_a_plan_of_another_unit_takes_nothing(self):
        contract = self._contract(600)
        credit = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        with self.assertRefused("company and unit", UserError):
            self._start(contract, new_plan_id=credit.id).action_apply()
        self.assertEqual(self.client.prepaid_contract_ids, contract)

    def test_it_asks_for_a_contract_where_none_is_chosen(self):
        contract = self._contract(600)
        self._contract(is_default=False)
        self._contract(is_default=False)
        with self.assertRefused("Choose the contract", ValidationError):
            self._start(contract).action_apply()

    def test_the_revenue_of_what_went_to_the_family_stays_the_buyers(self):
        self._sell()
        contract = self.client.prepaid_contract_ids
        self._start(contract, quantity=300, new_partner_id=self.site.id).action_apply()
        part = self.site.prepaid_contract_ids.grant_ids
        self.assertEqual(part.amount, 499.99)
        self.env["prepaid.entry"].sudo().create(
            part._prepare_out_entry_vals("draw", 150_000, date(2026, 3, 30), "Work")
        )
        self._recognise(MARCH)
        # 999.99 × 150 ÷ 600, all of it on the accounts of who bought.
        self.assertRevenue(250)
        self.assertEqual(self._get_balance(self.deferred), 749.99)

    def test_a_technician_makes_no_contract_by_it(self):
        contract = self._contract(600)
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.technician)
        with self.assertRaises(AccessError):
            Wizard.create({"contract_id": contract.id, "quantity": 1, "reason": "x"})
