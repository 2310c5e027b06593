from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .common_tier import NINE, TierCommon


def after(hours):
    return freeze_time(NINE + timedelta(hours=hours))


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestTierTicket(TierCommon):
    """A new ticket has what the best tier brings; what was promised stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(6000)
        cls.none = cls.env["prepaid.response"]
        cls.dispatcher = cls._user(
            "dispatcher",
            "project.group_project_user",
            "hr_timesheet.group_hr_timesheet_user",
        )
        cls._employee(cls.dispatcher)

    def _bring(self, tier=None, contract=None, **over):
        vals = {"tier_id": (tier or self.gold).id, "name": "Pack 10 h"}
        return self._grant(contract or self.contract, 600, **vals | over)

    def _request(self, **over):
        """Return a ticket as a dispatcher makes it."""
        vals = {"name": "Mail is down", "project_id": self.project.id}
        tasks = self.env["project.task"].with_user(self.dispatcher)
        ticket = tasks.create(vals | over)
        # The database's clock is not frozen.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_task SET create_date = %s WHERE id = %s",
            [fields.Datetime.now(), ticket.id],
        )
        ticket.invalidate_recordset(["create_date"])
        return ticket

    # === THE PROMISE === #

    def test_the_deadline_counts_from_the_request(self):
        self._bring(date_expiry=date(2026, 12, 4))
        ticket = self._request()
        self.assertEqual(ticket.prepaid_response_id, self.fast)
        self.assertEqual(ticket.prepaid_deadline, NINE + timedelta(hours=2))
        self.assertEqual(ticket.prepaid_response_state, "waiting")
        self.assertEqual(
            ticket.prepaid_tier_text, "Gold, brought by Pack 10 h until 12/04/2026"
        )

    def test_credit_for_some_work_brings_it_to_such_tickets_alone(self):
        onsite = self.env["prepaid.usage.type"].create({"name": "On-site"})
        self._bring(usage_type_ids=onsite.ids)
        self.assertEqual(self._request().prepaid_response_id, self.none)
        ticket = self._request(usage_type_id=onsite.id)
        self.assertEqual(ticket.prepaid_response_id, self.fast)
        self.assertIn("Gold for On-site, while", self.contract.tier_text)

    def test_it_stays_though_the_credit_runs_out(self):
        """And so does its price: what was promised for nothing costs nothing."""
        grant = self._bring()
        ticket = self._request()
        grant.date_expiry = date(2026, 3, 16)
        with freeze_time("2026-03-17 09:00:00"):
            self.assertEqual(self._request().prepaid_response_id, self.none)
            self.assertEqual(ticket.prepaid_response_id, self.fast)
            ticket.prepaid_contract_id = self.contract
            self.assertEqual(ticket.prepaid_response_id, self.fast)
        self.assertDrawn(self._log(60, task=ticket, day=TODAY), 75)

    def test_its_factor_is_charged_where_the_tier_does_not_waive_it(self):
        self.gold.waives_response = False
        self._bring()
        self.assertDrawn(self._log(60, task=self._request()), 135)
        # The waiver of another tier holds for all that is brought.
        self._bring(self.silver)
        self.assertDrawn(self._log(60, task=self._request()), 60)

    def test_of_equal_responses_the_cheaper_tier_then_the_one_that_waives_more(self):
        dear = self._tier(
            "Dear", response_id=self.fast.id, waives_response=False, sequence=1
        )
        plain = self._tier("Plain", response_id=self.fast.id, sequence=2)
        full = self._tier(
            "Full", response_id=self.fast.id, waives_outside=True, waives_flat=True
        )
        for tier in (dear, plain, self.gold, full):
            self._bring(tier)
            self.assertEqual(self._request().prepaid_tier_id, tier)

    def test_sooner_by_the_clock_wins_whatever_hours_are_counted(self):
        """At 16:00 two business hours are up next morning, four hours at 20:00."""
        self.fast.is_business_hours = True
        self._bring()
        self._bring(self.silver)
        self.assertEqual(self._request().prepaid_tier_id, self.gold)
        with after(7):
            ticket = self._request()
        self.assertEqual(ticket.prepaid_tier_id, self.silver)
        self.assertEqual(ticket.prepaid_deadline, NINE + timedelta(hours=11))

    def test_the_request_is_of_the_companys_day(self):
        """At 00:30 in Paris it is the 17th, and the credit has expired."""
        self._bring(date_expiry=date(2026, 3, 16))
        with freeze_time("2026-03-16 22:30:00"):
            self.assertEqual(self._request().prepaid_response_id, self.fast)
        with freeze_time("2026-03-16 23:30:00"):
            self.assertEqual(self._request().prepaid_response_id, self.none)

    # === WHAT A PERSON CHOOSES === #

    def test_what_a_person_chose_stays(self):
        self._bring()
        self.assertEqual(
            self._request(prepaid_response_id=self.soon.id).prepaid_response_id,
            self.soon,
        )
        ticket = self._request()
        ticket.prepaid_response_id = self.once
        self.assertFalse(ticket.prepaid_tier_id)
        self.assertFalse(ticket.prepaid_tier_text)
        self.assertEqual(ticket.prepaid_deadline, NINE + timedelta(hours=1))
        ticket.prepaid_response_id = False
        ticket.prepaid_contract_id = self.contract
        self.assertEqual(ticket.prepaid_response_id, self.none)

    def test_a_faster_response_than_the_tier_brings_is_paid(self):
        """One that is no faster is not."""
        self._bring()
        for response, due in ((self.once, 195), (self.fast, 75), (self.soon, 75)):
            ticket = self._request(prepaid_response_id=response.id)
            line = self._log(60, task=ticket)
            self.assertDrawn(line, due)
            told = f"{response.name}, no surcharge: Gold" in self._explain(line)
            self.assertEqual(told, response != self.once)

    def test_a_copy_has_its_own_promise(self):
        grant = self._bring()
        ticket = self._request()
        grant.date_expiry = date(2026, 3, 16)
        with freeze_time("2026-03-17 09:00:00"):
            self.assertEqual(ticket.copy().prepaid_response_id, self.none)
        chosen = self._request(prepaid_response_id=self.soon.id)
        self.assertEqual(chosen.copy().prepaid_response_id, self.soon)

    def test_a_part_of_a_ticket_is_promised_nothing(self):
        self._bring()
        ticket = self._request()
        part = self._request(parent_id=ticket.id)
        self.assertEqual(part.prepaid_response_id, self.none)

    # === TICKETS THAT MOVE === #

    def _other(self, tier=None):
        contract, project = self._new_client()
        if tier:
            self._bring(tier, contract)
        return project

    def test_a_ticket_that_goes_to_another_client_has_what_that_one_has(self):
        self._bring()
        ticket = self._request()
        silver = self._other(self.silver)
        with after(1):
            line = self._log(60, task=ticket)
            ticket.write({"project_id": silver.id, "partner_id": silver.partner_id.id})
        self.assertEqual(ticket.prepaid_response_id, self.soon)
        self.assertEqual(ticket.prepaid_deadline, NINE + timedelta(hours=4))
        self.assertDrawn(line, 60)
        bare = self._other()
        ticket.write({"project_id": bare.id, "partner_id": bare.partner_id.id})
        self.assertEqual(ticket.prepaid_response_id, self.none)
        self.assertFalse(ticket.prepaid_deadline)
        self.assertFalse(ticket.prepaid_tier_grant_id)
        self.assertDrawn(line, 75)

    def test_what_was_chosen_stays_if_its_plan_fits(self):
        self._bring()
        ticket = self._request(prepaid_response_id=self.once.id)
        silver = self._other(self.silver)
        ticket.write({"project_id": silver.id, "partner_id": silver.partner_id.id})
        self.assertEqual(ticket.prepaid_response_id, self.once)

    def test_who_is_found_out_later_was_promised_it_at_the_request(self):
        """Work that was done meanwhile is the answer."""
        self._bring()
        nobody = self._project("Inbox", self.env["res.partner"])
        ticket = self._request(project_id=nobody.id)
        late = self._request(project_id=nobody.id)
        self.assertEqual(ticket.prepaid_response_id, self.none)
        with after(1):
            self._log(5, task=ticket, meter_started_at=NINE + timedelta(minutes=30))
        with after(3):
            (ticket | late).write({"partner_id": self.client.id})
            self.assertEqual(ticket.prepaid_response_id, self.fast)
            self.assertEqual(ticket.prepaid_response_state, "kept")
            self.assertEqual(late.prepaid_response_state, "late")

    def test_credit_that_is_bought_after_the_request_promises_nothing(self):
        nobody = self._project("Inbox", self.env["res.partner"])
        ticket = self._request(project_id=nobody.id)
        self._bring(date=date(2026, 3, 17))
        with freeze_time("2026-03-17 09:00:00"):
            ticket.partner_id = self.client
        self.assertEqual(ticket.prepaid_covering_id, self.contract)
        self.assertEqual(ticket.prepaid_response_id, self.none)

    def test_another_company_has_its_own_contracts(self):
        self._bring()
        other = self.setup_other_company(name="Second Ltd")["company"]
        project = self._project("Elsewhere", self.client, company_id=other.id)
        task = self._task("There", project)
        self.assertEqual(task.prepaid_response_id, self.none)

    def test_who_merges_clients_keeps_what_was_promised(self):
        self._bring()
        ticket = self._request(partner_id=self.client.id)
        twin = self.env["res.partner"].create({"name": "Azure twin"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.sudo()._merge((self.client | twin).ids, self.client)
        self.assertEqual(ticket.prepaid_tier_id, self.gold)
        self.assertEqual(ticket.prepaid_response_id, self.fast)

    # === WHO SEES AND WRITES IT === #

    def test_the_form_shows_it_and_nobody_writes_it(self):
        self._bring()
        ticket = self._request()
        with Form(ticket) as form:
            self.assertEqual(form.prepaid_response_id, self.fast)
            self.assertIn("Gold", form.prepaid_tier_text)
        self.assertEqual(ticket.prepaid_tier_id, self.gold)
        with self.assertRefused("not written by hand", AccessError):
            ticket.prepaid_tier_id = self.silver

    def test_a_database_without_tiers_asks_nothing_of_a_new_ticket(self):
        Tier, project, counts = type(self.gold), self._plain, {}
        for are_any in (False, True):
            with patch.object(Tier, "_are_any", lambda self, told=are_any: told):
                for _turn in range(2):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    self._request(project_id=project.id)
                    self.env.flush_all()
                counts[are_any] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[True] - counts[False], 12, counts)

    @property
    def _plain(self):
        """Return the helpdesk of a client whose plan has no tiers."""
        plan = self._plan("Plain")
        client = self.env["res.partner"].create({"name": "Plain"})
        self._contract(60, plan=plan, client=client)
        return self._project("Plain", client)
