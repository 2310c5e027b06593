from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestChargeReturnsFrance(ChargeCommon):
    """TVA on services is due when they are paid, and not when that is taken back."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        Chart = cls.env["account.chart.template"].with_company(cls.company)
        tax = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
                ("tax_exigibility", "=", "on_payment"),
                ("amount", "=", 20),
            ],
            limit=1,
        )
        cls.pack.taxes_id = tax
        cls.pack.property_account_income_id = Chart.ref("pcg_706")
        cls.account_487 = Chart.ref("pcg_487")
        cls.account_tva = tax.invoice_repartition_line_ids.account_id
        cls.account_wait = tax.cash_basis_transition_account_id

    def _charge(self):
        contract = self._charged_contract()
        self._log(500)
        self._run()
        self._log(300)
        return contract, contract.refill_ids._get_charge()

    def _get_balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(-sum(lines.mapped("balance")))

    def assertTva(self, due, waiting):
        self.assertEqual(self._get_balance(self.account_tva), due)
        self.assertEqual(self._get_balance(self.account_wait), waiting)

    def test_the_tva_of_a_payment_that_is_taken_back_waits_again(self):
        contract, tx = self._charge()
        self.assertTva(due=200, waiting=0)
        tx._prepaid_return("Insufficient funds")
        self.assertTva(due=0, waiting=200)
        self.assertBooked(earned=333.33)
        self.assertEqual(self._get_balance(self.account_487), 666.67)
        tx._prepaid_return_undone()
        self.assertTva(due=200, waiting=0)
        self.assertEqual(contract.balance, 400)
        self.assertBooked(earned=333.33)

    def test_a_part_that_is_taken_back_takes_its_part_of_the_tva(self):
        contract, tx = self._charge()
        tx._prepaid_return("Disputed", 300)
        self.assertTva(due=150, waiting=50)
        self.assertEqual(contract.balance, 400 - 150)
        self.assertBooked(earned=333.33)

    def test_an_avoir_of_a_refund_gives_its_part_of_the_tva_back(self):
        contract, tx = self._charge()
        refund = tx.sudo()._refund(300)
        refund._post_process()
        self.assertBooked(earned=333.33)
        note = contract.refill_ids.invoice_ids.reversal_move_ids
        self.assertEqual((note.amount_untaxed, note.amount_tax), (250, 50))
        note.action_post()
        self.assertTva(due=150, waiting=0)
        self.assertEqual(contract.balance, 250)
        self.assertBooked(earned=333.33)
