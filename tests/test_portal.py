import json
import re
import subprocess

from odoo.tests import tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    # === WHAT THE CLIENT SEES === #

    def test_the_card_shows_from_the_first_contract(self):
        self._as(self.ann)
        self.assertIn('data-placeholder_count="prepaid_count"', self._get("/my").text)
        for user, count in ((self.ann, 1), (self.bob, 0)):
            self._as(user)
            counters = self.url_open(
                "/my/counters",
                data=json.dumps({"params": {"counters": ["prepaid_count"]}}),
                headers={"Content-Type": "application/json"},
            )
            self.assertEqual(counters.json()["result"], {"prepaid_count": count})

    def test_the_list_shows_the_contracts_of_the_whole_company(self):
        mine = self._contract(120, is_default=False)
        other = self._contract(60, client=self.bob.partner_id)
        self._as(self.ann)
        page = self._get("/my/prepaid").text
        for text in (self.contract.name, mine.name, "10 h", "2 h"):
            self.assertIn(text, page)
        self.assertNotIn(other.name, page)

    def test_the_page_of_a_contract_tells_it_all(self):
        self._log(30, name="Fixed the tray")
        self._as(self.ann)
        page = self._get(self.url).text
        for text in (
            "9 h 30",
            "Fixed the tray",
            "Printer on fire",
            self.technician.name,
            "Opening",
            "Balance over time",
            "Question this line",
            f"{self.url}/top-up",
            f"{self.url}/statement",
            f"{self.url}/notices",
            'name="prepaid_agreement"',
            'name="prepaid_approvals"',
        ):
            self.assertIn(text, page)

    def test_headings_are_in_order(self):
        self._log(30)
        self._as(self.ann)
        for url in (self.url, f"{self.url}/statement", f"{self.url}/notices"):
            page = self._get(url).text.split('id="wrap"')[1].split("<footer")[0]
            levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
            self.assertEqual(levels.count(1), 1, url)
            self.assertEqual(levels[0], 1, url)
            self.assertTrue(
                all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), url
            )

    def test_texts_of_mails_are_escaped(self):
        self._log(30, name="<script>alert(1)</script>")
        self._as(self.ann)
        for url in (self.url, f"{self.url}/statement?date_from=2026-03-01"):
            page = self._get(url).text
            self.assertNotIn("<script>alert(1)", page)
            self.assertIn("&lt;script&gt;alert(1)", page)

    def test_staff_names_can_be_hidden(self):
        self._log(30)
        self.company.prepaid_hide_staff = True
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertNotIn(self.technician.name, page)
        self.assertIn("Support team", page)

    def test_entries_are_paged_filtered_and_searched(self):
        for number in range(33):
            self._log(1, name=f"Call number {number}.")
        self._log(5, name="A favour", prepaid_charge="goodwill")
        self._as(self.ann)

        def count(query):
            return self._get(self.url + query).text.count("Call number ")

        # Each line names itself in its text and in the label of its question.
        self.assertEqual(count("?sortby=oldest"), 58)
        self.assertEqual(count("/page/2?sortby=oldest"), 8)
        self.assertEqual(count("?filterby=credit"), 0)
        self.assertEqual(count("?search=number+7.&search_in=text"), 2)
        self.assertEqual(count("?search=fire&search_in=ticket"), 58)
        self.assertEqual(count("?search=nonsense"), 0)
        page = self._get(self.url + "?filterby=offered").text
        self.assertIn("A favour", page)
        self.assertIn("Offered", page)

    def test_strange_parameters_do_no_harm(self):
        self._as(self.ann)
        for query in (
            "?sortby=x&filterby=y&search_in=z&search=%25_'\"",
            "/page/99999999",
            "/page/0",
            "/statement?date_from=x&date_to=2026-99-99&as_of=never",
            "/statement?date_from=2026-03-31&date_to=2026-03-01",
            "/statement?date_from=0001-01-01&date_to=9999-12-31",
            "/notices?saved=%3Cscript%3E",
        ):
            with self.subTest(query):
                self.assertEqual(self._get(self.url + query).status_code, 200)

    def test_the_balance_follows_the_work(self):
        self._as(self.ann)
        self.assertEqual(self._balance()["balance"], "10 h")
        self._log(7)
        self._as(self.ann)
        self.assertEqual(self._balance()["balance"], "9 h 53")

    def test_the_balance_is_cheap(self):
        contract = self.contract.sudo()
        contract._get_live_balance()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            contract._get_live_balance()

    def test_orders_and_invoices_are_linked(self):
        order = self._order(prepaid_contract_id=self.contract.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertIn(f"/my/orders/{order.id}", page)
        self.assertIn(f"/my/invoices/{invoice.id}", page)

    # === STATEMENT === #

    def test_the_statement_comes_on_screen_and_to_take_away(self):
        self._log(30, name="Fixed the tray")
        self._as(self.ann)
        query = "?date_from=2026-03-01&date_to=2026-03-31"
        page = self._get(f"{self.url}/statement{query}").text
        for text in ("Fixed the tray", "10 h", "9 h 30", "-30 min"):
            self.assertIn(text, page)
        for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            response = self._get(f"{self.url}/statement.{kind}{query}")
            self.assertTrue(response.content.startswith(start))
            self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn(
            b"Fixed the tray", self._get(f"{self.url}/statement.pdf{query}").content
        )

    def test_the_pdf_can_be_read_back(self):
        # Without Odoo's style sheets, whose web fonts some builds of wkhtmltopdf draw
        # as shapes that hold no text.
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("report.url", "http://127.0.0.1:9")
        self._log(30, name="Fixed the tray")
        contract = self.contract.sudo().with_context(force_report_rendering=True)
        pdf = contract._render_statement_pdf(
            TODAY.replace(day=1), TODAY, self.env.cr.now()
        )
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=pdf,
            capture_output=True,
            check=True,
        ).stdout.decode()
        for words in ("Azure", self.contract.name, "Fixed the tray", "9 h 30"):
            self.assertIn(words, text)

    # === NOTICES === #

    def test_the_client_chooses_who_gets_notices(self):
        self._as(self.ann)
        response = self._post(
            f"{self.url}/notices/save",
            partner_ids=[self.colleague.id],
            statement_monthly="1",
        )
        self.assertIn("saved=1", response.headers["Location"])
        self.assertEqual(self.contract._get_notice_partners(), self.colleague)
        self.assertTrue(self.contract.statement_monthly)

    def test_nobody_else_can_be_made_a_recipient(self):
        self._as(self.ann)
        self._post(
            f"{self.url}/notices/save",
            partner_ids=[self.colleague.id, self.bob.partner_id.id],
        )
        self.assertEqual(self.contract._get_notice_partners(), self.client)

    def test_the_link_of_a_mail_unsubscribes_without_login(self):
        self.contract._set_notice_partners(self.colleague | self.client)
        token = self.contract.sudo()._portal_ensure_token()
        self._as(None)
        page = self._get(f"{self.url}/notices?access_token={token}").text
        self.assertIn("Unsubscribe", page)
        self._post(
            f"{self.url}/notices/unsubscribe",
            partner_id=self.colleague.id,
            access_token=token,
        )
        self.assertEqual(self.contract._get_notice_partners(), self.client)

    # === QUESTIONS === #

    def test_the_client_questions_a_line(self):
        entry = self._log(30).sudo().prepaid_entry_ids
        self._as(self.ann)
        form = f"{self.url}/question/{entry.id}"
        self.assertIn("What would you like to know?", self._get(form).text)
        self.assertIn("Please write", self._post(f"{form}/send", reason="  ").text)
        response = self._post(f"{form}/send", reason="<b>Why?</b>")
        dispute = self._get_disputes()
        self.assertEqual(dispute.reason, "<b>Why?</b>")
        self.assertIn(dispute.access_url, response.headers["Location"])
        page = self._get(dispute.access_url).text
        self.assertIn("&lt;b&gt;Why?", page)
        self.assertIn("Questioned", self._get(self.url).text)
        again = self._post(f"{form}/send", reason="Again")
        self.assertIn("questioned already", again.text)
