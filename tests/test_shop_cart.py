from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.mail.tests.common import MailCommon
from odoo.addons.website_sale.tests.common import MockRequest

from .common import TODAY
from .common_shop import OnlinePayment, ShopCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShopCart(OnlinePayment, ShopCommon, MailCommon):
    """Packs for contracts in a cart, and what buyers are told."""

    def setUp(self):
        super().setUp()
        self.office = self._contract(60)
        self.branch = self._contract(30, is_default=False)

    # === CART === #

    def test_one_cart_serves_several_contracts(self):
        order = self._web_order(
            (self.pack, self.office),
            (self.pack, self.branch),
            (self.pack, self.branch),
            (self.pack, None),
        )
        figures = [
            (line.prepaid_contract_id, line.product_uom_qty)
            for line in order.order_line
        ]
        none = self.office.browse()
        self.assertEqual(figures, [(self.office, 1), (self.branch, 2), (none, 1)])
        self.assertIn(f"For contract {self.branch.name}", order.order_line[1].name)
        self.assertNotIn("For contract", order.order_line[2].name)

    def test_credit_goes_to_the_contract_of_its_line(self):
        order = self._web_order((self.pack, self.office), (self.pack, self.branch))
        order.order_line[1].product_uom_qty = 2
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual((self.office.balance, self.branch.balance), (660, 1230))

    def test_orders_grant_to_the_contract_of_the_line(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._web_order((self.pack, self.branch), (self.pack, None))
        order.prepaid_contract_id = self.office
        order.action_confirm()
        self.assertEqual((self.office.balance, self.branch.balance), (660, 630))

    def test_a_credit_note_takes_back_from_the_contract_of_its_line(self):
        order = self._web_order((self.pack, self.office), (self.pack, self.branch))
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-16"}])
        refund.invoice_line_ids[0].unlink()
        refund.action_post()
        self.assertEqual((self.office.balance, self.branch.balance), (660, 30))

    def test_a_request_for_anothers_contract_is_refused(self):
        other = self._contract(
            client=self.env["res.partner"].create({"name": "Bob"}), is_default=True
        )
        order = self._web_order()
        for contract_id in (other.id, 10**6, -1, "1", [self.office.id], True):
            with self.subTest(contract_id), self.assertRefused("cannot be put on"):
                order._cart_add(self.pack.id, 1, prepaid_contract_id=contract_id)
        self.assertFalse(order.order_line)

    def test_a_pack_of_another_plan_is_refused(self):
        pack = self._pack(300, plan=self._plan("Other"), is_published=True)
        order = self._web_order()
        with self.assertRefused("cannot be put on"):
            order._cart_add(pack.id, 1, prepaid_contract_id=self.office.id)
        with self.assertRefused("no pack of the plan", ValidationError):
            self._web_order((pack, None)).order_line.prepaid_contract_id = self.office

    def test_a_closed_contract_is_refused(self):
        self.office.action_close()
        with self.assertRefused("cannot be put on"):
            self._web_order((self.pack, self.office))

    def test_an_order_line_names_no_contract_of_others(self):
        bob = self.env["res.partner"].create({"name": "Bob"})
        order = self._order(client=bob)
        with self.assertRefused("another customer", ValidationError):
            order.order_line.prepaid_contract_id = self.office

    def test_a_line_with_a_contract_moves_to_no_other_customers_order(self):
        order = self._web_order((self.pack, self.office))
        other = self._web_order(client=self.env["res.partner"].create({"name": "Bob"}))
        with self.assertRefused("another customer", ValidationError):
            order.order_line.order_id = other

    def test_a_cart_of_another_buyer_leaves_its_contracts(self):
        order = self._web_order((self.pack, self.office))
        bob = self.env["res.partner"].create({"name": "Bob"})
        with MockRequest(self.env, website=self.website):
            order._update_address(bob.id, ["partner_id"])
        self.assertEqual(order.partner_id, bob)
        self.assertFalse(order.order_line.prepaid_contract_id)
        self.assertNotIn("For contract", order.order_line.name)

    # === ACCOUNT OF GUESTS === #

    def _guest(self, **over):
        vals = {"name": "Ann", "email": "ann@example.com"}
        return self.env["res.partner"].create(vals | over)

    def _confirm(self, client, *lines):
        order = self._web_order(*(lines or [(self.pack, None)]), client=client)
        with self.mock_mail_gateway():
            order.action_confirm()
        return order

    def test_a_guest_who_buys_a_pack_is_invited_once(self):
        guest = self._guest()
        self._confirm(guest)
        self.assertTrue(guest.user_ids._is_portal())
        self.assertEqual(guest.user_ids.login, "ann@example.com")
        self.assertSentEmail(self.company.email_formatted, guest)
        self.assertTrue(guest._is_invited())
        self._confirm(guest)
        self.assertEqual(len(guest.user_ids), 1)
        self.assertNotSentEmail(guest)

    def test_who_has_an_account_is_not_invited(self):
        user = self.portal_user
        self._confirm(self.client)
        self.assertEqual(self.client.user_ids, user)
        user.action_archive()
        self._confirm(self.client)
        self.assertFalse(self.client.user_ids)

    def test_no_second_account_for_one_address(self):
        self._confirm(self._guest(email=self.portal_user.login))
        twin = self._guest(email="ann@example.com")
        self._confirm(twin)
        namesake = self._guest(email="ann@example.com")
        self._confirm(namesake)
        self.assertFalse(namesake.user_ids)

    def test_an_invalid_address_does_not_stop_the_order(self):
        guest = self._guest(email="nowhere")
        order = self._confirm(guest)
        self.assertEqual(order.state, "sale")
        self.assertFalse(guest.user_ids)

    def test_buyers_of_other_things_are_not_invited(self):
        chair = self.env["product.product"].create({"name": "Chair", "list_price": 5})
        guest = self._guest()
        self._confirm(guest, (chair, None))
        self.assertFalse(guest.user_ids)
        self._order(client=guest).action_confirm()
        self.assertFalse(guest.user_ids)

    # === WHAT THE BUYER IS TOLD === #

    def test_the_outcome_names_balance_or_what_will_come(self):
        order = self._web_order((self.pack, self.branch), (self.pack_bonus, None))
        told = order._get_prepaid_outcome()
        self.assertEqual(
            [(row["contract"], row["credit"], row["balance"]) for row in told],
            [(self.branch.name, "10 h", False), ("", "33 h 20", False)],
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        told = order._get_prepaid_outcome()
        self.assertEqual(
            [(row["contract"], row["credit"], row["balance"]) for row in told],
            [
                (self.branch.name, "10 h", "10 h 30"),
                (self.office.name, "33 h 20", "34 h 20"),
            ],
        )

    def test_the_confirmation_mail_tells_the_new_balance(self):
        order = self._web_order((self.pack, self.branch))
        with self.mock_mail_gateway():
            self._pay_online(order)
        mails = [mail for mail in self._mails if order.name in mail["subject"]]
        self.assertEqual(len(mails), 1)
        self.assertIn("10 h 30", mails[0]["body"])
        self.assertIn(self.branch.name, mails[0]["body"])

    def test_the_mail_of_an_unpaid_order_tells_what_will_come(self):
        order = self._web_order((self.pack, self.branch))
        with self.mock_mail_gateway():
            order.with_context(send_email=True).action_confirm()
        body = next(
            mail["body"] for mail in self._mails if order.name in mail["subject"]
        )
        self.assertIn("as soon as your", body)
        self.assertNotIn("is now", body)
