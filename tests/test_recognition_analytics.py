from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH
from .test_recognition_entries import EntriesCommon


class AnalyticsCommon(EntriesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plans = cls.env["account.analytic.plan"].sudo()
        cls.department = plans.create({"name": "Departments"})
        cls.region = plans.create({"name": "Regions"})
        cls.support = cls._account("Support", cls.department)
        cls.sales = cls._account("Sales", cls.department)
        cls.north = cls._account("North", cls.region)
        cls.desk = cls.project.account_id

    def setUp(self):
        super(EntriesCommon, self).setUp()

    @classmethod
    def _account(cls, name, plan):
        return (
            cls.env["account.analytic.account"]
            .sudo()
            .create({"name": name, "plan_id": plan.id, "company_id": cls.company.id})
        )

    def _require(self, plan, domain):
        """Make a plan mandatory on documents of a kind."""
        plan.sudo().applicability_ids = [
            Command.create({"business_domain": domain, "applicability": "mandatory"})
        ]

    def _confirm(self, move):
        """Press Confirm, which is where Odoo asks for mandatory plans."""
        move.with_context(validate_analytic=True).action_post()

    def _sell_with(self, distribution, **over):
        invoice = self._bill(self.pack, post=False, **over)
        invoice.invoice_line_ids.analytic_distribution = distribution
        self._confirm(invoice)
        self._pay(invoice)
        self.client.prepaid_contract_ids.refill_trigger = "none"
        return invoice

    def _work(self, minutes=300, day=date(2026, 2, 5), **accounts):
        line = self._log(minutes, day=day).sudo()
        line.write({key: value and value.id for key, value in accounts.items()})
        return line

    def _key(self, *accounts):
        return ",".join(str(account.id) for account in accounts)

    def _get_revenue(self, *accounts):
        """Return what stands on these analytic accounts together."""
        domain = [(a.plan_id._column_name(), "=", a.id) for a in accounts]
        lines = self.env["account.analytic.line"].sudo().search(domain)
        return sum(lines.filtered("move_line_id").mapped("amount"))

    def assertDistribution(self, move, distribution):
        incomes = move.line_ids.filtered(lambda line: line.account_id == self.income)
        self.assertEqual(incomes.mapped("analytic_distribution"), [distribution])
        others = move.line_ids - incomes
        self.assertFalse(any(others.mapped("analytic_distribution")))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestPackAnalytics(AnalyticsCommon):
    """The invoice keeps its analytics, and no analytic item says so yet."""

    def test_a_mandatory_plan_is_satisfied_and_the_revenue_bears_it(self):
        for domain in ("invoice", "sale_order"):
            self._require(self.department, domain)
        invoice = self._sell_with({str(self.support.id): 100})
        line = invoice.invoice_line_ids
        self.assertEqual(line.analytic_distribution, {str(self.support.id): 100})
        self.assertFalse(line.has_invalid_analytics)
        self.assertFalse(line.analytic_line_ids)
        self._work()
        move = self._recognise(FEBRUARY)
        self.assertDistribution(move, {self._key(self.desk, self.support): 100})
        self.assertEqual(self._get_revenue(self.support), 500.00)
        self.assertBooks(500.00)

    def test_an_order_with_a_mandatory_plan(self):
        self._require(self.department, "sale_order")
        self._require(self.department, "invoice")
        order = self._order(self.pack)
        order.order_line.analytic_distribution = {str(self.support.id): 100}
        order.with_context(validate_analytic=True).action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = date(2026, 1, 15)
        self._confirm(invoice)
        self._pay(invoice)
        self._work()
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_revenue(self.support), 500.00)

    def test_what_is_mandatory_is_still_asked_for(self):
        self._require(self.department, "invoice")
        with self.assertRefused("100% analytic", ValidationError):
            self._sell_with({str(self.support.id): 50})

    def test_neither_resets_nor_edits_nor_credit_notes_make_analytic_items(self):
        invoice = self._sell_with({str(self.support.id): 100})
        line = invoice.invoice_line_ids
        line.analytic_distribution = {str(self.sales.id): 100}
        self.assertFalse(line.analytic_line_ids)
        refund = self._credit(invoice, packs=0.5)
        self.assertEqual(
            refund.invoice_line_ids.analytic_distribution, {str(self.sales.id): 100}
        )
        invoice.button_draft()
        self._confirm(invoice)
        self.assertEqual(line.analytic_distribution, {str(self.sales.id): 100})
        self.assertFalse((invoice | refund).line_ids.analytic_line_ids)

    def test_down_payments_for_packs_cancel_out(self):
        order = self._order(self.pack)
        order.order_line.analytic_distribution = {str(self.support.id): 100}
        order.action_confirm()
        for method, amount in (("percentage", 40), ("delivered", 0)):
            wizard = self.env["sale.advance.payment.inv"].create(
                {
                    "advance_payment_method": method,
                    "amount": amount,
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
            invoice = wizard._create_invoices(order)
            invoice.invoice_date = date(2026, 1, 15)
            invoice.action_post()
        self.assertEqual(self._get_revenue(self.support), 0)
        for invoice in order.invoice_ids:
            self._pay(invoice)
        self._work()
        self._recognise(FEBRUARY)
        self.assertEqual(self._get_revenue(self.support), 500.00)

    def test_a_pack_sold_on_an_income_account_bears_at_once(self):
        invoice = self._bill(self.pack, post=False)
        line = invoice.invoice_line_ids
        line.account_id = self.income
        line.analytic_distribution = {str(self.support.id): 100}
        self._confirm(invoice)
        self.assertEqual(self._get_revenue(self.support), 1000.00)

    def test_an_edit_of_the_packs_analytics_moves_the_revenue(self):
        invoice = self._sell_with({str(self.support.id): 100})
        self._work()
        self._recognise(FEBRUARY)
        invoice.invoice_line_ids.analytic_distribution = {
            str(self.support.id): 40,
            str(self.sales.id): 60,
        }
        self._recognise(MARCH)
        self.assertEqual(self._get_revenue(self.support), 200.00)
        self.assertEqual(self._get_revenue(self.sales), 300.00)
        self.assertEqual(self._get_revenue(self.desk), 500.00)
        self.assertFalse(self._recognise(MARCH))
        self.assertBooks(500.00)

    def test_recognition_posts_and_stays_editable_where_plans_are_mandatory(self):
        self._sell_with({})
        self._work()
        self._require(self.department, "general")
        move = self._recognise(FEBRUARY)
        move.button_draft()
        self._confirm(move)
        self.assertEqual(move.state, "posted")
        self.assertFalse(any(move.line_ids.mapped("has_invalid_analytics")))
        reversal = self._reverse(move)
        reversal.button_draft()
        self._confirm(reversal)
        self.assertBooks(1000.00)

    def test_breakage_bears_the_packs_analytics(self):
        self.plan.validity_months = 1
        self._sell_with({self._key(self.support, self.north): 100})
        Grant = self.env["prepaid.grant"].sudo()
        with freeze_time("2026-05-31"):
            Grant.search(Grant._get_lapsed_domain())._expire()
            self._recognise(date(2026, 5, 31))
        self.assertEqual(self._get_revenue(self.support, self.north), 1000.00)
        self.assertBooks(0)
