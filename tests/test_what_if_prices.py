from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_what_if import WhatIfCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIfPrices(WhatIfCommon):
    """What packs would cost: as the client's order of today would say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._log(cls, 60)

    def _pricelist(self, **over):
        vals = {
            "name": "Special",
            "company_id": self.company.id,
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "3_global",
                        "compute_price": "percentage",
                        "percent_price": 10,
                    }
                )
            ],
        }
        return self.env["product.pricelist"].create(vals | over)

    def assertLikeAnOrder(self, packs=1):
        order = self.contract._preview_refill_order(self.pack, packs)
        result = self._ask()
        self.assertEqual(result.packs_now, packs)
        self.assertEqual(result.cost, order.amount_untaxed)

    def test_the_client_s_pricelist_is_that_of_an_order(self):
        self.client.property_product_pricelist = self._pricelist()
        self.assertEqual(self._ask().cost, 900)
        self.assertLikeAnOrder()

    def test_taxes_that_the_price_includes_are_taken_out(self):
        tax = self.env["account.tax"].create(
            {
                "name": "21% included",
                "amount": 21,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        self.pack.taxes_id = tax
        self.assertLikeAnOrder()
        self.assertEqual(self._ask().cost, 826.45)
        position = self.env["account.fiscal.position"].create(
            {"name": "Abroad", "company_id": self.company.id}
        )
        self.env["account.tax"].create(
            {
                "name": "None",
                "amount": 0,
                "company_id": self.company.id,
                "original_tax_ids": [Command.link(tax.id)],
                "fiscal_position_ids": [Command.link(position.id)],
            }
        )
        self.client.property_account_position_id = position
        self.assertLikeAnOrder()

    def test_many_packs_at_once_have_the_price_of_many(self):
        pricelist = self._pricelist(
            item_ids=[
                Command.create(
                    {
                        "applied_on": "3_global",
                        "compute_price": "fixed",
                        "fixed_price": 700,
                        "min_quantity": 2,
                    }
                )
            ]
        )
        self.client.property_product_pricelist = pricelist
        self.line.sudo().unit_amount = 20
        self.assertLikeAnOrder(packs=2)
        self.assertEqual(self._ask().cost, 1400)

    def test_a_pricelist_in_another_currency_is_converted_today(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        self.client.property_product_pricelist = self._pricelist(currency_id=euro.id)
        order = self.contract._preview_refill_order(self.pack, 1)
        self.assertEqual(order.amount_untaxed, 450)
        self.assertEqual(self._ask().cost, 900)

    def test_a_pricelist_is_tried_for_all(self):
        result = self._ask(price_way="pricelist", pricelist_id=self._pricelist().id)
        self.assertEqual(result.cost, 900)

    def test_a_price_and_a_pack_of_one_s_own_are_tried(self):
        result = self._ask(
            is_changed=True,
            pack_quantity=60,
            pack_bonus=30,
            pack_months=1,
            price_way="price",
            pack_price=99.99,
        )
        self.assertEqual((result.cost, result.left_now), (99.99, 30))
        result = self._ask(
            is_changed=True,
            pack_id=False,
            pack_quantity=30,
            price_way="price",
            pack_price=40,
        )
        self.assertEqual((result.packs_now, result.cost), (2, 80))

    def test_a_plan_that_counts_money_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        plan = self._plan("In euros", unit="money", currency_id=euro.id)
        self._rate(plan, price_hour=100)
        self._pack(50, 200, plan=plan)
        result = self._ask(plan)
        # An hour takes 100.00 euros: two packs, at 200.00 dollars each.
        self.assertEqual((result.used_now, result.packs_now), (100, 2))
        self.assertEqual(result.cost, 400)
        result = self._ask(plan, way="month", beyond="invoice")
        # One pack of 50.00 euros, and 50.00 euros beyond it are 100.00 dollars.
        self.assertEqual((result.packs_now, result.beyond_cost), (1, 100))
        self.assertEqual(result.cost, 300)

    def test_questions_without_answer_say_what_to_do(self):
        for remedy, vals in (
            ("Choose the contracts", {"contract_ids": False}),
            ("Choose the plan", {"scope": "plan"}),
            ("not after today", {"date_to": date(2026, 3, 17)}),
            ("Choose a pack", {"pack_id": False}),
            ("is no pack of", {"pack_id": self.allowance.id}),
            ("positive credit", {"is_changed": True, "pack_quantity": 0}),
            ("positive credit", {"is_changed": True, "pack_months": -1}),
            ("positive credit", {"price_way": "price", "pack_price": -1}),
            ("how many packs", {"way": "month", "packs": 0}),
            ("Choose the pricelist", {"price_way": "pricelist"}),
            ("not understood", self._try_rates({"durations": "15, soon"})),
            ("below zero", self._try_rates({"factor": -1})),
            ("two rates", self._try_rates({}, {})),
        ):
            with self.subTest(remedy), self.assertRefused(remedy, UserError):
                self._ask(**vals)

    def _try_rates(self, *vals_list):
        rates = [Command.clear(), *(Command.create(vals) for vals in vals_list)]
        return {"is_changed": True, "rate_ids": rates}
