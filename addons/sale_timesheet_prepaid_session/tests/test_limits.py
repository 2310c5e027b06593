from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

from .common import START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestLimits(SessionCommon):
    """The most that a talk can take is what was secured for it."""

    def _at(self, minutes, seconds=0):
        return freeze_time(START + timedelta(minutes=minutes, seconds=seconds))

    def _extend_by_token(self, session):
        """Extend as a request does, which commits before and after it calls."""
        self.env.flush_all()
        try:
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                session.with_env(self.env(cr=cr, su=True))._extend_by_token(15)
        finally:
            self.env.invalidate_all()

    def test_a_talk_stops_when_what_is_held_is_used_up(self):
        """15 min, 5 of them free, are 15.00; nobody stops for 40."""
        session = self._held(15)
        session.with_user(self.technician).start()
        self.assertEqual(session.stop_at, START + timedelta(minutes=15))
        self._run_at("watch", START + timedelta(minutes=13))
        self.assertTrue(session.is_warned)
        self.assertEqual(session.state, "running")
        self._run_at("watch", START + timedelta(minutes=40))
        self.assertEqual((session.state, session.stopped_by), ("done", "limit"))
        self.assertEqual((session.worked_minutes, session.due_amount), (15, 15))
        self.assertEqual(session.meter_id.seconds, 15 * 60)
        self._collect()
        self.assertCaptured(session, 17.25)

    def test_standard_lengths_let_a_talk_use_what_they_pay(self):
        """15 min held, 5 free before them: 20 min of talk cost no more."""
        self.rate.durations = "15, 30, 45"
        session = self._talk(self._held(15), 40)
        self.assertEqual((session.worked_minutes, session.due_amount), (20, 22.5))

    def test_a_pause_uses_up_nothing(self):
        session = self._held(15)
        staff = session.with_user(self.technician)
        staff.start()
        with self._at(6):
            staff.pause()
            self.assertFalse(session.stop_at)
        with self._at(30):
            staff.start()
            self.assertEqual(session.stop_at, START + timedelta(minutes=39))
        with self._at(34):
            staff.stop()
        self.assertEqual((session.worked_minutes, session.due_amount), (10, 7.5))

    def test_more_is_held_on_the_saved_card(self):
        session = self._booked(15)
        self._card(session, token_id=self._token(partner_id=self.visitor.id).id)
        session.with_user(self.technician).start()
        with self._at(14):
            self._extend_by_token(session)
        self.assertEqual(session.secured_amount, 43.13)
        self.assertEqual(session.stop_at, START + timedelta(minutes=30))
        with self._at(22):
            session.with_user(self.technician).stop()
        self._collect()
        # 17 min at 1.50 are 25.50, with tax 29.33: 17.25 of the first, 12.08 more.
        self.assertCaptured(session, 29.33)

    def test_a_card_refused_in_mid_extension_ends_the_talk_as_agreed(self):
        session = self._booked(15)
        token = self._token("error", partner_id=self.visitor.id)
        self._card(session, token_id=token.id)
        session.with_user(self.technician).start()
        with self._at(14):
            with self.assertRaisesRegex(UserError, "refused for 15 more minutes"):
                self._extend_by_token(session)
        self.assertEqual(session.stop_at, START + timedelta(minutes=15))
        self._run_at("watch", START + timedelta(minutes=15))
        self._collect()
        self.assertCaptured(session, 17.25)

    def test_credit_is_set_aside_for_more_or_not_at_all(self):
        contract = self._contract(50, client=self.visitor, plan=self.plan)
        session = self._booked(30)
        session._secure()
        session.with_user(self.technician).start()
        session._extend(15)
        self.assertEqual((contract.held, session.secured_amount), (45, 45))
        with self.assertRaises(CreditShort):
            session._extend(15)
        self.assertEqual(session.stop_at, START + timedelta(minutes=45))
        with self._at(60):
            session.with_user(self.technician).stop()
        self.assertEqual((contract.balance, contract.held), (5, 0))
        self.assertFalse(contract._check_integrity())

    def test_no_extension_into_the_next_talk_of_the_same_person(self):
        contract = self._contract(500, client=self.visitor, plan=self.plan)
        session = self._booked(15)
        session._secure()
        session.with_user(self.technician).start()
        self._booked(30, start=START + timedelta(minutes=20))
        with self.assertRaisesRegex(UserError, "another talk at that time"):
            session._extend(15)
        self.assertEqual((contract.held, session.planned_minutes), (15, 15))

    def test_a_forgotten_talk_may_be_said_to_be_shorter_never_longer(self):
        session = self._held(45)
        meter_env = self.env["prepaid.meter"].with_user(self.technician)
        session.with_user(self.technician).start()
        with self._at(44):
            meter = meter_env._get_open()
            meter.stop(minutes=12, name="Printer")
        self.assertEqual((session.due_amount, session.worked_minutes), (10.5, 12))
        self.assertEqual(session.timesheet_id.name, "Printer")

    def test_a_meter_on_the_ticket_is_the_clock_of_the_talk(self):
        session = self._held(15)
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(False, session.task_id.id)
        self.assertEqual(session.state, "running")
        meter = meters._get_open()
        with self.assertRaisesRegex(UserError, "stays on its ticket"):
            meter.move(self.task.id)
        with self._at(8):
            meter.stop()
            self.assertEqual(session.state, "done")
            with self.assertRaisesRegex(UserError, "is over"):
                meter.undo()

    def test_who_drops_the_measurement_gives_everything_back(self):
        session = self._held(15)
        session.with_user(self.technician).start()
        with self._at(9):
            self.env["prepaid.meter"].with_user(self.technician)._get_open().discard()
        self._collect()
        self.assertEqual(session.state, "settled")
        self.assertCaptured(session, 0)

    def test_goodwill_takes_nothing_and_is_told(self):
        session = self._held(15)
        session.with_user(self.technician).start()
        with self._at(12):
            meter = self.env["prepaid.meter"].with_user(self.technician)._get_open()
            meter.stop(charge="goodwill")
        self._collect()
        self.assertCaptured(session, 0)
        self.assertEqual(session.timesheet_id.prepaid_charge, "goodwill")

    def test_prices_and_rules_changed_afterwards_are_for_others(self):
        session = self._held()
        self.rate.write({"price_hour": 900, "free_minutes": 0})
        self.offer.rules = "<p>Otherwise</p>"
        self.talk.taxes_id = False
        self._talk(session, 12)
        self._collect()
        self.assertCaptured(session, 12.08)
        self.assertIn("after the fifth", session.rules)

    def test_a_contract_draws_by_what_was_accepted(self):
        contract = self._contract(500, client=self.visitor, plan=self.plan)
        rate = self._rate(self.plan, self.usage_type, factor=1.5)
        session = self._booked(30)
        session._secure()
        self.assertEqual(contract.held, 45)
        rate.factor = 3
        self._talk(session, 20)
        self.assertEqual((contract.balance, session.due_amount), (470, 30))
        self.assertEqual(session.state, "settled")

    def test_time_turns_with_the_clock_change_count_once(self):
        """Paris sets its clocks on at 2 h on 29 March; 45 minutes are 45."""
        night = START.replace(day=29, hour=0, minute=45)
        session = self._booked(start=night)
        self._card(session)
        self._talk(session, 45)
        self.assertEqual(session.worked_minutes, 45)
