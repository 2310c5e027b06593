from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCharge(ChargeCommon):
    def test_at_the_threshold_the_card_is_charged_once_and_the_credit_is_there(self):
        contract = self._charged_contract()
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual((refill.state, refill.mode), ("done", "charge"))
        self.assertEqual(contract.balance, 700)
        [tx] = refill.transaction_ids
        self.assertEqual((tx.state, tx.amount), ("done", 1000))
        invoice = refill.invoice_ids
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 1000))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self._run()
        self.assertEqual(len(contract.refill_ids.transaction_ids), 1)

    def test_without_consent_nothing_is_charged_and_an_invoice_is_drafted(self):
        contract = self._charged_contract()
        contract.sudo().consent_ids._revoke("Azure")
        self.assertIn("not agreed", contract.charge_blocker)
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertFalse(refill.transaction_ids)
        self.assertEqual((refill.state, refill.invoice_ids.state), ("waiting", "draft"))
        self.assertIn("not agreed", refill.reason)

    def test_a_consent_revoked_between_order_and_charge_stops_it(self):
        contract = self._charged_contract()
        self._log(500)
        self._run("prepaid_refill_cron")
        refill = contract.refill_ids
        self.assertEqual(refill.state, "charging")
        contract.sudo().consent_ids._revoke("Azure")
        self._run("prepaid_charge_cron")
        self.assertEqual(refill.transaction_ids.state, "cancel")
        self.assertFalse(refill.transaction_ids.prepaid_sent_at)
        self.assertEqual((refill.state, refill.invoice_ids.state), ("waiting", "draft"))

    def test_a_cap_below_the_price_is_no_consent(self):
        contract = self._charged_contract()
        contract.sudo().consent_ids.cap_amount = 999.99
        self._log(500)
        self._run()
        self.assertFalse(contract.refill_ids.transaction_ids)
        self.assertIn("1,000.00", contract.refill_ids.reason)

    def test_a_refused_charge_is_tried_again_after_1_3_and_7_days_then_it_failed(self):
        contract = self._charged_contract("error")
        self._log(500)
        for day, state in (
            ("2026-03-02", "pending"),
            ("2026-03-03", "pending"),
            ("2026-03-06", "pending"),
            ("2026-03-13", "failed"),
        ):
            with freeze_time(f"{day} 12:00:01"):
                self._run()
                self._run()
                self.assertEqual(contract.refill_ids.state, state, day)
        refill = contract.refill_ids
        self.assertEqual(refill.transaction_ids.mapped("state"), ["error"] * 4)
        self.assertEqual(refill.sale_order_id.state, "sent")
        self.assertIn("could not be charged", contract.activity_ids[-1:].summary)

    def test_the_client_pays_the_link_of_a_failed_refill(self):
        self.company.sudo().prepaid_retry_days = False
        contract = self._charged_contract("error")
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "failed")
        self._pay_order(refill.sale_order_id)
        self.assertEqual((refill.state, contract.balance), ("done", 700))

    def test_money_on_its_way_through_the_bank_brings_credit_once_it_arrived(self):
        contract = self._charged_contract("pending")
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual((refill.state, contract.balance), ("bank", 100))
        self._run()
        self.assertEqual(len(refill.transaction_ids), 1)
        tx = refill.transaction_ids.sudo()
        tx.action_demo_set_done()
        tx._post_process()
        self.assertEqual((refill.state, contract.balance), ("done", 700))

    def test_nobody_pays_an_order_that_is_being_charged(self):
        contract = self._charged_contract("pending")
        self._log(500)
        self._run()
        order = contract.refill_ids.sale_order_id
        self.assertFalse(order._has_to_be_paid())
        with self.assertRefused("being charged"):
            self._pay_order(order)

    def test_a_client_who_is_paying_is_not_charged(self):
        self.company.sudo().prepaid_retry_days = "0,0"
        contract = self._charged_contract("error")
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "pending")
        self._start_payment(refill.sale_order_id)
        self._run()
        self.assertEqual(len(refill.transaction_ids), 1)
        self.assertEqual(refill.reason, "The client is paying it.")

    def test_three_failures_in_a_row_switch_the_refill_off(self):
        self.company.sudo().prepaid_retry_days = False
        contract = self._charged_contract("error")
        for _attempt in range(3):
            self._log(590)
            self._run()
            self._grant(contract, 590)
        self.assertEqual(contract.refill_ids.mapped("state"), ["failed"] * 3)
        self.assertEqual(contract.refill_trigger, "none")

    def test_without_an_account_manager_somebody_who_reads_it_is_asked(self):
        self.company.sudo().prepaid_retry_days = False
        contract = self._charged_contract("error", user_id=False)
        self._log(500)
        self._run()
        activity = contract.activity_ids[-1:]
        self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))

    # === HELPERS === #

    def _start_payment(self, order):
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "partner_id": order.partner_id.id,
                    "operation": "online_direct",
                    "reference": f"{order.name}-by-hand",
                    "amount": order.amount_total,
                    "currency_id": order.currency_id.id,
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
        )

    def _pay_order(self, order):
        tx = self._start_payment(order)
        tx._set_done()
        tx._post_process()
