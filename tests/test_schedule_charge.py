from datetime import date

from odoo.tests import tagged

from .common_charge import ChargeCommon
from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleCharge(ScheduleCommon, ChargeCommon):
    """A renewal is charged to who agreed to it, once, and within the limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_grant_policy = "paid"
        cls.card = cls._token()
        cls.contract.write({"refill_mode": "charge", "payment_token_id": cls.card.id})
        cls.consent = cls._consent(cls.contract, covers_schedule=True)

    def _start(self, *lines, **over):
        schedule = self._schedule(*lines, **over)
        with self._on("2026-03-01"):
            schedule.action_start()
        return schedule.sudo()

    def _charge(self, day="2026-03-01"):
        with self._on(f"{day} 12:00:00"):
            self._run_cron("prepaid_charge_cron")

    def _get_sent(self, refill):
        return refill.transaction_ids.filtered("prepaid_sent_at")

    def assertInvoiced(self, refill, reason):
        """The invoice is posted and sent, nothing was charged, and it says why."""
        move = refill._get_live_invoices()
        self.assertEqual((move.state, refill.state), ("posted", "waiting"))
        self.assertTrue(move.is_being_sent or move.is_move_sent)
        self.assertFalse(self._get_sent(refill))
        self.assertIn(reason, refill.reason)

    # === CHARGED === #

    def test_each_renewal_is_charged_once(self):
        schedule = self._start((self.allowance, 1), (self.site, 2))
        self._charge()
        self._charge()
        refill = schedule.refill_ids
        self.assertEqual(refill.state, "done")
        [tx] = refill.transaction_ids
        self.assertEqual((tx.state, tx.amount), ("done", 300))
        self.assertTrue(refill.move_id.is_being_sent)
        self.assertEqual(self.contract.balance, 480)
        self._run("2026-04-01")
        self._charge("2026-04-01")
        self.assertEqual(schedule.refill_ids.mapped("state"), ["done", "done"])
        self.assertEqual(len(schedule.refill_ids.transaction_ids), 2)
        with self._on("2026-04-01"):
            self.assertBooked(0)

    def test_options_alone_are_charged_too(self):
        schedule = self._start((self.site, 2))
        self._charge()
        self.assertEqual(schedule.refill_ids.state, "done")
        self.assertEqual(schedule.refill_ids.transaction_ids.amount, 60)

    def test_what_is_added_in_mid_period_is_charged(self):
        schedule = self._start((self.site, 2))
        self._charge()
        self._change(schedule, "options", date(2026, 3, 17), [(self.site, 3)])
        self._charge("2026-03-17")
        refill = schedule.refill_ids[:1]
        self.assertEqual((refill.state, refill.transaction_ids.amount), ("done", 14.52))

    def test_a_refused_card_is_tried_again_with_one_invoice(self):
        self.card.demo_simulated_state = "error"
        schedule = self._start()
        self._charge()
        refill = schedule.refill_ids
        self.assertEqual((refill.state, refill.stage), ("pending", "declined"))
        self.assertEqual(self.contract.balance, 0)
        self.card.demo_simulated_state = "done"
        self._run("2026-03-02")
        self._charge("2026-03-05")
        self.assertEqual(refill.state, "done")
        self.assertEqual(len(self._get_invoices(schedule)), 1)
        states = sorted(refill.transaction_ids.mapped("state"))
        self.assertEqual(states, ["done", "error"])
        self.assertEqual(self.contract.balance, 480)

    def test_what_is_refused_to_the_end_is_paid_by_its_link(self):
        self.company.sudo().prepaid_retry_days = False
        self.card.demo_simulated_state = "error"
        schedule = self._start()
        self._charge()
        refill = schedule.refill_ids
        self.assertEqual(refill.state, "failed")
        self.assertTrue(refill.move_id.is_being_sent)
        # Who owes it is not charged the next one.
        self._run("2026-04-01")
        self.assertInvoiced(schedule.refill_ids[:1], "is not paid")
        self._pay(refill.move_id)
        self.assertEqual(refill.state, "done")

    def test_a_client_who_pays_between_two_tries_is_not_charged(self):
        self.card.demo_simulated_state = "error"
        schedule = self._start()
        self._charge()
        refill = schedule.refill_ids
        self._pay(refill.move_id)
        self.assertEqual(refill.state, "done")
        self.card.demo_simulated_state = "done"
        self._charge("2026-03-05")
        self.assertEqual(len(self._get_sent(refill)), 1)

    def test_a_client_who_pays_before_the_charge_is_not_charged(self):
        schedule = self._start()
        self._pay(schedule.refill_ids.move_id)
        self._charge()
        self.assertEqual(schedule.refill_ids.state, "done")
        self.assertFalse(self._get_sent(schedule.refill_ids))

    def test_a_debit_taken_back_takes_the_credit_back(self):
        self.card.demo_simulated_state = "pending"
        schedule = self._start((self.allowance, 1), (self.site, 1))
        self._charge()
        refill = schedule.refill_ids
        self.assertEqual((refill.state, self.contract.balance), ("bank", 0))
        with self._on("2026-03-03"):
            tx = refill.transaction_ids
            tx.action_demo_set_done()
            tx._post_process()
            self.assertEqual((refill.state, self.contract.balance), ("done", 480))
            tx._prepaid_return("the account is closed")
            self.assertEqual((refill.state, self.contract.balance), ("failed", 0))
            self.assertBooked(0)
        self._pay(refill.move_id)
        self.assertEqual((refill.state, self.contract.balance), ("done", 480))

    def test_options_taken_back_are_open_again(self):
        schedule = self._start((self.site, 2))
        self._charge()
        refill = schedule.refill_ids
        with self._on("2026-03-03"):
            refill.transaction_ids._prepaid_return("the account is closed")
        self.assertEqual(refill.state, "failed")
        self.assertFalse(refill.move_id._is_prepaid_settled())

    def test_a_months_credit_that_begins_ends_no_charge_under_way(self):
        self.company.prepaid_grant_policy = "posted"
        self.card.demo_simulated_state = "pending"
        schedule = self._start(interval_months="3")
        self._charge()
        self._run("2026-04-01")
        self.assertEqual(schedule.refill_ids.state, "bank")

    # === NOT CHARGED === #

    def test_a_permission_for_top_ups_alone_sends_the_invoice(self):
        self.consent.covers_schedule = False
        schedule = self._start()
        self.assertInvoiced(schedule.refill_ids, "agree to be charged for what renews")
        self._pay(schedule.refill_ids.invoice_ids)
        self.assertEqual(schedule.refill_ids.state, "done")

    def test_without_permission_the_invoice_is_sent(self):
        self.consent._revoke("Azure")
        schedule = self._start()
        self.assertInvoiced(schedule.refill_ids, "has not agreed")

    def test_above_the_limit_the_invoice_is_sent(self):
        self.consent.cap_amount = 239.99
        schedule = self._start()
        self.assertInvoiced(schedule.refill_ids, "239.99 at most")

    def test_another_card_than_agreed_is_not_charged(self):
        self.contract.payment_token_id = self._token()
        schedule = self._start()
        self.assertInvoiced(schedule.refill_ids, "another payment method")

    def test_revoked_between_invoice_and_charge_it_is_paid_by_its_link(self):
        schedule = self._start()
        self.consent._revoke("Azure")
        self._charge()
        self.assertInvoiced(schedule.refill_ids, "has not agreed")

    def test_agreeing_to_renewals_is_no_permission_for_top_ups(self):
        self.contract.refill_product_id = self.pack
        self._start()
        blocker = self.contract.sudo()._get_method_blocker()
        self.assertIn("what renews alone", blocker)

    # === HOW IT ENDS === #

    def test_an_invoice_by_hand_ends_with_its_payment(self):
        self.contract.refill_mode = "posted_invoice"
        schedule = self._start((self.site, 2))
        self.assertEqual(schedule.refill_ids.state, "waiting")
        self._pay(self._get_invoices(schedule))
        self.assertEqual(schedule.refill_ids.state, "done")
        self.assertFalse(self.contract.sudo()._get_waiting_refill())

    def test_a_renewal_that_costs_nothing_is_done(self):
        schedule = self._start((self.site, 1, {"discount": 100}))
        self.assertEqual(schedule.refill_ids.state, "done")
        self.assertFalse(schedule.refill_ids.transaction_ids)
