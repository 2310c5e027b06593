from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon

# What becomes of a ticket when nothing is left, without and with the emergency's tag.
AT_ZERO = {
    "open": (False, False),
    "warn": ("warned", "emergency"),
    "wait": ("waiting", "emergency"),
    "stop": ("refused", "emergency"),
}
CHANNELS = ("portal", "mail", "form")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGate(GateCommon):
    """What becomes of new tickets when no credit is left."""

    def test_the_table_by_channel_policy_balance_and_tag(self):
        """Channel by policy by balance by tag, worked by hand."""
        for minutes in (0, 60):
            if minutes:
                self._grant(self.contract, minutes)
            for policy, states in AT_ZERO.items():
                self.plan.new_ticket_policy = policy
                for channel in CHANNELS:
                    for tags, state in zip(
                        (self.emergency.browse(), self.emergency), states, strict=True
                    ):
                        case = f"{minutes} {policy} {channel} {len(tags)}"
                        with self.subTest(case):
                            vals = {"tag_ids": [Command.set(tags.ids)]}
                            ticket = self._open(channel, case, **vals)
                            expected = False if minutes else state
                            self.assertEqual(ticket.prepaid_gate, expected)
                            is_refused = expected == "refused"
                            self.assertEqual(ticket.active, not is_refused)
                            waits = ticket.stage_id.is_prepaid_waiting
                            self.assertEqual(waits, expected == "waiting")
                            channels = ticket.prepaid_gate_channel
                            self.assertEqual(channels, expected and channel)

    def test_what_colleagues_open_comes_in(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._task("By phone")
        self.assertFalse(ticket.prepaid_gate)
        self.assertIn("are refused. Yours come in", ticket.prepaid_gate_text)
        mailed = self._mail("Forwarded", self.user.email_formatted)
        self.assertFalse(mailed.prepaid_gate)

    def test_a_task_that_an_order_makes_is_no_request_of_its_buyer(self):
        """A client who confirms an order in the portal: the server makes its tasks."""
        self.plan.new_ticket_policy = "stop"
        tasks = self.env["project.task"].with_user(self.portal).sudo()
        task = tasks.create({"name": "Sold", "project_id": self.project.id})
        self.assertFalse(task.prepaid_gate)

    def test_who_has_no_contract_is_not_concerned(self):
        self.plan.new_ticket_policy = "stop"
        self.contract.sudo().state = "closed"
        self.assertFalse(self._open("portal").prepaid_gate)

    def test_debt_up_to_its_limit_is_credit(self):
        """Debt up to 60 minutes: 59 owed let a ticket in, 60 do not."""
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 60})
        self.plan.new_ticket_policy = "stop"
        self._log(59)
        self.assertFalse(self._open("portal", "Room").prepaid_gate)
        self._log(1)
        self.assertEqual(self._open("portal", "Limit").prepaid_gate, "refused")
        self.plan.overdraft_limit = 0
        self.assertFalse(self._open("portal", "No limit").prepaid_gate)

    # === REFUSED === #

    def test_no_word_of_a_refused_mail_is_lost(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("mail")
        mail = ticket.message_ids.filtered(lambda m: "burns" in m.body)
        self.assertEqual(mail.attachment_ids.name, "log.txt")
        self.assertEqual(ticket.partner_id, self.portal.partner_id)
        found = (
            self.env["project.task"]
            .with_context(active_test=False)
            .search([("prepaid_gate", "=", "refused")])
        )
        self.assertEqual(found, ticket)

    def test_accepted_it_is_a_ticket_after_all(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("mail")
        ticket.action_accept_prepaid()
        self.assertTrue(ticket.active)
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.prepaid_gate, "accepted")
        told = ticket.message_ids[:1]
        self.assertIn("We take up your request", told.body)
        self.assertEqual(told.partner_ids, self.portal.partner_id)
        with self.assertRaises(UserError):
            ticket.action_accept_prepaid()

    def test_unarchived_by_hand_it_is_accepted(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("portal")
        ticket.action_unarchive()
        self.assertEqual(ticket.prepaid_gate, "accepted")

    def test_refused_requests_stay_refused_and_are_told_of_with_credit(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("portal")
        self._grant(self.contract, 60)
        self._let_cron_run()
        self.assertEqual(ticket.prepaid_gate, "refused")
        self.assertIn("can be accepted now: 1", self.contract.message_ids[0].body)

    # === WAITING === #

    def test_what_waits_comes_in_with_the_next_credit(self):
        self.plan.new_ticket_policy = "wait"
        first, second = self._open("portal", "One"), self._open("mail", "Two")
        self._let_cron_run()
        self.assertEqual(first.prepaid_gate, "waiting")
        self._grant(self.contract, 1)
        self._let_cron_run()
        for ticket in first | second:
            self.assertEqual(ticket.prepaid_gate, "accepted")
            self.assertEqual(ticket.stage_id, self.stage_new)
            told = ticket.message_ids.filtered(lambda m: "We take up" in m.body)
            self.assertEqual(len(told), 1)
        self.assertFalse(self.contract.gate_met)
        self._let_cron_run()
        told = first.message_ids.filtered(lambda m: "We take up" in m.body)
        self.assertEqual(len(told), 1)

    def test_new_credit_wakes_the_cron(self):
        self.plan.new_ticket_policy = "wait"
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_contract_notify_cron")
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", cron.id)]
        self._open("portal")
        triggers.search(domain).unlink()
        self.contract.sudo().grant_ids.write({"grant_notice_due": False})
        self._grant(self.contract, 60)
        self.assertTrue(triggers.search(domain))

    def test_an_approval_lets_in_its_ticket(self):
        self.plan.write({"new_ticket_policy": "wait", "overdraft_policy": "consent"})
        ticket, other = self._open("portal", "One"), self._open("portal", "Two")
        approval = self.env["prepaid.approval"].create(
            {
                "name": "One",
                "contract_id": self.contract.id,
                "task_id": ticket.id,
                "quantity": 30,
            }
        )
        approval.action_ask()
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_contract_notify_cron")
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        approval.sudo()._answer(True, "Ann")
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))
        self._let_cron_run()
        self.assertEqual(ticket.prepaid_gate, "accepted")
        self.assertEqual(other.prepaid_gate, "waiting")

    def test_another_policy_lets_in_what_waits(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        self.plan.new_ticket_policy = "open"
        self._let_cron_run()
        self.assertEqual(ticket.prepaid_gate, "accepted")

    def test_taken_out_of_its_stage_it_is_let_in(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        ticket.stage_id = self.stage_done
        self.assertEqual(ticket.prepaid_gate, "accepted")

    def test_a_closed_ticket_waits_no_more(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        ticket.state = "1_canceled"
        self._grant(self.contract, 60)
        self._let_cron_run()
        self.assertTrue(ticket.stage_id.is_prepaid_waiting)

    def test_moved_to_a_client_with_credit_it_is_let_in(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        other = self.env["res.partner"].create({"name": "Brioche", "is_company": True})
        self._contract(60, client=other)
        ticket.partner_id = other
        self.assertEqual(ticket.prepaid_gate, "accepted")

    def test_moved_to_another_project_it_waits_there(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        project = self._project("Second", self.client)
        ticket.project_id = project
        self.assertEqual(ticket.prepaid_gate, "waiting")
        self.assertTrue(ticket.stage_id.is_prepaid_waiting)
        self.assertIn(ticket.stage_id, project.type_ids)

    def test_its_contract_ends_and_it_waits_on(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        self.contract.sudo().state = "closed"
        self._let_cron_run()
        self.assertEqual(ticket.prepaid_gate, "waiting")

    def test_projects_share_the_stage_that_was_made(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        project = self._project("Second", self.client)
        other = self._open("form", project_id=project.id)
        self.assertEqual(ticket.stage_id, other.stage_id)
        # Nothing begins there, even where it is the only stage.
        self.assertFalse(self._task("By hand", project).stage_id.is_prepaid_waiting)

    def test_a_project_may_name_its_own(self):
        own = self.env["project.task.type"].create(
            {
                "name": "On hold",
                "is_prepaid_waiting": True,
                "project_ids": [Command.link(self.project.id)],
                "user_id": False,
            }
        )
        self.plan.new_ticket_policy = "wait"
        self.assertEqual(self._open("portal").stage_id, own)

    def test_a_promised_answer_counts_from_when_it_is_let_in(self):
        self.plan.new_ticket_policy = "wait"
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "Soon", "hours": 4}
        )
        ticket = self._open("form", prepaid_response_id=response.id)
        with freeze_time("2026-03-18 10:00:00"):
            self._grant(self.contract, 60)
            self._let_cron_run()
        self.assertEqual(str(ticket.prepaid_requested_at), "2026-03-18 10:00:00")

    # === COST === #

    def test_tickets_cost_no_query_more_where_all_come_in(self):
        tasks = self.env["project.task"].with_user(self.portal)
        tasks = tasks.with_context(default_project_id=self.project.id)
        vals = {"name": "Printer"}
        tasks.create(dict(vals))
        self.env.flush_all()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks.create(dict(vals))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()
        first = count()
        other = self._plan("Others", new_ticket_policy="open")
        self.assertEqual(count(), first)
        other.new_ticket_policy = "stop"
        count()
        # Who pays for the ticket is known by then: nothing more is asked.
        self.assertEqual(count(), first)
