from datetime import date

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLawSources(PrepaidCommon):
    """What a rule says has its source one click away."""

    def _rule(self, name):
        return self.env.ref(f"{ADDON}.prepaid_jurisdiction_{name}")

    def test_the_warning_of_a_plan_links_each_source(self):
        self.plan.validity_months = 12
        warning = self.plan.with_user(self.user).law_warning
        rules = self.env["prepaid.jurisdiction"].search([("expiry", "=", "forbidden")])
        links = etree.HTML(warning).xpath("//a/@href")
        time_rules = rules.filtered(lambda rule: rule.unit != "money")
        self.assertEqual(links, time_rules.mapped("source_url"))

    def test_a_source_without_address_is_found_on_its_rule(self):
        rule = self._rule("germany")
        rule.source_url = False
        self.plan.validity_months = 12
        self.assertIn(
            f'href="/odoo/prepaid.jurisdiction/{rule.id}"', self.plan.law_warning
        )
        self.assertEqual(str(rule._get_source_link()), "§ 307 BGB (no public source)")
        self.assertIn("(no public source; noted by", rule.source_text)

    def test_each_rule_is_one_click_away_or_says_that_it_is_not(self):
        """Wherever a rule makes a sentence, to staff and to clients."""
        rules = self.env["prepaid.jurisdiction"].with_context(active_test=False)
        rules = rules.search([])
        self.assertGreater(len(rules), 10)
        for rule in rules:
            with self.subTest(rule=rule.name):
                self.assertTrue(rule.source and rule.reason and rule.date_checked)
                told = str(rule._get_source_link())
                for_staff = str(rule._get_source_link(for_staff=True))
                self.assertIn("<a href=", for_staff)
                self.assertIn(for_staff, str(rule._get_html()))
                if rule.source_url:
                    self.assertIn(rule.source_url.replace("&", "&amp;"), told)
                    self.assertEqual(rule.source_text, rule.source)
                else:
                    self.assertIn("no public source", told)
                    self.assertIn("noted by Prepaid Hours, 11/01", rule.source_text)

    def test_who_changed_a_rule_without_source_is_named(self):
        rule = self._rule("france").with_user(self.manager)
        rule.source = "Counsel’s letter"
        rule.invalidate_recordset()
        self.assertIn(f"noted by {self.manager.name}", rule.source_text)

    def test_the_note_of_credit_that_stays_links_its_source(self):
        client = self.env["res.partner"].create(
            {"name": "Ada", "country_id": self.env.ref("base.de").id}
        )
        contract = self._contract(client=client)
        self._grant(contract, 60, kind="purchase", date_expiry=date(2026, 3, 20))
        contract.grant_ids.sudo()._keep_barred()
        body = contract.message_ids[0].body
        self.assertIn('href="https://www.gesetze-im-internet.de/bgb/__307.html"', body)

    def test_a_link_is_an_address_and_nothing_else(self):
        with self.assertRefused("must begin with https", ValidationError):
            self._rule("germany").source_url = "javascript:alert(1)"
        rule = self._rule("germany")
        rule.write({"source": "<b>§</b>", "source_url": 'https://x.org/"><b>'})
        link = str(rule._get_source_link())
        self.assertNotIn("<b>", link)

    def test_each_screen_that_shows_a_reason_shows_its_source(self):
        """A view with a rule's reason has the link beside it, and opens the rule."""
        View = self.env["ir.ui.view"].sudo()
        views = View.search(
            Domain("model", "=", "prepaid.jurisdiction")
            | Domain("arch_db", "ilike", "jurisdiction_ids")
        )
        shown = 0
        for view in views:
            for reason in etree.fromstring(view.arch).xpath("//field[@name='reason']"):
                near = reason.getparent()
                self.assertTrue(near.xpath("field[@name='source_url']"), view.name)
                shown += 1
        self.assertEqual(shown, 2)

    def test_a_rule_of_last_year_is_looked_at_again(self):
        rule = self._rule("germany")
        self.assertFalse(rule.is_stale)
        stale = [("is_stale", "=", True)]
        Rule = self.env["prepaid.jurisdiction"]
        self.assertNotIn(rule, Rule.search(stale))
        rule.date_checked = date(2025, 3, 15)
        self.assertTrue(rule.is_stale)
        self.assertIn(rule, Rule.search(stale))
        self.assertNotIn(rule, Rule.search([("is_stale", "=", False)]))
        rule.action_check()
        self.assertFalse(rule.is_stale)
        rule.date_checked = False
        self.assertTrue(rule.is_stale)

    def test_nothing_claims_to_be_advice(self):
        arch = self.env.ref(f"{ADDON}.prepaid_contract_view_form_buyer").arch
        self.assertIn("Not legal advice", arch)
        arch = self.env.ref(f"{ADDON}.prepaid_plan_texts_view_form").arch
        self.assertIn("not legal advice", arch)
