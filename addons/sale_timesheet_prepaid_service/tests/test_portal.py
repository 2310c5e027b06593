import re

from odoo.tests import tagged

from .common import ServicePortalCommon


@tagged("post_install", "-at_install")
class TestPortal(ServicePortalCommon):
    """What a client books, and what nobody else can."""

    def setUp(self):
        super().setUp()
        self.form = f"{self.url}/service/{self.service.id}"

    def _requests(self):
        self.env.invalidate_all()
        return self.contract.service_request_ids

    def _send(self, reference="b" * 32, files=(), **data):
        page = self.url_open(f"{self.url}/notices").text
        token = re.search(r'csrf_token: "([^"]+)"', page).group(1)
        data = {"text": "Read it", "reference": reference, "csrf_token": token} | data
        files = [("files", file) for file in files]
        return self.url_open(
            f"{self.form}/book", data=data, files=files, allow_redirects=False
        )

    def test_a_client_reads_the_cost_and_books_with_a_file(self):
        self._as(self.ann)
        page = self.url_open(self.url).text
        self.assertIn("Review of a document", page)
        self.assertIn("answered within 4 business hours", page)
        self.assertIn("Book for", self.url_open(self.form).text)
        for _click in range(2):
            sent = self._send(files=[("plan.pdf", b"%PDF-1.4", "application/pdf")])
        booked = self._requests()
        self.assertEqual(len(booked), 1)
        self.assertTrue(sent.headers["Location"].endswith(f"/request/{booked.id}"))
        self.assertEqual(self.contract.held, 45)
        page = self.url_open(booked.task_id.access_url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("plan.pdf", page.text)
        self.assertIn("Withdraw", self.url_open(sent.headers["Location"]).text)
        self._post(f"{self.url}/request/{booked.id}/withdraw")
        self.assertEqual(self._requests().state, "withdrawn")

    def test_two_files_both_arrive(self):
        self._as(self.ann)
        self._send(files=[("a.txt", b"A"), ("b.txt", b"B")])
        names = self._requests().task_id.attachment_ids.mapped("name")
        self.assertEqual(sorted(names), ["a.txt", "b.txt"])

    def test_what_is_refused_books_nothing(self):
        self._as(self.ann)
        for vals in (
            {"text": " "},
            {"reference": "x"},
            {"files": [("virus.exe", b"MZ")]},
            {"files": [(f"{number}.txt", b"x") for number in range(6)]},
            {"files": [("big.pdf", b"x" * (10 * 1024**2 + 1))]},
        ):
            with self.subTest([*vals]):
                self.assertIn("alert-danger", self._send(**vals).text)
        self.assertFalse(self._requests())
        self.assertEqual(self.contract.held, 0)

    def test_without_credit_the_page_shows_the_way_to_top_up(self):
        self._as(self.ann)
        self.service.prepaid_service_quantity = 601
        sent = self._send()
        self.assertIn("does not cover", sent.text)
        self.assertIn(f"{self.url}/top-up", sent.text)
        self.assertFalse(self._requests())
        self.assertFalse(self.contract.hold_ids)

    def test_strangers_and_colleagues_book_see_and_withdraw_nothing(self):
        booked = self._book(files=[("secret.txt", b"Secret")])
        files = booked.task_id.attachment_ids
        request_url = f"{self.url}/request/{booked.id}"
        for user in (self.bob, self.user, None):
            self._as(user)
            with self.subTest(user and user.login):
                for url in (self.form, request_url):
                    answer = self._get(url)
                    self.assertEqual(answer.status_code, 303)
                    self.assertNotIn("Review", answer.text)
                for url in (f"{self.form}/book", f"{request_url}/withdraw"):
                    sent = self._post(url, text="x", reference="c" * 32)
                    self.assertIn(sent.status_code, (303, 400))
                if user != self.user:
                    file = self._get(f"/web/content/{files.id}")
                    self.assertNotIn("Secret", file.text)
        self.assertEqual(self._requests(), booked)
        self.assertEqual(booked.state, "requested")

    def test_a_request_is_not_found_under_another_contract(self):
        booked = self._book()
        theirs = self._contract(60, client=self.bob.partner_id)
        self._as(self.bob)
        url = f"/my/prepaid/{theirs.id}"
        self._post(f"{url}/request/{booked.id}/withdraw")
        self.assertEqual(booked.state, "requested")
        self.assertEqual(self._get(f"{url}/request/{booked.id}").status_code, 303)
