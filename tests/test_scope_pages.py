from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopePages(PortalCommon):
    """What clients read, and strangers do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env["prepaid.usage.type"].create({"name": "On-site"})
        cls.scoped = cls._grant(
            cls.contract, 300, usage_type_ids=cls.onsite.ids, name="Visits"
        )

    def test_a_client_reads_what_each_credit_pays_for(self):
        self._as(self.ann)
        page = self._get(self.url).text
        for text in ("5 h for On-site", "10 h for any work", "Pays for"):
            self.assertIn(text, page)
        self.assertIn("5 h for On-site", self._get("/my/prepaid").text)
        live = self._balance()
        self.assertIn("5 h for On-site", live["scopes"])

    def test_a_stranger_reads_nothing_of_it(self):
        self._as(self.bob)
        self.assertFalse(self._balance())
        grants = self.env["prepaid.grant"].with_user(self.bob)
        self.assertFalse(grants.search([("is_scoped", "=", True)]))

    def test_a_client_cannot_write_what_credit_pays_for(self):
        for user in (self.ann, self.technician, self.user, self.manager):
            for record, vals in (
                (self.scoped, {"usage_type_ids": [Command.clear()]}),
                (self.scoped, {"is_scoped": False}),
                (self.contract, {"has_scope": False}),
            ):
                with self.assertRaises(UserError, msg=f"{user.login} {vals}"):
                    record.with_user(user).write(vals)

    def test_the_top_up_page_and_the_shop_say_what_a_pack_pays_for(self):
        self.env["website"].search([], limit=1).company_id = self.company
        pack = self._pack(
            300,
            prepaid_usage_type_ids=[Command.set(self.onsite.ids)],
            is_published=True,
        )
        self.plan.is_published = True
        self._as(self.ann)
        page = self._get(f"{self.url}/top-up").text
        self.assertIn("10 h for any work", page)
        self.assertIn("o_prepaid_pack_scope", page)
        shop = self.url_open(pack.website_url).text
        self.assertIn("o_prepaid_pack_scope", shop)
