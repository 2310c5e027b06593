from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon
from .common_overage import APRIL, OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverageCharge(OverageCommon, ChargeCommon):
    """The invoice of the month is charged to who agreed to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._token()
        cls.contract.write(
            {"refill_mode": "charge", "payment_token_id": cls.card.id}
        )  # fmt: skip
        cls._consent(cls.contract, covers_overage=True)

    def _bill(self, minutes=90, when=APRIL):
        """Log work, let the month end; return the refill that charges its invoice."""
        self._log(minutes)
        self._run(when)
        return self.contract.refill_ids

    def _charge(self, when=APRIL):
        with freeze_time(when):
            ChargeCommon._run(self, "prepaid_charge_cron")

    def assertUncharged(self, reason):
        """An invoice stands, nothing was charged, and it says why."""
        move = self._get_lines().move_id
        self.assertEqual(len(move), 1)
        self.assertFalse(move.transaction_ids.filtered("prepaid_sent_at"))
        told = " ".join(str(body) for body in move.message_ids.mapped("body"))
        self.assertIn(reason, told)
        return move

    # === CHARGED === #

    def test_the_months_invoice_is_charged_once_and_sent(self):
        bill = self._bill()
        self.assertEqual((bill.state, bill.stage), ("charging", "bank"))
        self.assertEqual(bill.amount_total, 180)
        self._charge()
        self._charge()
        move = bill.move_id
        [tx] = move.transaction_ids
        self.assertEqual((tx.state, tx.amount), ("done", 180))
        self.assertTrue(move._is_prepaid_settled())
        self.assertTrue(move.is_being_sent)
        self.assertEqual((bill.state, bill.stage), ("done", "done"))
        self.assertOwed(0)
        self.assertEqual(self._get_tie_out()["difference"], 0)
        self._run("2026-04-02 12:00:00")
        self.assertEqual(self.contract.refill_ids, bill)

    def test_a_refused_card_is_tried_again_and_charged_once(self):
        self.card.demo_simulated_state = "error"
        bill = self._bill()
        self._charge()
        self.assertEqual((bill.state, bill.stage), ("pending", "declined"))
        self.card.demo_simulated_state = "done"
        self._charge()
        self.assertEqual(len(bill.transaction_ids), 1)
        self._charge("2026-04-02 13:00:00")
        self.assertEqual(bill.state, "done")
        states = sorted(bill.transaction_ids.mapped("state"))
        self.assertEqual(states, ["done", "error"])

    def test_what_is_refused_to_the_end_is_sent_to_be_paid(self):
        self.company.sudo().prepaid_retry_days = False
        self.card.demo_simulated_state = "error"
        bill = self._bill()
        self._charge()
        self.assertEqual(bill.state, "failed")
        self.assertIn(bill.stage, ("client", "unpaid"))
        self.assertTrue(bill.move_id.is_being_sent)
        self.assertIn("charged", self.contract.activity_ids[-1:].summary)
        self._pay(bill.move_id)
        self.assertEqual((bill.state, bill.stage), ("done", "done"))

    def test_a_debit_settles_days_later(self):
        self.card.demo_simulated_state = "pending"
        bill = self._bill()
        self._charge()
        self.assertEqual((bill.state, bill.stage), ("bank", "bank"))
        self.assertFalse(bill.move_id._has_to_be_paid())
        tx = bill.transaction_ids.sudo()
        tx.action_demo_set_done()
        tx._post_process()
        self.assertEqual(bill.state, "done")
        self.assertTrue(bill.move_id._is_prepaid_settled())

    def test_a_debit_that_is_taken_back_opens_the_invoice_for_the_client(self):
        self.card.demo_simulated_state = "pending"
        bill = self._bill()
        self._charge()
        tx = bill.transaction_ids.sudo()
        tx.action_demo_set_done()
        tx._post_process()
        tx._prepaid_return("the account is closed")
        move = bill.move_id
        self.assertFalse(move._is_prepaid_settled())
        self.assertEqual(bill.state, "failed")
        self.assertIn("closed", bill.reason)
        self.assertTrue(move._has_to_be_paid())
        self.assertEqual(self._get_tie_out()["difference"], 0)
        self._charge("2026-04-09 12:00:00")
        self.assertEqual(len(bill.transaction_ids), 1)
        self._pay(move)
        self.assertEqual((bill.state, self._get_tie_out()["difference"]), ("done", 0))
        self.assertOwed(0)

    def test_a_refill_runs_beside_it(self):
        self.contract.write(
            {"refill_product_id": self.pack.id, "refill_trigger": "threshold"}
        )
        self.card.demo_simulated_state = "pending"
        bill = self._bill()
        self._charge()
        refill = self.contract._get_open_refill() or self.contract.sudo()._refill(True)
        self.assertFalse(refill.move_id)
        self.assertEqual((bill.state, len(self.contract.refill_ids)), ("bank", 2))

    # === NOT CHARGED === #

    def test_a_permission_for_top_ups_alone_does_not_allow_it(self):
        self.contract.sudo().consent_ids.write({"covers_overage": False})
        self._bill()
        move = self.assertUncharged("did not agree to be charged for work beyond")
        self.assertEqual(move.state, "draft")

    def test_none_above_the_limit_that_was_agreed_to(self):
        self.contract.sudo().consent_ids.write({"cap_amount": 100})
        self._bill()
        self.assertUncharged("agreed to")

    def test_none_after_it_was_revoked(self):
        self.contract.sudo().consent_ids._revoke("Azure")
        self._bill()
        self.assertUncharged("has not agreed")

    def test_none_that_is_revoked_between_invoice_and_charge(self):
        bill = self._bill()
        self.contract.sudo().consent_ids._revoke("Azure")
        self._charge()
        move = self.assertUncharged("has not agreed")
        self.assertEqual((move.state, bill.state), ("posted", "waiting"))
        self.assertTrue(move.is_being_sent)

    def test_none_that_the_client_paid_meanwhile(self):
        bill = self._bill()
        self._pay(bill.move_id)
        self._charge()
        self.assertEqual(bill.state, "done")
        self.assertFalse(bill.transaction_ids.filtered("prepaid_sent_at"))

    def test_none_that_was_credited_meanwhile(self):
        bill = self._bill()
        with freeze_time(APRIL):
            bill.move_id._reverse_moves(cancel=True)
            self._charge()
        self.assertEqual(bill.transaction_ids.state, "cancel")
        self.assertIn(bill.state, ("cancelled", "done", "waiting"))
        self.assertFalse(bill._is_open() and bill.stage != "cancelled")

    def test_contracts_of_one_customer_are_charged_together_or_not_at_all(self):
        other = self._contract(is_default=False)
        project = self._project("Annex", self.client)
        task = self._task("Ticket", project, prepaid_contract_id=other.id)
        self._log(60, task=task)
        self._bill()
        move = self.assertUncharged("is not charged automatically")
        self.assertEqual(move._get_billed_contracts(), self.contract | other)

    # === WHAT THE CLIENT AGREES TO === #

    def test_the_text_names_it_where_it_is_so(self):
        self.contract.refill_product_id = self.pack
        text = self.contract.sudo()._get_consent_text(self.pack, "Card", 2000)
        self.assertIn("Work beyond the credit is invoiced by the month", text)
        self.plan.overdraft_settlement = "next_grant"
        text = self.contract.sudo()._get_consent_text(self.pack, "Card", 2000)
        self.assertNotIn("Work beyond the credit", text)

    def test_nobody_pays_an_invoice_that_is_being_charged(self):
        bill = self._bill()
        with self.assertRefused("being charged"):
            self.env["payment.transaction"].sudo().create(
                self._prepare_payment_vals(bill.move_id)
            )

    def _prepare_payment_vals(self, move):
        return {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "partner_id": self.client.id,
            "operation": "online_direct",
            "reference": "by-hand",
            "amount": move.amount_residual,
            "currency_id": move.currency_id.id,
            "invoice_ids": [(6, 0, move.ids)],
        }
