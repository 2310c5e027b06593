from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .common_amount import AmountFixtures


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmountPack(AmountFixtures, PrepaidCommon):
    """The pack that is sold for any amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_pack = cls._open_pack()

    def test_the_pack_shows_its_smallest_amount(self):
        self.assertEqual(self.open_pack.list_price, 100)
        self.assertEqual(self.open_pack.prepaid_quantity, 67)
        template = self.open_pack.product_tmpl_id
        self.assertEqual(template.prepaid_price_hour, 90)
        template.prepaid_amount_min = 900
        self.assertEqual((template.list_price, template.prepaid_quantity), (900, 600))
        template.prepaid_amount_rate_ids[0].price = 45
        template.list_price = 5
        self.assertEqual((template.list_price, template.prepaid_quantity), (900, 1200))

    def test_a_pack_that_cannot_be_sold_is_refused(self):
        euro = self._plan("Euro", unit="money", currency_id=self.env.ref("base.EUR").id)
        for vals, remedy in (
            ({"prepaid_amount_min": 0}, "enter the smallest amount"),
            ({"prepaid_amount_step": -1}, "no negative step"),
            ({"prepaid_amount_max": 50}, "not below the smallest"),
            ({"prepaid_amount_min": 0.5}, "less than a minute"),
            ({"prepaid_plan_id": euro.id}, "an amount in USD buys credit in USD"),
            ({"prepaid_amount_rate_ids": [Command.clear()]}, "enter the price"),
        ):
            with self.subTest(vals), self.assertRefused(remedy, ValidationError):
                self.open_pack.write(vals)
        with self.assertRefused("in each row of the table", ValidationError):
            self.open_pack.prepaid_amount_rate_ids[0].price = 0

    def test_a_copy_has_a_table_of_its_own(self):
        template = self.env["product.template"].browse(
            self.open_pack.product_tmpl_id.id
        )
        twin = template.copy()
        self.assertEqual(twin.prepaid_amount_rate_ids.mapped("price"), [90, 80])
        twin.prepaid_amount_rate_ids[0].price = 60
        self.assertEqual(twin.prepaid_quantity, 100)
        self.assertEqual(self.open_pack.prepaid_quantity, 67)

    def test_what_is_no_pack_asks_for_no_amount(self):
        self.open_pack.is_prepaid_pack = False
        self.assertFalse(self.open_pack.is_prepaid_open_amount)

    def test_strangers_do_not_read_the_table(self):
        rows = self.open_pack.prepaid_amount_rate_ids
        portal = self._user("stranger", "base.group_portal")
        for user in portal | self.technician:
            with self.assertRaises(AccessError):
                rows.with_user(user).read(["price"])
        other = self.env["res.company"].create({"name": "Other Ltd"})
        seller = self._user("foreign", "sales_team.group_sale_manager", company=other)
        with self.assertRaises(AccessError):
            rows.with_user(seller).read(["price"])

    def test_packs_of_a_fixed_price_cost_no_query_more(self):
        line = self._order().order_line
        sold = line._get_sold()
        self.assertEqual((sold.amount, sold.rate), (0, 0))
        self.assertNotIn("amount", sold.pack())
        self.env.invalidate_all()
        line._get_sold()
        with self.assertQueryCount(0):
            line._get_sold()
