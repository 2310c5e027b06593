import json

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HELPDESK_USER, HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAccess(HelpdeskCommon):
    """Who sees what of a ticket's credit, and who is a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.rule = cls.env["prepaid.ticket.rule"].create(
            {
                "team_id": cls.team.id,
                "priority": "3",
                "usage_type_id": cls.usage_phone.id,
            }
        )

    def test_a_technician_reads_balances_and_no_price(self):
        plan = self._plan(
            "Money", unit="money", currency_id=self.company.currency_id.id
        )
        self._rate(plan, self.usage_remote, price=2)
        brioche = self._other_client()
        self._contract(500, client=brioche, plan=plan)
        ticket = self._ticket("Priced", brioche, usage_type_id=self.usage_remote.id)
        line = self._log_on(ticket, 10)
        self.assertTrue(line.sudo().prepaid_quantity)
        mine = ticket.with_user(self.technician)
        preview = mine.preview_quick_log("10m mail")
        read = line.read(["prepaid_drawn", "prepaid_explanation"])
        texts = json.dumps([mine.prepaid_told, preview, read], default=str)
        self.assertIn("480", texts)
        self.assertNotIn("20.0", texts.replace("480.0", ""))
        with self.assertRaises(AccessError):
            line.read(["prepaid_quantity"])

    def test_a_user_of_the_helpdesk_without_timesheets_opens_tickets(self):
        agent = self._user("agent", HELPDESK_USER)
        ticket = self.ticket.with_user(agent)
        for kind in ("form", "kanban", "list"):
            arch = ticket.get_view(view_type=kind)["arch"]
            for name in ("prepaid", "project_id", "total_hours"):
                self.assertNotIn(name, arch, kind)
        form = ticket.web_read({"allow_timesheet": {}, "display_name": {}})
        self.assertTrue(form[0]["allow_timesheet"])
        ticket.write({"priority": "3"})
        agent_ticket = (
            self.env["helpdesk.ticket"]
            .with_user(agent)
            .create({"name": "New", "description": "New", "team_id": self.team.id})
        )
        self.assertEqual(agent_ticket.sudo().project_id, self.shared)

    def test_a_user_of_the_helpdesk_changes_what_leads_to_a_promise(self):
        """What they may not read is followed in the chatter all the same."""
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "Two hours", "hours": 2}
        )
        self.rule.response_ids = response
        agent = self._user("agent", HELPDESK_USER)
        ticket = self._ticket("Slow", self.client, team_id=False)
        # What was made without a trace is followed from the next request on.
        self.env.cr.precommit.clear()
        tracked = self.env["helpdesk.ticket"].with_user(agent).browse(ticket.id)
        tracked = tracked.with_context(tracking_disable=False, mail_notrack=False)
        tracked.write({"team_id": self.team.id, "priority": "3"})
        tracked.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.precommit.run()
        self.assertEqual(ticket.project_id, self.shared)
        self.assertEqual(ticket.prepaid_response_id, response)
        self.env.invalidate_all()
        changes = ticket.sudo().message_ids.tracking_value_ids
        self.assertIn("Two hours", changes.mapped("new_value_char"))

    def test_a_stranger_reads_and_writes_nothing(self):
        far = self.env["res.company"].create({"name": "Far"})
        groups = (HELPDESK_USER, "helpdesk_mgmt.group_helpdesk_manager")
        stranger = self._user("far", *groups, company=far)
        portal = new_test_user(self.env, "helpdesk_bob", "base.group_portal")
        public = self.env.ref("base.public_user")
        line = self._log_on(self.ticket, 10)
        for user in (stranger, portal, public):
            name = user.sudo().login
            for record in (self.ticket, self.rule, line):
                with self.subTest(name), self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
                with self.subTest(name), self.assertRaises(AccessError):
                    record.with_user(user).write({"create_date": TODAY})
            with self.subTest(name), self.assertRaises(AccessError):
                self.ticket.with_user(user).quick_log("10m mail")
            with self.subTest(name), self.assertRaises(AccessError):
                self.ticket.with_user(user).preview_quick_log("10m mail")

    def test_nobody_logs_on_a_ticket_that_they_do_not_see(self):
        outsider = self._user("outsider", "hr_timesheet.group_hr_timesheet_user")
        self._employee(outsider)
        with self.assertRaises(AccessError):
            self._log_on(self.ticket, 10, user=outsider)
        line = self._log(10, user=outsider)
        with self.assertRaises(AccessError):
            line.with_user(outsider).ticket_id = self.ticket

    def test_only_managers_make_rules(self):
        vals = {"team_id": self.team.id, "priority": "1"}
        rules = self.env["prepaid.ticket.rule"]
        for user in (self.technician, self.user, self.accountant):
            with self.subTest(user.login), self.assertRaises(AccessError):
                rules.with_user(user).create(vals)
        head = self._user("head", "helpdesk_mgmt.group_helpdesk_manager")
        self.assertTrue(rules.with_user(head).create(vals))

    def test_a_client_logs_nothing_on_their_own_ticket(self):
        portal = new_test_user(
            self.env,
            "helpdesk_ann",
            "base.group_portal",
            partner_id=self.env["res.partner"]
            .create({"name": "Ann", "parent_id": self.client.id})
            .id,
        )
        ticket = self.ticket.with_user(portal)
        ticket.read(["name"])
        for name in (
            "prepaid_told",
            "prepaid_available",
            "usage_type_id",
            "project_id",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                ticket.read([name])
        with self.assertRaises(AccessError):
            ticket.search([("project_id.name", "=", "All clients")])
        with self.assertRaises(AccessError):
            ticket.action_ask_extra_time()
        with self.assertRaises(AccessError):
            ticket.get_classified_messages()
        with self.assertRaises(AccessError):
            ticket.quick_log("10m mail")
        with self.assertRaises(AccessError):
            ticket.write({"project_id": self.project.id})
        with self.assertRaises(AccessError):
            self.env["prepaid.meter"].with_user(portal).start(
                False, ticket.id, ticket._name
            )
