from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRefill(PrepaidCommon):
    def _contract(self, quantity=600, **over):
        vals = {
            "low_threshold": 120,
            "refill_trigger": "threshold",
            "refill_product_id": self.pack.id,
        }
        return super()._contract(quantity, **(vals | over))

    def _run(self, cron="prepaid_refill_cron"):
        with self.enter_registry_test_mode():
            self.env.ref(f"sale_timesheet_prepaid.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def test_one_refill_with_a_draft_invoice_waits_for_the_accountant(self):
        contract = self._contract()
        self._log(479)
        self._run()
        self.assertFalse(contract.refill_ids)
        self._log(1)
        self._run()
        self._log(10)
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "waiting")
        order = refill.sale_order_id
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.prepaid_contract_id, contract)
        self.assertEqual(order.invoice_ids.mapped("state"), ["draft"])
        self.assertEqual(order.invoice_ids.amount_untaxed, 1000)

    def test_the_paid_refill_is_done_and_the_next_crossing_makes_another(self):
        contract = self._contract()
        self._log(500)
        self._run()
        invoice = contract.refill_ids.invoice_ids
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertEqual(contract.balance, 700)
        self._log(600)
        self._run()
        self.assertEqual(
            contract.refill_ids.sorted("id").mapped("state"), ["done", "waiting"]
        )

    def test_a_quotation_is_sent_in_that_mode(self):
        contract = self._contract(refill_mode="quotation")
        self._log(500)
        self._run()
        order = contract.refill_ids.sale_order_id
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.message_ids.filtered("partner_ids"))

    def test_the_account_manager_is_reminded_in_that_mode(self):
        contract = self._contract(refill_mode="activity")
        self._log(500)
        self._run()
        self.assertIn("Refill", " ".join(contract.activity_ids.mapped("summary")))
        self.assertFalse(contract.refill_ids.sale_order_id)
        self._pay(self._bill())
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertFalse(contract.activity_ids)

    def test_a_refill_that_cannot_run_says_why_and_runs_later(self):
        contract = self._contract(refill_product_id=False)
        self._log(500)
        self._run()
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "pending")
        self.assertIn("refill pack", contract.refill_reason)
        told = contract.message_ids.filtered(lambda m: "did not run" in m.body)
        self.assertEqual(len(told), 1)
        contract.refill_product_id = self.pack
        self._run()
        self.assertEqual(refill.state, "waiting")
        self.assertFalse(contract.refill_reason)

    def test_one_failing_contract_does_not_stop_the_others(self):
        broken = self._contract(refill_product_id=False)
        other_client = self.env["res.partner"].create({"name": "Deco"})
        good = self._contract(client=other_client)
        self._log(500)
        self._log(500, task=self._task("Two", self._project("Deco", other_client)))
        self._run()
        self.assertEqual(broken.refill_ids.state, "pending")
        self.assertEqual(good.refill_ids.state, "waiting")

    def test_the_monthly_cap_holds_the_next_refill_back(self):
        contract = self._contract(refill_cap_month=1)
        self._log(500)
        self._run()
        invoice = contract.refill_ids.invoice_ids
        invoice.action_post()
        self._pay(invoice)
        self._log(600)
        self._run()
        self.assertIn("cap", contract.refill_reason)

    def test_the_whole_gap_comes_in_one_refill(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract()
        self._log(1300)
        self._run()
        self.assertEqual(contract.refill_ids.quantity, 2)

    def test_giving_time_back_and_drawing_again_refills_once(self):
        contract = self._contract()
        line = self._log(500)
        self._run()
        line.unit_amount = 1
        line.unit_amount = 500 / 60
        self._run()
        self.assertEqual(len(contract.refill_ids), 1)

    def test_credit_bought_meanwhile_ends_the_refill(self):
        contract = self._contract(refill_product_id=False)
        self._log(500)
        self._run()
        self._grant(contract, 600)
        self._run()
        self.assertEqual(contract.refill_ids.state, "cancelled")

    def test_a_cancelled_order_ends_its_refill_and_makes_no_new_one(self):
        contract = self._contract()
        self._log(500)
        self._run()
        contract.refill_ids.sale_order_id._action_cancel()
        self._log(10)
        self._run()
        self.assertEqual(contract.refill_ids.state, "cancelled")

    def test_no_refill_without_trigger(self):
        contract = self._contract(refill_trigger="none")
        self._log(500)
        self._run()
        self.assertFalse(contract.refill_ids)

    def test_the_account_manager_refills_in_one_click(self):
        contract = self._contract(refill_trigger="none")
        contract.with_user(self.user).action_refill()
        self.assertEqual(contract.refill_ids.state, "waiting")
        contract.with_user(self.user).action_refill()
        self.assertEqual(len(contract.refill_ids), 1)

    # === NOTICES === #

    def _notices(self, contract):
        self._run("prepaid_contract_notify_cron")
        messages = contract.message_ids.filtered(
            lambda message: message.partner_ids == self.client
        )
        return messages.sorted("id").mapped("subject")

    def test_clients_are_told_once_a_crossing(self):
        contract = self._contract(refill_trigger="none")
        self._log(480)
        self.assertEqual(len(self._notices(contract)), 1)
        self._log(10)
        self.assertEqual(len(self._notices(contract)), 1)
        self._log(110)
        told = self._notices(contract)
        self.assertEqual(len(told), 2)
        self.assertIn("2 h left", told[0])
        self.assertIn("used up", told[1])
        self.assertIn("used up", contract.activity_ids.summary)

    def test_credit_that_is_fine_again_answers_its_alert(self):
        contract = self._contract(refill_trigger="none")
        line = self._log(480)
        self._notices(contract)
        self.assertEqual(contract.activity_ids.user_id, contract.user_id)
        line.unit_amount = 1
        self.assertFalse(contract.activity_ids)

    def test_a_grant_arms_the_notices_again(self):
        contract = self._contract(refill_trigger="none")
        self._log(500)
        self._notices(contract)
        self._grant(contract, 600)
        self._log(590)
        self.assertEqual(len(self._notices(contract)), 2)

    def test_the_buyer_is_told_of_new_credit_and_its_balance(self):
        self._pay(self._bill())
        contract = self.client.prepaid_contract_ids
        self.assertIn("10 h", self._notices(contract)[0])
        self.assertEqual(len(self._notices(contract)), 1)

    def test_clients_are_told_before_credit_expires(self):
        contract = self._contract(0)
        self._grant(contract, 60, date_expiry="2026-04-15")
        self._grant(contract, 60, date_expiry="2026-04-16")
        told = self._notices(contract)
        self.assertEqual(len(told), 1)
        self.assertIn("expires soon", told[0])
        self.assertEqual(len(self._notices(contract)), 1)
