from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .common_amount import AmountCommon, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmount(AmountCommon):
    """What is bought by an amount of money, on quotations and invoices."""

    # === QUOTATION === #

    def test_an_amount_buys_the_credit_of_the_row_that_it_reaches(self):
        order = self._amount_order(self.open_pack, 500, 2000)
        first, second = order.order_line
        self.assertEqual(first.price_unit, 500)
        self.assertIn("5 h 33 at $ 90.00 an hour", plain(first.name))
        self.assertIn("5 h 33, usable once paid", first.prepaid_note)
        self.assertIn("25 h at $ 80.00 an hour", plain(second.name))
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 2500)
        contract = self.env["prepaid.contract"].search(
            [("partner_id", "=", self.client.id)]
        )
        self.assertEqual(contract.grant_ids.mapped("quantity"), [333, 1500])
        self.assertEqual(contract.grant_ids.mapped("amount"), [500, 2000])
        self.assertEqual(contract.balance, 1833)
        self.assertFalse(contract._check_integrity())

    def test_money_buys_as_much_credit_and_a_bonus(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        pack = self._open_pack(((2000, 5),), plan=plan)
        order = self._amount_order(pack, 500, 2000)
        self.assertIn("$ 500.00 of credit", plain(order.order_line[0].name))
        self.assertIn("and $ 100.00 bonus", plain(order.order_line[1].name))
        self._invoice(order)
        grants = self.env["prepaid.grant"].search([("plan_id", "=", plan.id)])
        self.assertEqual(
            sorted((grant.kind, grant.quantity) for grant in grants),
            [("bonus", 100), ("purchase", 500), ("purchase", 2000)],
        )

    def test_a_salesperson_types_the_amount(self):
        seller = self._user("seller", "sales_team.group_sale_salesman")
        with Form(self.env["sale.order"].with_user(seller)) as form:
            form.partner_id = self.client
            with form.order_line.new() as line:
                line.product_id = self.open_pack
                self.assertEqual(line.prepaid_amount, 100)
                line.prepaid_amount = 2000
                self.assertEqual(line.price_unit, 2000)
                self.assertIn("25 h at", line.name)
        self.assertEqual(form.record.amount_untaxed, 2000)

    def test_what_is_below_the_table_costs_its_first_row(self):
        pack = self._open_pack(((1000, 90), (2000, 80)))
        order = self._amount_order(pack, 900)
        self.assertEqual(order.order_line._get_sold().quantity, 600)

    def test_another_amount_on_a_draft_is_sold_anew(self):
        order = self._amount_order(self.open_pack, 500)
        order.order_line.prepaid_amount = 900
        self.assertEqual(order.amount_total, 900)
        self.assertEqual(order.order_line._get_sold().quantity, 600)
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        order.order_line.prepaid_amount = 4000
        order.action_confirm()
        sold = order.order_line._get_sold()
        self.assertEqual((sold.quantity, sold.amount, sold.rate), (3000, 4000, 80))

    def test_what_was_ordered_stays(self):
        order = self._amount_order(self.open_pack, 500)
        order.action_confirm()
        with self.assertRefused("was ordered and stays"):
            order.order_line.prepaid_amount = 2000
        line = order.order_line
        line.name = "As agreed"
        self.open_pack.prepaid_amount_rate_ids.price = 10
        self.open_pack.prepaid_amount_min = 1000
        line.product_uom_qty = 2
        order.fiscal_position_id = self.env["account.fiscal.position"].create(
            {"name": "Abroad", "company_id": self.company.id}
        )
        sold = line._get_sold()
        self.assertEqual((sold.quantity, sold.amount, sold.rate), (333, 500, 90))
        self.assertEqual((line.price_unit, line.prepaid_amount_rate), (500, 90))
        self.assertEqual(line.name, "As agreed")
        self.open_pack.is_prepaid_open_amount = False
        self._invoice(order)
        self.assertEqual(line.invoice_lines.prepaid_grant_ids.quantity, 666)

    def test_a_quotation_keeps_its_terms_until_it_is_priced_anew(self):
        order = self._amount_order(self.open_pack, 500)
        self.open_pack.prepaid_amount_rate_ids[0].price = 100
        self.assertEqual(order.order_line._get_sold().quantity, 333)
        order.action_update_prices()
        self.assertEqual(order.order_line._get_sold().quantity, 300)
        self.assertIn("5 h at $ 100.00", plain(order.order_line.name))
        self.assertFalse(order.shop_warning)

    def test_the_price_is_the_amount_whoever_writes_another(self):
        line = self._amount_order(self.open_pack, 500).order_line
        line.price_unit = 1
        line.product_uom_qty = 3
        self.assertEqual((line.price_unit, line.price_subtotal), (500, 1500))

    def test_a_discount_lowers_the_price_and_not_the_credit(self):
        order = self._amount_order(self.open_pack, 500)
        order.order_line.discount = 10
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 450)
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self.assertEqual((grant.quantity, grant.amount), (333, 450))

    def test_no_pricelist_changes_the_amount(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 50})
                ],
            }
        )
        order = self._amount_order(self.open_pack, 500, pricelist_id=pricelist.id)
        order._recompute_prices()
        self.assertEqual(order.amount_total, 500)
        self.assertFalse(order.order_line.pricelist_item_id)

    def test_a_copied_order_has_todays_terms(self):
        order = self._amount_order(self.open_pack, 500)
        order.action_confirm()
        self.open_pack.prepaid_amount_rate_ids[0].price = 100
        line = order.copy().order_line
        self.assertEqual((line.prepaid_amount, line._get_sold().quantity), (500, 300))

    def test_another_product_leaves_the_amount_behind(self):
        line = self._amount_order(self.open_pack, 500).order_line
        line.product_id = self.pack
        self.assertEqual((line.prepaid_amount, line.price_unit), (0, 1000))
        self.assertEqual(line._get_sold().amount, 0)

    def test_part_of_a_combo_is_sold_for_its_part_of_the_price(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Support",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.open_pack.id})],
            }
        )
        bundle = self.env["product.product"].create(
            {
                "name": "Bundle",
                "type": "combo",
                "company_id": self.company.id,
                "list_price": 900,
                "taxes_id": False,
                "combo_ids": [Command.set(combo.ids)],
            }
        )
        order = self._order(order_line=[Command.create({"product_id": bundle.id})])
        order.order_line = [
            Command.create(
                {
                    "product_id": self.open_pack.id,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": order.order_line.id,
                }
            )
        ]
        part = order.order_line[1]
        self.assertEqual((part.prepaid_amount, part.price_unit), (0, 900))
        self.assertEqual(part._get_sold().quantity, 600)

    def test_a_fixed_pack_that_becomes_one_of_any_amount_stays_sold(self):
        invoice = self._bill()
        draft = self._order()
        self.pack.write(
            {
                "is_prepaid_open_amount": True,
                "prepaid_amount_min": 50,
                "prepaid_amount_rate_ids": [Command.create({"price": 50})],
            }
        )
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.invoice_line_ids._get_sold().quantity, 600)
        # A draft at 1,000 sells what that buys now.
        self.assertEqual(draft.order_line._get_sold().quantity, 1200)

    def test_a_dozen_costs_twelve_times_the_amount(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._amount_order(self.open_pack, 500)
        order.order_line.product_uom_id = dozen
        self.assertEqual(order.amount_total, 6000)
        invoice = self._invoice(order)
        self.assertEqual(invoice.invoice_line_ids.prepaid_grant_ids.quantity, 12 * 333)

    def test_what_is_not_sold_is_refused(self):
        for amount, remedy in (
            (50, "Enter .*100.00 or more"),
            (-500, "Enter .*100.00 or more"),
            (10050, "Enter .*10,000.00 or less"),
            (510, "in steps of .*50.00"),
            (1e300, "Enter an amount"),
        ):
            with self.subTest(amount), self.assertRefused(remedy):
                self._amount_order(self.open_pack, amount)

    def test_another_currency_is_refused(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        abroad = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        with self.assertRefused("is sold in USD, not in EUR"):
            self._amount_order(self.open_pack, 500, pricelist_id=abroad.id)
        order = self._amount_order(self.open_pack, 500)
        with self.assertRefused("is sold in USD, not in EUR"):
            order.pricelist_id = abroad
        order.website_id = self.env["website"].search([], limit=1)
        order.pricelist_id = abroad
        with self.assertRefused("is sold in USD, not in EUR"):
            order.action_confirm()
        with self.assertRefused("is sold in USD, not in EUR"):
            self._bill(self.open_pack, currency_id=euro.id)
