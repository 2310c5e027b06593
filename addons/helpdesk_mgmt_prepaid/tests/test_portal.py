from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY
from odoo.addons.sale_timesheet_prepaid.tests.common_portal import PortalCommon

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestPortal(HelpdeskCommon, PortalCommon):
    """The client's page of a ticket tells its time and credit, to the client alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = f"/my/ticket/{cls.ticket.id}"

    def setUp(self):
        super().setUp()
        with freeze_time(TODAY):
            self.line = self._log_on(self.ticket, 25, name="Cleaned the lens")

    def test_the_client_reads_time_and_credit_of_the_ticket(self):
        self._as(self.ann)
        page = self._get(self.page).text
        self.assertIn("Cleaned the lens", page)
        for text in ("Worked", "Counted", "Credit used", "25 min"):
            self.assertIn(text, page)
        self.assertIn(self.contract.access_url, page)

    def test_who_only_follows_the_ticket_reads_no_credit(self):
        self.ticket.message_subscribe(self.bob.partner_id.ids)
        self._as(self.bob)
        page = self._get(self.page)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Cleaned the lens", page.text)
        self.assertNotIn("Credit used", page.text)

    def test_who_holds_the_link_reads_no_credit(self):
        token = self.ticket._portal_ensure_token()
        self._as(None)
        page = self._get(f"{self.page}?access_token={token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Cleaned the lens", page.text)

    def test_a_stranger_reads_no_page(self):
        self._as(self.bob)
        self.assertEqual(self._get(self.page).status_code, 303)

    def test_work_that_went_to_another_client_is_not_told(self):
        brioche = self._other_client()
        self._contract(100, client=brioche)
        self.ticket.message_subscribe(self.colleague.ids)
        self.ticket.partner_id = brioche
        self._as(self.ann)
        page = self._get(self.page)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Cleaned the lens", page.text)

    def test_a_ticket_without_time_says_nothing_of_credit(self):
        self.line.unlink()
        self._as(self.ann)
        self.assertNotIn("Credit used", self._get(self.page).text)

    def test_staff_names_are_hidden_where_the_company_hides_them(self):
        self.company.prepaid_hide_staff = True
        self._as(self.ann)
        page = self._get(self.page).text
        self.assertIn("Support team", page)

    def test_movements_name_the_ticket_and_are_found_by_it(self):
        self._as(self.ann)
        self.assertIn(self.ticket.display_name, self._get(self.url).text)
        found = self._get(f"{self.url}?search=scanner is&search_in=ticket").text
        self.assertIn("Cleaned the lens", found)
        lost = self._get(f"{self.url}?search=nowhere&search_in=ticket").text
        self.assertNotIn("Cleaned the lens", lost)

    def test_what_the_client_replies_on_the_page_is_classified(self):
        self._as(self.ann)
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": self.ticket._name,
                "thread_id": self.ticket.id,
                "post_data": {"body": "Still dark", "message_type": "comment"},
            },
        )
        ticket = self.ticket.with_user(self.technician)
        [(message_id, classified)] = ticket.get_classified_messages().items()
        self.assertFalse(classified)
        ticket.classify_message(message_id, "expertise")
        line = self.ticket.timesheet_ids - self.line
        self.assertEqual(line.prepaid_message_id.author_id, self.colleague)
        self.assertEqual(line.sudo().prepaid_contract_id, self.contract)
        self.assertEqual(line.prepaid_exchange, "expertise")
