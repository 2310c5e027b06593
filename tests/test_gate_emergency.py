from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGateEmergency(GateCommon):
    """Emergencies pass without credit; nothing that a client forges does."""

    # === EMERGENCIES === #

    def test_an_emergency_is_worked_on_beyond_the_credit(self):
        """30 of 20 minutes left: 10 are debt, and the contract says whose."""
        self._grant(self.contract, 20)
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("portal", tag_ids=[Command.set(self.emergency.ids)])
        self._log(30, task=ticket)
        self.assertEqual(self.contract.debt, 10)
        note = self.contract.message_ids.filtered(lambda m: "is an emergency" in m.body)
        self.assertIn("10 min", note.body)
        with self.assertRaises(UserError):
            self._log(30)

    def test_an_emergency_stays_within_the_limit(self):
        """15 minutes of debt allowed: 15 are taken, the 16th is refused."""
        self.plan.write({"new_ticket_policy": "stop", "overdraft_limit": 15})
        ticket = self._open("portal", tag_ids=[Command.set(self.emergency.ids)])
        self.assertEqual(self.contract.sudo()._get_room(ticket), 15000)
        self._log(15, task=ticket)
        with self.assertRaises(UserError):
            self._log(1, task=ticket)
        self.assertEqual(self.contract.sudo()._get_room(ticket), 0)

    def test_where_tickets_come_in_as_always_the_tag_allows_no_debt(self):
        ticket = self._open("portal", tag_ids=[Command.set(self.emergency.ids)])
        with self.assertRaises(UserError):
            self._log(1, task=ticket)

    def test_called_an_emergency_afterwards_it_comes_in(self):
        for policy, user in (("wait", self.portal), ("stop", self.env.user)):
            with self.subTest(policy):
                self.plan.new_ticket_policy = policy
                ticket = self._open("portal", policy)
                ticket.with_user(user).write(
                    {"tag_ids": [Command.link(self.emergency.id)]}
                )
                self.assertEqual(ticket.prepaid_gate, "emergency")
                self.assertTrue(ticket.active)
                self.assertEqual(ticket.stage_id, self.stage_new)

    # === WHO MAY CALL IT ONE === #

    def test_a_client_calls_no_emergency_that_is_for_us_to_call(self):
        """Neither at once, nor by a default, nor afterwards, nor by the form."""
        self.plan.new_ticket_policy = "wait"
        self.emergency.is_prepaid_client_emergency = False
        called = {"tag_ids": [Command.set(self.emergency.ids)]}
        context = {"default_project_id": self.project.id}
        context["default_tag_ids"] = [Command.link(self.emergency.id)]
        tasks = self.env["project.task"].with_user(self.portal).with_context(**context)
        ticket = self._open("portal")
        for forge in (
            lambda: self._open("portal", **called),
            lambda: self._open("form", **called),
            lambda: ticket.with_user(self.portal).write(called),
            lambda: tasks.create({"name": "Forged"}),
        ):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                forge()
            self.assertIn("for us to set", str(caught.exception))

    def test_what_we_called_one_the_client_may_write_to(self):
        self.plan.new_ticket_policy = "wait"
        self.emergency.is_prepaid_client_emergency = False
        ticket = self._open("portal")
        ticket.tag_ids = self.emergency
        self.assertEqual(ticket.prepaid_gate, "emergency")
        ticket.with_user(self.portal).name = "Printer, again"

    def test_the_address_for_emergencies_calls_one(self):
        """What the alias of the project sets is ours, whoever writes to it."""
        self.plan.new_ticket_policy = "stop"
        self.emergency.is_prepaid_client_emergency = False
        called = {"tag_ids": [Command.set(self.emergency.ids)]}
        ticket = self._open("mail", "Server down", **called)
        self.assertEqual(ticket.prepaid_gate, "emergency")

    # === FORGED === #

    def test_a_client_cannot_let_in_their_own_ticket(self):
        self.plan.new_ticket_policy = "wait"
        for forged in (
            {"stage_id": self.stage_new.id},
            {"prepaid_gate": "accepted"},
            {"prepaid_gate_contract_id": False},
            {"active": True},
        ):
            ticket = self._open("portal", str(forged))
            with self.subTest(forged), self.assertRaises(UserError):
                ticket.with_user(self.portal).write(forged)

    def test_a_stage_in_the_request_opens_nothing(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal", stage_id=self.stage_done.id)
        self.assertTrue(ticket.stage_id.is_prepaid_waiting)
        with self.assertRaises(UserError):
            self._open("portal", "Forged", prepaid_gate="accepted")
        context = {"prepaid_channel": False, "default_prepaid_gate": "accepted"}
        context["default_project_id"] = self.project.id
        tasks = self.env["project.task"].with_user(self.portal).with_context(**context)
        forged = tasks.create({"name": "Forged"})
        self.assertEqual(forged.sudo().prepaid_gate, "waiting")

    def test_who_came_as_an_emergency_stays_one(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("portal", tag_ids=[Command.set(self.emergency.ids)])
        with self.assertRaises(UserError):
            ticket.with_user(self.portal).tag_ids = False

    def test_a_client_opens_no_ticket_for_another(self):
        """Not even with the project open to both."""
        other = self.env["res.partner"].create({"name": "Brioche", "is_company": True})
        self._contract(60, client=other)
        self.portal.partner_id.sudo().parent_id = self.client
        other.sudo().message_subscribe(self.portal.partner_id.ids)
        with self.assertRaises(UserError):
            self._open("portal", partner_id=other.id)
        ticket = self._open("portal")
        with self.assertRaises(UserError):
            ticket.with_user(self.portal).partner_id = other

    def test_a_desk_of_all_clients_is_no_way_around(self):
        """What names no customer is of who opens it, if they have a contract."""
        self.plan.new_ticket_policy = "stop"
        self.project.partner_id = False
        ticket = self._open("portal")
        self.assertEqual(ticket.partner_id, self.portal.partner_id)
        self.assertEqual(ticket.prepaid_gate, "refused")
        self.portal.partner_id.sudo().parent_id = False
        self.assertFalse(self._open("portal", "Of nobody").partner_id)

    def test_sub_tasks_are_no_way_around(self):
        self._grant(self.contract, 1)
        parent = self._open("portal")
        self._log(1)
        self.plan.new_ticket_policy = "stop"
        vals = {"name": "Child"}
        parent.with_user(self.portal).child_ids = [Command.create(vals)]
        child = parent.with_context(active_test=False).child_ids
        self.assertEqual(child.prepaid_gate, "refused")
