"""What a cron leaves that another transaction holds, and when it comes back to it."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_alert import LevelCommon

CRON = "sale_timesheet_prepaid.prepaid_refill_cron"
ODOO = "odoo.addons.base.models.ir_cron"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCron(LevelCommon):
    """A contract that somebody works on just now is refilled a moment later."""

    def _run_refill(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _find_triggers(self):
        """Return the triggers of the cron: with one Odoo runs it at once."""
        domain = [("cron_id", "=", self.env.ref(CRON).id)]
        return self.env["ir.cron.trigger"].search(domain)

    def _get_low(self):
        contract = self._contract(130)
        self._log(30)
        self.assertTrue(contract.refill_due)
        self._find_triggers().unlink()
        return contract

    def test_a_contract_that_is_held_is_refilled_by_the_next_run_at_once(self):
        contract = self._get_low()
        Contract = type(contract)
        with (
            patch.object(Contract, "try_lock_for_update", lambda self, **_: self[:0]),
            self.assertLogs(ODOO, "WARNING") as log,
        ):
            self._run_refill()
        self.assertIn("processed no record", log.output[0])
        self.assertTrue(contract.refill_due)
        self.assertTrue(self._find_triggers())
        self._find_triggers().unlink()
        self._run_refill()
        self.assertEqual(len(contract.refill_ids), 1)
        self.assertFalse(self._find_triggers())

    def test_a_contract_that_is_held_keeps_no_other_waiting(self):
        held = self._get_low()
        free = self._get_other_low()
        Contract = type(held)
        lock = Contract.try_lock_for_update

        def try_lock(self, **options):
            return lock(self - held, **options)

        with patch.object(Contract, "try_lock_for_update", try_lock):
            self._run_refill()
        self.assertEqual(len(free.refill_ids), 1)
        self.assertFalse(held.refill_ids)
        self.assertTrue(self._find_triggers())

    def _get_other_low(self):
        """Return a second contract whose credit got low."""
        partner = self.env["res.partner"].create({"name": "Other"})
        other = self._contract(100, partner_id=partner.id)
        other.sudo()._follow_level(use=1)
        self.assertTrue(other.refill_due)
        self._find_triggers().unlink()
        return other

    def test_a_contract_that_is_gone_is_no_reason_to_run_again(self):
        contract = self._get_low()
        gone = contract.copy()
        gone.unlink()
        with patch.object(type(contract), "search", lambda self, *_a, **_k: gone):
            self._run_refill()
        self.assertFalse(self._find_triggers())
