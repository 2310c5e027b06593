from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon

MAIL = """From: Ann <ann@example.com>
To: desk@example.org
Subject: {subject}
Message-Id: <desk-{subject}@example.com>
Content-Type: text/plain; charset=utf-8

The scanner burns.
"""
AT_ZERO = {"open": False, "warn": "warned", "wait": "waiting", "stop": "refused"}


class GateCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="prepaid_desk",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.portal.partner_id.write(
            {"parent_id": cls.client.id, "email": "ann@example.com"}
        )
        cls.contract = cls._contract()
        cls.urgent, cls.hidden = cls.env["helpdesk.ticket.category"].create(
            [
                {
                    "name": name,
                    "is_prepaid_emergency": True,
                    "show_in_portal": is_shown,
                    "company_id": cls.company.id,
                }
                for name, is_shown in (("Emergency", True), ("Outage", False))
            ]
        )

    def _mail(self, subject):
        ticket_id = self.env["mail.thread"].message_process(
            "helpdesk.ticket",
            MAIL.format(subject=subject),
            custom_values={"team_id": self.team.id, "company_id": self.company.id},
        )
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def _let_cron_run(self):
        met = self.env["prepaid.contract"].search([("gate_met", "=", True)])
        met.sudo()._notify_gate()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGate(GateCommon):
    """What becomes of tickets of the helpdesk when no credit is left."""

    def test_mails_come_in_as_the_plan_says(self):
        for policy, state in AT_ZERO.items():
            with self.subTest(policy):
                self.plan.new_ticket_policy = policy
                ticket = self._mail(policy)
                self.assertEqual(ticket.prepaid_gate, state)
                self.assertEqual(ticket.active, state != "refused")
                self.assertEqual(ticket.stage_id.is_prepaid_waiting, state == "waiting")
                self.assertIn("scanner burns", ticket.description)

    def test_what_waits_comes_in_with_the_next_credit(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._mail("wait")
        self._grant(self.contract, 60)
        self._let_cron_run()
        self.assertEqual(ticket.prepaid_gate, "accepted")
        self.assertEqual(ticket.stage_id, self.team._get_applicable_stages()[:1])

    def test_nothing_begins_in_the_stage_of_those_that_wait(self):
        self.plan.new_ticket_policy = "wait"
        waiting = self._mail("wait").stage_id
        waiting.sequence = -1
        by_hand = self._ticket("By phone", self.client)
        self.assertFalse(by_hand.stage_id.is_prepaid_waiting)
        self.assertEqual(self._mail("again").stage_id, waiting)

    def test_of_another_team_it_waits_there(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._mail("wait")
        team = self.team.copy({"name": "Second"})
        ticket.team_id = team
        self.assertEqual(ticket.prepaid_gate, "waiting")
        self.assertTrue(ticket.stage_id.is_prepaid_waiting)
        self.assertIn(ticket.stage_id, team._get_applicable_stages())

    def test_a_category_and_a_tag_make_an_emergency(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._mail("stop")
        ticket.category_id = self.urgent
        self.assertEqual(ticket.prepaid_gate, "emergency")
        self._log_on(ticket, 10)
        self.assertEqual(self.contract.debt, 10)
        with self.assertRaises(UserError):
            self._log_on(self.ticket, 10)
        tag = self.env["helpdesk.ticket.tag"].create(
            {"name": "Now", "is_prepaid_emergency": True}
        )
        self.ticket.tag_ids = tag
        self._log_on(self.ticket, 10)

    def test_accepted_by_a_technician(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._mail("stop")
        ticket.with_user(self.technician).action_accept_prepaid()
        self.assertTrue(ticket.active)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGateForm(GateCommon, HttpCase):
    """The client's form in the portal."""

    def setUp(self):
        super().setUp()
        self.company.helpdesk_mgmt_portal_select_category = True
        self.company.helpdesk_mgmt_portal_select_team = True
        self.team.show_in_portal = True
        self.plan.new_ticket_policy = "stop"
        self.authenticate("prepaid_desk", "prepaid_desk")

    def _submit(self, files=None, **over):
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "subject": "Scanner",
            "description": "It burns",
            "team": self.team.id,
        }
        page = self.url_open("/submitted/ticket", data=data | over, files=files)
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        return page, tickets.search([("name", "=", "Scanner")], limit=1)

    def test_refused_the_page_says_so_and_keeps_the_words(self):
        page, ticket = self._submit()
        self.assertEqual(ticket.prepaid_gate, "refused")
        self.assertEqual(ticket.prepaid_gate_channel, "portal")
        self.assertIn("It burns", ticket.description)
        self.assertIn("was not taken up", page.text)
        self.assertIn("Not taken up", page.text)
        self.assertNotIn("/ticket/close", page.text)
        self.assertIn(f"/my/prepaid/{self.contract.id}/pay", page.text)

    def test_files_come_with_it_and_need_not(self):
        for name, kept in (("scan.txt", ["scan.txt"]), ("", [])):
            _page, ticket = self._submit({"attachment": (name, b"smoke", "text/plain")})
            attachments = self.env["ir.attachment"].search(
                [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
            )
            self.assertEqual(attachments.mapped("name"), kept)
            ticket.unlink()

    def test_an_emergency_is_one_that_the_form_offers(self):
        _page, ticket = self._submit(category=self.urgent.id)
        self.assertEqual(ticket.prepaid_gate, "emergency")
        ticket.name = "First"
        _page, ticket = self._submit(category=self.hidden.id)
        self.assertEqual(ticket.prepaid_gate, "refused")
