from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalPage(WithdrawalCommon, HttpCase):
    """The page behind the link of an order's mail, in two steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls, client=cls.buyer)
        cls.order.sudo()._ask_to_begin(True, "Ada", "shop")
        cls.order.action_confirm()
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()
        cls._register_payment(cls.invoice)
        cls._log(cls, 150, task=cls.printer)
        cls.token = cls.order._portal_ensure_token()
        cls.page = f"/my/prepaid/withdraw/{cls.order.id}"

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _get(self, token=None):
        url = f"{self.page}?access_token={token or self.token}"
        return self.url_open(url, allow_redirects=False)

    def _send(self, **data):
        data = {"access_token": self.token, "person": "Ada"} | data
        data = {
            "email": "ada@example.com",
            "csrf_token": Request.csrf_token(self),
        } | data
        answer = self.url_open(f"{self.page}/send", data, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def test_declare_then_confirm_then_the_receipt(self):
        self.assertIn("Withdraw from contract here", self._get().text)
        checked = self._send().text
        self.assertIn("Confirm withdrawal", checked)
        self.assertIn(self.order.name, checked)
        self.assertFalse(self.order.prepaid_withdrawal_ids)
        self.assertEqual(self._send(confirm="1").status_code, 303)
        withdrawal = self.order.prepaid_withdrawal_ids
        self.assertEqual(withdrawal.note_ids.amount_total, 450)
        self.assertIn("127.0.0.1", withdrawal.origin)
        self.assertIn("We received your withdrawal", self._get().text)
        self._send(confirm="1")
        self.assertEqual(self.order.prepaid_withdrawal_ids, withdrawal)

    def test_some_packs_of_an_order_are_chosen_on_the_page(self):
        order = self._order(client=self.buyer)
        small = self._pack(60, 90)
        order.order_line = [Command.create({"product_id": small.id})]
        order.action_confirm()
        self.page = f"/my/prepaid/withdraw/{order.id}"
        self.token = order._portal_ensure_token()
        self.assertEqual(self._get().text.count('name="line"'), 2)
        self.assertIn("choose what", self._send(confirm="1").text)
        line = order.order_line[1]
        stranger = self.order.order_line
        self.assertIn("choose what", self._send(confirm="1", line=stranger.id).text)
        checked = self._send(line=line.id).text
        self.assertIn("Pack of 60", checked)
        self.assertNotIn("Pack of 600", checked.split("blockquote")[1])
        self._send(confirm="1", line=line.id)
        self.assertEqual(order.prepaid_withdrawal_ids.line_ids, line)
        page = self._get().text
        self.assertIn("We received your withdrawal", page)
        self.assertIn("Withdraw from contract here", page)

    def test_names_and_addresses_are_asked_for(self):
        self.assertIn("write your name", self._send(person=" ").text)
        self.assertIn("email address", self._send(email="ada", confirm="1").text)
        self.assertFalse(self.order.prepaid_withdrawal_ids)

    def test_a_forged_link_opens_nothing(self):
        other = self._sell(buyer=self._buyer("Eve"))._portal_ensure_token()
        for token in ("forged", other):
            self.assertEqual(self._get(token).status_code, 303)
            self._send(confirm="1", access_token=token)
        self.assertFalse(self.order.prepaid_withdrawal_ids)

    def test_colleagues_withdraw_for_nobody(self):
        self.authenticate(self.manager.login, self.manager.login)
        self._send(confirm="1")
        self.assertFalse(self.order.prepaid_withdrawal_ids)

    def test_after_the_time_it_says_so(self):
        with freeze_time("2026-03-31 23:00:00"):
            self.assertIn("ended on", self._get().text)
            self._send(confirm="1")
        self.assertFalse(self.order.prepaid_withdrawal_ids)

    def test_contract_and_order_lead_there(self):
        user = new_test_user(
            self.env, "prepaid_ada", "base.group_portal", partner_id=self.buyer.id
        )
        self.authenticate(user.login, user.login)
        contract = self._get_contract(self.order)
        for page in (f"/my/prepaid/{contract.id}", f"/my/orders/{self.order.id}"):
            self.assertIn(self.page, self.url_open(page).text)
        with freeze_time("2026-03-31 23:00:00"):
            self.authenticate(user.login, user.login)
            page = self.url_open(f"/my/prepaid/{contract.id}").text
            self.assertNotIn(self.page, page)

    def test_the_mail_of_the_order_leads_there(self):
        self.order._send_order_confirmation_mail()
        mails = self.env["mail.mail"].sudo()
        mail = mails.search([("model", "=", "sale.order")], order="id desc", limit=1)
        self.assertIn(f"{self.page}?access_token={self.token}", mail.body_html)

    def test_who_lost_the_link_is_mailed_it_and_nobody_else(self):
        self.env["website"].get_current_website().company_id = self.company
        mails = self.env["mail.mail"].sudo()
        answers = set()
        for name, email, told in (
            (self.order.name, "eve@example.com", 0),
            ("S9999999", "ada@example.com", 0),
            ("%", "ada@example.com", 0),
            (self.order.name.lower(), "Ada@example.com", 1),
            (self.order.name, "ada@example.com", 1),
        ):
            data = {"reference": name, "email": email}
            data["csrf_token"] = Request.csrf_token(self)
            answers.add(self.url_open("/prepaid/withdraw/send", data).status_code)
            self.env.invalidate_all()
            subject = f"Withdraw from {self.order.name}"
            sent = mails.search([("subject", "=", subject)])
            self.assertEqual(len(sent), told)
        self.assertEqual(answers, {200})
        self.assertIn("ada@example.com", sent.email_to)
        self.assertIn(self.token, sent.body_html)

    def test_begin_at_once_is_asked_for_on_the_page_of_a_quotation(self):
        order = self._order(client=self.buyer)
        order.state = "sent"
        url = f"/my/orders/{order.id}?access_token={order._portal_ensure_token()}"
        page = self.url_open(url).text
        self.assertIn("I ask", page)
        self.assertNotIn("checked", page.split('id="prepaid_begin"')[1][:200])
        data = {"access_token": order.access_token, "begin": "1"}
        data["csrf_token"] = Request.csrf_token(self)
        self.url_open(f"/my/prepaid/withdraw/{order.id}/begin", data)
        self.env.invalidate_all()
        begin = order.sudo().prepaid_begin
        self.assertEqual((begin["person"], begin["lang"]), ("Ada", "en_US"))
        self.assertIn("14 days", begin["text"])

    def test_every_page_leads_there_where_consumers_may_withdraw(self):
        self.env["website"].get_current_website().company_id = self.company
        for country, is_told in (("fr", True), ("us", False)):
            self.company.partner_id.country_id = self.env.ref(f"base.{country}")
            page = self.url_open("/prepaid").text
            self.assertEqual('href="/prepaid/withdraw"' in page, is_told)
