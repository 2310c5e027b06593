from datetime import date

from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestFrance(PrepaidCommon):
    """A French company: 487 and 706, services taxed when they are paid."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        Chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.services_tax = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
                ("tax_exigibility", "=", "on_payment"),
                ("amount", "=", 20),
            ],
            limit=1,
        )
        cls.account_487 = Chart.ref("pcg_487")
        cls.account_706 = Chart.ref("pcg_706")
        cls.pack.property_account_income_id = cls.account_706
        cls.pack.taxes_id = cls.services_tax

    def _get_balance(self, account, day=date.max):
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ]
        )
        return self.company.currency_id.round(-sum(lines.mapped("balance")))

    def _sell(self):
        invoice = self._bill(post=False)
        invoice.invoice_line_ids.tax_ids = self.services_tax
        invoice.action_post()
        self._pay(invoice)
        return invoice

    def test_the_chart_gives_487(self):
        self.assertEqual(self.company.deferred_revenue_account_id, self.account_487)
        self.assertTrue(self.services_tax)

    def test_a_paid_pack_is_taxed_at_once_and_earned_by_the_minute(self):
        """1,000 net and 200 of TVA: the TVA is due on payment, the revenue is not."""
        invoice = self._sell()
        line = invoice.invoice_line_ids
        self.assertEqual(line.account_id, self.account_487)
        cash_basis = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", invoice.id)]
        )
        self.assertIn(self.account_487, cash_basis.line_ids.account_id)
        self.assertEqual(self._get_balance(self.account_487), 1000)
        self._log(150, day=date(2026, 2, 10))
        self.company.sudo()._recognise_prepaid_revenue(date(2026, 2, 28))
        self.assertEqual(self._get_balance(self.account_706), 250)
        self.assertEqual(self._get_balance(self.account_487), 750)
        tie_out = self.company.sudo()._get_prepaid_tie_out(date(2026, 3, 31))
        self.assertEqual(
            tie_out, {"deferred": 750.0, "ledger": 750.0, "difference": 0.0}
        )

    def test_an_avoir_gives_tva_and_the_rest_of_487_back(self):
        invoice = self._sell()
        self._log(150, day=date(2026, 2, 10))
        self.company.sudo()._recognise_prepaid_revenue(date(2026, 2, 28))
        self._credit(invoice)
        self.company.sudo()._recognise_prepaid_revenue(date(2026, 3, 31))
        self.assertEqual(self._get_balance(self.account_487), 0)
        self.assertEqual(self._get_balance(self.account_706), 0)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 0)
