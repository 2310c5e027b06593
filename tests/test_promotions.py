from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon


class PromotionsCommon(DocumentsCommon):
    """Promotions, coupons and gift cards of Odoo, which the addon does not need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].sudo().search([]).active = False

    @classmethod
    def _program(cls, reward=None, **over):
        """Return a promotion with the code AZURE, 10 % unless said."""
        vals = {
            "name": "Welcome",
            "program_type": "promo_code",
            "trigger": "with_code",
            "applies_on": "current",
            "company_id": cls.company.id,
            "rule_ids": [
                Command.create({"mode": "with_code", "code": "AZURE", "minimum_qty": 0})
            ],
            "reward_ids": [
                Command.create(
                    {"reward_type": "discount", "discount": 10} | (reward or {})
                )
            ],
        }
        return cls.env["loyalty.program"].sudo().create(vals | over)

    @classmethod
    def _gift_card(cls, amount, program_type="gift_card", **product):
        """Return a card of that amount, which pays from an account of its own."""
        cls.gift_account = cls.env["account.account"].create(
            {
                "name": "Gift cards",
                "code": "2600GC",
                "account_type": "liability_current",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        Program, Card = (
            cls.env[name].sudo() for name in ("loyalty.program", "loyalty.card")
        )
        program = Program.create(
            {
                "name": "Cards",
                "program_type": program_type,
                "applies_on": "future",
                "trigger": "auto",
                "company_id": cls.company.id,
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    )
                ],
            }
        )
        line_product = program.reward_ids.discount_line_product_id
        line_product.with_company(cls.company).write(
            {"property_account_income_id": cls.gift_account.id, "taxes_id": False}
        )
        return Card.create(
            {
                "program_id": program.id,
                "points": amount,
                "partner_id": cls.client.id,
                "code": "CARD",
            }
        )

    def _cart(self, *products, code="AZURE", **over):
        """Return a quotation for these products, with a code."""
        lines = [Command.create({"product_id": product.id}) for product in products]
        order = self._order(order_line=lines, **over)
        if code:
            self._apply(order, code)
        return order

    def _apply(self, order, code):
        claimable = order._try_apply_code(code)
        self.assertNotIn("error", claimable)
        for coupon, rewards in claimable.items():
            order._apply_program_reward(rewards[:1], coupon)

    def _buy(self, *products, **over):
        """Return the paid invoice of an order with a code."""
        order = self._cart(*products, **over)
        order.action_confirm()
        return self._invoice(order)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestPromotions(PromotionsCommon):
    """Promotions lower the price of what they are for; cards pay it."""

    def test_a_code_lowers_the_price_of_the_pack(self):
        self._program()
        invoice = self._buy(self.pack)
        self.assertEqual(invoice.amount_total, 900)
        self.assertCredit(600)
        self.assertPrice(900)
        self._log(300, day=date(2026, 2, 5))
        self.assertEarned(450, 450)

    def test_a_code_beside_another_product_is_shared(self):
        self._program()
        invoice = self._buy(self.pack, self.other)
        self.assertEqual(invoice.amount_total, 1350)
        self.assertPrice(900)
        # 500.00 less 50.00 at once
        self.assertEarned(450, 900)

    def test_a_second_order_uses_the_same_code(self):
        self._program()
        self._buy(self.pack)
        self._buy(self.pack)
        self.assertCredit(1200)
        self.assertPrice(1800)
        self.assertEarned(0, 1800)

    def test_a_coupon_of_a_fixed_amount_is_shared(self):
        self._program({"discount": 150, "discount_mode": "per_order"})
        self._buy(self.pack, self.other)
        self.assertPrice(900)
        self.assertEarned(450, 900)

    def test_a_promotion_for_other_products_leaves_the_pack_alone(self):
        self._program(
            {
                "discount": 20,
                "discount_applicability": "specific",
                "discount_product_ids": self.other.ids,
            }
        )
        self._buy(self.pack, self.other)
        self.assertPrice(1000)
        self.assertEarned(400, 1000)

    def test_a_promotion_for_the_pack_is_the_packs_alone(self):
        self._program(
            {
                "discount": 20,
                "discount_applicability": "specific",
                "discount_product_ids": self.pack.ids,
            }
        )
        self._buy(self.pack, self.other)
        self.assertPrice(800)
        self.assertEarned(500, 800)

    def test_a_promotion_for_the_cheapest_product(self):
        self._program({"discount": 20, "discount_applicability": "cheapest"})
        self._buy(self.pack, self.other)
        self.assertPrice(1000)
        self.assertEarned(400, 1000)

    def test_a_program_that_changes_changes_no_past_price(self):
        program = self._program(
            {
                "discount": 20,
                "discount_applicability": "specific",
                "discount_product_ids": self.pack.ids,
            }
        )
        invoice = self._buy(self.pack, self.other)
        program.reward_ids.discount_product_ids = self.other
        self._credit_value(invoice, 400)
        # Half of what the pack cost is half of the pack.
        self.assertCredit(300)
        self.assertPrice(400)
        self.assertEarned(500, 400)

    def test_shipping_that_is_spared_bears_no_part_of_a_promotion(self):
        self._program()
        order = self._cart(self.pack, self.other)
        order.order_line.filtered(lambda line: line.product_id == self.other).write(
            {"is_delivery": True}
        )
        # As `sale_loyalty_delivery` spares it.
        spared = order.order_line.filtered("is_delivery")
        with patch.object(
            type(order), "_get_no_effect_on_threshold_lines", lambda self: spared
        ):
            order._update_programs_and_rewards()
            order.action_confirm()
        self.assertEqual(self._invoice(order).amount_total, 1400)
        self.assertPrice(900)
        self.assertEarned(500, 900)

    def test_a_free_pack_is_granted_with_what_was_paid(self):
        gift = self._pack(60, price=100)
        self._program({"reward_type": "product", "reward_product_id": gift.id})
        invoice = self._buy(self.pack)
        self.assertEqual(invoice.amount_total, 1000)
        self.assertCredit(660)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)

    def test_a_free_product_costs_the_pack_nothing(self):
        self._program({"reward_type": "product", "reward_product_id": self.other.id})
        self._buy(self.pack)
        self.assertCredit(600)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)

    # === CARDS === #

    def test_a_gift_card_pays_and_lowers_no_price(self):
        for program_type in ("gift_card", "ewallet"):
            with self.subTest(program_type), self.env.cr.savepoint() as savepoint:
                self._pay_with_card(program_type)
                savepoint.close(rollback=True)

    def _pay_with_card(self, program_type):
        card = self._gift_card(300, program_type)
        order = self._cart(self.pack, code=None)
        if program_type == "gift_card":
            self._apply(order, "CARD")
        else:
            order._apply_program_reward(card.program_id.reward_ids, card)
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 700)
        self.assertCredit(600)
        self.assertPrice(1000)
        self._log(300, day=date(2026, 2, 5))
        self.assertEarned(500, 500)
        self.assertEqual(self._get_balance(self.gift_account), -300)

    def test_a_cancelled_order_forgets_no_card_and_no_promotion(self):
        self._gift_card(300)
        invoice = self._buy(self.pack, code="CARD")
        invoice.line_ids.sale_line_ids.order_id._action_cancel()
        self.assertFalse(
            invoice.invoice_line_ids.filtered(
                lambda line: line.price_subtotal < 0
            ).sale_line_ids
        )
        self._credit_value(invoice, 500)
        self.assertCredit(300)
        self.assertPrice(500)
        self.assertEarned(0, 500)
