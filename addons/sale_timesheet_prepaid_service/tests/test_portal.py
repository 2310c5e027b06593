import re
from io import BytesIO

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_portal import PortalCommon

from .common import NOW, ServiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPortal(PortalCommon, ServiceCommon):
    """Two clicks from the credit's page, and nothing for strangers."""

    def setUp(self):
        super().setUp()
        self.page = f"{self.url}/service/{self.review.id}"

    def _form_token(self):
        html = self._get(self.page).text
        return re.search(r'name="token" value="(\w+)"', html).group(1)

    def _open_requests(self):
        return self.env["prepaid.request"].search([("state", "=", "requested")])

    def test_a_client_books_and_withdraws(self):
        self._as(self.ann)
        self.assertIn("Review of a document", self.url_open(self.url).text)
        self.assertIn("45 min", self._get(self.page).text)
        token = self._form_token()
        for _click in range(2):
            self._post(f"{self.page}/book", description="Read it", token=token)
        request = self._open_requests()
        self.assertEqual((len(request), self.contract.held), (1, 45))
        self.assertEqual(request.partner_id, self.colleague)
        self.assertIn("Read it", str(request.task_id.description))
        page = self.url_open(self.url).text
        self.assertIn(request.name, page)
        self._post(f"{self.url}/request/{request.id}/withdraw")
        self.assertEqual((request.state, self.contract.held), ("withdrawn", 0))

    def test_files_go_to_the_ticket_and_too_many_are_refused(self):
        self._as(self.ann)
        csrf = re.search(
            r'name="csrf_token" value="([^"]+)"', self._get(self.page).text
        ).group(1)
        data = {"csrf_token": csrf, "description": "Read", "token": "t"}

        def send(number):
            files = [
                ("files", (f"{n}.txt", BytesIO(b"Dear all"), "text/plain"))
                for n in range(number)
            ]
            return self.url_open(f"{self.page}/book", data=data, files=files)

        self.assertIn("5 files at most", send(6).text)
        self.assertFalse(self._open_requests())
        send(2)
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "project.task"),
                ("res_id", "=", self._open_requests().task_id.id),
            ]
        )
        self.assertEqual(sorted(attachments.mapped("name")), ["0.txt", "1.txt"])

    def test_without_credit_the_page_says_so_and_nothing_is_booked(self):
        self.contract.sudo()._hold(590, NOW.replace(hour=20), name="Other")
        self._as(self.ann)
        self.assertIn("credit is not enough", self._get(self.page).text)
        answer = self._post(f"{self.page}/book", description="Read", token="x")
        self.assertIn("not enough", answer.text)
        self.assertFalse(self._open_requests())

    def test_strangers_see_book_and_withdraw_nothing(self):
        request = self._booked(contract=self.contract)
        for user in (self.bob, None):
            self._as(user)
            for url in (self.page,):
                answer = self._get(url)
                self.assertNotIn("Review of a document", answer.text)
            for url in (
                f"{self.page}/book",
                f"{self.url}/request/{request.id}/withdraw",
            ):
                self._post(url, description="Mine")
        self.assertEqual(self._open_requests(), request)
        self.assertEqual(self.contract.held, 45)
        # A contract of one's own opens no request of another.
        own = self._contract(60, client=self.bob.partner_id)
        self._as(self.bob)
        self._post(f"/my/prepaid/{own.id}/request/{request.id}/withdraw")
        self.assertEqual(request.state, "requested")

    def test_what_is_not_offered_cannot_be_booked_by_its_number(self):
        other = self._service("Secret audit", 15, plan=self._plan("Other"))
        self._as(self.ann)
        answer = self._post(f"{self.url}/service/{other.id}/book", description="x")
        self.assertNotIn("Secret audit", answer.text)
        self._post(f"{self.url}/service/{self.pack.id}/book", description="x")
        self.assertFalse(self._open_requests())
