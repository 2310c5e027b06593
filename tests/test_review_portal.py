from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon

FORGED = "00000000-0000-4000-8000-000000000000"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReviewPortal(PortalCommon):
    """The client reads what was sent; nobody else, and nothing before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._log(cls, 90, day=date(2026, 2, 10), name="Toner")
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE prepaid_entry SET create_date = '2026-03-01'")
        cls.env.invalidate_all()
        cls.review = cls._review("Printer bye-bye.", 2)
        cls.review.sudo()._send()
        cls.draft = cls._review("Nobody reads this yet.", 1)
        cls.page = f"{cls.url}/review/{cls.review.id}"
        cls.draft_page = f"{cls.url}/review/{cls.draft.id}"
        cls.token = cls.contract.sudo()._portal_ensure_token()

    @classmethod
    def _review(cls, note, month):
        return cls.env["prepaid.review"].create(
            {
                "contract_id": cls.contract.id,
                "date_from": date(2026, month, 1),
                "date_to": date(2026, month, 28),
                "note": note,
            }
        )

    def test_the_client_finds_the_review_on_its_contract(self):
        self._as(self.ann)
        contract = self._get(self.url).text
        self.assertIn(f"/review/{self.review.id}", contract)
        self.assertNotIn(f"/review/{self.draft.id}", contract)
        page = self._get(self.page).text
        for text in ("February 2026", "Printer bye-bye.", "Printer on fire", "1 h 30"):
            self.assertIn(text, page)
        self.assertIn("search_in=ticket", page)
        self.assertIn("search=Printer+on+fire", page)

    def test_the_link_of_a_ticket_leads_to_its_lines(self):
        self._as(self.ann)
        lines = self._get(
            f"{self.url}?filterby=work&search_in=ticket&search=Printer+on+fire"
        ).text
        self.assertIn("Toner", lines)

    def test_the_paper_is_the_one_that_was_sent(self):
        self._as(self.ann)
        self._log(60, day=date(2026, 2, 11))
        answer = self._get(f"{self.page}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.content, self.review.sudo()._get_pdf())

    def test_the_link_in_the_mail_opens_it_without_a_login(self):
        self._as(None)
        query = f"?access_token={self.token}"
        page = self._get(self.page + query)
        self.assertIn("Printer bye-bye.", page.text)
        self.assertIn(f"access_token={self.token}", page.text)
        self.assertEqual(self._get(f"{self.page}/pdf{query}").status_code, 200)
        for other in (self.draft_page, f"{self.draft_page}/pdf"):
            self.assertEqual(self._get(other + query).status_code, 303)

    def test_a_draft_is_not_for_the_client(self):
        self._as(self.ann)
        for page in (self.draft_page, f"{self.draft_page}/pdf"):
            self.assertEqual(self._get(page).status_code, 303)

    def test_the_account_manager_sees_the_draft_as_the_client_will(self):
        self._as(self.user)
        page = self._get(self.draft_page).text
        self.assertIn("Nobody reads this yet.", page)
        self.assertIn("This is a draft", page)

    def test_strangers_are_told_nothing(self):
        for user in (self.bob, None, self.technician):
            self._as(user)
            for query in ("", f"?access_token={FORGED}", "?access_token="):
                for page in (self.page, f"{self.page}/pdf", f"{self.url}/review/0"):
                    with self.subTest(user=user and user.login, page=page):
                        answer = self._get(page + query)
                        self.assertEqual(answer.status_code, 303)
                        self.assertNotIn("Printer", answer.text)

    def test_a_review_is_not_opened_by_way_of_another_contract(self):
        """Whoever may see a contract sees its reviews only."""
        mine = self._contract(60, client=self.bob.partner_id)
        self._as(self.bob)
        page = f"/my/prepaid/{mine.id}/review/{self.review.id}"
        self.assertEqual(self._get(page).status_code, 303)
        self.assertEqual(self._get(f"{page}/pdf").status_code, 303)

    def test_a_site_that_shares_the_balance_reads_no_reviews(self):
        site = self.env["res.partner"].create(
            {"name": "Azure Ghent", "is_company": True, "parent_id": self.client.id}
        )
        contact = self.env["res.partner"].create({"name": "Sam", "parent_id": site.id})
        sam = self._portal("sam", contact)
        self.contract.shares_balance = True
        self._as(sam)
        shared = self._get(f"/my/prepaid/shared/{self.contract.id}")
        self.assertEqual(shared.status_code, 200)
        self.assertNotIn("review", shared.text.lower().replace("preview", ""))
        self.assertEqual(self._get(self.page).status_code, 303)

    def test_each_forecast_is_told_in_words(self):
        for state in ("told", "gathering", "idle", "gone"):
            content = self.review.content
            content["forecast"] |= {
                "state": state,
                "day": state == "told" and "2026-05-01",
                "soonest": state == "told" and "2026-04-01",
                "latest": False,
            }
            self.review.sudo().content = content
            self._as(self.ann)
            self.assertEqual(self._get(self.page).status_code, 200)
