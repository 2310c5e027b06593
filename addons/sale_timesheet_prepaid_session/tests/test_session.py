from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

from .common import START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSession(SessionCommon):
    """Accept, hold, talk, and pay exactly the minutes due."""

    def test_twelve_minutes_after_five_free_cost_seven(self):
        """7 min at 90 an hour are 10.50; with 15 % of tax 12.08."""
        session = self._booked()
        # 70 of 75 minutes at 1.50 are 105.00, with tax 120.75.
        self.assertEqual(session.cap_amount, 120.75)
        self._card(session)
        self.assertEqual((session.state, session.secured_amount), ("secured", 120.75))
        self.assertEqual(session.task_id.partner_id, self.visitor)

        self._talk(session, 12)
        self.assertEqual((session.state, session.due_amount), ("done", 10.5))
        self.assertEqual(session.timesheet_id.unit_amount, 0.2)
        self.assertFalse(session.timesheet_id.prepaid_uncovered)

        self._collect()
        self.assertEqual(session.state, "settled")
        self.assertCaptured(session, 12.08)
        self.assertEqual(session.invoice_id.amount_untaxed, 10.5)
        self.assertIn("12 min, 5 free, at", session.invoice_id.invoice_line_ids.name)
        self.assertTrue(session.invoice_id.sending_data)
        self.assertEqual(session.timesheet_id.timesheet_invoice_id, session.invoice_id)

    def test_within_the_free_minutes_nothing_is_taken(self):
        session = self._talk(self._held(), 5)
        self._collect()
        self.assertEqual(session.state, "settled")
        self.assertFalse(session.invoice_id)
        self.assertCaptured(session, 0)
        self.assertEqual(session.transaction_ids.state, "cancel")

    def test_credit_that_went_meanwhile_lets_the_client_pay_otherwise(self):
        contract = self._contract(45, client=self.visitor, plan=self.plan)
        session = self._booked(45)
        self.assertEqual((session.contract_id, session.cap_amount), (contract, 0))
        ticket = self._task("Printer on fire")
        ticket.partner_id = self.visitor
        self._log(30, task=ticket)
        with self.assertRaises(CreditShort):
            session._secure()
        session._reopen()
        session._accept("Vera", by_contract=False)
        self.assertFalse(session.contract_id)
        # 40 of 45 minutes are 60.00, with tax 69.00.
        self.assertEqual(session.cap_amount, 69)
        self._card(session)
        self._talk(session, 12)
        self._collect()
        self.assertCaptured(session, 12.08)
        self.assertEqual(contract.balance, 15)
