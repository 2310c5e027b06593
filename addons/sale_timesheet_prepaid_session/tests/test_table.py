from contextlib import contextmanager

from odoo.tests import freeze_time, tagged

from .common import START, SessionCommon

# At 90.00 an hour, that is 1.50 a minute; tax 15 %. Computed by hand:
# free, minimum, step, lengths | talked | counted, due, with tax
TABLE = (
    (0, 0, 0, "", 1, 1, 1.50, 1.73),
    (0, 0, 0, "", 7, 7, 10.50, 12.08),
    (0, 0, 0, "", 59, 59, 88.50, 101.78),
    (0, 0, 0, "", 75, 75, 112.50, 129.38),
    (5, 0, 0, "", 5, 0, 0, 0),
    (5, 0, 0, "", 6, 1, 1.50, 1.73),
    (5, 0, 0, "", 12, 7, 10.50, 12.08),
    (5, 0, 0, "", 75, 70, 105.00, 120.75),
    (10, 0, 0, "", 10, 0, 0, 0),
    (10, 0, 0, "", 12, 2, 3.00, 3.45),
    (10, 0, 0, "", 75, 65, 97.50, 112.13),
    (0, 10, 0, "", 3, 10, 15.00, 17.25),
    (0, 0, 15, "", 12, 15, 22.50, 25.88),
    (5, 0, 15, "", 21, 30, 45.00, 51.75),
    (0, 0, 6, "", 20, 24, 36.00, 41.40),
    (5, 0, 0, "15, 30, 45", 12, 15, 22.50, 25.88),
    (0, 0, 0, "15, 30, 45", 31, 45, 67.50, 77.63),
    (0, 0, 0, "15, 30, 45", 46, 46, 69.00, 79.35),
)


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestTable(SessionCommon):
    """Due, captured, invoiced and explained agree, whoever pays."""

    @contextmanager
    def _row(self, row):
        """Set the rules of a row, and yield what is talked and expected."""
        names = ("free_minutes", "minimum_minutes", "step_minutes", "durations")
        values = dict(zip(names, row[:4], strict=True))
        with self.subTest(talked=row[4], **values):
            self.rate.write(values)
            yield row[4:]

    def _check(self, session, counted, due):
        self.assertEqual(session.metered_minutes, counted)
        self.assertAlmostEqual(session.due_amount, due)
        self.assertEqual(session.state, "settled", session.reason)

    def _check_invoice(self, session, due, total):
        move = session.invoice_id
        self.assertAlmostEqual(move.amount_untaxed, due)
        self.assertAlmostEqual(move.amount_total, total)
        self.assertEqual(bool(move), bool(total))
        if move:
            self.assertIn(f"{due:.2f}", session.explanation)
            self.assertIn(session.explanation, move.invoice_line_ids.name)

    def test_by_an_amount_held_on_a_card(self):
        for row in TABLE:
            with self._row(row) as (talked, counted, due, total):
                session = self._talk(self._held(), talked)
                self._collect()
                self._check(session, counted, due)
                self._check_invoice(session, due, total)
                self.assertCaptured(session, total)

    def test_by_a_saved_card_charged_afterwards(self):
        token = self._token(partner_id=self.visitor.id)
        for row in TABLE:
            with self._row(row) as (talked, counted, due, total):
                session = self._booked()
                session._secure_by_token(token)
                self._talk(session, talked)
                self._collect()
                self._check(session, counted, due)
                self._check_invoice(session, due, total)
                charges = session.transaction_ids
                self.assertAlmostEqual(sum(charges.mapped("amount")), total)
                self.assertEqual(charges.mapped("state"), ["done"] if total else [])
                self.assertEqual(session.invoice_id.amount_residual, 0)

    def test_by_the_link_of_the_invoice(self):
        for row in TABLE:
            with self._row(row) as (talked, counted, due, total):
                session = self._booked()
                session._secure_by_link()
                self._talk(session, talked)
                self._collect()
                move = session.invoice_id
                if total:
                    self.assertEqual(
                        (session.state, move.amount_residual), ("done", total)
                    )
                    self.assertTrue(move.sending_data)
                    self._pay(move)
                    self._collect()
                self._check(session, counted, due)
                self._check_invoice(session, due, total)

    def test_by_the_credit_of_a_contract(self):
        contract = self._contract(
            5000, client=self.visitor, plan=self.price_plan, is_default=True
        )
        for row in TABLE:
            with self._row(row) as (talked, counted, due, _total):
                before = contract.balance
                session = self._booked()
                session._secure()
                self.assertEqual(contract.held, session.secured_amount)
                self._talk(session, talked)
                self._check(session, counted, due)
                self.assertAlmostEqual(before - contract.balance, due)
                self.assertEqual(contract.held, 0)
                self.assertFalse(session.invoice_id)
                line = session.timesheet_id
                self.assertEqual(line.metered_minutes, counted)
                self.assertAlmostEqual(line.prepaid_quantity, due)
        self.assertFalse(contract._check_integrity())

    def _pay(self, move):
        journal = self.company_data["default_journal_bank"]
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"journal_id": journal.id})._create_payments()
