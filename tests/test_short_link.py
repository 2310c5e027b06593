import base64

from odoo.tests import HttpCase, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestShortLink(PrepaidCommon, HttpCase):
    """Each published pack and plan has a short link and a QR code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["website"].search([]).company_id = cls.company
        cls.template = cls.pack.product_tmpl_id
        cls._publish(True)

    @classmethod
    def _publish(cls, is_published):
        for record in (cls.template, cls.plan):
            record.sudo().is_published = is_published

    def _go(self, link):
        """Return where a visitor is sent, or nothing where there is nothing."""
        self.env.flush_all()
        answer = self.url_open(f"/p/{link}", allow_redirects=False)
        if answer.status_code == 404:
            return False
        return answer.headers["Location"]

    def test_a_short_link_goes_to_the_page_of_a_pack_and_of_a_plan(self):
        pack, plan = self.template, self.plan
        self.assertTrue(self._go(pack.id).endswith(pack.website_url))
        self.assertTrue(self._go(f"plan-{plan.id}").endswith(plan.website_url))
        self.assertTrue(pack.prepaid_short_link.endswith(f"/p/{pack.id}"))
        self.assertTrue(plan.prepaid_short_link.endswith(f"/p/plan-{plan.id}"))

    def test_what_is_not_published_is_not_there(self):
        pack, plan = self.template, self.plan
        self._publish(False)
        self.assertFalse(self._go(pack.id))
        self.assertFalse(self._go(f"plan-{plan.id}"))
        self.assertFalse(self._go(2**31 - 1))

    def test_what_is_archived_or_no_pack_is_not_there(self):
        other = (
            self.env["product.template"]
            .sudo()
            .create({"name": "Cable", "is_published": True})
        )
        self.assertFalse(self._go(other.id))
        self.template.sudo().active = False
        self.assertFalse(self._go(self.template.id))

    def test_another_websites_pack_is_not_there(self):
        site = self.env["website"].sudo().create({"name": "Other"})
        self.template.sudo().website_id = site
        self.assertFalse(self._go(self.template.id))

    def test_another_companys_plan_is_not_there(self):
        self.plan.sudo().company_id = (
            self.env["res.company"].sudo().create({"name": "Other"})
        )
        self.assertFalse(self._go(f"plan-{self.plan.id}"))

    def test_the_owner_sees_link_and_code(self):
        for record in (self.template, self.plan):
            action = record.with_user(self.user).action_open_short_link()
            view = self.env["ir.ui.view"].browse(action["views"][0][0])
            self.assertEqual(view.model, record._name)
            picture = base64.b64decode(record.with_user(self.user).prepaid_qr_code)
            self.assertIn(b"<svg", picture)
