from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalPortal(PortalCommon):
    """What a client reads of it: what a bigger pack would have saved, if at all."""

    def setUp(self):
        super().setUp()
        self.plan.is_saving_told = True
        self.bigger = self._pack(1200, name="20 hours", is_published=True)
        best = {self.contract: (self.bigger, 84.0)}
        self.patch(
            self.registry["prepaid.contract"],
            "_get_best_packs",
            lambda contracts: {c: best[c] for c in contracts if c in best},
        )
        self.env["prepaid.signal"].sudo()._find(self.company)

    def _read_page(self, user, query=""):
        self._as(user)
        return self.url_open(self.url + query).text

    def test_the_client_reads_what_a_bigger_pack_would_have_saved(self):
        page = self._read_page(self.ann)
        self.assertIn("With the pack of 20 h you would have saved", page)
        self.assertIn("84.00", page)

    def test_nothing_is_told_where_the_plan_does_not_tell_it(self):
        self.plan.is_saving_told = False
        self.assertNotIn("would have saved", self._read_page(self.ann))

    def test_who_has_only_the_link_reads_no_saving(self):
        self.contract._portal_ensure_token()
        page = self._read_page(None, f"?access_token={self.contract.access_token}")
        self.assertIn(self.contract.name, page)
        self.assertNotIn("would have saved", page)

    def test_the_client_never_reads_why_we_would_call(self):
        signal = (
            self.env["prepaid.signal"]
            .sudo()
            .search([("contract_id", "=", self.contract.id)])
        )
        self.assertTrue(signal)
        page = self._read_page(self.ann)
        for reason in signal.mapped("reason"):
            self.assertNotIn(reason, page)
