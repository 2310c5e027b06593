from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterMove(MeterCommon):
    """Nothing that was measured is lost: not with a refusal, not with a person."""

    def _wizard(self, meter, **vals):
        return (
            self.env["prepaid.meter.log"]
            .with_user(self.manager)
            .create({"meter_id": meter.id} | vals)
        )

    # === ANOTHER TICKET === #

    def test_a_refused_meter_moves_to_another_ticket_without_losing_a_second(self):
        self._start()
        self.contract.state = "suspended"
        self.task.prepaid_contract_id = self.contract
        partner = self.env["res.partner"].create({"name": "Deco"})
        theirs = self._contract(600, client=partner)
        self.other_task.partner_id = partner
        with self._at(25, 20):
            self.assertIn("takes no work", self._open().stop()["error"])
            meter = self._open()
            state = meter.move(self.other_task.id)["meter"]
            self.assertEqual((state["seconds"], state["state"]), (1520, "paused"))
            self.assertEqual(state["task"][0], self.other_task.id)
            line = self._line(meter.stop())
        self.assertEqual((line.task_id, line.meter_seconds), (self.other_task, 1520))
        self.assertEqual(theirs.balance, 575)

    def test_a_running_meter_runs_on_after_the_move(self):
        self._start()
        with self._at(10):
            self.assertEqual(
                self._open().move(self.other_task.id)["meter"]["seconds"], 600
            )
        with self._at(15):
            self.assertEqual(self._line(self._open().stop()).meter_seconds, 900)

    def test_a_chosen_usage_type_stays_and_a_derived_one_follows(self):
        phone, onsite = (
            self.env.ref(f"sale_timesheet_prepaid.prepaid_usage_type_{name}")
            for name in ("phone", "onsite")
        )
        self.other_task.usage_type_id = onsite
        self._start()
        meter = self._open()
        meter.move(self.other_task.id)
        self.assertEqual(meter.usage_type_id, onsite)
        meter.describe(usage_type_id=phone.id)
        meter.move(self.task.id)
        self.assertEqual(meter.usage_type_id, phone)

    def test_a_meter_moves_to_tickets_that_take_time_only(self):
        self._start()
        self.other_task.project_id = self._project("Old", self.client, active=False)
        with self.assertRefused("archived"):
            self._open().move(self.other_task.id)
        with self.assertRefused("Choose the project"):
            self._open().move(False)
        self.assertEqual(self._open().task_id, self.task)

    def test_nobody_moves_the_meter_of_somebody_else(self):
        self._start()
        for user in (self.other_technician, self.manager):
            with self.assertRaises(AccessError):
                self._open().with_user(user).move(self.other_task.id)

    def test_a_stopped_meter_stays_where_it_is(self):
        self._start()
        meter = self._open()
        meter.stop()
        with self.assertRefused("not running any more"):
            meter.move(self.other_task.id)

    # === PEOPLE WHO LEFT === #

    def _leave(self, archive_employee=True):
        """Let the technician go, with a meter that runs; return it."""
        self._start()
        meter = self._open().sudo()
        self.technician.active = False
        if archive_employee:
            employees = self.env["hr.employee"].sudo()
            employees.search([("user_id", "=", self.technician.id)]).active = False
        return meter.with_user(self.manager)

    def test_a_manager_logs_what_a_person_who_left_had_measured(self):
        for archive_employee in (False, True):
            with self.subTest(archive_employee), self.env.cr.savepoint() as savepoint:
                meter = self._leave(archive_employee)
                self.assertTrue(meter.is_left)
                with self._at(25):
                    result = meter.stop(name="Handed over")
                line = self._line(result)
                self.assertEqual(line.user_id, self.technician)
                self.assertEqual(line.employee_id.name, self.technician.name)
                self.assertDrawn(line, 25)
                self.assertEqual(line.create_uid, self.manager)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_meter_that_ran_on_is_corrected_and_put_on_another_ticket(self):
        meter = self._leave()
        with self._at(9 * 60):
            wizard = self._wizard(meter)
            self.assertEqual((wizard.minutes, wizard.task_id), (540, self.task))
            wizard.write({"minutes": 45, "task_id": self.other_task.id, "name": "Drum"})
            wizard.action_log()
        line = meter.timesheet_id
        self.assertEqual((line.name, line.task_id), ("Drum", self.other_task))
        self.assertEqual((line.meter_seconds, line.drawn_minutes), (9 * 3600, 45))
        self.assertEqual(meter.state, "stopped")

    def test_a_refusal_says_why_and_keeps_the_meter(self):
        meter = self._leave()
        self.plan.overdraft_policy = "block"
        self.contract.state = "suspended"
        self.task.prepaid_contract_id = self.contract
        with self._at(25):
            wizard = self._wizard(meter)
            with self.assertRefused("takes no work"):
                wizard.action_log()
        self.assertIn(meter.state, ("running", "paused"))

    def test_a_meter_that_is_short_of_credit_is_logged_one_of_three_ways(self):
        meter = self._leave()
        self.plan.overdraft_policy = "consent"
        self._log(580, user=self.other_technician)
        with self._at(30):
            wizard = self._wizard(meter)
            form = wizard.action_log()
            self.assertEqual((form["res_id"], meter.state), (wizard.id, "paused"))
            self.assertIn("10 min short: 20 min left", wizard.problem)
            ways = (wizard.can_ask, wizard.can_offer, wizard.can_split)
            self.assertEqual(ways, (True, True, True))
            wizard.with_context(beyond="split").action_log()
        self.assertEqual((meter.state, self.contract.balance), ("stopped", 0))
        self.assertEqual(self.contract.approval_ids.quantity, 10)

    def test_a_manager_discards_what_a_person_who_left_had_measured(self):
        meter = self._leave()
        with self._at(25):
            meter.action_discard()
        self.assertEqual((meter.state, meter.seconds), ("discarded", 1500))
        self.assertEqual(self.contract.balance, 600)

    def test_meters_of_people_who_left_are_found_and_reminded_of(self):
        meter = self._leave(archive_employee=False)
        domain = [("user_id.active", "=", False)]
        self.assertEqual(self._meters(self.manager).search(domain), meter)
        self.company.prepaid_meter_hours = 8
        self.project.user_id = self.manager
        with self._at(9 * 60):
            self._meters().sudo()._cron_flag_forgotten()
        self.assertEqual(self.task.activity_ids.user_id, self.manager)

    def test_only_who_approves_timesheets_answers_for_them(self):
        meter = self._leave()
        for user in (self.other_technician, self.user, self.accountant):
            for verb in ("stop", "discard", "action_log", "action_discard"):
                with self.assertRaises(AccessError):
                    getattr(meter.with_user(user), verb)()
            with self.assertRaises(AccessError):
                self._wizard(meter).with_user(user).action_log()
