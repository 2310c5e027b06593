from odoo.tests import HttpCase, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestPlansPage(PrepaidCommon, HttpCase):
    """/prepaid lists what is on sale, and the menu leads there once something is."""

    def _publish(self):
        self.plan.sudo().write({"is_published": True, "company_id": False})
        self.pack.sudo().write({"is_published": True, "company_id": False})

    def test_published_plans_stand_there_with_their_packs(self):
        self.plan.name = "Hours of the harbour"
        self.assertFalse(self.plan.name in self.url_open("/prepaid").text)
        self._publish()
        page = self.url_open("/prepaid").text
        for text in (self.plan.name, self.pack.name, self.plan.website_url):
            self.assertTrue(text in page, text)

    def test_the_menu_shows_once_a_plan_is_published(self):
        plans = self.env["prepaid.plan"].sudo().search([])
        plans.is_published = False
        menu = self.env["website.menu"].search([("url", "=", "/prepaid")])[:1]
        self.assertFalse(menu.is_visible)
        self._publish()
        menu.invalidate_recordset()
        self.assertTrue(menu.is_visible)

    def test_who_keeps_plans_reads_on_the_page_which_packs_are_not_there(self):
        self._publish()
        self.pack.sudo().is_published = False
        told = "Open the plan and its packs"
        self.assertFalse(told in self.url_open(self.plan.website_url).text)
        self.authenticate(self.manager.login, self.manager.login)
        page = self.url_open(self.plan.website_url).text
        self.assertTrue(told in page and self.pack.name in page)

    def test_a_pack_promises_no_shipping(self):
        self._publish()
        page = self.url_open(self.pack.product_tmpl_id.website_url).text
        self.assertFalse("Business Days" in page)
        self.assertTrue("Yours as soon as it is paid" in page)
