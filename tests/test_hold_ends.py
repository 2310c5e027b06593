from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_hold import EVENING, HoldCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestHoldEnds(HoldCommon):
    """Who and what ends a hold, and who may not."""

    # === THE CRON === #

    def test_what_was_not_used_in_time_is_free_once(self):
        hold, later = self._hold(45), self._hold(10, until=datetime(2026, 3, 17, 18))
        with freeze_time("2026-03-16 18:00:00"):
            self._run_cron("prepaid_hold_cron")
            self._run_cron("prepaid_hold_cron")
        self.assertEqual((hold.state, later.state), ("expired", "held"))
        self.assertFigures(balance=120, held=10, available=110)

    def test_the_cron_is_woken_when_the_time_is_over(self):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_hold_cron")
        self._hold(45)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(EVENING, triggers.mapped("call_at"))

    def test_one_bad_hold_does_not_stop_the_others(self):
        bad, good = self._hold(45), self._hold(10)
        expire = type(bad)._expire

        def fail(holds):
            if bad in holds:
                raise UserError(holds.env._("Broken"))
            return expire(holds)

        self.patch(type(bad), "_expire", fail)
        with freeze_time("2026-03-16 18:00:00"):
            self._run_cron("prepaid_hold_cron")
        self.assertEqual((bad.state, good.state), ("held", "expired"))
        self.assertIn("Broken", self.contract.sudo().fault_text)

    # === RIGHTS === #

    def test_only_a_manager_releases_and_it_is_told(self):
        hold = self._hold(45)
        for user in (self.technician, self.user, self.accountant):
            with self.assertRefused("", AccessError):
                hold.with_user(user).action_release()
        hold.with_user(self.manager).action_release()
        self.assertEqual(hold.state, "released")
        self.assertIn("released 45 min", self.contract.message_ids[0].body)

    def test_people_of_another_company_see_nothing_of_it(self):
        other = self._setup_other_company()
        hold = self._hold(45)
        stranger = self._user("stranger", *self.MANAGER, company=other)
        Hold = self.env["prepaid.hold"].with_user(stranger)
        self.assertFalse(Hold.search([("id", "=", hold.id)]))
        with self.assertRefused("", AccessError):
            hold.with_user(stranger).action_release()

    def test_the_check_names_each_broken_hold(self):
        hold = self._hold(45)
        breaks = {
            "open holds": "UPDATE prepaid_contract SET held = 1 WHERE id = %(c)s",
            "in entries": "UPDATE prepaid_hold SET posted_quantity = 1,"
            " state = 'posted', ended_at = now() WHERE id = %(h)s",
        }
        for word, query in breaks.items():
            with self.subTest(word), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(query, {"c": self.contract.id, "h": hold.id})
                self.env.invalidate_all()
                faults = self.contract.sudo()._check_integrity()
                self.assertIn(word, " ".join(faults))
                savepoint.rollback()
            self.env.invalidate_all()
