from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

LATER = date(2026, 6, 30)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExpiryExtended(PrepaidCommon):
    """A later expiry by hand brings back what lapsed, and its revenue."""

    def _sell(self, expiry, used=0):
        """Sell 600 minutes for 1,000.00, use some, and return the grant."""
        invoice = self._bill()
        self._pay(invoice, payment_date="2026-01-15")
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        grant.date_expiry = expiry
        if used:
            self._log(used, day=date(2026, 2, 2))
        return grant

    def _expire(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def _recognise(self, day):
        self.company.sudo()._recognise_prepaid_revenue(day)
        self.assertEqual(self.company.sudo()._get_prepaid_tie_out(day)["difference"], 0)

    def _extend(self, grant, expiry=LATER):
        grant.with_user(self.manager).date_expiry = expiry

    def test_a_later_expiry_gives_credit_and_deferral_back(self):
        grant = self._sell(date(2026, 3, 5), used=240)
        self._expire()
        self._recognise(TODAY)
        self.assertEqual((grant.remaining, grant.state), (0, "expired"))
        self.assertEqual(grant.recognised_amount, 1000)
        with freeze_time("2026-03-26"):
            self._extend(grant)
            self.assertEqual((grant.remaining, grant.state), (360, "open"))
            self.assertEqual(grant.contract_id.balance, 360)
            self._recognise(date(2026, 3, 26))
            self.assertEqual(grant.recognised_amount, 400)
            self._log(30, day=date(2026, 3, 26))
            self.assertEqual(grant.remaining, 330)

    def test_both_directions_as_often_as_one_likes(self):
        grant = self._sell(date(2026, 3, 5), used=240)
        for _time in range(3):
            self._expire()
            self._recognise(TODAY)
            self.assertEqual((grant.remaining, grant.recognised_amount), (0, 1000))
            self._extend(grant)
            self._extend(grant)
            self._expire()
            self._recognise(TODAY)
            self.assertEqual((grant.remaining, grant.recognised_amount), (360, 400))
            self._extend(grant, date(2026, 3, 10))
            self.assertEqual(grant.remaining, 360)
        self._extend(grant, False)
        self._expire()
        self.assertEqual(grant.remaining, 360)

    def test_a_later_date_that_is_over_too_brings_nothing_back(self):
        self.plan.expiry_grace_days = 5
        grant = self._sell(date(2026, 3, 1), used=240)
        self._expire()
        self._extend(grant, date(2026, 3, 10))
        self.assertEqual(grant.remaining, 0)
        self._extend(grant, date(2026, 3, 11))
        self.assertEqual(grant.remaining, 360)
        self._log(60, day=date(2026, 3, 11))
        self.assertEqual(grant.remaining, 300)

    def test_what_rolled_over_comes_back_once(self):
        self.plan.rollover_percent = 50
        grant = self._sell(date(2026, 3, 5), used=240)
        contract = grant.contract_id
        self._expire()
        self.assertEqual(contract.balance, 300)
        self._log(100)
        self._recognise(TODAY)
        self._extend(grant)
        self.assertEqual(contract.balance, 260)
        self.assertEqual(grant.remaining, 260)
        self._recognise(TODAY)
        grants = contract.grant_ids
        self.assertAlmostEqual(sum(grants.mapped("recognised_amount")), 566.67)
        self.assertEqual(sum(grants.mapped("amount")), 1000)

        self._extend(grant, date(2026, 3, 10))
        self._expire()
        self.assertEqual(contract.balance, 200)
        self._recognise(TODAY)
        self._extend(grant)
        self.assertEqual((contract.balance, grant.remaining), (260, 260))

    def test_what_rolled_over_and_expired_comes_back_too(self):
        self.plan.rollover_percent = 100
        grant = self._sell(date(2026, 2, 14))
        with freeze_time("2026-02-15"):
            self._expire()
        self._expire()
        self._recognise(TODAY)
        self.assertEqual(grant.contract_id.balance, 0)
        self._extend(grant)
        self.assertEqual(grant.remaining, 600)
        self.assertEqual(grant.contract_id.balance, 600)
        self._recognise(TODAY)
        grants = grant.contract_id.grant_ids
        self.assertEqual(sum(grants.mapped("recognised_amount")), 0)

    def test_work_undone_on_rolled_credit_returns_to_the_valid_origin(self):
        self.plan.rollover_percent = 100
        grant = self._sell(date(2026, 2, 14))
        with freeze_time("2026-02-15"):
            self._expire()
            line = self._log(100, day=date(2026, 2, 15))
        self._extend(grant)
        self.assertEqual(grant.remaining, 500)
        line.unlink()
        self._expire()
        self.assertEqual((grant.remaining, grant.contract_id.balance), (600, 600))

    def test_a_closed_contract_gets_its_credit_back(self):
        grant = self._sell(date(2026, 3, 5), used=240)
        grant.contract_id.action_close()
        self._expire()
        self._extend(grant)
        self.assertEqual(grant.contract_id.balance, 360)

    def test_refunded_credit_does_not_come_back(self):
        grant = self._sell(date(2026, 3, 5), used=240)
        self._expire()
        self._credit(grant.move_id)
        self._extend(grant)
        self.assertEqual(grant.remaining, 0)
        self.assertEqual(grant.contract_id.balance, 0)

    def test_unpaid_credit_does_not_come_back(self):
        grant = self._sell(date(2026, 3, 5), used=240)
        self._expire()
        grant.move_id.line_ids.remove_move_reconcile()
        contract = grant.contract_id
        self.assertEqual((contract.balance, contract.debt), (-240, 240))
        self._extend(grant)
        self.assertEqual((contract.balance, contract.debt), (-240, 240))

    def test_credit_that_comes_back_pays_open_debt(self):
        self.plan.overdraft_policy = "allow"
        grant = self._sell(date(2026, 3, 5), used=240)
        self._expire()
        self._log(50)
        contract = grant.contract_id
        self.assertEqual((contract.balance, contract.debt), (-50, 50))
        self._extend(grant)
        self.assertEqual((contract.balance, contract.debt), (310, 0))

    def test_the_client_is_told_of_the_new_expiry_in_time(self):
        grant = self._sell(date(2026, 3, 5))
        flags = {"expiry_notice_due": False, "expiry_last_notice_due": False}
        grant.sudo().write(flags)
        self._extend(grant)
        self.assertTrue(grant.expiry_notice_due and grant.expiry_last_notice_due)

    def test_only_managers_extend(self):
        grant = self._sell(date(2026, 3, 5))
        for user in (self.technician, self.user, self.accountant):
            with self.assertRefused("", AccessError):
                grant.with_user(user).date_expiry = LATER
