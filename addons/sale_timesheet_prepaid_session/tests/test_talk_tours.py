from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_talk import TalkCommon


@tagged("post_install", "-at_install")
class TestTalkTours(TalkCommon):
    """Visitor, client and consultant in the browser, with Odoo's demo provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method.write({"support_manual_capture": "partial", "active": True})
        cls.provider.payment_method_ids = cls.method
        cls.website.show_line_subtotals_tax_selection = "tax_included"
        cls.offer.most_minutes = 0

    def test_a_visitor_has_the_amount_held(self):
        self.start_tour(self.url, "prepaid_talk_visitor")
        session = self._get_booked()
        self.assertEqual((session.state, session.secured_amount), ("secured", 43.13))
        self.assertEqual(session.transaction_ids.state, "authorized")
        self.assertEqual(session.tz, "Pacific/Auckland")
        self.assertEqual(session.accepted_name, "Vera")

    def test_a_client_books_in_two_clicks(self):
        self.client.email = "client@example.com"
        contract = self._contract(600)
        new_test_user(
            self.env,
            "talk_client",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.start_tour(self.url, "prepaid_talk_client", login="talk_client")
        session = self._get_booked()
        self.assertEqual((session.state, session.contract_id), ("secured", contract))

    def test_a_consultant_goes_on_duty(self):
        self.start_tour("/odoo", "prepaid_talk_duty", login=self.technician.login)
        self.assertFalse(self.env["prepaid.duty"].sudo()._get_users())
