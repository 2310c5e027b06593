from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_hold import HoldCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestHoldKept(HoldCommon):
    """What happens to the credit meanwhile leaves what is set aside of it."""

    # === EXPIRY, CLOSING, DOCUMENTS === #

    def test_credit_expires_but_what_is_set_aside_stays_for_its_work(self):
        self.contract.grant_ids.date_expiry = TODAY
        hold = self._hold(45, until=datetime(2026, 3, 20, 18))
        with freeze_time("2026-03-19 12:00:00"):
            self._lapse()
            self.assertFigures(balance=45, held=45, available=0)
            line = hold._log(self._work(45, day=date(2026, 3, 19)))
            self.assertDrawn(line, 45)
            self.assertFalse(self.contract.debt)

    def test_what_was_kept_beyond_its_expiry_expires_with_the_hold(self):
        self.contract.grant_ids.date_expiry = TODAY
        hold = self._hold(45, until=datetime(2026, 3, 20, 18))
        with freeze_time("2026-03-19 12:00:00"):
            self._lapse()
            hold._release()
            self._lapse()
            self.assertFigures(balance=0, held=0, available=0)

    def test_credit_that_stays_valid_covers_the_hold_first(self):
        self.contract.grant_ids.date_expiry = TODAY
        self._grant(self.contract, 40)
        self._hold(45, until=datetime(2026, 3, 20, 18))
        with freeze_time("2026-03-19 12:00:00"):
            self._lapse()
            self.assertFigures(balance=45, held=45, available=0)

    def test_what_rolls_over_covers_the_hold(self):
        self.plan.write({"rollover_percent": 50, "rollover_months": 1})
        self.contract.grant_ids.date_expiry = TODAY
        hold = self._hold(90, until=datetime(2026, 3, 20, 18))
        with freeze_time("2026-03-19 12:00:00"):
            self._lapse()
            self.assertFigures(balance=90, held=90, available=0)
            hold._post(90)
            self.assertFigures(balance=0, held=0, available=0)

    def test_the_bill_of_earlier_debt_settles_it_beside_a_hold(self):
        self.plan.overdraft_policy = "allow"
        self._hold(200)
        self._log(10)
        self.assertEqual(self.contract.debt, 10)
        self._grant(self.contract, 10, kind="overage", date=TODAY)
        self.assertEqual(self.contract.debt, 0)
        self.assertFigures(balance=120, held=200, available=-80)

    def test_a_contract_with_credit_set_aside_is_not_closed(self):
        hold = self._hold(45)
        with self.assertRefused("45 min set aside for “Call”"):
            self.contract.action_close()
        hold._release()
        self.contract.action_close()

    def test_what_is_set_aside_is_not_taken_back_by_hand(self):
        self._hold(100)
        wizard = self.env["prepaid.contract.correct"].with_user(self.user)
        vals = {
            "contract_id": self.contract.id,
            "direction": "take",
            "grant_id": self.contract.grant_ids.id,
            "reason": "Oops",
        }
        with self.assertRefused("1 h 40 set aside for work, and 20 min"):
            wizard.create(vals | {"quantity": 21}).action_apply()
        wizard.create(vals | {"quantity": 20}).action_apply()
        self.assertFigures(balance=100, held=100, available=0)

    def test_what_is_set_aside_is_not_transferred(self):
        other = self._contract(is_default=False).sudo()
        self._hold(100)
        with self.assertRefused("set aside for work"):
            self.contract.sudo()._transfer(other, 21, "Moved")
        self.contract.sudo()._transfer(other, 20, "Moved")

    def test_a_credit_note_takes_its_credit_and_the_promise_is_debt(self):
        other = self._contract(client=self.other_client, is_default=True)
        invoice = self._bill(client=self.other_client)
        self._pay(invoice)
        hold = self._hold(500, other)
        self._credit(invoice)
        self.assertEqual((other.balance, other.held, other.available), (0, 500, -500))
        self.assertIn("were taken back", other.message_ids.mapped("body")[0])
        hold._post(60)
        self.assertEqual((other.debt, other.held, other.available), (60, 0, -60))

    # === ALERTS === #

    def test_setting_aside_shows_low_credit_but_tells_nobody(self):
        self.contract.write({"low_threshold": 30, "refill_trigger": "threshold"})
        hold = self._hold(100)
        self.assertEqual(self.contract.alert_level, "low")
        self.assertFalse(self.contract.notice_due or self.contract.refill_due)
        hold._release()
        self.assertEqual(self.contract.alert_level, "none")

    def test_work_that_was_set_aside_starts_the_notice_and_the_refill(self):
        self.contract.write({"low_threshold": 30, "refill_trigger": "threshold"})
        self._hold(100)._post(100)
        self.assertTrue(self.contract.notice_due and self.contract.refill_due)

    def test_a_meter_and_a_ticket_do_not_count_on_it(self):
        self._hold(100)
        self.assertEqual(self.contract.sudo()._get_room(self.task), 20_000)
