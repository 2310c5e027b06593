from datetime import date

from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH, SOLD, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognitionPrices(RecognitionCommon):
    def test_a_discounted_pack_closes_to_zero(self):
        invoice = self._bill(self._pack(600, price=600), post=False)
        invoice.invoice_line_ids.discount = 20
        invoice.action_post()
        self._pay(invoice)
        self._log(600, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self.assertRevenue(480.00)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_tax_included_pack_closes_to_zero(self):
        tax = self.company_data["default_tax_sale"].copy(
            {
                "name": "20 % included",
                "amount": 20,
                "price_include_override": "tax_included",
            }
        )
        invoice = self._bill(self._pack(600, price=500), post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        self._pay(invoice)
        self._log(200, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        # 500 ÷ 1.2 = 416.67; a third of it
        self.assertRevenue(138.89)
        self._log(400, day=date(2026, 3, 5))
        self._recognise(MARCH)
        self.assertRevenue(416.67)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_foreign_pack_closes_to_zero_at_its_own_rate(self):
        for code, rate, price, net in (
            ("EUR", 0.9, 500, 555.56),
            ("JPY", 150.3, 75_000, 499.00),
            ("KWD", 0.31, 150.125, 484.27),
        ):
            with self.subTest(code), self.env.cr.savepoint() as savepoint:
                currency = self.env.ref(f"base.{code}")
                currency.active = True
                for day, value in ((SOLD, rate), (MARCH, rate * 1.3)):
                    self.env["res.currency.rate"].create(
                        {
                            "currency_id": currency.id,
                            "company_id": self.company.id,
                            "name": day,
                            "rate": value,
                        }
                    )
                invoice = self._bill(
                    self._pack(600, price=1), post=False, currency_id=currency.id
                )
                invoice.invoice_line_ids.price_unit = price
                invoice.action_post()
                self._pay(invoice)
                self._log(600, day=date(2026, 2, 5))
                self._recognise(MARCH)
                self.assertRevenue(net)
                self.assertEqual(self._get_balance(self.deferred), 0)
                savepoint.rollback()
            self.env.invalidate_all()
