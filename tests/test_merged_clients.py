from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_share import ShareCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMergedClients(ShareCommon):
    """Whoever is merged, credit stays for its work and each limit stands once."""

    def _merge(self, source, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.sudo()._merge((source | into).ids, into)
        self.env.invalidate_all()

    def _client(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    # === SITES THAT ARE ONE === #

    def test_the_share_of_the_site_that_stays_says_how_much(self):
        """Lyon 120 of which 30 are used, Paris 240 and 40: one of 240, 70 used."""
        lyon, paris = self._share(self.lyon, 120), self._share(self.paris, 240)
        self._work(self.lyon, 30)
        self._work(self.paris, 40)
        self._merge(self.lyon, self.paris)
        self.assertFalse(lyon.active)
        self.assertEqual((paris.limit, paris.used, paris.left), (240, 70, 170))
        self.assertEqual(self.contract.balance, 1130)

    def test_what_is_set_aside_and_what_was_allowed_is_kept(self):
        """Paris 60, Lyon was allowed 20 more and 50 are set aside for it: 30 left."""
        lyon = self._share(self.lyon, 60, is_hard=True)
        paris = self._share(self.paris, 60, is_hard=True)
        approval = self.env["prepaid.approval"].create(
            {
                "name": "More",
                "contract_id": self.contract.id,
                "quantity": 20,
                "share_id": lyon.id,
                "share_date": TODAY,
            }
        )
        approval.action_ask()
        approval.sudo()._answer(True, "Ada")
        until = datetime(2026, 3, 17, 12)
        hold = self.contract.sudo()._hold(50, until, requester_id=self.lyon.id)
        self._merge(self.lyon, self.paris)
        self.assertEqual((paris.limit, paris.used, paris.left), (80, 50, 30))
        hold._post(50)
        self.assertEqual((paris.limit, paris.used, paris.left), (80, 50, 30))
        self.assertTiesOut()

    def test_shares_of_other_periods_stand_beside_each_other(self):
        month = self._share(self.lyon, 120)
        year = self._share(self.paris, 600, period="year")
        self._merge(self.lyon, self.paris)
        self.assertTrue(month.active and year.active)
        self.assertEqual((month | year).partner_id, self.paris)

    # === CLIENTS THAT ARE ONE === #

    def test_credit_for_some_work_stays_for_that_on_its_contract(self):
        """Each contract keeps its credit; put together, it still pays for that only."""
        twin = self._client("Azure twin")
        theirs = self._contract(300, client=twin)
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        grant = self._grant(theirs, 120, usage_type_ids=[Command.set(onsite.ids)])
        self._merge(twin, self.client)
        self.assertEqual(theirs.partner_id, self.client)
        self.assertEqual((theirs.balance, theirs.scoped), (420, 120))
        self.assertEqual(grant.usage_type_ids, onsite)
        theirs.sudo()._transfer(self.contract, 420, "One client")
        self.assertEqual((theirs.balance, self.contract.balance), (0, 1620))
        moved = self.contract.grant_ids.filtered("usage_type_ids")
        self.assertEqual((moved.remaining, moved.usage_type_ids), (120, onsite))
        self._work(self.lyon, 60)
        self.assertEqual(moved.remaining, 120)
        self._work(self.lyon, 60, usage_type_id=onsite.id)
        self.assertEqual(moved.remaining, 60)
        self.assertTiesOut()

    def test_shares_of_both_contracts_stay_where_they_are(self):
        twin = self._client("Azure twin")
        theirs = self._contract(300, client=twin)
        site = self.env["res.partner"].create({"name": "Nice", "parent_id": twin.id})
        mine = self._share(self.client, 600)
        share = self._share(site, 60, contract_id=theirs.id)
        both = self._share(twin, 90, contract_id=theirs.id)
        self._merge(twin, self.client)
        self.assertTrue(mine.active and share.active and both.active)
        self.assertEqual((share.limit, both.limit), (60, 90))
        self.assertEqual(both.partner_id, self.client)
        self.assertTiesOut()

    def test_a_payer_who_is_merged_is_still_billed(self):
        holding, twin = self._client("Holding"), self._client("Holding twin")
        self.contract.partner_invoice_id = twin
        self._merge(twin, holding)
        self.assertEqual(self.contract.partner_invoice_id, holding)

    def test_what_waits_for_credit_comes_in_with_that_of_the_other(self):
        """Both clients have a contract each: the ticket is let in by the default's."""
        plan = self._plan("Waits", new_ticket_policy="wait")
        twin = self._client("Azure twin")
        theirs = self._contract(plan=plan, client=twin)
        project = self._project("Desk", twin)
        form = self.env["project.task"].with_context(prepaid_channel="form")
        ticket = form.create(
            {"name": "Printer", "project_id": project.id, "partner_id": twin.id}
        )
        self.assertEqual(ticket.prepaid_gate, "waiting")
        self._work(self.lyon, 5, day=date(2026, 3, 2))
        self._merge(twin, self.client)
        self.assertEqual(ticket.prepaid_gate_contract_id, theirs)
        theirs.sudo()._notify_gate()
        self.assertEqual(ticket.prepaid_covering_id, self.contract)
        self.assertEqual(ticket.prepaid_gate, "accepted")
