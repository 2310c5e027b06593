import json

from odoo.tests import HttpCase, tagged

from odoo.addons.sale_timesheet_prepaid.controllers.shop import sitemap_plans

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestShop(ShopCommon, HttpCase):
    """What visitors see, without any right on the prepaid models."""

    def _visit(self, plan=None):
        return self._get_page((plan or self.plan).website_url)

    # === FIGURES === #

    def test_the_plan_page_compares_its_packs(self):
        cards = self._get_cards(self._visit())
        self.assertEqual(list(cards), ["10 h", "20 h", "30 h"])
        self.assertIn("$ 1,000.00 $ 100.00 an hour", cards["10 h"])
        self.assertNotIn("Save", cards["10 h"])
        self.assertIn("Save 10%", cards["20 h"])
        self.assertIn("$ 1,800.00 $ 90.00 an hour", cards["20 h"])
        self.assertIn("+ 3 h 20 bonus", cards["30 h"])
        self.assertIn("$ 2,700.00 $ 81.00 an hour", cards["30 h"])
        self.assertIn("Save 19%", cards["30 h"])

    def test_prices_follow_the_visitors_pricelist(self):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "compute_price": "percentage",
                "percent_price": 10,
                "applied_on": "1_product",
                "product_tmpl_id": self.pack_20.product_tmpl_id.id,
            }
        )
        cards = self._get_cards(self._visit())
        self.assertIn("$ 81.00 an hour", cards["20 h"])
        self.assertIn("Save 19%", cards["20 h"])
        self.assertIn("$ 100.00 an hour", cards["10 h"])

    def test_prices_are_in_the_visitors_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        self.pricelist.currency_id = euro
        self.assertIn(
            "500.00 € 50.00 € an hour", self._get_cards(self._visit())["10 h"]
        )

    def test_prices_show_taxes_as_the_shop_does(self):
        tax = self.env["account.tax"].create(
            {"name": "20%", "amount": 20, "company_id": self.company.id}
        )
        self.pack.taxes_id = tax
        self.website.show_line_subtotals_tax_selection = "tax_excluded"
        page = self._visit()
        self.assertIn("$ 100.00 an hour", self._get_cards(page)["10 h"])
        self.assertIn("Prices exclude taxes.", page.text_content())
        self.website.show_line_subtotals_tax_selection = "tax_included"
        page = self._visit()
        self.assertIn("$ 120.00 an hour", self._get_cards(page)["10 h"])
        self.assertIn("Prices include taxes.", page.text_content())

    def test_the_terms_name_the_cost_of_each_usage_type(self):
        self._rate(self.plan, self._usage("onsite"), factor=1.5)
        self._rate(self.plan, self._usage("monitoring"), factor=0)
        terms = self._get_terms(self._visit())
        self.assertIn("On-site One hour takes 1 h 30 of credit", terms)
        self.assertIn("Monitoring Included at no extra cost", terms)
        self.assertIn("All other work One hour takes 1 h of credit", terms[0])
        self.assertEqual(terms[-1], "Valid for 12 months")

    def test_the_terms_of_credit_name_its_price(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        plan.is_published = True
        self._rate(plan, self._usage("onsite"), price=2)
        self._pack(500, price=500, plan=plan, is_published=True)
        page = self._visit(plan)
        self.assertEqual(
            self._get_terms(page),
            ["On-site $ 120.00 an hour, billed by the minute", "Never expires"],
        )
        self.assertEqual(list(self._get_cards(page)), ["$ 500.00"])

    def _usage(self, name):
        return self.env.ref(f"sale_timesheet_prepaid.prepaid_usage_type_{name}")

    def test_packs_that_are_not_sold_are_not_shown(self):
        self.pack.is_published = False
        self.pack_20.sale_ok = False
        self.assertEqual(list(self._get_cards(self._visit())), ["30 h"])
        self.pack_bonus.action_archive()
        self.assertIn("No pack is on sale", self._visit().text_content())

    def test_a_packs_page_says_what_is_in_it(self):
        page = self._get_page(self.pack_bonus.website_url)
        content = self._get_texts(self._find(page, "o_prepaid_pack_content"))[0]
        self.assertIn("30 h of credit and 3 h 20 bonus ($ 81.00 an hour).", content)
        self.assertIn("Valid for 12 months", content)
        self.assertEqual(list(self._get_cards(page)), ["10 h", "20 h", "30 h"])
        current = page.xpath("//div[contains(@class, 'border-primary')]")
        self.assertEqual(len(current), 1)
        self.assertTrue(page.xpath(f"//a[@href='{self.plan.website_url}']"))

    def test_a_pack_of_a_hidden_plan_links_nowhere(self):
        self.plan.is_published = False
        page = self._get_page(self.pack.website_url)
        self.assertFalse(self._find(page, "o_prepaid_pack_content")[0].xpath(".//a"))

    def test_other_products_say_nothing_of_packs(self):
        chair = self.env["product.template"].create(
            {"name": "Chair", "list_price": 10, "is_published": True}
        )
        page = self._get_page(chair.website_url)
        self.assertFalse(self._find(page, "o_prepaid_pack"))
        self.assertFalse(self._find(page, "o_prepaid_pack_content"))

    # === WHAT IS HIDDEN === #

    def test_a_hidden_plan_is_as_good_as_none(self):
        hidden = [
            self._plan("Draft"),
            self._plan("Abroad", company_id=self._other_company().id),
            self._plan("Elsewhere", website_id=self._other_website().id),
        ]
        (hidden[1] | hidden[2]).is_published = True
        gone = self._plan("Gone")
        urls = [plan.website_url for plan in (*hidden, gone)]
        gone.unlink()
        for url in [*urls, "/prepaid/x"]:
            with self.subTest(url):
                self.assertEqual(self.url_open(url).status_code, 404)

    def _other_company(self):
        return self.env["res.company"].create({"name": "Other Ltd"})

    def _other_website(self):
        return self.env["website"].create({"name": "Elsewhere"})

    def test_who_edits_plans_sees_them_before(self):
        draft = self._plan("Draft")
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.url_open(draft.website_url).status_code, 200)
        self.authenticate(self.technician.login, self.technician.login)
        self.assertEqual(self.url_open(draft.website_url).status_code, 404)

    def test_a_manager_publishes_a_plan(self):
        draft = self._plan("Draft").with_user(self.manager)
        self.assertTrue(draft.can_publish)
        draft.website_published = True
        self.assertEqual(self.url_open(draft.website_url).status_code, 200)

    def test_a_shop_for_clients_only_asks_to_log_in(self):
        self.website.ecommerce_access = "logged_in"
        response = self.url_open(self.plan.website_url, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertEqual(self._fetch_packs(self.plan.id).count("o_prepaid_pack_add"), 0)

    def test_visitors_get_plain_values_only(self):
        page = self._visit().text_content()
        self.assertNotIn("verdraft", page)
        self.plan.name = "<script>alert(1)</script>"
        self.pack.name = "<b id='injected'>bold</b>"
        page = self._visit()
        self.assertEqual(page.xpath("//h1")[0].text, self.plan.name)
        self.assertFalse(page.xpath("//*[@id='injected']"))

    def test_the_description_is_sanitised(self):
        self.plan.website_description = (
            "<p onclick='alert(1)'>Hello<script>alert(1)</script></p>"
        )
        self.assertNotIn("alert", self.plan.website_description)
        self.assertIn("Hello", self._visit().text_content())

    def test_an_old_link_leads_to_the_plan(self):
        response = self.url_open(f"/prepaid/{self.plan.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 301)
        self.assertTrue(response.headers["Location"].endswith(self.plan.website_url))

    def test_the_sitemap_names_published_plans(self):
        draft = self._plan("Draft")
        urls = [page["loc"] for page in sitemap_plans(self.env, None, None)]
        self.assertIn(self.plan.website_url, urls)
        self.assertNotIn(draft.website_url, urls)

    # === BUILDING BLOCK === #

    def _send_plan(self, plan_id):
        return self.url_open(
            "/prepaid/packs",
            data=json.dumps({"params": {"plan_id": plan_id}}),
            headers={"Content-Type": "application/json"},
        )

    def _fetch_packs(self, plan_id):
        return self._send_plan(plan_id).json()["result"]

    def test_the_building_block_fetches_the_packs_of_a_published_plan(self):
        packs = self._fetch_packs(self.plan.id)
        self.assertEqual(packs.count("o_prepaid_pack_add"), 3)
        self.assertIn("100.00", packs)
        self.plan.is_published = False
        for plan_id in (self.plan.id, 0, -1):
            with self.subTest(plan_id):
                self.assertEqual(self._fetch_packs(plan_id), "")
        for plan_id in ("1", None, [1], True):
            with self.subTest(plan_id):
                self.assertEqual(self._send_plan(plan_id).status_code, 400)

    # === TOP-UP === #

    def test_a_client_tops_up_their_contract(self):
        contract = self._contract(90)
        self.authenticate(self.portal_user.login, self.portal_user.login)
        page = self._get_page(f"/my/prepaid/{contract.id}/top-up")
        self.assertIn("Balance: 1 h 30", " ".join(page.text_content().split()))
        buttons = page.xpath(f"//button[@data-contract-id='{contract.id}']")
        self.assertEqual(len(buttons), 3)

    def test_nobody_else_tops_up(self):
        contract = self._contract(90)
        stranger = self._portal(
            "stranger", self.env["res.partner"].create({"name": "Bob"})
        )
        url = f"/my/prepaid/{contract.id}/top-up"
        for user in (stranger, self.manager):
            self.authenticate(user.login, user.login)
            for target in (url, "/my/prepaid/0/top-up"):
                response = self.url_open(target, allow_redirects=False)
                self.assertEqual(response.headers["Location"], "/my")
        self.authenticate(None, None)
        response = self.url_open(url, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_a_closed_contract_is_not_topped_up(self):
        contract = self._contract()
        contract.action_close()
        self.authenticate(self.portal_user.login, self.portal_user.login)
        response = self.url_open(
            f"/my/prepaid/{contract.id}/top-up", allow_redirects=False
        )
        self.assertEqual(response.headers["Location"], "/my")
