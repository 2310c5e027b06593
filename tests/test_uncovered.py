from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestUncovered(ClientsCommon):
    """Work of a client with contracts is drawn, or on a list with its reason."""

    def _uncovered(self, **over):
        line = self._log(60, **over)
        self.env.flush_all()
        self.assertFalse(line.prepaid_contract_id)
        self.assertBalances(600, 600)
        return line

    def _cover(self, lines, user=None):
        return lines.with_user(user or self.user).action_cover()

    def _leave(self, lines, reason, user=None):
        wizard = self.env["prepaid.leave"].with_user(user or self.user)
        wizard.create({"line_ids": lines.ids, "reason": reason}).action_apply()

    # === WHY === #

    def test_an_ended_contract_says_so_and_one_click_draws_once_extended(self):
        self.mine.date_end = date(2026, 2, 28)
        line = self._uncovered()
        self.assertEqual(line.prepaid_uncovered, "ended")
        self.assertEqual(self.task.prepaid_uncovered, "ended")
        self.mine.with_user(self.user).date_end = date(2026, 12, 31)
        self.assertEqual(self.mine.uncovered_line_count, 1)
        self.mine.with_user(self.user).action_cover_work()
        self.assertBalances(540, 600)
        self.assertFalse(line.prepaid_uncovered)
        self.mine.invalidate_recordset(["uncovered_line_count"])
        self.assertEqual(self.mine.uncovered_line_count, 0)

    def test_a_suspended_contract_says_so_and_one_click_draws_once_active(self):
        self.mine.action_suspend()
        lines = self._uncovered() | self._uncovered()
        self.assertEqual(set(lines.mapped("prepaid_uncovered")), {"suspended"})
        self.mine.with_user(self.user).action_activate()
        self._cover(lines)
        self.assertBalances(480, 600)

    def test_a_closed_contract_has_ended(self):
        self.mine.action_close()
        self.assertEqual(self._uncovered().prepaid_uncovered, "ended")

    def test_a_closed_contract_that_is_active_again_covers_its_work(self):
        self.mine.action_close()
        line = self._uncovered()
        self.mine.with_user(self.user).action_activate()
        self.assertTrue(self.mine.is_default)
        self.mine.with_user(self.user).action_cover_work()
        self.assertBalances(540, 600)
        self.assertFalse(line.prepaid_uncovered)

    def test_a_contract_that_is_active_again_leaves_another_default_alone(self):
        self.mine.action_close()
        other = self._contract(300)
        self.mine.with_user(self.user).action_activate()
        self.assertTrue(other.is_default)
        self.assertFalse(self.mine.is_default)

    def test_of_two_contracts_that_are_active_again_one_is_the_default(self):
        both = self.mine | self._contract(300)
        both.action_close()
        both.with_user(self.user).write({"state": "active"})
        self.assertEqual(len(both.filtered("is_default")), 1)

    def test_whoever_reactivates_may_say_that_it_is_no_default(self):
        self.mine.action_close()
        self.mine.with_user(self.user).write({"state": "active", "is_default": False})
        self.assertFalse(self.mine.is_default)

    def test_a_draft_and_a_later_contract_say_so(self):
        self.mine.date_start = date(2026, 4, 1)
        self.assertEqual(self._uncovered().prepaid_uncovered, "no_day")
        self.mine.state = "draft"
        self.assertEqual(self._uncovered().prepaid_uncovered, "draft")

    def test_a_contract_that_is_no_default_says_so(self):
        self.mine.is_default = False
        self.assertEqual(self._uncovered().prepaid_uncovered, "no_default")

    def test_a_project_that_is_not_billable_draws_nothing_and_says_so(self):
        free = self._project("Free", self.client, allow_billable=False)
        line = self._uncovered(task=self._task("Free", free))
        self.assertEqual(line.prepaid_uncovered, "not_billable")
        self.assertEqual(line.task_id.prepaid_uncovered, "not_billable")

    def test_a_ticket_without_customer_says_so(self):
        triage = self._project("Triage", self.env["res.partner"])
        task = self._task("Who?", triage)
        line = self._uncovered(task=task)
        self.assertEqual(line.prepaid_uncovered, "no_customer")
        task.partner_id = self.client
        self.assertBalances(540, 600)

    def test_work_of_clients_without_contracts_and_inside_work_is_not_on_the_list(self):
        other = self._project("Other", self._client("New"))
        self.assertFalse(self._uncovered(task=self._task("T", other)).prepaid_uncovered)
        inside = self._project("Inside", self.env["res.partner"], allow_billable=False)
        self.assertFalse(
            self._uncovered(task=self._task("T", inside)).prepaid_uncovered
        )

    def test_a_line_put_on_another_day_follows_its_contracts_dates(self):
        self.mine.date_end = date(2026, 3, 31)
        line = self._log(60)
        line.date = date(2026, 4, 2)
        self.assertBalances(600, 600)
        self.assertEqual(line.prepaid_uncovered, "ended")
        line.date = date(2026, 3, 20)
        self.assertBalances(540, 600)

    def test_another_day_of_work_from_before_the_contract_draws_nothing(self):
        new = self._client("New")
        line = self._uncovered(task=self._task("T", self._project("New", new)))
        self._contract(600, client=new)
        line.date = date(2026, 3, 15)
        self.assertFalse(line.prepaid_contract_id)
        self.assertEqual(line.prepaid_uncovered, "ready")

    # === WHO IS TOLD === #

    def test_whoever_logs_is_told(self):
        self.mine.action_suspend()
        task = self.task.with_user(self.technician)
        preview = task.preview_quick_log("12m phone password")
        self.assertIn("The contract is suspended", preview["feedback"])
        result = task.quick_log("12m phone password")
        self.assertIn("Not covered: The contract is suspended", result["explanation"])

    def test_the_meter_says_so_before_and_after(self):
        self.mine.action_suspend()
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meter = meters.start(self.project.id, self.task.id)["meter"]
        self.assertFalse(meter["credit"])
        self.assertEqual(meter["uncovered"], "The contract is suspended")
        stopped = meters.browse(meter["id"]).stop(minutes=10)
        self.assertIn("The contract is suspended", stopped["explanation"])

    # === THE LIST === #

    def test_account_managers_without_timesheets_see_only_what_they_answer_for(self):
        plain = self._log(30, task=self._task("T", self._project("I", self.partner_a)))
        self.mine.action_suspend()
        line = self._uncovered()
        seen = (
            self.env["account.analytic.line"]
            .with_user(self.user)
            .search([("id", "in", (plain | line).ids)])
        )
        self.assertEqual(seen, line)

    def test_what_cannot_be_covered_says_why_and_the_rest_is_drawn(self):
        self.mine.action_suspend()
        line = self._uncovered()
        with self.assertRefused("The contract is suspended"):
            self._cover(line)
        self.project.prepaid_opt_out = True
        opted = self._uncovered()
        self.project.prepaid_opt_out = False
        free = self._project("Fixed", self.client, prepaid_opt_out=True)
        fixed = self._uncovered(task=self._task("Fixed", free))
        self.mine.action_activate()
        result = self._cover(line | opted | fixed)
        self.assertIn("1 line stays uncovered", result["params"]["message"])
        self.assertBalances(480, 600)

    def test_only_account_managers_cover_and_leave(self):
        self.mine.action_suspend()
        line = self._uncovered()
        self.mine.action_activate()
        with self.assertRaises(AccessError):
            self._cover(line, user=self.technician)
        with self.assertRaises(AccessError):
            self._leave(line, "Mine", user=self.technician)
        with self.assertRaises(AccessError):
            line.with_user(self.technician).prepaid_uncovered = False
        self.assertEqual(line.prepaid_uncovered, "suspended")

    def test_what_is_left_keeps_its_reason_and_leaves_the_open_list(self):
        self.mine.action_suspend()
        line = self._uncovered()
        self._leave(line, "Our own mistake")
        self.assertEqual(line.prepaid_left_reason, "Our own mistake")
        self.mine.action_activate()
        self.assertEqual(self.mine.uncovered_line_count, 0)
        with self.assertRefused("Say why", ValidationError):
            self._leave(line, "  ")

    def test_a_line_beyond_the_credit_is_refused_when_it_is_covered(self):
        self.mine.action_suspend()
        line = self._log(601)
        self.env.flush_all()
        self.mine.action_activate()
        with self.assertRefused(self.mine.name):
            self._cover(line)
        self.assertEqual(line.prepaid_uncovered, "suspended")

    def test_the_digest_counts_what_waits_for_a_decision(self):
        self.mine.action_suspend()
        lines = self._log(10) | self._log(20) | self._log(30)
        fixed = self._project("Fixed", self.client, prepaid_opt_out=True)
        self._log(40, task=self._task("Fixed", fixed))
        self.env.flush_all()
        self._leave(lines[0], "Our own mistake")
        # Lines are counted by when they were written: the database's clock is not
        # frozen.
        now = self.env.cr.now()
        digest = (
            self.env["digest.digest"]
            .sudo()
            .create({"name": "Week", "kpi_prepaid_uncovered": True})
            .with_context(
                start_datetime=now - timedelta(days=7),
                end_datetime=now + timedelta(days=1),
            )
            .with_company(self.company)
        )
        seen = digest.with_user(self.user)
        self.assertEqual(seen.sudo(False).kpi_prepaid_uncovered_value, 2)
        actions = digest._compute_kpis_actions(self.company, self.user)
        self.assertIn("uncovered", actions["kpi_prepaid_uncovered"])

    def test_drawn_and_uncovered_are_all_the_work(self):
        logged = [self._log(minutes) for minutes in (10, 20)]
        self.mine.action_suspend()
        logged += [self._log(minutes) for minutes in (30, 40)]
        self.mine.action_activate()
        self.task.partner_id = self.other_client
        self.assertBalances(600, 500)
        self.assertFalse(any(line.prepaid_uncovered for line in logged))
