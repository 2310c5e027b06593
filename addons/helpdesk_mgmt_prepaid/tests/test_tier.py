from odoo.tests import freeze_time, tagged

from .common import HelpdeskCommon

ASKED = "2026-03-16 14:00:00"


@tagged("post_install", "-at_install")
@freeze_time(ASKED)
class TestTier(HelpdeskCommon):
    """What a tier brings, beside what the rules of a team promise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.at_once, cls.fast, cls.soon = (
            cls.env["prepaid.response"].create(
                {"name": f"{hours} h", "hours": hours, "plan_id": cls.plan.id}
            )
            for hours in (1, 2, 4)
        )
        cls.gold = cls.env["prepaid.tier"].create(
            {"plan_id": cls.plan.id, "name": "Gold", "response_id": cls.fast.id}
        )
        cls._grant(cls.contract, 600, tier_id=cls.gold.id)

    def _rule(self, response, **over):
        vals = {"team_id": self.team.id, "response_ids": response.ids}
        return self.env["prepaid.ticket.rule"].create(vals | over)

    def test_a_ticket_has_what_the_tier_brings(self):
        ticket = self._ticket("Down", self.client)
        self.assertEqual(ticket.prepaid_response_id, self.fast)
        self.assertEqual(str(ticket.prepaid_deadline), "2026-03-16 16:00:00")
        self.assertEqual(ticket.prepaid_tier_text, "Gold, brought by Opening")
        ticket.priority = "3"
        self.assertEqual(ticket.prepaid_response_id, self.fast)

    def test_a_rule_that_promises_nothing_sooner_leaves_it(self):
        self._rule(self.soon)
        ticket = self._ticket("Down", self.client)
        self.assertEqual(ticket.prepaid_response_id, self.fast)
        self._rule(self.soon, priority="3", sequence=1)
        ticket.priority = "3"
        self.assertEqual(ticket.prepaid_response_id, self.fast)

    def test_a_rule_that_promises_sooner_wins_while_it_holds(self):
        self._rule(self.at_once, priority="3")
        self._rule(self.soon)
        ticket = self._ticket("Down", self.client)
        self.assertEqual(ticket.prepaid_response_id, self.fast)
        ticket.priority = "3"
        self.assertEqual(ticket.prepaid_response_id, self.at_once)
        self.assertFalse(ticket.prepaid_tier_text)
        ticket.priority = "0"
        self.assertEqual(ticket.prepaid_response_id, self.fast)

    def test_it_ends_where_another_client_has_no_tier(self):
        other = self._other_client()
        self._contract(600, client=other)
        ticket = self._ticket("Down", self.client)
        ticket.partner_id = other
        self.assertFalse(ticket.prepaid_response_id)
        self._rule(self.soon)
        ruled = self._ticket("Down", self.client)
        ruled.partner_id = other
        self.assertEqual(ruled.prepaid_response_id, self.soon)
        ruled.partner_id = self.client
        self.assertEqual(ruled.prepaid_response_id, self.fast)

    def test_what_was_chosen_stays(self):
        ticket = self._ticket("Down", self.client)
        ticket.prepaid_response_id = self.soon
        ticket.priority = "2"
        self.assertEqual(ticket.prepaid_response_id, self.soon)
        self.assertFalse(ticket.prepaid_tier_id)
