from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_share import ShareCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShareChanges(ShareCommon):
    """What documents, other plans and other places do to what was used."""

    def test_document_that_falls_lowers_parts_and_refuses_no_work_that_stands(self):
        self.company.prepaid_grant_policy = "posted"
        share = self._share(self.paris, percent=50, is_hard=True)
        invoice = self._bill()
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self.assertEqual(grant.contract_id, self.contract)
        self.assertEqual(share.limit, 900)
        line = self._work(self.paris, 800)
        invoice.button_draft()
        self.assertUsed(share, 800, -200)
        line.unit_amount = 700 / 60
        self.assertUsed(share, 700, -100)
        with self.assertRefused("Paris"):
            line.unit_amount = 701 / 60
        invoice.action_post()
        self.assertUsed(share, 700, 200)

    def test_other_rates_follow_the_line(self):
        """A usage type that costs twice needs room for what it costs more."""
        share = self._share(self.lyon, 100, is_hard=True)
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=2)
        line = self._work(self.lyon, 40)
        line.usage_type_id = onsite
        self.assertUsed(share, 80)
        other = self._work(self.lyon, 20)
        with self.assertRefused("Lyon: 20 min short"):
            other.usage_type_id = onsite
        self.assertUsed(share, 100)

    def test_credit_that_moves_away_lowers_parts(self):
        share = self._share(self.paris, percent=50)
        other = self._contract(is_default=False)
        self.contract.sudo()._transfer(other, 600, "Moved")
        self.assertUsed(share, 0, 300)

    def test_line_of_a_closed_contract_stays_where_it_counts(self):
        lyon = self._share(self.lyon, 120)
        self._share(self.paris, 120)
        self._work(self.lyon, 60)
        self.contract.state = "closed"
        self.tickets[self.lyon].partner_id = self.paris
        self.assertUsed(lyon, 60)

    def test_archived_site_keeps_its_share(self):
        share = self._share(self.lyon, 120)
        self._work(self.lyon, 60)
        self.lyon.active = False
        self.assertUsed(share, 60)
        self.assertEqual(share.display_name, "Lyon")
