from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCustomers(ClientsCommon):
    """Customers are merged, get parents, become contacts; their credit stays theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merger = cls._user(
            "merger", "base.group_system", "base.group_partner_manager"
        )

    # === WHO PAYS === #

    def _buy(self, client, payer=None, pack=None):
        order = self._order(client=client, pack=pack)
        if payer:
            order.partner_invoice_id = payer
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        return order, invoice

    def test_the_orders_customer_owns_the_credit_and_the_payer_is_kept(self):
        buyer, payer = self._client("Buyer"), self._client("Holding")
        _order, invoice = self._buy(buyer, payer)
        contract = buyer.prepaid_contract_ids
        self.assertEqual(invoice.partner_id, payer)
        self.assertEqual((contract.balance, contract.partner_invoice_id), (600, payer))
        self.assertFalse(payer.prepaid_contract_ids)

    def test_a_refill_bills_the_payer(self):
        buyer, payer = self._client("Buyer"), self._client("Holding")
        self._buy(buyer, payer)
        contract = buyer.prepaid_contract_ids
        contract.refill_mode = "draft_invoice"
        contract.with_user(self.user).action_refill()
        order = contract.refill_ids.sale_order_id
        self.assertEqual((order.partner_id, order.partner_invoice_id), (buyer, payer))
        self.assertEqual(order.invoice_ids.partner_id, payer)

    def test_a_later_order_billed_elsewhere_changes_no_payer(self):
        self._buy(self.client, self._client("Holding"))
        self.assertFalse(self.mine.partner_invoice_id)
        self.assertBalances(1200, 600)

    # === MERGED === #

    def _merge(self, *partners, into):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.merger)
        records = into.browse().union(*partners, into)
        wizard.create(
            {
                "partner_ids": records.ids,
                "dst_partner_id": into.id,
                "state": "selection",
            }
        ).action_merge()
        self.env.invalidate_all()

    def test_merged_clients_keep_both_contracts_and_one_default(self):
        small = self._client("Azure Ltd")
        theirs = self._contract(300, client=small)
        self._merge(small, into=self.client)
        contracts = self.client.prepaid_contract_ids
        self.assertEqual(contracts, self.mine | theirs)
        self.assertEqual(sum(contracts.mapped("balance")), 900)
        self.assertEqual(contracts.filtered("is_default"), self.mine)
        self._log(60)
        self.assertEqual(self.mine.balance, 540)

    def test_the_contract_used_last_is_the_default(self):
        small = self._client("Azure Ltd")
        theirs = self._contract(300, client=small)
        task = self._task("Ticket", self._project("Ltd", small))
        self._log(60, day=date(2026, 3, 2))
        self._log(60, day=date(2026, 3, 9), task=task)
        self._merge(small, into=self.client)
        default = self.client.prepaid_contract_ids.filtered("is_default")
        self.assertEqual(default, theirs)
        self._log(60)
        self.assertEqual(theirs.balance, 180)

    def test_clients_of_two_companies_are_merged(self):
        second = self.env["res.company"].create({"name": "Second"})
        plan = self._plan("Second", company_id=second.id)
        small = self._client("Azure Ltd")
        for client in (self.client, small):
            self._contract(300, client=client, plan=plan, company_id=second.id)
        self._contract(300, client=small)
        self._merge(small, into=self.client)
        contracts = self.client.prepaid_contract_ids
        self.assertEqual(len(contracts), 4)
        for company in self.company | second:
            own = contracts.filtered(lambda c, company=company: c.company_id == company)
            self.assertEqual(len(own.filtered("is_default")), 1)

    def test_who_benefits_and_who_is_told_follow_a_merge(self):
        small, shop = self._client("Azure Ltd"), self._client("Shop")
        theirs = self._contract(300, client=small)
        theirs.write({"beneficiary_ids": shop.ids, "notice_partner_ids": small.ids})
        self._merge(small, into=self.client)
        self.assertEqual(theirs.notice_partner_ids, self.client)
        self.assertEqual(theirs.partner_id, self.client)
        bigger = self._client("Shop Ltd")
        self._merge(shop, into=bigger)
        self.assertEqual(theirs.beneficiary_ids, bigger)

    def test_a_client_merged_with_somebodys_contact_gives_that_client_the_credit(self):
        person = self.env["res.partner"].create({"name": "Ann", "email": "ann@b.c"})
        contract = self._contract(300, client=person)
        contact = self.env["res.partner"].create(
            {"name": "Ann", "email": "ann@b.c", "parent_id": self.client.id}
        )
        self._merge(contact, into=person)
        self.assertEqual(person.commercial_partner_id, self.client)
        self.assertEqual(contract.partner_id, self.client)
        defaults = self.client.prepaid_contract_ids.filtered("is_default")
        self.assertEqual(len(defaults), 1)

    # === PARENTS === #

    def test_a_person_who_gets_a_company_takes_the_contract_along(self):
        person = self.env["res.partner"].create({"name": "Ann"})
        task = self._task("Ticket", self._project("Ann", person))
        self._buy(person)
        contract = person.prepaid_contract_ids
        self._log(60, task=task)
        company = self._client("Ann & Co")
        person.parent_id = company
        self.assertEqual(contract.partner_id, company)
        self._log(60, task=task)
        self.assertEqual(contract.balance, 480)
        self._buy(person)
        self.assertEqual(contract.balance, 1080)
        self.assertEqual(company.prepaid_contract_ids, contract)

    def test_a_company_made_from_a_persons_form_takes_the_contract_along(self):
        person = self.env["res.partner"].create(
            {"name": "Ann", "company_name": "Ann & Co"}
        )
        self._buy(person)
        contract = person.prepaid_contract_ids
        person.create_company()
        self.assertEqual(contract.partner_id, person.parent_id)
        self.assertEqual(person.prepaid_contract_count, 1)

    def test_a_person_who_joins_a_client_leaves_one_default(self):
        person = self.env["res.partner"].create({"name": "Ann"})
        contract = self._contract(300, client=person)
        self._log(60)
        person.parent_id = self.client
        self.assertEqual(self.client.prepaid_contract_ids, self.mine | contract)
        self.assertTrue(self.mine.is_default)
        self.assertFalse(contract.is_default)

    def test_a_site_that_leaves_its_group_is_not_paid_by_it_any_more(self):
        site = self._client("Site", parent_id=self.client.id)
        task = self._task("Ticket", self._project("Site", site))
        self._log(60, task=task)
        site.parent_id = False
        line = self._log(60, task=task)
        self.assertFalse(line.prepaid_contract_id)
        self.assertBalances(540, 600)

    def test_a_contact_who_becomes_a_company_is_a_site(self):
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        person.is_company = True
        self._log(60, task=self._task("T", self._project("Ann", person)))
        self.assertBalances(540, 600)
