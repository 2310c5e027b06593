from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon
from .common_shop import ShopCommon
from .common_tier import TierCommon


@tagged("post_install", "-at_install")
class TestTierPages(TierCommon, PortalCommon):
    """The client reads what holds, and what a ticket was promised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grant(cls.contract, 600, tier_id=cls.gold.id, name="Pack 10 h")
        cls.task = cls._task("Mail is down")

    def test_the_contract_page_tells_what_holds(self):
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertIn("Your conditions", page)
        self.assertIn("Gold, while its credit lasts: answered within 2 h", page)
        self.contract.state = "suspended"
        self._as(self.ann)
        self.assertNotIn("Your conditions", self._get(self.url).text)

    def test_the_ticket_page_tells_what_was_promised_and_by_what(self):
        url = (
            f"/my/tasks/{self.task.id}?access_token={self.task._portal_ensure_token()}"
        )
        self._as(self.ann)
        page = self._get(url).text
        self.assertIn("answered within 2 h", page)
        self.assertIn("Gold, brought by Pack 10 h", page)
        self.assertIn("We begin by", page)

    def test_who_has_the_ticket_alone_reads_no_credit_of_the_client(self):
        url = (
            f"/my/tasks/{self.task.id}?access_token={self.task._portal_ensure_token()}"
        )
        self.task.message_subscribe(self.bob.partner_id.ids)
        for reader in (None, self.bob):
            self._as(reader)
            page = self._get(url).text
            self.assertIn("answered within 2 h", page)
            self.assertIn("Gold", page)
            self.assertNotIn("Pack 10 h", page)
            self.assertNotIn("o_prepaid_gate", page)

    def test_a_client_forges_no_tier(self):
        """Neither on a grant nor on a ticket, by whatever door."""
        self._as(self.ann)
        for model, record, field in (
            ("prepaid.grant", self.contract.grant_ids[0], "tier_id"),
            ("project.task", self.task, "prepaid_tier_id"),
            ("prepaid.tier", self.silver, "waives_outside"),
        ):
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/write",
                json={
                    "params": {
                        "model": model,
                        "method": "write",
                        "args": [record.ids, {field: self.silver.id}],
                        "kwargs": {},
                    }
                },
            )
            self.assertIn("error", answer.json(), model)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTierShop(TierCommon, ShopCommon, PortalCommon):
    """Visitors read what a pack brings, on its page and on that of its plan."""

    def test_packs_say_what_they_bring(self):
        self.gold_pack.is_published = True
        told = (
            "Brings Gold while its credit lasts: answered within 2 h, no surcharge "
            "outside business hours"
        )
        for url in (self.plan.website_url, self.gold_pack.website_url):
            page = self._get_page(url)
            self.assertIn(told, " ".join(page.text_content().split()), url)
        cards = self._get_cards(self._get_page(self.plan.website_url))
        self.assertNotIn("Brings", cards["10 h"])
