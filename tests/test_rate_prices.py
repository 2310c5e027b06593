from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.metering.terms import Terms, Work, meter
from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRatePrices(PrepaidCommon):
    """Prices stay as they were entered; money is rounded once, half up, at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.money_plan = cls._plan(
            "Credit", unit="money", currency_id=cls.company.currency_id.id
        )
        cls.contract = cls._contract(5000, plan=cls.money_plan)
        cls.sales_tax = cls._tax(20)

    @classmethod
    def _tax(cls, percent, included=True):
        return cls.env["account.tax"].create(
            {
                "name": f"{percent} % {'in' if included else 'ex'}cluded",
                "amount": percent,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "price_include_override": f"tax_{'in' if included else 'ex'}cluded",
            }
        )

    def _priced_as(self, price, taxes):
        product = self.env["product.product"].create(
            {
                "name": "Hour of advice",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "list_price": price,
                "taxes_id": [Command.set(taxes.ids)],
            }
        )
        return self._rate(self.money_plan, product_id=product.id)

    def test_an_hourly_price_draws_to_the_cent_half_up(self):
        rate = self._rate(self.money_plan)
        for price, minutes, drawn in (
            (27.50, 15, 6.88),
            (27.50, 45, 20.63),
            (42.50, 15, 10.63),
            (27.50, 60, 27.50),
            (100, 7, 11.67),
            (99.99, 6000, 9999),
        ):
            with self.subTest(price=price, minutes=minutes):
                rate.price_hour = price
                self.assertEqual(rate.price_hour, price)
                terms = self.money_plan._get_terms(rate.usage_type_id, self.contract)
                self.assertEqual(meter(Work(minutes), terms)["due"], drawn)
        rate.price_hour = 27.50
        self.assertDrawn(self._log(15), 6.88)

    def test_a_price_by_the_minute_is_kept_too(self):
        rate = self._rate(self.money_plan, price=0.0335)
        self.assertEqual((rate.price, rate.price_hour), (0.0335, 2.01))
        rate.price = 0.4584
        self.assertEqual((rate.price, rate.price_hour), (0.4584, 27.504))
        rate.write({"price_hour": 27.50, "price": 0.458333})
        self.assertEqual((rate.price, rate.price_hour), (0.458333, 27.50))

    def test_factors_multiply_before_the_division(self):
        terms = Terms(is_money=True, smallest=0.01, price_hour=27.50, rate=0.458333)
        outside = ((15, True),)
        work = Work(15, clock=outside)
        self.assertEqual(meter(work, terms._replace(outside=1.5))["due"], 10.31)
        self.assertEqual(meter(work, terms._replace(response=1.1))["due"], 7.56)

    def test_the_explanation_tells_the_price_as_entered(self):
        self._rate(self.money_plan, price_hour=27.50)
        line = self._log(15)
        self.assertIn("27.50", line.sudo().prepaid_explanation)
        self.assertIn("= 6.875 →", line.sudo().prepaid_explanation)
        entry = line.sudo().prepaid_entry_ids
        self.assertEqual(entry.explanation, line.sudo().prepaid_explanation)
        self.assertEqual((entry.rate, entry.metering["price_hour"]), (0.458333, 27.5))

    def test_old_lines_keep_the_price_that_was_frozen(self):
        self._rate(self.money_plan, price_hour=27.50)
        line = self._log(15).sudo()
        frozen = {"rate": 0.458333, "is_money": True, "smallest": 0.01}
        line.write({"prepaid_terms": frozen, "unit_amount": 0.75})
        self.assertDrawn(line, 20.62)
        self.assertIn("27.50", line.prepaid_explanation)

    def test_a_product_with_included_tax_draws_its_net_price(self):
        self._priced_as(120, self.sales_tax)
        self.assertDrawn(self._log(60), 100)
        self.assertDrawn(self._log(10), 16.67)

    def test_a_product_without_included_tax_draws_its_price(self):
        self._priced_as(120, self._tax(20, included=False))
        self.assertDrawn(self._log(60), 120)

    def test_taxes_of_other_companies_are_not_taken_out(self):
        other = self.setup_other_company(name="Second Ltd")["company"]
        rate = self._priced_as(120, self.sales_tax)
        rate.product_id.sudo().taxes_id |= (
            self.env["account.tax"]
            .sudo()
            .with_company(other)
            .create(
                {
                    "name": "Theirs",
                    "amount": 50,
                    "company_id": other.id,
                    "price_include_override": "tax_included",
                }
            )
        )
        self.assertDrawn(self._log(60), 100)

    def test_the_clients_pricelist_and_fiscal_position_count(self):
        self._priced_as(120, self.sales_tax)
        ten = self._tax(10)
        position = self.env["account.fiscal.position"].create(
            {"name": "Ten", "company_id": self.company.id}
        )
        ten.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.sales_tax.id)],
            }
        )
        self.client.property_account_position_id = position
        self.assertDrawn(self._log(60), 100)
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Half",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        self.client.property_product_pricelist = pricelist
        self.assertDrawn(self._log(60), 50)

    def test_a_client_without_tax_pays_the_same_net_price(self):
        self._priced_as(120, self.sales_tax)
        none = self.env["account.tax"].create(
            {"name": "Export", "amount": 0, "company_id": self.company.id}
        )
        position = self.env["account.fiscal.position"].create(
            {"name": "Export", "company_id": self.company.id}
        )
        none.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.sales_tax.id)],
            }
        )
        self.client.property_account_position_id = position
        self.assertDrawn(self._log(60), 100)
