from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon

OWNER_GROUPS = (f"{GROUP}manager", "product.group_product_manager")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSetup(PrepaidCommon):
    """Three answers make a plan, its rate and its packs; nothing is lost by Undo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("owner", *OWNER_GROUPS)

    def _empty(self):
        """Leave the company without a plan, as on the first day."""
        self.env["prepaid.plan"].sudo().search([]).action_archive()

    def _answer(self, user=None, **answers):
        form = Form(self.env["prepaid.setup"].with_user(user or self.owner))
        for name, value in answers.items():
            setattr(form, name, value)
        return form.save()

    def _make(self, **answers):
        setup = self._answer(**answers)
        setup.action_make()
        return setup

    def test_hours_become_three_packs_the_larger_the_cheaper(self):
        setup = self._make(price_hour=120, refill_mode="quotation")
        plan, packs = setup.plan_id, setup.pack_ids.sorted("prepaid_quantity")
        self.assertEqual((plan.unit, plan.company_id), ("time", self.company))
        self.assertEqual(
            (plan.refill_trigger, plan.refill_mode), ("threshold", "quotation")
        )
        self.assertEqual(plan.rate_ids.factor, 1)
        self.assertEqual(packs.mapped("prepaid_quantity"), [600, 1200, 1800])
        self.assertEqual(packs.mapped("list_price"), [1200, 2280, 3240])
        self.assertEqual(packs.mapped("prepaid_price_hour"), [120, 114, 108])
        self.assertEqual(packs[0].name, "Support hours: 10 h")
        self.assertFalse(any(packs.mapped("is_published")))

    def test_sizes_and_prices_can_be_changed_and_added(self):
        form = Form(self.env["prepaid.setup"].with_user(self.owner))
        form.price_hour = 90
        with form.line_ids.edit(0) as row:
            row.quantity = 300
        with form.line_ids.edit(1) as row:
            row.price = 1600
        form.line_ids.remove(2)
        with form.line_ids.new() as row:
            row.quantity = 6000
        setup = form.save()
        setup.action_make()
        packs = setup.pack_ids.sorted("prepaid_quantity")
        self.assertEqual(packs.mapped("prepaid_quantity"), [300, 1200, 6000])
        self.assertEqual(packs.mapped("list_price"), [450, 1600, 9000])

    def test_a_bought_pack_works_as_any(self):
        setup = self._make(price_hour=120, refill_mode="draft_invoice")
        pack = setup.pack_ids.sorted("prepaid_quantity")[0].product_variant_id
        self._pay(self._bill(pack))
        contract = self.env["prepaid.contract"].search(
            [("plan_id", "=", setup.plan_id.id)]
        )
        self.assertEqual(contract.balance, 600)
        self.assertEqual(contract.refill_mode, "draft_invoice")
        self.assertDrawn(self._log(7), 7)

    def test_money_is_spent_at_the_price_of_an_hour(self):
        setup = self._make(unit="money", price_hour=180)
        plan, packs = setup.plan_id, setup.pack_ids.sorted("prepaid_quantity")
        self.assertEqual(plan.currency_id, self.company.currency_id)
        self.assertEqual(plan.rate_ids.price_hour, 180)
        self.assertEqual(packs.mapped("prepaid_quantity"), [500, 1000, 2000])
        self.assertEqual(packs.mapped("prepaid_bonus_quantity"), [0, 50, 200])
        self.assertEqual(packs.mapped("list_price"), [500, 1000, 2000])
        self.assertEqual(plan.pack_warning, "")

    def test_money_in_another_currency_is_priced_in_the_companys_own(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.owner.group_ids += self.env.ref("base.group_multi_currency")
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.8, "company_id": self.company.id}
        )
        setup = self._make(unit="money", currency_id=euro, price_hour=90)
        packs = setup.pack_ids.sorted("prepaid_quantity")
        self.assertEqual(setup.plan_id.currency_id, euro)
        self.assertEqual(packs.mapped("prepaid_quantity"), [500, 1000, 2000])
        self.assertEqual(packs.mapped("list_price"), [625, 1250, 2500])

    def test_prices_that_include_a_tax_hold_it_on_top_of_the_credit(self):
        tax = self.env["account.tax"].create(
            {
                "name": "25 % in it",
                "amount": 25,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        self.company.account_sale_tax_id = tax
        setup = self._make(unit="money", price_hour=90)
        self.assertIn("include the tax 25 % in it", setup.tax_note)
        packs = setup.pack_ids.sorted("prepaid_quantity")
        self.assertEqual(packs.mapped("list_price"), [625, 1250, 2500])
        self.assertEqual(setup.plan_id.pack_warning, "")

    def test_answers_that_miss_are_asked_for(self):
        for answers in ({}, {"price_hour": -1}):
            setup = self.env["prepaid.setup"].with_user(self.owner).create(answers)
            with self.assertRefused("what an hour costs"):
                setup.action_make()
        setup = self._answer(price_hour=100)
        setup.line_ids[0].quantity = 0
        with self.assertRefused("size and price of each pack"):
            setup.action_make()
        setup.line_ids.unlink()
        with self.assertRefused("at least one pack"):
            setup.action_make()

    def test_made_twice_is_made_once(self):
        setup = self._make(price_hour=120)
        packs = setup.pack_ids
        setup.action_make()
        self.assertEqual(setup.pack_ids, packs)
        self.assertEqual(setup.plan_id.pack_ids, packs)

    # === WHAT IS NEXT === #

    def test_publishing_puts_plan_and_packs_into_the_shop(self):
        setup = self._make(price_hour=120)
        setup.action_publish()
        self.assertTrue(setup.plan_id.is_published)
        self.assertEqual(setup.pack_ids.mapped("is_published"), [True] * 3)
        self.assertTrue(setup.is_published)
        self.assertEqual(setup.action_open_shop()["url"], setup.plan_id.website_url)

    def test_a_company_without_a_website_is_not_offered_the_shop(self):
        self.env["website"].search([]).company_id = self.env.ref("base.main_company")
        self.assertFalse(self._make(price_hour=120).has_shop)

    def test_the_first_pack_is_sold_from_here(self):
        self.owner.group_ids += self.env.ref("sales_team.group_sale_salesman")
        setup = self._make(price_hour=120)
        self.assertTrue(setup.may_sell)
        action = setup.action_sell()
        orders = self.env["sale.order"].with_user(self.owner)
        form = Form(orders.with_context(**action["context"]))
        form.partner_id = self.client
        order = form.save()
        self.assertEqual(order.order_line.product_uom_qty, 1)
        self.assertEqual(order.order_line.price_unit, 1200)
        self.assertIn("10 h, usable once paid", order.order_line.prepaid_note)

    def test_undo_archives_what_was_made_and_can_be_repeated(self):
        setup = self._make(price_hour=120)
        setup.action_publish()
        plan, packs = setup.plan_id, setup.pack_ids
        setup.action_undo()
        self.assertFalse(plan.active or plan.is_published)
        self.assertEqual(set(packs.mapped("active")), {False})
        self.assertEqual(setup.state, "draft")
        setup.action_make()
        self.assertEqual(len(setup.pack_ids), 3)
        self.assertFalse(setup.plan_id == plan)

    # === WHO MEETS IT === #

    def _start(self, user, company=None):
        plans = self.env["prepaid.plan"].with_user(user)
        plans = plans.with_company(company or self.company)
        action = plans._get_start_action()
        return action.get("res_model") or action["tag"]

    def test_it_opens_by_itself_until_there_is_a_plan(self):
        self._empty()
        self.assertEqual(self._start(self.owner), "prepaid.setup")
        setup = self._make(price_hour=120)
        self.assertEqual(self._start(self.owner), "prepaid_start")
        setup.action_undo()
        self.assertEqual(self._start(self.owner), "prepaid.setup")

    def test_each_who_opens_the_app_gets_somewhere(self):
        start = self.env.ref("sale_timesheet_prepaid.prepaid_start_action")
        for user in (self.owner, self.user, self.accountant):
            action = start.with_user(user).run()
            self.assertEqual(action["tag"], "prepaid_start", user.login)
        with self.assertRaises(AccessError):
            start.with_user(self.technician).run()

    def test_skipped_it_opens_from_its_menu_only(self):
        self._empty()
        action = self._answer(price_hour=120).action_skip()
        self.assertEqual(action["tag"], "prepaid_start")
        self.assertEqual(self._start(self.owner), "prepaid_start")

    def test_each_company_has_its_own_first_day(self):
        other = self.setup_other_company()["company"]
        self.env["prepaid.plan"].search([("company_id", "=", False)]).action_archive()
        self.owner.company_ids += other
        self.assertEqual(self._start(self.owner, other), "prepaid.setup")
        setups = self.env["prepaid.setup"].with_user(self.owner)
        setup = setups.with_company(other).create({"price_hour": 100})
        setup.action_make()
        self.assertEqual(setup.plan_id.company_id, other)
        self.assertEqual(setup.pack_ids.company_id, other)
        self.assertEqual(set(setup.pack_ids.mapped("currency_id")), {other.currency_id})

    def test_who_makes_no_plans_or_products_meets_the_start_page(self):
        self._empty()
        keeper = self._user("keeper2", f"{GROUP}manager")
        for user in (self.user, keeper, self.accountant):
            self.assertEqual(self._start(user), "prepaid_start")
        for user in (self.user, self.accountant, self.technician):
            with self.assertRaises(AccessError):
                self.env["prepaid.setup"].with_user(user).create({"price_hour": 1})

    def test_who_makes_no_products_makes_nothing(self):
        keeper = self._user("keeper2", f"{GROUP}manager")
        setup = self.env["prepaid.setup"].with_user(keeper).create({"price_hour": 100})
        with self.assertRefused("", AccessError):
            setup.action_make()
