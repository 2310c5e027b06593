from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPacksOnPlan(PrepaidCommon):
    """An owner makes packs on the plan, and sees what they come to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user(
            "owner", f"{GROUP}manager", "product.group_product_manager"
        )
        cls.desk = cls._plan("Desk hours")

    def _add(self, form, quantity, price, bonus=0, name=None):
        with form.pack_ids.new() as row:
            row.prepaid_quantity = quantity
            row.prepaid_bonus_quantity = bonus
            row.list_price = price
            if name:
                row.name = name

    def _make(self, *rows, plan=None):
        with Form((plan or self.desk).with_user(self.owner)) as form:
            for row in rows:
                self._add(form, *row)
        return (plan or self.desk).pack_ids.sorted("prepaid_quantity")

    def test_a_row_makes_a_product_that_can_be_sold_at_once(self):
        pack = self._make((600, 1200))
        self.assertEqual(pack.name, "Desk hours: 10 h")
        self.assertEqual((pack.type, pack.invoice_policy), ("service", "order"))
        self.assertEqual(pack.uom_id, self.env.ref("uom.product_uom_unit"))
        self.assertEqual(pack.company_id, self.company)
        self.assertFalse(pack.purchase_ok)
        self.assertTrue(pack.is_prepaid_pack)
        self.assertEqual(pack.taxes_id, self.company.account_sale_tax_id)
        invoice = self._bill(pack.product_variant_id)
        self._pay(invoice)
        contract = self.env["prepaid.contract"].search([("plan_id", "=", self.desk.id)])
        self.assertEqual(contract.balance, 600)

    def test_a_new_plan_is_made_with_its_packs_at_once(self):
        with Form(self.env["prepaid.plan"].with_user(self.owner)) as form:
            form.name = "Credit"
            form.unit = "money"
            self._add(form, 500, 500, name="Small")
            self._add(form, 1000, 900)
        plan = form.record
        names = plan.pack_ids.sorted("prepaid_quantity").mapped("name")
        self.assertEqual(names[0], "Small")
        self.assertIn("Credit: ", names[1])
        self.assertIn("900.00", plan.pack_warning)

    def test_an_hour_and_its_saving_stand_beside_each_price(self):
        packs = self._make((600, 1200), (1200, 2200), (1800, 3000, 200))
        self.assertEqual(packs.mapped("prepaid_price_hour"), [120, 110, 90])
        self.assertEqual(packs.mapped("prepaid_saving"), [0, 8, 25])

    def test_the_saving_of_every_row_follows_while_one_is_typed(self):
        form = Form(self.desk.with_user(self.owner))
        self._add(form, 600, 1200)
        self._add(form, 1200, 2200)
        rows = form.pack_ids._records
        self.assertEqual([row["prepaid_saving"] for row in rows], [0, 8])
        with form.pack_ids.edit(0) as row:
            row.list_price = 1000
        rows = form.pack_ids._records
        self.assertEqual([row["prepaid_saving"] for row in rows], [9, 0])

    def test_who_may_make_no_products_reads_the_packs(self):
        self._make((600, 1200))
        keeper = self._user("keeper2", f"{GROUP}manager")
        with self.assertRaises(AccessError):
            self.desk.with_user(keeper).write(
                {"pack_ids": [Command.create({"name": "Mine"})]}
            )
        with Form(self.desk.with_user(keeper)) as form:
            form.name = "Desk and door"
            self.assertEqual(len(form.pack_ids._records), 1)

    def test_a_published_plan_offers_to_publish_its_packs(self):
        packs = self._make((600, 1200), (1200, 2200))
        self.assertFalse(self.desk.publication_note)
        self.desk.with_user(self.owner).is_published = True
        self.assertIn(
            "Not on the website: Desk hours: 10 h", self.desk.publication_note
        )
        self.assertTrue(self.desk.has_more_to_publish)
        self.desk.with_user(self.owner).action_publish_packs()
        self.assertEqual(packs.mapped("is_published"), [True, True])
        self.assertFalse(self.desk.publication_note)

    def test_packs_without_their_plan_or_price_say_so(self):
        packs = self._make((600, 0))
        packs.is_published = True
        note = self.desk.publication_note
        self.assertIn("page of the plan is not on the website", note)
        self.assertIn("nobody can buy it: Desk hours: 10 h", note)
        self.desk.is_published = True
        packs.action_archive()
        self.env.invalidate_all()
        self.assertIn("nothing to buy yet", self.desk.publication_note)

    # === CREDIT OF MORE THAN ITS PRICE === #

    def _credit_plan(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.8, "company_id": self.company.id}
        )
        return self._plan("Credit", unit="money", currency_id=euro.id)

    def test_credit_for_the_same_figure_in_another_currency_warns(self):
        plan = self._credit_plan()
        pack = self._pack(500, price=500, plan=plan).product_tmpl_id
        self.assertIn("400.00", pack.prepaid_price_warning)
        self.assertEqual(plan.pack_warning, pack.prepaid_price_warning)
        pack.list_price = 625
        self.assertFalse(pack.prepaid_price_warning)
        self.assertFalse(plan.pack_warning)

    def test_credit_in_a_currency_without_a_rate_warns(self):
        plan = self._credit_plan()
        pack = self._pack(500, price=2000, plan=plan).product_tmpl_id
        self.assertFalse(pack.prepaid_price_warning)
        rates = self.env["res.currency.rate"].sudo()
        rates.search([("currency_id.name", "=", "EUR")]).unlink()
        pack.invalidate_recordset()
        self.assertIn("no exchange rate", pack.prepaid_price_warning)

    def test_a_bonus_and_hours_warn_of_nothing(self):
        plan = self._credit_plan()
        pack = self._pack(500, price=625, plan=plan, prepaid_bonus_quantity=50)
        self.assertFalse(pack.product_tmpl_id.prepaid_price_warning)
        self.assertFalse(self.pack.product_tmpl_id.prepaid_price_warning)

    def test_a_price_with_taxes_in_it_is_worth_less_credit(self):
        plan = self._plan("Home", unit="money", currency_id=self.company.currency_id.id)
        tax = self.env["account.tax"].create(
            {
                "name": "25 % in it",
                "amount": 25,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        pack = self._pack(500, price=500, plan=plan, taxes_id=[Command.set(tax.ids)])
        self.assertIn("400.00", pack.product_tmpl_id.prepaid_price_warning)
