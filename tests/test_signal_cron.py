from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_signal import SignalCommon, ago, in_days

FIND = "odoo.addons.sale_timesheet_prepaid.models.client.prepaid_signal_find"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalCron(SignalCommon):
    """The nightly look: it brings in line, and nothing stops it."""

    def test_twice_is_once(self):
        self._falling()
        signal = self._find()
        self.assertEqual(self._find(), signal)
        self.assertEqual(
            len(self.Signal.search([("company_id", "=", self.company.id)])), 1
        )

    def test_the_cron_finds_and_checks_every_day(self):
        self._falling()
        with self.enter_registry_test_mode():
            cron = self.env.ref("sale_timesheet_prepaid.prepaid_signal_cron")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._get_open().date_checked, TODAY)

    def test_figures_are_those_of_the_day_until_it_is_done(self):
        self._falling()
        signal = self._find()
        self._find(in_days(1))
        self.assertEqual(signal.facts["until"], in_days(1).isoformat())
        signal.with_user(self.user).action_done()
        self._find(in_days(2))
        self.assertEqual(signal.facts["until"], in_days(1).isoformat())
        self.assertEqual(signal.date_checked, in_days(2))
        self.assertEqual(signal.date_found, TODAY)

    def test_one_bad_contract_keeps_nobody_from_being_told(self):
        self._falling()
        other = self.env["res.partner"].create({"name": "Bad", "is_company": True})
        bad = self._contract(client=other, user_id=self.user.id)
        self._grant(bad, 60, date=ago(90))
        make = self.registry["prepaid.signal"]._get_old_work

        def fail(signals, contract, today):
            if contract == bad:
                raise ValueError("broken")
            return make(signals, contract, today)

        self.patch(self.registry["prepaid.signal"], "_get_old_work", fail)
        with mute_logger(FIND):
            self.assertEqual(self._find().mapped("kind"), ["use_falling"])
        self.assertIn("broken", bad.fault_text)

    def test_what_cannot_be_told_stays_as_it_was(self):
        contract = self._contract()
        self._grant(contract, 60, date=ago(90))
        signal = self._find()
        self.assertEqual(signal.kind, "idle")

        def fail(signals, contracts, today):
            raise ValueError("broken")

        patch = "_read_used"
        with self.subTest("broken"):
            read = self.registry["prepaid.signal"]._read_used
            self.patch(self.registry["prepaid.signal"], patch, fail)
            with mute_logger(FIND):
                self.assertEqual(self._find(), signal)
            self.assertIn("broken", contract.fault_text)
        self.patch(self.registry["prepaid.signal"], patch, read)
        self._find()
        self.assertFalse(contract.fault_text)

    def test_days_are_days_of_the_company(self):
        self._falling()
        self.company.partner_id.tz = "Pacific/Auckland"
        signal = self._find("2026-03-16 23:00:00")
        self.assertEqual(signal.date_found, in_days(1))
        self.company.partner_id.tz = "America/Los_Angeles"
        signal.with_user(self.user).action_snooze_week()
        self.assertEqual(signal.date_snoozed, in_days(6))

    def test_an_empty_company_finds_nothing(self):
        self.assertFalse(self._find())

    def test_another_company_finds_its_own(self):
        self._falling()
        other = self.setup_other_company()["company"]
        self.assertFalse(self._find(company=other))
        self.assertTrue(self._find())
