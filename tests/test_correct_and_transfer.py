from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCorrectAndTransfer(PrepaidCommon):
    def _correct(self, contract, user=None, **vals):
        Wizard = self.env["prepaid.contract.correct"].with_user(user or self.user)
        wizard = Wizard.create({"contract_id": contract.id} | vals)
        wizard.action_apply()

    def test_goodwill_is_one_entry_with_its_reason(self):
        contract = self._contract(60)
        self._correct(contract, quantity=15, reason="Server was slow")
        entry = contract.entry_ids.sorted("id")[-1]
        self.assertEqual((entry.name, entry.quantity), ("Server was slow", 15))
        self.assertEqual(entry.grant_id.kind, "goodwill")
        self.assertEqual(entry.grant_id.amount, 0)

    def test_a_correction_takes_back_no_more_than_a_grant_has(self):
        contract = self._contract(60)
        self._correct(contract, direction="take", quantity=20, reason="Typo")
        self.assertEqual(contract.balance, 40)
        with self.assertRefused("40 min"):
            self._correct(contract, direction="take", quantity=41, reason="Typo")

    def _sell_and_take(self, minutes, **over):
        """Sell 600 minutes for 1,000.00 and take some back; return the invoice."""
        invoice = self._bill()
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self._correct(
            contract, direction="take", quantity=minutes, reason="As agreed", **over
        )
        self.assertEqual(contract.balance, 600 - minutes)
        return invoice

    def _bounce(self, invoice):
        invoice.line_ids.remove_move_reconcile()

    def test_what_was_granted_by_mistake_is_not_owed(self):
        invoice = self._sell_and_take(100, correction="mistake")
        contract = self.client.prepaid_contract_ids
        self._bounce(invoice)
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self._pay(invoice)
        self.assertEqual((contract.balance, contract.debt), (500, 0))

    def test_work_that_was_not_logged_is_owed(self):
        invoice = self._sell_and_take(100, correction="work")
        contract = self.client.prepaid_contract_ids
        self._bounce(invoice)
        self.assertEqual((contract.balance, contract.debt), (-100, 100))
        self._pay(invoice)
        self.assertEqual((contract.balance, contract.debt), (500, 0))

    def test_taking_credit_back_is_a_mistake_unless_somebody_says_work(self):
        self._sell_and_take(100)
        entry = self.client.prepaid_contract_ids.entry_ids.sorted("id")[-1]
        self.assertEqual((entry.kind, entry.correction), ("adjust", "mistake"))
        with self.assertRefused("never changed"):
            entry.sudo().correction = "work"

    def test_what_was_transferred_is_not_owed(self):
        invoice = self._bill()
        self._pay(invoice)
        source = self.client.prepaid_contract_ids
        target = self._contract(is_default=False)
        self._transfer(source, target, 100)
        self._bounce(invoice)
        self.assertEqual((source.balance, source.debt), (0, 0))
        self.assertEqual((target.balance, target.debt), (0, 0))

    def test_a_pack_that_was_all_a_mistake_is_void(self):
        self._sell_and_take(600, correction="mistake")
        self.assertEqual(self.client.prepaid_contract_ids.grant_ids.state, "void")

    def test_a_correction_needs_a_reason(self):
        contract = self._contract(60)
        with self.assertRefused("Say why", ValidationError):
            self._correct(contract, quantity=20, reason="  ")

    def test_a_technician_corrects_nothing(self):
        contract = self._contract(60)
        with self.assertRefused("", AccessError):
            self._correct(contract, user=self.technician, quantity=20, reason="Mine")

    def _transfer(self, source, target, quantity):
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.user)
        Wizard.create(
            {
                "contract_id": source.id,
                "target_id": target.id,
                "quantity": quantity,
                "reason": "Moved",
            }
        ).action_apply()

    def test_a_transfer_keeps_expiry_and_price(self):
        self.plan.validity_months = 12
        self._pay(self._bill(self._pack(600, price=999.99)))
        source = self.client.prepaid_contract_ids
        target = self._contract(is_default=False)
        self._log(100)
        self._transfer(source, target, 300)
        self.assertEqual((source.balance, target.balance), (200, 300))
        moved = target.grant_ids
        self.assertEqual(moved.date_expiry, date(2027, 3, 15))
        self.assertEqual(moved.kind, "purchase")
        self.assertEqual((source.grant_ids.amount, moved.amount), (500, 499.99))

    def test_a_transfer_takes_grants_in_their_order_of_use(self):
        source, target = self._contract(), self._contract(is_default=False)
        later = self._grant(source, 60)
        sooner = self._grant(source, 60, date_expiry=date(2026, 12, 31))
        self._transfer(source, target, 60)
        self.assertEqual((sooner.remaining, later.remaining), (0, 60))

    def test_credit_stays_with_its_customer(self):
        source = self._contract(600)
        target = self._contract(client=self.partner_a)
        with self.assertRefused("one customer"):
            self._transfer(source, target, 300)

    def test_a_transfer_takes_no_more_than_there_is(self):
        source = self._contract(60)
        target = self._contract(is_default=False)
        with self.assertRefused("1 h of credit"):
            self._transfer(source, target, 61)
