from odoo.tests import freeze_time, tagged

from .common import HelpdeskCommon

ASKED = "2026-03-16 14:00:00"


@tagged("post_install", "-at_install")
@freeze_time(ASKED)
class TestRules(HelpdeskCommon):
    """Team, priority, channel and category say what work is, and how soon it begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.urgent = cls._response("Two hours", 2, factor=1.5)
        cls.soon = cls._response("Four hours", 4)
        cls.software = cls._category("Software")
        cls.mail = cls._category("Mail", parent_id=cls.software.id)
        cls.phone = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")

    @classmethod
    def _response(cls, name, hours, plan=None, **over):
        vals = {"name": name, "hours": hours, "plan_id": (plan or cls.plan).id}
        return cls.env["prepaid.response"].create(vals | over)

    @classmethod
    def _category(cls, name, **over):
        vals = {"name": name, "company_id": cls.company.id}
        return cls.env["helpdesk.ticket.category"].create(vals | over)

    def _rule(self, responses=None, **over):
        vals = {"team_id": self.team.id}
        if responses:
            vals["response_ids"] = responses.ids
        return self.env["prepaid.ticket.rule"].create(vals | over)

    def test_the_team_says_what_its_work_usually_is(self):
        self.team.usage_type_id = self.usage_remote
        line = self._log_on(self.ticket, 10)
        self.assertEqual(line.usage_type_id, self.usage_remote)

    def test_channel_and_category_say_what_work_is(self):
        self.team.usage_type_id = self.usage_remote
        self._rule(channel_id=self.phone.id, usage_type_id=self.usage_phone.id)
        called = self._ticket("Called", self.client, channel_id=self.phone.id)
        line = self._log_on(called, 10)
        self.assertEqual(line.usage_type_id, self.usage_phone)
        self.assertEqual(self._log_on(self.ticket, 10).usage_type_id, self.usage_remote)

    def test_a_rule_takes_the_categories_below_its_own(self):
        self._rule(category_id=self.software.id, usage_type_id=self.usage_phone.id)
        for category, expected in (
            (self.software, self.usage_phone),
            (self.mail, self.usage_phone),
            (self._category("Hardware"), self.env["prepaid.usage.type"]),
        ):
            ticket = self._ticket("Any", self.client, category_id=category.id)
            self.assertEqual(ticket._get_usage_type(), expected, category.name)

    def test_a_rule_wants_all_that_it_names(self):
        self._rule(
            channel_id=self.phone.id, priority="3", usage_type_id=self.usage_phone.id
        )
        ticket = self._ticket("Called", self.client, channel_id=self.phone.id)
        self.assertFalse(ticket._get_usage_type())
        ticket.priority = "3"
        self.assertEqual(ticket._get_usage_type(), self.usage_phone)

    def test_what_the_ticket_says_comes_before_the_rules(self):
        self.team.usage_type_id = self.usage_remote
        self.ticket.usage_type_id = self.usage_phone
        line = self._log_on(self.ticket, 10)
        self.assertEqual(line.usage_type_id, self.usage_phone)

    def test_priority_promises_an_answer_of_the_customers_plan(self):
        other_plan = self._plan("Other")
        theirs = self._response("Theirs", 1, other_plan)
        self._rule(theirs | self.urgent, priority="3")
        ticket = self._ticket("Down", self.client, priority="3")
        self.assertEqual(ticket.prepaid_response_id, self.urgent)
        self.assertEqual(str(ticket.prepaid_deadline), "2026-03-16 16:00:00")
        self.assertEqual(ticket.prepaid_response_state, "waiting")

    def test_a_ticket_that_becomes_urgent_is_promised_sooner(self):
        self._rule(self.urgent, priority="3")
        self._rule(self.soon)
        ticket = self._ticket("Slow", self.client)
        self.assertEqual(ticket.prepaid_response_id, self.soon)
        ticket.priority = "3"
        self.assertEqual(ticket.prepaid_response_id, self.urgent)

    def test_what_was_chosen_stays_where_no_rule_speaks(self):
        self.ticket.prepaid_response_id = self.soon
        self.ticket.priority = "2"
        self.assertEqual(self.ticket.prepaid_response_id, self.soon)

    def test_work_keeps_the_promise_and_freezes_it(self):
        self._rule(self.urgent, priority="3")
        ticket = self._ticket("Down", self.client, priority="3")
        with freeze_time("2026-03-16 15:00:00"):
            line = self._log_on(ticket, 60)
        self.assertEqual(ticket.prepaid_response_state, "kept")
        self.assertDrawn(line, 90)
        ticket.priority = "0"
        self.assertEqual(ticket.prepaid_response_id, self.urgent)

    def test_a_late_answer_costs_no_factor(self):
        self._rule(self.urgent, priority="3")
        ticket = self._ticket("Down", self.client, priority="3")
        with freeze_time("2026-03-16 18:00:00"):
            line = self._log_on(ticket, 60, meter_started_at="2026-03-16 17:00:00")
        self.assertEqual(ticket.prepaid_response_state, "late")
        self.assertDrawn(line, 60)

    def test_a_changed_rule_changes_no_ticket(self):
        rule = self._rule(self.urgent, priority="3")
        ticket = self._ticket("Down", self.client, priority="3")
        rule.response_ids = self.soon
        self.env.flush_all()
        self.assertEqual(ticket.prepaid_response_id, self.urgent)

    def test_a_customer_without_contract_is_promised_nothing(self):
        self._rule(self.urgent)
        ticket = self._ticket("Down", self._other_client())
        self.assertFalse(ticket.prepaid_response_id)

    def test_reviews_count_promises_on_tickets(self):
        self._rule(self.urgent, priority="3")
        ticket = self._ticket("Down", self.client, priority="3")
        self.task.prepaid_response_id = self.urgent
        with freeze_time("2026-03-16 14:30:00"):
            self._log_on(ticket, 10)
        day = self.company._get_prepaid_today()
        told = self.contract.sudo()._get_review_responses(day, day)
        self.assertEqual(len(told), 1)
        self.assertEqual((told[0]["tickets"], told[0]["kept"]), (2, 1))
