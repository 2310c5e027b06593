from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestChargeMeanwhile(ChargeCommon):
    """What changes between the order of a refill and its charge."""

    def _order_refill(self, **over):
        """Return a contract whose refill is ordered and not yet charged."""
        contract = self._charged_contract(**over)
        self._log(500)
        self._run("prepaid_refill_cron")
        self.assertEqual(contract.refill_ids.state, "charging")
        return contract, contract.refill_ids

    def _charge(self):
        self._run("prepaid_charge_cron")

    def assertDrafted(self, refill, reason):
        """Nothing was charged; an invoice waits for the accountant and says why."""
        self.assertFalse(refill.transaction_ids.filtered("prepaid_sent_at"))
        self.assertEqual((refill.state, refill.invoice_ids.state), ("waiting", "draft"))
        self.assertIn(reason, refill.reason)

    def test_the_provider_is_disabled(self):
        _contract, refill = self._order_refill()
        self.provider.state = "disabled"
        self._charge()
        self.assertDrafted(refill, "can no longer be charged")

    def test_the_card_is_archived(self):
        contract, refill = self._order_refill()
        contract.sudo().payment_token_id.active = False
        self._charge()
        self.assertDrafted(refill, "")

    def test_the_currency_is_no_longer_active(self):
        _contract, refill = self._order_refill()
        pound = self.env.ref("base.GBP").sudo()
        pound.active = True
        refill.sale_order_id.sudo().currency_id = pound
        pound.active = False
        self._charge()
        self.assertDrafted(refill, "is not active")

    def test_the_contract_is_suspended_and_goes_on_once_active(self):
        contract, refill = self._order_refill()
        contract.action_suspend()
        self._charge()
        self.assertEqual((refill.state, contract.balance), ("pending", 100))
        self.assertIn("not active", refill.reason)
        contract.action_activate()
        self._run()
        self.assertEqual((refill.state, contract.balance), ("done", 700))
        sent = refill.transaction_ids.filtered("prepaid_sent_at")
        self.assertEqual(len(sent), 1)

    def test_the_contract_is_closed(self):
        contract, refill = self._order_refill()
        contract.action_close()
        self._charge()
        self.assertFalse(refill.transaction_ids.filtered("prepaid_sent_at"))
        self.assertIn(refill.state, ("pending", "cancelled"))

    def test_the_contract_moves_to_another_plan(self):
        contract, refill = self._order_refill()
        order = refill.sale_order_id
        contract.plan_id = self._plan("Other")
        self._charge()
        self.assertFalse(refill.transaction_ids.filtered("prepaid_sent_at"))
        self.assertEqual(order.state, "cancel")
        self.assertIn("Choose a refill pack", refill.reason)

    def test_the_price_of_the_pack_changes(self):
        _contract, refill = self._order_refill()
        self.pack.sudo().list_price = 1500
        self._charge()
        self.assertEqual(refill.transaction_ids.amount, 1000)
        self.assertEqual(refill.invoice_ids.amount_total, 1000)
        self.assertEqual(refill.state, "done")

    def test_somebody_confirms_the_order(self):
        _contract, refill = self._order_refill()
        refill.sale_order_id.action_confirm()
        self._charge()
        self.assertFalse(refill.transaction_ids.filtered("prepaid_sent_at"))
        self.assertEqual(refill.state, "waiting")

    def test_the_number_of_the_month_is_reached(self):
        contract = self._charged_contract(refill_cap_month=1)
        self._log(500)
        self._run()
        self._log(600)
        self._run()
        self.assertEqual(contract.refill_ids.mapped("state"), ["pending", "done"])
        self.assertIn("cap of 1 refills", contract.refill_ids[0].reason)

    def test_the_money_of_the_month_is_reached(self):
        contract = self._charged_contract(refill_cap_amount=1999)
        self._log(500)
        self._run()
        self._log(600)
        self._run()
        self.assertEqual(contract.refill_ids.mapped("mode"), ["activity", "charge"])
        self.assertEqual(len(contract.refill_ids.transaction_ids), 1)

    def test_the_client_pays_the_invoice_that_was_drafted_instead(self):
        contract, refill = self._order_refill()
        contract.sudo().consent_ids._revoke("Azure")
        self._charge()
        refill.invoice_ids.action_post()
        self._pay(refill.invoice_ids)
        self.assertEqual((refill.state, contract.balance), ("done", 700))
