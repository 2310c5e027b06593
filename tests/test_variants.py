from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_shop import OnlinePayment, ShopCommon

HOURS = {"10 h": 600, "20 h": 1200, "30 h": 1800}


class VariantsCommon(ShopCommon):
    """One product that is sold as 10, 20 or 30 hours, as shops sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.pack | cls.pack_20 | cls.pack_bonus).product_tmpl_id.is_published = False
        cls.template = cls._product_with_variants()
        cls.ten, cls.twenty, cls.thirty = cls.template.product_variant_ids
        for variant, minutes in zip(
            cls.template.product_variant_ids, HOURS.values(), strict=True
        ):
            variant.prepaid_quantity = minutes
        cls.thirty.prepaid_bonus_quantity = 200

    @classmethod
    def _product_with_variants(cls):
        attribute = cls.env["product.attribute"].create(
            {
                "name": "Hours",
                "value_ids": [
                    Command.create({"name": name, "default_extra_price": extra})
                    for name, extra in zip(HOURS, (0, 800, 1700), strict=True)
                ],
            }
        )
        return cls.env["product.template"].create(
            {
                "name": "Support",
                "type": "service",
                "invoice_policy": "order",
                "is_prepaid_pack": True,
                "prepaid_plan_id": cls.plan.id,
                "prepaid_quantity": 600,
                "list_price": 1000,
                "taxes_id": False,
                "company_id": cls.company.id,
                "is_published": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVariants(OnlinePayment, VariantsCommon):
    """Each variant has the credit that it holds."""

    def test_a_variant_holds_what_the_product_says_unless_it_has_its_own(self):
        self.assertFalse(self.ten.has_own_prepaid_credit)
        self.assertTrue(self.twenty.has_own_prepaid_credit)
        self.template.write({"prepaid_quantity": 480, "prepaid_bonus_quantity": 30})
        holds = [
            (variant.prepaid_quantity, variant.prepaid_bonus_quantity)
            for variant in self.template.product_variant_ids
        ]
        self.assertEqual(holds, [(480, 30), (1200, 0), (1800, 200)])
        self.twenty.has_own_prepaid_credit = False
        self.assertEqual(self.twenty.prepaid_quantity, 480)

    def test_the_only_variant_is_the_product(self):
        self.pack.prepaid_quantity = 660
        self.assertEqual(self.pack.product_tmpl_id.prepaid_quantity, 660)
        self.assertFalse(self.pack.has_own_prepaid_credit)

    def test_a_variant_without_credit_is_refused(self):
        for name, value in {
            "prepaid_quantity": 0,
            "prepaid_bonus_quantity": -1,
        }.items():
            with self.assertRefused("positive credit", ValidationError):
                self.twenty[name] = value

    def test_a_cart_of_three_variants_grants_what_each_holds(self):
        order = self._web_order(*((v, None) for v in self.template.product_variant_ids))
        self.assertEqual(order.amount_total, 1000 + 1800 + 2700)
        self._pay_online(order)
        grants = self.client.prepaid_contract_ids.grant_ids
        figures = {(g.quantity, g.kind): g.amount for g in grants}
        self.assertEqual(
            figures,
            {
                (600, "purchase"): 1000,
                (1200, "purchase"): 1800,
                (1800, "purchase"): 2430,
                (200, "bonus"): 270,
            },
        )

    def test_a_past_sale_keeps_the_credit_of_its_variant(self):
        invoice = self._bill(self.twenty)
        self.twenty.prepaid_quantity = 900
        self.template.prepaid_quantity = 300
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.balance, 1200)
        self._credit(invoice)
        self.assertEqual(contract.balance, 0)

    def test_a_credit_note_takes_back_what_its_variant_held(self):
        order = self._web_order((self.ten, None), (self.thirty, None))
        self._pay_online(order)
        refund = order.invoice_ids._reverse_moves()
        refund.invoice_line_ids.filtered(
            lambda line: line.product_id == self.thirty
        ).unlink()
        refund.action_post()
        self.assertEqual(self.client.prepaid_contract_ids.balance, 2000)

    def test_a_contract_is_refilled_with_as_many_as_it_takes_of_the_variant(self):
        contract = self._contract(
            60, refill_product_id=self.twenty.id, low_threshold=1300
        )
        contract.action_refill()
        refill = contract.refill_ids
        self.assertEqual((refill.product_id, refill.quantity), (self.twenty, 2))

    def test_a_purchase_refills_with_the_variant_that_was_bought(self):
        self._pay_online(self._web_order((self.thirty, None)))
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.refill_product_id, self.thirty)
        self.assertEqual(contract.low_threshold, 360)


@tagged("post_install", "-at_install")
class TestVariantPages(VariantsCommon, HttpCase):
    """What visitors see of a pack with variants."""

    def test_the_plans_page_offers_each_variant(self):
        page = self._get_page(self.plan.website_url)
        cards = self._get_cards(page)
        self.assertEqual(list(cards), ["10 h", "20 h", "30 h"])
        self.assertIn("Support (20 h)", cards["20 h"])
        self.assertIn("$ 1,800.00 $ 90.00 an hour", cards["20 h"])
        self.assertIn("Save 10%", cards["20 h"])
        self.assertIn("+ 3 h 20 bonus", cards["30 h"])
        self.assertIn("$ 81.00 an hour", cards["30 h"])
        buttons = self._find(page, "o_prepaid_pack_add")
        self.assertEqual(
            [int(button.get("data-product-id")) for button in buttons],
            self.template.product_variant_ids.ids,
        )

    def test_an_archived_variant_is_not_offered(self):
        self.twenty.active = False
        cards = self._get_cards(self._get_page(self.plan.website_url))
        self.assertEqual(list(cards), ["10 h", "30 h"])

    def test_the_packs_page_says_what_the_chosen_variant_holds(self):
        page = self._get_page(self.thirty.website_url)
        texts = self._find(page, "o_prepaid_pack_holds")
        shown = [text for text in texts if "d-none" not in text.get("class")]
        self.assertEqual(
            self._get_texts(shown),
            ["30 h of credit and 3 h 20 bonus ($ 81.00 an hour)."],
        )
        self.assertEqual(len(texts), 3)
        current = page.xpath("//div[contains(@class, 'border-primary')]")
        self.assertEqual(
            [int(card.get("data-product-id")) for card in current], self.thirty.ids
        )

    def test_a_visitor_chooses_a_variant_and_buys_it(self):
        self.start_tour(self.template.website_url, "prepaid_visitor_chooses_variant")
        line = self.env["sale.order.line"].search(
            [("product_id", "in", self.template.product_variant_ids.ids)]
        )
        self.assertEqual(line.product_id, self.twenty)
