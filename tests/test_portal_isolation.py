import re

from odoo.tests import tagged

from .common_portal import PortalCommon

FORGED = "00000000-0000-4000-8000-000000000000"
MISSING = 2**31 - 1


@tagged("post_install", "-at_install")
class TestPortalIsolation(PortalCommon):
    """Strangers learn nothing, not even that something is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls.contract.sudo().entry_ids[:1]

    def setUp(self):
        super().setUp()
        self.work = self._log(30).sudo().prepaid_entry_ids
        self.dispute = (
            self.env["prepaid.dispute"]
            .sudo()
            ._ask(self.work, self.colleague, "Why so long?")
        )
        self.review = self.env["prepaid.review"].create(
            {"contract_id": self.contract.id, "note": "Azure"}
        )
        self.review.sudo()._send()
        self.token = self.contract.sudo()._portal_ensure_token()

    def _pages(self, contract_id, entry_id, dispute_id):
        base = f"/my/prepaid/{contract_id}"
        return [
            base,
            f"{base}/page/2",
            f"{base}/statement",
            f"{base}/statement.pdf",
            f"{base}/statement.csv",
            f"{base}/statement.xlsx",
            f"{base}/notices",
            f"{base}/automatic",
            f"{base}/question/{entry_id}",
            f"{base}/review/{self.review.id}",
            f"{base}/review/{self.review.id}/pdf",
            f"/my/prepaid/dispute/{dispute_id}",
        ]

    def _answers(self, ids, query=""):
        """Return (status, target, text) of every page, without the ids."""
        answers = []
        for url in self._pages(*ids):
            response = self._get(url + query)
            target = response.headers.get("Location", "")
            answers.append((response.status_code, re.sub(r"\d+", "", target)))
            self.assertNotIn("Azure", response.text)
            self.assertNotIn(self.contract.name, response.text)
        return answers

    def test_missing_and_forbidden_look_the_same(self):
        real = (self.contract.id, self.work.id, self.dispute.id)
        missing = (MISSING, MISSING, MISSING)
        for user in (self.bob, None, self.technician):
            for query in ("", f"?access_token={FORGED}", "?access_token="):
                with self.subTest(user=user and user.login, query=query):
                    self._as(user)
                    answers = self._answers(real, query)
                    self.assertEqual(answers, self._answers(missing, query))
                    self.assertTrue(all(status == 303 for status, _to in answers))

    def test_the_live_balance_is_for_the_client_only(self):
        self._as(self.bob)
        self.assertIs(self._balance(), False)
        self.assertIs(self._balance(MISSING), False)
        self._as(None)
        self.assertIsNone(self._balance())

    def test_a_token_opens_its_contract_until_it_is_renewed(self):
        other = self._contract(60, is_default=False)
        self._as(None)
        query = f"?access_token={self.token}"
        self.assertIn("9 h 30", self._get(self.url + query).text)
        self.assertEqual(self._get(f"/my/prepaid/{other.id}{query}").status_code, 303)
        self.contract.sudo().access_token = "renewed"
        self.env.flush_all()
        self.assertEqual(self._get(self.url + query).status_code, 303)

    def test_a_token_reads_and_changes_nothing(self):
        self._as(None)
        query = f"?access_token={self.token}"
        page = self._get(self.url + query).text
        self.assertNotIn("Question this line", page)
        self.assertNotIn("/top-up", page)
        self._post(
            f"{self.url}/notices/save{query}", partner_ids=[], access_token=self.token
        )
        self._post(f"{self.url}/question/{self.work.id}/send{query}", reason="Hi")
        self.assertEqual(self.contract._get_notice_partners(), self.client)
        self.assertEqual(len(self._get_disputes()), 1)

    def test_a_stranger_changes_nothing(self):
        for user in (self.bob, self.technician, None):
            self._as(user)
            for url, data in (
                ("notices/save", {"partner_ids": [self.bob.partner_id.id]}),
                ("notices/unsubscribe", {"partner_id": self.client.id}),
                ("notices/unsubscribe", {"access_token": FORGED}),
                (f"question/{self.work.id}/send", {"reason": "Hi"}),
            ):
                with self.subTest(user=user and user.login, url=url):
                    response = self._post(f"{self.url}/{url}", **data)
                    self.assertEqual(response.status_code, 303)
        self.assertEqual(self.contract._get_notice_partners(), self.client)
        self.assertEqual(len(self._get_disputes()), 1)

    def test_a_client_questions_no_line_of_others(self):
        other = self._contract(60, client=self.bob.partner_id)
        entry = other.sudo().entry_ids
        self._as(self.ann)
        response = self._get(f"{self.url}/question/{entry.id}")
        self.assertEqual(response.status_code, 303)

    def test_forms_need_their_token(self):
        self._as(self.ann)
        for url in (
            f"{self.url}/notices/save",
            f"{self.url}/notices/unsubscribe",
            f"{self.url}/question/{self.work.id}/send",
        ):
            response = self.url_open(url, data={"reason": "Hi"}, allow_redirects=False)
            self.assertEqual(response.status_code, 400)

    def test_credit_from_another_customer_shows_no_foreign_invoice(self):
        other = self._contract(client=self.bob.partner_id)
        invoice = self._bill(client=self.bob.partner_id)
        self._pay(invoice)
        other.sudo()._transfer(self.contract, 60, "Merged")
        self._as(self.ann)
        self.assertNotIn(f"/my/invoices/{invoice.id}", self._get(self.url).text)
