from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.ledger.short import CreditShort
from .common import TODAY
from .common_beyond import TEXT, BeyondCommon


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 14:43:00")
class TestBeyond(BeyondCommon):
    """Work beyond the credit: ask the client, offer it, or split it."""

    # === THE SHORTAGE === #

    def test_the_shortage_is_named_while_it_is_typed_with_three_ways(self):
        task = self.task.with_user(self.technician)
        short = task.preview_quick_log(TEXT)["short"]
        self.assertEqual(short["text"], "15 min short: 15 min left, 30 min needed")
        self.assertEqual(short["ways"], ["ask", "goodwill", "split"])
        self.assertFalse(task.preview_quick_log("15m Restore")["short"])

    def test_every_door_refuses_with_the_shortage_and_the_ways(self):
        for log in (self._quick, lambda: self._log(30)):
            with self.assertRaises(CreditShort) as refused, self.env.cr.savepoint():
                log()
            self.assertIn("15 min short: 15 min left", str(refused.exception))
            short = refused.exception.context["prepaid_short"]
            self.assertEqual(short["ways"], ["ask", "goodwill", "split"])

    def test_a_plan_that_asks_nobody_offers_goodwill_alone(self):
        self.plan.overdraft_policy = "block"
        short = self.task.with_user(self.technician).preview_quick_log(TEXT)["short"]
        self.assertEqual(short["ways"], ["goodwill"])
        with self.assertRefused("not enough credit"):
            self._quick(beyond="ask")

    def test_a_limit_of_debt_counts_as_what_is_left(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 5})
        short = self.task.with_user(self.technician).preview_quick_log(TEXT)["short"]
        self.assertEqual(short["text"], "10 min short: 20 min left, 30 min needed")
        with self.assertRefused("10 min short: 20 min left, 30 min needed"):
            self._quick()

    def test_what_would_cost_more_in_two_lines_is_not_split(self):
        self._rate(self.plan, minimum_minutes=20)
        short = self.task.with_user(self.technician).preview_quick_log(TEXT)["short"]
        self.assertEqual(short["ways"], ["ask", "goodwill"])

    def test_with_credit_nothing_is_asked_or_offered(self):
        for beyond in ("ask", "goodwill", "split"):
            line = self._quick("5m Look", beyond=beyond)
            self.assertEqual(line.prepaid_charge, "billable")
            self.assertFalse(self._approval(line))
        self.assertEqual(self._balances(), (0, 0))

    # === THREE WAYS === #

    def test_goodwill_draws_nothing(self):
        line = self._quick(beyond="goodwill")
        self.assertEqual(line.prepaid_charge, "goodwill")
        self.assertEqual(self._balances(), (15, 0))

    def test_asked_work_is_there_and_waits(self):
        line = self._quick(beyond="ask")
        self.assertEqual((line.unit_amount, line.prepaid_uncovered), (0.5, "waiting"))
        self.assertEqual(self._balances(), (15, 0))
        approval = self._approval(line)
        self.assertEqual((approval.state, approval.quantity), ("asked", 30))
        self.assertEqual(approval.user_id, self.technician)
        (told,) = self._told()
        explanation = line._tell_logged()["explanation"]
        self.assertEqual(explanation, "30 min of work wait for the answer")
        self.assertRegex(told["text"], r"^Asked 30 min at 2:43\WPM$")
        self.assertEqual((told["time"], told["verbs"]), ("30 min", ["goodwill"]))
        self.assertIn("Asked 30 min at", self.task.message_ids[0].body)

    def test_it_draws_once_when_the_client_agrees(self):
        line = self._quick(beyond="ask")
        self._answer(line)
        self.assertFalse(line.prepaid_uncovered)
        self.assertEqual(self._balances(), (-15, 15))
        with self.assertRefused("already approved"):
            self._answer(line)
        self.assertEqual(self._balances(), (-15, 15))
        self.assertFalse(self._told())
        self.assertFalse(self.contract._check_integrity())

    def test_what_is_left_is_logged_and_the_rest_is_asked_for(self):
        line = self._quick(beyond="split")
        self.assertEqual((line.drawn_minutes, self._balances()), (15, (0, 0)))
        rest = self._lines() - line
        self.assertEqual((rest.unit_amount, rest.prepaid_uncovered), (0.25, "waiting"))
        self.assertEqual(self._approval(rest).quantity, 15)
        self._answer(rest)
        self.assertEqual(self._balances(), (-15, 15))

    def test_a_request_sent_twice_asks_once(self):
        line = self._quick(beyond="ask", request_key="one")
        self.assertEqual(self._quick(beyond="ask", request_key="one"), line)
        self.assertEqual(len(self.contract.approval_ids), 1)

    def test_the_list_of_the_ticket_takes_the_three_ways(self):
        vals = {"name": "Restore", "unit_amount": 0.5, "date": TODAY}
        vals["project_id"] = self.project.id
        task = self.task.with_user(self.technician)
        for beyond in ("ask", "split", "goodwill"):
            chosen = task.with_context(prepaid_beyond=beyond)
            chosen.write({"timesheet_ids": [Command.create(dict(vals))]})
        self.assertEqual(
            self._lines().mapped("prepaid_uncovered"),
            ["waiting", False, "waiting", False],
        )
        self.assertEqual(self._balances(), (0, 0))

    # === NOTHING IS LOST === #

    def test_work_stays_when_the_client_refuses(self):
        line = self._quick(beyond="ask")
        self._answer(line, False, "Too dear")
        self.assertEqual(line.prepaid_uncovered, "refused")
        (told,) = self._told()
        self.assertEqual(told["text"], "Ada refused 30 min: “Too dear”")
        self.assertEqual(told["verbs"], ["ask", "goodwill"])
        line.log_waiting("goodwill")
        self.assertEqual(line.prepaid_charge, "goodwill")
        self.assertFalse(line.prepaid_uncovered or self._told())

    def test_the_client_may_be_asked_again(self):
        line = self._quick(beyond="ask")
        self._answer(line, False)
        line.log_waiting("ask")
        self.assertEqual(
            (self._approval(line).state, line.prepaid_uncovered), ("asked", "waiting")
        )
        self._answer(line)
        self.assertEqual(self._balances(), (-15, 15))

    def test_somebody_else_may_use_the_credit_before_the_client_agrees(self):
        line = self._quick(beyond="ask")
        self._log(15, task=self._task("Another"))
        self._answer(line)
        self.assertEqual(self._balances(), (-30, 30))

    def test_work_that_grew_beyond_what_was_asked_waits_on(self):
        line = self._quick(beyond="ask")
        line.unit_amount = 1
        self._answer(line)
        self.assertEqual(line.prepaid_uncovered, "ready")
        self.assertEqual(self._balances(), (15, 0))
        self.assertIn("could not be logged", self.task.message_ids[0].body)
        self.assertIn("15 min short", self.task.message_ids[0].body)
        self.assertEqual(self._told()[0]["verbs"], ["ask", "goodwill"])

    def test_a_withdrawn_question_leaves_the_work(self):
        line = self._quick(beyond="ask")
        self._approval(line).action_withdraw()
        self.assertEqual(line.prepaid_uncovered, "ready")
        self.assertEqual(self._told()[0]["text"], "The client is not asked any more")

    def test_a_ticket_that_goes_to_another_client_asks_the_first_no_more(self):
        line = self._quick(beyond="ask")
        deco = self.env["res.partner"].create({"name": "Deco"})
        contract = self._contract(600, client=deco)
        self.task.partner_id = deco
        self.assertEqual(self._approval(line).state, "withdrawn")
        self.assertEqual((line.prepaid_contract_id.id, contract.balance), (False, 600))
        self.assertIn("Azure is not asked any more", self.task.message_ids[0].body)
        self.assertIn("log", self._told()[0]["verbs"])
        line.log_waiting()
        self.assertEqual((contract.balance, self._balances()), (570, (15, 0)))

    def test_a_line_that_goes_to_another_ticket_asks_no_more(self):
        line = self._quick(beyond="ask")
        line.task_id = self._task("Another")
        self.assertEqual(self._approval(line).state, "withdrawn")
        self.assertEqual((line.prepaid_uncovered, self._balances()), ("ready", (15, 0)))

    def test_another_day_or_kind_of_work_lets_it_wait(self):
        line = self._quick(beyond="ask")
        line.date = "2026-03-15"
        line.usage_type_id = self.env["prepaid.usage.type"].search([], limit=1)
        self.assertEqual(line.prepaid_uncovered, "waiting")
        self.assertEqual(self._balances(), (15, 0))

    def test_nobody_is_asked_for_a_line_that_is_deleted(self):
        line = self._quick(beyond="ask")
        approval = self._approval(line)
        line.unlink()
        self.assertEqual(approval.state, "withdrawn")

    def test_bought_credit_lets_it_draw_without_an_answer(self):
        line = self._quick(beyond="ask")
        self._grant(self.contract, 600)
        self.assertIn("log", self._told()[0]["verbs"])
        line.log_waiting()
        self.assertEqual(
            (self._balances(), self._approval(line).state), ((585, 0), "withdrawn")
        )
        with self.assertRefused("does not wait any more"):
            line.log_waiting()

    def test_who_covers_other_work_does_not_stumble_over_it(self):
        line = self._quick(beyond="ask")
        self._answer(line, False)
        self.user.group_ids += self.env.ref("hr_timesheet.group_hr_timesheet_approver")
        with self.assertRefused("The client refused it"):
            line.with_user(self.user).action_cover()
        self.assertEqual(line.prepaid_uncovered, "refused")

    # === WHO MAY === #

    def test_a_colleague_reads_it_and_ends_nothing(self):
        line = self._quick(beyond="ask")
        self.other_technician.group_ids += self.env.ref("project.group_project_user")
        (told,) = self.task.with_user(self.other_technician).prepaid_told["waiting"]
        self.assertEqual(told["verbs"], [])
        with self.assertRaises(AccessError):
            line.with_user(self.other_technician).log_waiting("goodwill")

    def test_a_client_and_an_unknown_way_end_nothing(self):
        line = self._quick(beyond="ask")
        portal = self._user("prepaid_out", "base.group_portal")
        with self.assertRaises(AccessError):
            line.with_user(portal).log_waiting("goodwill")
        with self.assertRefused("not enough credit"):
            self._quick(beyond="gift")

    def test_the_hour_is_that_of_who_reads(self):
        self._quick(beyond="ask")
        self.technician.tz = "Europe/Paris"
        self.assertRegex(self._told()[0]["text"], r"at 3:43\WPM$")

    def test_it_is_asked_for_the_contract_whatever_company_is_current(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.technician.company_ids += other
        both = [other.id, self.company.id]
        task = self.task.with_user(self.technician)
        task = task.with_context(allowed_company_ids=both)
        line = self._lines().browse(task.quick_log(TEXT, beyond="ask")["timesheet_id"])
        self.assertEqual(line.company_id, self.company)
        self._answer(line)
        self.assertEqual(self._balances(), (-15, 15))

    def test_what_waits_for_whom_is_not_written_by_hand(self):
        line = self._quick(beyond="ask")
        self._answer(line, False)
        approval = self._approval(line).copy()
        with self.assertRaises(AccessError):
            line.prepaid_approval_id = approval
        with self.assertRaises(AccessError):
            self._log(5, prepaid_approval_id=approval.id)

    def test_an_amount_of_money_is_not_worked_out_for_who_reads_no_prices(self):
        currency = self.company.currency_id
        plan = self._plan(
            "Credit", unit="money", currency_id=currency.id, overdraft_policy="consent"
        )
        self._rate(plan, price_hour=60)
        self.contract.is_default = False
        self._contract(10, plan=plan)
        short = self.task.with_user(self.technician).preview_quick_log(TEXT)["short"]
        self.assertEqual(short["ways"], ["goodwill"])
        self.assertEqual(short["ask_form"], self.task.id)
        self.assertNotRegex(short["text"], r"\d")
        with self.assertRefused("not enough credit"):
            self._quick(beyond="ask")
        self.manager.group_ids += self.env.ref("project.group_project_user")
        line = self._quick(user=self.manager, beyond="ask")
        self.assertEqual(self._approval(line).quantity, 30)
        self.assertNotRegex(self.task.message_ids[0].body, r"30|\$")
