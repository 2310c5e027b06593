from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestChargeRefunds(ChargeCommon):
    """Money that is paid back, by Odoo's button or at the provider."""

    def _charge(self, used=300, **over):
        """Return a contract whose refill is paid; 200 of its 600 minutes are used."""
        contract = self._charged_contract(**over)
        contract.sudo().consent_ids.cap_amount = 9999
        self._log(500)
        self._run()
        self._log(used)
        return contract, contract.refill_ids._get_charge().sudo()

    def _refund(self, tx, amount=None):
        refund = tx._refund(amount)
        refund._post_process()
        return refund

    def _get_notes(self, contract):
        invoices = contract.refill_ids.invoice_ids
        return (invoices | invoices.reversal_move_ids).filtered(
            lambda move: move.move_type == "out_refund"
        )

    def test_a_refund_withdraws_unused_credit_at_once_and_used_credit_is_owed(self):
        contract, tx = self._charge()
        self._refund(tx)
        self.assertEqual((contract.balance, contract.debt), (-200, 200))
        self.assertBooked(earned=333.33)

    def test_a_credit_note_is_proposed_and_posting_it_takes_nothing_twice(self):
        contract, tx = self._charge()
        refund = self._refund(tx)
        [note] = self._get_notes(contract)
        self.assertEqual((note.state, note.amount_total), ("draft", 1000))
        self.assertEqual(note.reversed_entry_id, contract.refill_ids.invoice_ids - note)
        self.assertTrue(note.activity_ids)
        self.assertIn("takes no more", note.prepaid_credit_text)
        entries = len(contract.sudo().entry_ids)
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (-200, 200))
        self.assertEqual(len(contract.sudo().entry_ids), entries)
        self.assertEqual((note.payment_state, note.amount_residual), ("paid", 0))
        self.assertTrue(refund.payment_id.is_reconciled)
        self.assertBooked(earned=0)

    def test_thirty_percent_paid_back_are_thirty_percent_of_the_credit(self):
        contract, tx = self._charge()
        self._refund(tx, 300)
        self.assertEqual((contract.balance, contract.debt), (220, 0))
        self.assertBooked(earned=333.33)
        [note] = self._get_notes(contract)
        self.assertEqual(note.amount_total, 300)
        note.action_post()
        self.assertEqual((contract.balance, note.payment_state), (220, "paid"))
        self.assertBooked(earned=333.33)

    def test_use_beyond_what_stays_is_owed_unless_the_accountant_forgives_it(self):
        contract, tx = self._charge(used=650)
        self._refund(tx, 300)
        self.assertEqual((contract.balance, contract.debt), (-130, 130))
        [note] = self._get_notes(contract)
        note.prepaid_credit_use = "forgive"
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self.assertBooked(earned=700)

    def test_refunds_in_parts_add_up_and_each_has_its_credit_note(self):
        contract, tx = self._charge()
        for amount, balance in ((300, 220), (200, 100), (500, -200)):
            self._refund(tx, amount)
            self.assertEqual(contract.balance, balance)
            self.assertBooked(earned=333.33)
        notes = self._get_notes(contract)
        self.assertEqual(sorted(notes.mapped("amount_total")), [200, 300, 500])
        for note in notes:
            note.action_post()
            self.assertEqual(contract.balance, -200)
        self.assertEqual(set(notes.mapped("payment_state")), {"paid"})
        self.assertBooked(earned=0)

    def test_a_refund_that_is_processed_twice_is_followed_once(self):
        contract, tx = self._charge()
        refund = self._refund(tx, 300)
        refund._post_process()
        refund._follow_refund()
        self.assertEqual(len(self._get_notes(contract)), 1)
        self.assertEqual(contract.balance, 220)

    def test_money_paid_back_for_a_credit_note_that_stands_takes_nothing_more(self):
        contract, tx = self._charge()
        note = self._credit(contract.refill_ids.invoice_ids)
        self.assertEqual(contract.balance, 0)
        self._refund(tx)
        self.assertEqual(contract.balance, 0)
        self.assertEqual(self._get_notes(contract), note)
        self.assertEqual(note.payment_state, "paid")

    def test_a_credit_note_that_only_lowers_the_price_leaves_the_credit(self):
        contract, tx = self._charge()
        self._refund(tx, 300)
        [note] = self._get_notes(contract)
        note.prepaid_price_only = True
        note.action_post()
        self.assertEqual(contract.balance, 400)
        self.assertBooked(earned=233.33)

    def test_a_payment_too_much_is_paid_back_without_a_word_about_the_credit(self):
        contract, tx = self._charge()
        invoice = contract.refill_ids.invoice_ids
        tx.payment_id.move_id.line_ids.remove_move_reconcile()
        self._pay(invoice)
        self.assertEqual(contract.balance, 400)
        self._refund(tx)
        self.assertEqual(contract.balance, 400)
        self.assertFalse(self._get_notes(contract))

    def test_a_refund_that_the_accountant_cancels_brings_the_credit_back(self):
        contract, tx = self._charge()
        refund = self._refund(tx)
        refund.payment_id.action_draft()
        refund.payment_id.action_cancel()
        self.env.flush_all()
        self.assertEqual((contract.balance, contract.debt), (400, 0))

    def test_a_refund_that_bounces_brings_the_credit_back(self):
        contract, tx = self._charge()
        refund = self._refund(tx)
        refund._set_error("No such account", extra_allowed_states=("done",))
        refund._post_process()
        self.env.flush_all()
        self.assertEqual((contract.balance, contract.debt), (400, 0))
        self.assertBooked(earned=333.33)

    def test_a_credit_note_that_is_drafted_again_leaves_what_was_paid_back(self):
        contract, tx = self._charge()
        self._refund(tx, 300)
        [note] = self._get_notes(contract)
        for _twice in range(2):
            note.action_post()
            note.button_draft()
            self.env.flush_all()
            self.assertEqual(contract.balance, 220)
        note.button_cancel()
        note.unlink()
        self.assertEqual(contract.balance, 220)

    def test_orders_that_grant_when_confirmed_follow_a_refund_alike(self):
        self.company.sudo().prepaid_grant_policy = "confirmed"
        contract, tx = self._charge()
        self._refund(tx, 300)
        self.assertEqual(contract.balance, 220)
        self._get_notes(contract).action_post()
        self.assertEqual(contract.balance, 220)
        self.assertBooked(earned=333.33)

    def test_a_refund_of_two_invoices_is_shared_by_their_totals(self):
        contract = self._contract()
        invoices = self._bill() | self._bill(packs=3)
        tx = self._start_payment(invoices)
        tx._set_done()
        tx._post_process()
        self.assertEqual(contract.balance, 2400)
        self._refund(tx, 400)
        self.assertEqual(contract.balance, 2160)
        notes = invoices.reversal_move_ids
        self.assertEqual(notes.mapped("amount_total"), [100, 300])
        for note in notes:
            note.action_post()
            self.env.flush_all()
            self.assertEqual(contract.balance, 2160)
            grants = contract.sudo().grant_ids
            self.assertEqual(sorted(grants.mapped("remaining")), [540, 1620])
        self.assertBooked(earned=0)

    def test_a_refund_in_another_currency_takes_its_part(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for day, rate in (("2026-01-01", 0.5), ("2026-03-01", 0.8)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        contract = self._contract()
        invoice = self._bill(currency_id=euro.id)
        tx = self._start_payment(invoice)
        tx._set_done()
        tx._post_process()
        self.assertEqual(contract.balance, 600)
        self._refund(tx, invoice.amount_total / 2)
        self.assertEqual(contract.balance, 300)
        invoice.reversal_move_ids.action_post()
        self.assertEqual(contract.balance, 300)
        self.assertEqual(invoice.reversal_move_ids.payment_state, "paid")
        self.assertBooked(earned=0)
        tx._prepaid_return("Disputed")
        self.assertEqual(contract.balance, 0)
        self.assertBooked(earned=0)
        tx._prepaid_return_undone()
        self.assertEqual(contract.balance, 300)
        self.assertBooked(earned=0)

    def _start_payment(self, invoices):
        vals = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "partner_id": self.client.id,
            "operation": "online_direct",
            "reference": "by-hand",
            "amount": sum(invoices.mapped("amount_total")),
            "currency_id": invoices.currency_id.id,
            "invoice_ids": [Command.set(invoices.ids)],
        }
        return self.env["payment.transaction"].sudo().create(vals)

    def test_the_credit_note_has_the_refund_to_the_cent_with_taxes_and_packs(self):
        self.pack.taxes_id = self.company_data["default_tax_sale"]
        contract, tx = self._charge(refill_quantity=3)
        paid = tx.amount
        for amount in (1000, 777.77, 0.02):
            self._refund(tx, amount)
            note = self._get_notes(contract).filtered(lambda m: m.state == "draft")
            self.assertEqual(note.amount_total, amount)
            balance = contract.balance
            note.action_post()
            self.assertEqual((contract.balance, note.payment_state), (balance, "paid"))
        back = round(1800 * 1777.79 / paid)
        self.assertEqual(contract.balance, 1600 - back)
        # 200 of the 872 min that 1,454.10 without taxes still pay.
        self.assertBooked(earned=333.51)
