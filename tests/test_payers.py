import re
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon
from .common_portal import PortalCommon

SECRET = "Changed the password of the director"
MISSING = 2**31 - 1
LATER = datetime(2031, 1, 1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPayers(PortalCommon, ChargeCommon):
    """One client with two contracts that two others pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["website"].search([]).company_id = cls.company
        cls.pack.product_tmpl_id.is_published = True
        cls.holding, cls.paul = cls._payer("Holding", "paul")
        cls.fund, cls.fay = cls._payer("Fund", "fay")
        cls.contract.write(
            {"partner_invoice_id": cls.holding.id, "refill_product_id": cls.pack.id}
        )
        cls.other = cls._contract(300, is_default=False, partner_invoice_id=cls.fund.id)
        cls.other_url = f"/my/prepaid/{cls.other.id}"

    def setUp(self):
        super().setUp()
        self.work = self._log(30, name=SECRET)

    @classmethod
    def _payer(cls, name, login):
        payer = cls.env["res.partner"].create({"name": name, "is_company": True})
        person = {"name": login, "parent_id": payer.id, "email": f"{login}@x.example"}
        return payer, cls._portal(login, cls.env["res.partner"].create(person))

    def _sell(self, contract=None, payer=None):
        """Return an invoice for a pack that a payer was billed, and paid."""
        contract = contract or self.contract
        order = self._order(
            partner_invoice_id=(payer or contract.partner_invoice_id).id,
            prepaid_contract_id=contract.id,
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        return invoice

    def _read(self, user, url=None):
        """Return the page as a user reads it, empty where it is refused."""
        self._as(user)
        response = self._get(url or self.url)
        if response.status_code == 303:
            self.assertTrue(response.headers["Location"].endswith("/my"))
            return ""
        self.assertEqual(response.status_code, 200)
        return response.text

    # === WHO SEES WHAT === #

    def test_the_payer_reads_figures_and_the_customer_the_work(self):
        self.assertIn(SECRET, self._read(self.ann))
        page = self._read(self.paul)
        self.assertNotIn(SECRET, page)
        self.assertNotIn("Printer on fire", page)
        self.assertIn("9 h 30", page)
        self.assertNotIn("Question this line", page)

    def test_statements_and_sheets_are_told_alike(self):
        for user, is_told in ((self.ann, True), (self.paul, False)):
            contract_sudo = self.contract.with_user(user).sudo()
            statement = contract_sudo._get_statement(TODAY, TODAY, LATER)
            sheet = contract_sudo._export_statement_csv(statement)
            sheet = b"".join(sheet) if not isinstance(sheet, bytes) else sheet
            with self.subTest(user.login):
                self.assertEqual(SECRET in sheet.decode(), is_told)
                self.assertEqual("Printer on fire" in sheet.decode(), is_told)
                self.assertEqual(self.technician.name in sheet.decode(), is_told)
                for end in ("statement", "statement.csv"):
                    self.assertTrue(self._read(user, f"{self.url}/{end}"))

    def test_no_search_tells_the_payer_what_the_text_is(self):
        url = f"{self.url}?search=director&search_in=all"
        self.assertIn(SECRET, self._read(self.ann, url))
        self.assertNotIn("o_prepaid_entries", self._read(self.paul, url))

    def test_a_contract_may_let_its_payer_read_the_work(self):
        self.contract.payer_sees_work = True
        self.assertIn(SECRET, self._read(self.paul))
        self.assertNotIn("Question this line", self._read(self.paul))

    def test_documents_are_of_who_was_billed(self):
        invoice, other = self._sell(), self._sell(self.other)
        links = [f"/my/invoices/{move.id}" for move in (invoice, other)]
        for user, url, seen in (
            (self.ann, self.url, [False, False]),
            (self.ann, self.other_url, [False, False]),
            (self.paul, self.url, [True, False]),
            (self.fay, self.other_url, [False, True]),
        ):
            with self.subTest(user=user.login, url=url):
                page = self._read(user, url)
                self.assertEqual([link in page for link in links], seen)

    def test_the_price_of_the_credit_is_told_to_the_payer_only(self):
        self._sell()
        values = []
        for user in (self.ann, self.paul):
            contract_sudo = self.contract.with_user(user).sudo()
            values.append(contract_sudo._get_statement(TODAY, TODAY, LATER)["value"])
        self.assertFalse(values[0])
        self.assertTrue(values[1])

    def test_a_customer_who_pays_itself_sees_what_it_saw(self):
        self.contract.partner_invoice_id = False
        invoice = self._sell(payer=self.client)
        page = self._read(self.ann)
        self.assertIn(f"/my/invoices/{invoice.id}", page)
        self.assertIn("/automatic", page)
        self.contract.partner_invoice_id = self.colleague
        self.assertIn(f"/my/invoices/{invoice.id}", self._read(self.ann))
        self.assertIn("/automatic", self._read(self.ann))

    # === ISOLATION === #

    def _get_pages(self, contract):
        base = f"/my/prepaid/{contract.id}"
        ends = ("", "/page/2", "/statement", "/statement.csv", "/statement.pdf")
        ends += ("/notices", "/automatic", "/top-up", "/pay", "/schedule")
        return [
            *(f"{base}{end}" for end in ends),
            f"{base}/question/{self.work.sudo().prepaid_entry_ids.id}",
        ]

    def test_payers_see_nothing_of_each_other(self):
        site = {"name": "Plant", "parent_id": self.client.id, "is_company": True}
        sam = self._portal("sam", self.env["res.partner"].create(site))
        for user in (self.fay, sam, self.bob):
            for url in self._get_pages(self.contract):
                with self.subTest(user=user.login, url=url):
                    self.assertEqual(self._read(user, url), "")
        self._as(self.fay)
        self.assertIs(self._balance(), False)
        self.assertTrue(self._balance(self.other.id))

    def test_a_payer_has_no_business_with_the_customers_affairs(self):
        pages = self._get_pages(self.contract)
        for url in (pages[5], pages[-1]):
            with self.subTest(url):
                self.assertEqual(self._read(self.paul, url), "")
                self.assertTrue(self._read(self.ann, url))
        for url in (pages[6], pages[9]):
            with self.subTest(url):
                self.assertEqual(self._read(self.ann, url), "")
        self.assertTrue(self._read(self.paul, pages[6]))

    def test_a_payer_reads_no_record(self):
        for record in (
            self.contract,
            self.contract.grant_ids,
            self.work.sudo().prepaid_entry_ids,
            self.contract.plan_id,
        ):
            with self.subTest(record._name):
                self.assertFalse(record.with_user(self.paul).has_access("read"))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.paul).payer_sees_work = True

    def test_a_draft_is_not_shown_to_the_payer(self):
        self.other.state = "draft"
        self.assertEqual(self._read(self.fay, self.other_url), "")
        self.assertNotIn("Paid by you", self._read(self.fay, "/my/prepaid"))

    def test_the_list_tells_who_pays_for_whom(self):
        page = self._read(self.ann, "/my/prepaid")
        self.assertIn("Billed to", page)
        self.assertIn("Holding", page)
        page = self._read(self.paul, "/my/prepaid")
        self.assertIn("Paid by you for", page)
        self.assertIn(self.contract.name, page)
        self.assertNotIn(self.other.name, page)

    # === ANOTHER PAYER === #

    def test_documents_stay_with_who_was_billed(self):
        old = self._sell()
        self.contract.partner_invoice_id = self.fund
        new = self._sell()
        self.assertEqual(self._read(self.paul), "")
        page = self._read(self.fay)
        self.assertIn(f"/my/invoices/{new.id}", page)
        self.assertNotIn(f"/my/invoices/{old.id}", page)
        self.assertTrue(old.with_user(self.paul).has_access("read"))
        self.assertFalse(old.with_user(self.fay).has_access("read"))

    def test_permission_and_method_end_with_the_payer(self):
        token = self._token(partner_id=self.paul.partner_id.id)
        self.contract.write({"refill_mode": "charge", "payment_token_id": token.id})
        consent = self._consent(self.contract, partner_id=self.paul.partner_id.id)
        self.assertIn("/automatic", self._read(self.paul))
        self.contract.partner_invoice_id = self.fund
        self.assertTrue(consent.date_revoked)
        self.assertFalse(self.contract.payment_token_id)
        page = self._read(self.fay, f"{self.url}/automatic")
        self.assertNotIn(f"/my/prepaid/consent/{consent.id}", page)
        self.assertNotIn("4242", page)

    def test_permission_stays_where_another_contact_of_the_payer_is_billed(self):
        token = self._token(partner_id=self.paul.partner_id.id)
        self.contract.write({"refill_mode": "charge", "payment_token_id": token.id})
        consent = self._consent(self.contract, partner_id=self.paul.partner_id.id)
        self.contract.partner_invoice_id = self.paul.partner_id
        self.assertFalse(consent.date_revoked)
        self.assertEqual(self.contract.payment_token_id, token)

    # === TOP-UP === #

    def _ask(self, user, contract=None, pack=None):
        self._as(user)
        contract_id = contract.id if contract else self.contract.id
        url = f"/my/prepaid/{contract_id}/order"
        return self._post(url, product_id=(pack or self.pack).id).headers["Location"]

    def test_who_does_not_pay_asks_who_does(self):
        self.assertIn("Ask to order", self._read(self.ann, f"{self.url}/top-up"))
        self.assertIn("asked=asked", self._ask(self.ann))
        order = self.contract.refill_ids.sale_order_id
        self.assertEqual(order.partner_id, self.client)
        self.assertEqual(order.partner_invoice_id, self.holding)
        self.assertIn(self.holding, order.message_partner_ids)
        self.assertNotIn("Your top-up is ready", self._read(self.ann))
        self.assertIn(f"/my/orders/{order.id}", self._ask(self.paul))
        self.assertEqual(len(self.contract.refill_ids), 1)
        [link] = set(re.findall(rf"/my/orders/{order.id}[^\"]*", self._read(self.paul)))
        self.assertIn("access_token", link)

    def test_orders_that_are_forged_are_refused(self):
        foreign = self._pack(60, plan=self._plan("Other plan"))
        self.assertTrue(self._ask(self.paul, pack=foreign).endswith("/top-up"))
        for user, contract in (
            (self.paul, self.other),
            (self.fay, self.contract),
            (self.bob, self.contract),
            (self.paul, self.env["prepaid.contract"].browse(MISSING)),
        ):
            with self.subTest(user=user.login):
                self.assertTrue(self._ask(user, contract).endswith("/my"))
        self.contract.partner_invoice_id = False
        self.assertTrue(self._ask(self.ann).endswith("/my"))
        self.assertFalse((self.contract | self.other).refill_ids)

    def test_the_link_of_a_mail_pays_for_nobody_else(self):
        self.contract.sudo()._refill(
            True, product_id=self.pack.id, quantity=1, mode="quotation"
        )
        token = self.contract.sudo()._portal_ensure_token()
        self._as(None)
        url = f"{self.url}/pay?access_token={token}"
        self.assertTrue(self._get(url).headers["Location"].endswith("/top-up"))

    def test_who_left_the_payer_sees_nothing(self):
        self.paul.partner_id.parent_id = False
        self.assertEqual(self._read(self.paul), "")
        self.fay.partner_id.parent_id = self.holding
        self.assertTrue(self._read(self.fay))
        self.assertEqual(self._read(self.fay, self.other_url), "")

    def test_the_customers_of_a_payer_who_are_merged_stay_apart(self):
        """A reseller who is billed for two clients sees both, each by itself."""
        bolt = self.env["res.partner"].create({"name": "Bolt", "is_company": True})
        third = self._contract(60, client=bolt, partner_invoice_id=self.holding.id)
        page = self._read(self.paul, "/my/prepaid")
        self.assertIn(third.name, page)
        self.assertIn("Bolt", page)
        self.assertEqual(self._read(self.ann, f"/my/prepaid/{third.id}"), "")
