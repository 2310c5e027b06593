from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_scope import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeSold(ScopeCommon):
    """What a pack pays for is a fact of its sale, in the ledger and in the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack.write(
            {
                "prepaid_bonus_quantity": 60,
                "prepaid_usage_type_ids": cls.remote.ids,
                "prepaid_project_ids": cls.website.ids,
            }
        )

    def _sell(self):
        invoice = self._bill()
        self._pay(invoice)
        return invoice

    def test_credit_and_bonus_have_the_scope_of_the_pack(self):
        self._sell()
        grants = self.contract.sudo().grant_ids
        self.assertEqual(sorted(grants.mapped("kind")), ["bonus", "purchase"])
        for grant in grants:
            self.assertEqual(grant.usage_type_ids, self.remote)
            self.assertEqual(grant.project_ids, self.website)
        self.assertEqual(self.contract.scoped, 660)

    def test_a_pack_that_changes_changes_no_past_sale(self):
        order = self._order()
        order.action_confirm()
        self.pack.product_tmpl_id.write(
            {"prepaid_usage_type_ids": self.onsite.ids, "prepaid_project_ids": False}
        )
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        grants = self.contract.sudo().grant_ids
        self.assertEqual(grants.usage_type_ids, self.remote)
        self._sell()
        self.assertEqual(
            (self.contract.sudo().grant_ids - grants).usage_type_ids, self.onsite
        )

    def test_what_was_sold_but_not_granted_is_not_deleted(self):
        project = self._project("Spare", self.client)
        kind = self.env["prepaid.usage.type"].create({"name": "By night"})
        self.pack.write(
            {
                "prepaid_project_ids": project.ids,
                "prepaid_usage_type_ids": kind.ids,
            }
        )
        invoice = self._bill()
        for record in (project, kind):
            with self.assertRefused("Pack of 600"):
                record.unlink()
        self.pack.write({"prepaid_project_ids": False, "prepaid_usage_type_ids": False})
        for record in (project, kind):
            with self.assertRefused("Archive it instead"):
                record.unlink()
        self._pay(invoice)
        self.assertEqual(self.contract.sudo().grant_ids.project_ids, project)

    def test_revenue_of_credit_with_a_scope_is_exact(self):
        self._sell()
        self._grant(self.contract, 600)
        self._work_of(220, self.remote, self.site_ticket)
        self._work_of(100, self.onsite, self.site_ticket)
        company = self.company.sudo()
        company._recognise_prepaid_revenue(TODAY)
        sold = self.contract.sudo().grant_ids.filtered("amount")
        # 220 of 660 minutes that cost 1000.00, the purchase before its bonus
        self.assertEqual(sum(sold.mapped("amount")), 1000)
        self.assertAlmostEqual(sum(sold.mapped("recognised_amount")), 333.33, 2)
        self._work_of(440, self.remote, self.site_ticket)
        company._recognise_prepaid_revenue(TODAY)
        self.assertEqual(sum(sold.mapped("recognised_amount")), 1000)
        for day in (TODAY, date(2027, 1, 1)):
            self.assertEqual(company._get_prepaid_tie_out(day)["difference"], 0)

    # === PUBLIC REPORTS === #

    def test_time_goes_to_the_pack_it_fits_however_the_order_lists_them(self):
        """odoo/odoo#274759: all time went to the first service of the order."""
        self.company.prepaid_grant_policy = "confirmed"
        other = self._pack(90, prepaid_usage_type_ids=self.onsite.ids)
        order = self._order()
        order.order_line = [Command.create({"product_id": other.id})]
        order.action_confirm()
        self._work_of(60, self.onsite, self.site_ticket)
        self._work_of(30, self.remote, self.site_ticket)
        left = {
            grant.pack_quantity: grant.remaining
            for grant in self.contract.sudo().grant_ids
        }
        self.assertEqual(left, {600: 570, 60: 60, 90: 30})

    def test_work_whose_kind_is_taken_off_gives_the_credit_back(self):
        """odoo/odoo#25685: a line without its task kept what it had delivered."""
        self._sell()
        self._grant(self.contract, 60)
        line = self._work_of(40, self.remote, self.site_ticket)
        self.assertEqual(self.contract.scoped, 620)
        line.task_id = False
        self.assertEqual((line.project_id, self.contract.scoped), (self.website, 620))
        line.usage_type_id = False
        self.assertEqual((self.contract.balance, self.contract.scoped), (680, 660))

    # === DOCUMENTS THAT FALL === #

    def test_an_invoice_that_is_reset_owes_what_was_used_of_it(self):
        """What is owed is owed for the work it was: credit that fits it pays."""
        self.company.prepaid_grant_policy = "posted"
        invoice = self._bill()
        self._work_of(40, self.remote, self.site_ticket)
        invoice.button_draft()
        self.assertEqual((self.contract.debt, self.contract.scoped), (40, 0))
        other = self._scope(60, self.onsite)
        self.assertEqual((self.contract.debt, other.remaining), (40, 60))
        same = self._scope(60, self.remote)
        self.assertEqual((self.contract.debt, same.remaining), (0, 20))
        invoice.action_post()
        self.assertEqual((self.contract.debt, same.remaining), (0, 60))
        self.assertEqual(self.contract.balance, 660 - 40 + 120)

    def test_a_credit_note_takes_back_what_is_unused(self):
        self.company.prepaid_grant_policy = "posted"
        invoice = self._bill()
        self._work_of(40, self.remote, self.site_ticket)
        self._credit(invoice)
        self.assertEqual((self.contract.balance, self.contract.scoped), (0, 0))
        company = self.company.sudo()
        company._recognise_prepaid_revenue(TODAY)
        self.assertEqual(company._get_prepaid_tie_out(TODAY)["difference"], 0)

    def test_a_draft_whose_pack_is_exchanged_sells_the_other_scope(self):
        self.company.prepaid_grant_policy = "posted"
        other = self._pack(90, prepaid_usage_type_ids=self.onsite.ids)
        invoice = self._bill()
        self._work_of(40, self.remote, self.site_ticket)
        invoice.button_draft()
        invoice.invoice_line_ids.write({"product_id": other.id, "tax_ids": False})
        invoice.action_post()
        self.assertEqual((self.contract.debt, self.contract.scoped), (40, 90))
        open_grant = self.contract.sudo().grant_ids.filtered("remaining")
        self.assertEqual(open_grant.usage_type_ids, self.onsite)

    # === WHO WRITES IT === #

    def test_people_do_not_write_what_credit_pays_for(self):
        grant = self._scope(60, self.remote)
        for user in self.user | self.manager | self.accountant:
            with self.assertRefused("", Exception):
                grant.with_user(user).usage_type_ids = self.onsite
            with self.assertRefused("", Exception):
                self.contract.with_user(user).scoped = 1000
