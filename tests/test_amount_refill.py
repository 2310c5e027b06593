from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .common_amount import AmountFixtures


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmountRefill(AmountFixtures, PrepaidCommon):
    """Refills for an amount that the contract names, and what does without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_pack = cls._open_pack()

    def _contract_for(self, amount, **over):
        contract = self._contract(
            60, refill_product_id=self.open_pack.id, refill_mode="quotation", **over
        )
        contract.refill_amount = amount
        return contract

    def test_a_refill_is_for_the_amount_that_the_contract_names(self):
        contract = self._contract_for(2000, refill_quantity=2)
        contract.with_user(self.user).action_refill()
        line = contract.refill_ids.sale_order_id.order_line
        self.assertEqual((line.prepaid_amount, line.product_uom_qty), (2000, 2))
        self.assertEqual(line.price_subtotal, 4000)
        self.assertEqual(contract._get_balance_after(self.open_pack, 2), 3060)

    def test_a_contract_proposes_the_smallest_amount(self):
        contract = self._contract(refill_product_id=self.open_pack.id)
        self.assertEqual(contract.refill_amount, 100)
        contract.refill_product_id = self.pack
        self.assertEqual(contract.refill_amount, 0)

    def test_an_amount_that_is_not_sold_is_refused_when_it_is_named(self):
        contract = self._contract_for(500)
        with self.assertRefused("Enter .*100.00 or more", ValidationError):
            contract.refill_amount = 50

    def test_a_refill_that_is_no_longer_sold_says_why(self):
        contract = self._contract_for(500)
        self.open_pack.prepaid_amount_min = 1000
        contract.with_user(self.user).action_refill()
        self.assertFalse(contract.refill_ids.sale_order_id)
        self.assertIn("1,000.00 or more", contract.refill_ids.reason)

    def test_who_bought_for_an_amount_buys_for_that_again(self):
        order = self._amount_order(self.open_pack, 500)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        contract = order.order_line._get_pack_contract()
        self.assertEqual(contract.refill_product_id, self.open_pack)
        self.assertEqual(contract.refill_amount, 500)
        self.assertEqual(contract.low_threshold, 333 / 5)

    def test_a_schedule_sells_no_amount(self):
        with self.assertRefused("Choose a pack of a fixed price", ValidationError):
            self.env["prepaid.schedule"].create(
                {
                    "contract_id": self._contract().id,
                    "line_ids": [Command.create({"product_id": self.open_pack.id})],
                }
            )

    def test_nobody_is_advised_to_buy_an_amount(self):
        contract = self._contract(60, refill_product_id=self.pack.id)
        self.open_pack.prepaid_amount_min = 5000
        self.assertNotIn(self.open_pack, contract._get_bigger_packs(0))
        self.assertNotIn(
            self.open_pack.product_tmpl_id, self.plan._get_offered_packs(self.company)
        )
