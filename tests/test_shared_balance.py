from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSharedBalance(PortalCommon):
    """A site sees its group's balance and its own work, if the contract shares it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["res.partner"].create(
            {"name": "Azure Lyon", "is_company": True, "parent_id": cls.client.id}
        )
        cls.sam = cls._portal("sam", cls._contact("Sam", cls.site))
        cls.site_task = cls._task("Till is slow", cls._project("Lyon", cls.site))
        cls.shared_url = f"/my/prepaid/shared/{cls.contract.id}"

    @classmethod
    def _contact(cls, name, company):
        return cls.env["res.partner"].create({"name": name, "parent_id": company.id})

    def setUp(self):
        super().setUp()
        self._log(20)
        self._log(30, task=self.site_task, name="Cache emptied")

    def _share(self):
        self.contract.with_user(self.user).shares_balance = True

    def assertHidden(self, url):
        self.assertNotIn("Printer on fire", self._get(url).text)
        self.assertEqual(self._get(url).status_code, 303, url)

    def test_a_site_sees_balance_and_its_own_work(self):
        self._share()
        self._as(self.sam)
        self.assertIn(self.shared_url, self._get("/my/prepaid").text)
        page = self._get(self.shared_url).text
        for text in ("9 h 10", "Cache emptied", "Till is slow", "Shared by"):
            self.assertIn(text, page)
        for text in (
            f'"{self.url}"',
            "Printer on fire",
            "Top up",
            "Statement",
            "Invoice",
        ):
            self.assertNotIn(text, page)

    def test_the_home_page_counts_it(self):
        self._share()
        self._as(self.sam)
        result = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["prepaid_count"]}
        )
        self.assertEqual(result["prepaid_count"], 1)

    def test_unless_it_is_shared_a_site_sees_nothing(self):
        self._as(self.sam)
        self.assertNotIn(self.shared_url, self._get("/my/prepaid").text)
        self.assertHidden(self.shared_url)

    def test_sharing_opens_no_other_page_and_no_record(self):
        self._share()
        self._as(self.sam)
        for page in ("", "/statement", "/notices", "/top-up"):
            self.assertHidden(self.url + page)
        self.assertFalse(self._balance())
        for model in ("prepaid.contract", "prepaid.entry", "prepaid.grant"):
            self.assertFalse(self.env[model].with_user(self.sam).search([]), model)

    def test_a_stranger_and_the_site_of_another_group_see_nothing(self):
        self._share()
        group = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        other_site = self.env["res.partner"].create(
            {"name": "Deco Nord", "is_company": True, "parent_id": group.id}
        )
        eve = self._portal("eve", self._contact("Eve", other_site))
        for user in (self.bob, eve):
            self._as(user)
            self.assertHidden(self.shared_url)

    def test_a_beneficiary_sees_it_until_the_contract_no_longer_pays_for_it(self):
        self._share()
        customer = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        dora = self._portal("dora", self._contact("Dora", customer))
        self.contract.beneficiary_ids = customer
        self._as(dora)
        self.assertIn("9 h 10", self._get(self.shared_url).text)
        self.contract.beneficiary_ids = False
        self.env.flush_all()
        self.assertHidden(self.shared_url)

    def test_a_group_that_keeps_its_credit_from_sites_shares_none(self):
        self._share()
        self.contract.covers_sites = False
        self._as(self.sam)
        self.assertHidden(self.shared_url)
