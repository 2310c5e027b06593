from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRefillEnds(PrepaidCommon):
    """A refill ends with its documents, or when the client bought otherwise."""

    def _contract(self, quantity=600, **over):
        vals = {
            "refill_trigger": "threshold",
            "refill_product_id": self.pack.id,
            "low_threshold": 120,
        }
        return super()._contract(quantity, **(vals | over))

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("sale_timesheet_prepaid.prepaid_refill_cron").with_user(
                self.env.ref("base.user_root")
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _start(self, **over):
        """Return a contract with a refill that waits for its draft invoice."""
        contract = self._contract(**over)
        self._log(500)
        self._run()
        self.assertEqual(contract.refill_ids.state, "waiting")
        return contract, contract.refill_ids

    # === THE CLIENT BOUGHT OTHERWISE === #

    def test_credit_bought_otherwise_ends_the_refill_and_its_order_is_one_click_away(
        self,
    ):
        """B12"""
        contract, refill = self._start()
        self._pay(self._bill(self.pack))
        self.assertEqual(refill.state, "cancelled")
        self.assertIn("other credit", refill.reason)
        self.assertEqual(refill.sale_order_id.state, "sale")
        refill.with_user(self.user).action_withdraw()
        self.assertEqual(refill.sale_order_id.state, "cancel")
        self.assertEqual(refill.sale_order_id.invoice_ids.state, "cancel")
        self._log(600)
        self._run()
        self.assertEqual(len(contract.refill_ids), 2)

    def test_a_first_sale_by_refill_ends_when_the_client_buys_in_the_shop(self):
        contract = self._contract(0)
        contract.with_user(self.user).action_refill()
        self._pay(self._bill(self.pack))
        self.assertEqual(contract.balance, 600)
        self.assertEqual(contract.refill_ids.state, "cancelled")

    def test_a_company_may_have_the_order_cancelled_at_once(self):
        self.company.prepaid_refill_withdraw = True
        _contract, refill = self._start()
        self._pay(self._bill(self.pack))
        self.assertEqual(refill.sale_order_id.state, "cancel")

    def test_a_posted_invoice_is_nobodys_to_cancel(self):
        _contract, refill = self._start()
        refill.sale_order_id.invoice_ids.action_post()
        self._pay(self._bill(self.pack))
        self.assertEqual(refill.state, "cancelled")
        self.assertFalse(refill.can_withdraw)
        refill.action_withdraw()
        self.assertEqual(refill.sale_order_id.state, "sale")

    # === ITS DOCUMENTS === #

    def test_a_deleted_draft_ends_it_and_the_next_crossing_refills(self):
        contract, refill = self._start()
        refill.sale_order_id.invoice_ids.unlink()
        self.assertEqual(refill.state, "cancelled")
        self._grant(contract, 600)
        self._log(600)
        self._run()
        self.assertEqual(len(contract.refill_ids), 2)

    def test_an_expired_quotation_ends_it(self):
        _contract, refill = self._start(refill_mode="quotation")
        refill.sale_order_id.validity_date = fields.Date.to_date("2026-03-15")
        self._run()
        self.assertEqual(refill.state, "cancelled")
        self.assertIn("expired on 15 March", refill.reason)

    def test_cancelled_by_hand_its_untouched_order_goes_along(self):
        _contract, refill = self._start()
        refill.with_user(self.user).action_cancel()
        self.assertEqual(refill.state, "cancelled")
        self.assertEqual(refill.sale_order_id.state, "cancel")

    # === WHAT IS ORDERED WITHOUT ASKING === #

    def test_more_than_was_agreed_is_asked_for_not_ordered(self):
        """B13"""
        self.plan.overdraft_policy = "allow"
        contract = self._contract(refill_cap_month=1)
        self._log(600 + 1800)
        self._run()
        refill = contract.refill_ids
        self.assertFalse(refill.sale_order_id)
        self.assertEqual((refill.mode, refill.quantity), ("activity", 4))
        self.assertIn("4 × Pack of 600, $\N{NO-BREAK SPACE}4,000.00", refill.reason)
        self.assertEqual(contract.activity_ids.user_id, self.user)

    def test_more_money_than_the_contract_names_is_asked_for(self):
        contract = self._contract(refill_cap_amount=900)
        self._log(500)
        self._run()
        self.assertFalse(contract.refill_ids.sale_order_id)
        contract.refill_ids.action_cancel()
        contract.refill_cap_amount = 1000
        self._grant(contract, 600)
        self._log(600)
        self._run()
        self.assertTrue(contract.refill_ids[0].sale_order_id)

    # === WHAT IT WAITS FOR === #

    def test_its_state_says_what_is_missing_and_on_whom(self):
        contract, refill = self._start()
        invoice = refill.sale_order_id.invoice_ids
        total = "$\N{NO-BREAK SPACE}1,000.00"
        self.assertEqual(refill.status_text, f"Invoice to validate, {total}")
        self.assertEqual(contract.refill_status, refill.status_text)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date = TODAY
        invoice.invoice_date_due = fields.Date.to_date("2026-04-05")
        invoice.action_post()
        invoice.is_move_sent = True
        self.assertEqual(refill.status_text, "Sent, due 5 April")
        with freeze_time("2026-04-08"):
            refill.invalidate_recordset()
            self.assertEqual(refill.status_text, "Overdue 3 days")
