from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, PrepaidCommon

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVat(PrepaidCommon):
    """Whether a pack is a single-purpose voucher, and what keeps it from being one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        cls.company.vat = "FR23334175221"
        cls.full, cls.low = cls._tax(20), cls._tax(10)
        cls.pack.taxes_id = cls.full
        cls.remote = cls.env.ref(f"{ADDON}.prepaid_usage_type_remote")
        cls.onsite = cls.env.ref(f"{ADDON}.prepaid_usage_type_onsite")

    @classmethod
    def _tax(cls, amount, scope="service", **over):
        vals = {
            "name": f"{amount} % {scope}",
            "amount": amount,
            "tax_scope": scope,
            "type_tax_use": "sale",
            "company_id": cls.company.id,
            "country_id": cls.company.account_fiscal_country_id.id,
        }
        return cls.env["account.tax"].create(vals | over)

    def _service(self, tax, name="Work"):
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "taxes_id": [Command.set(tax.ids)],
            }
        )

    def _read(self, plan=None):
        self.env.invalidate_all()
        plan = (plan or self.plan).with_user(self.user)
        return plan.vat_note, plan.vat_warning

    # === ONE RATE, ONE PLACE === #

    def test_work_of_one_rate_and_place_is_a_single_purpose_voucher(self):
        self.remote.product_id = self._service(self.full)
        note, warning = self._read()
        self.assertIn("Single-purpose", note)
        self.assertFalse(warning)
        pack = self.pack.product_tmpl_id.with_user(self.user)
        self.assertIn("C-68/23", pack.prepaid_vat_note)
        self.assertIn("eur-lex", pack.prepaid_vat_source_url)
        self.assertFalse(pack.prepaid_vat_warning)

    def test_work_of_two_rates_is_named_with_its_taxes(self):
        self.remote.product_id = self._service(self.full)
        self.onsite.product_id = self._service(self.low)
        note, warning = self._read()
        self.assertIn("VAT that is due on use is not supported", note)
        for word in (
            *(self.pack.name, self.remote.name, self.onsite.name),
            *("20 % service", "10 % service", "sell one pack for each"),
        ):
            self.assertIn(word, warning)
        self.assertFalse(self.pack.product_tmpl_id.prepaid_vat_note)

    def test_a_pack_for_some_work_is_asked_about_that_work_only(self):
        self.remote.product_id = self._service(self.full)
        self.onsite.product_id = self._service(self.low)
        self.pack.prepaid_usage_type_ids = self.remote
        self.assertFalse(self._read()[1])
        other = self._pack(60, taxes_id=self.low.ids, name="Visits")
        other.prepaid_usage_type_ids = self.onsite
        self.assertFalse(self._read()[1])
        other.taxes_id = self.full
        self.assertIn("its work (On-site) at 10 %", self._read()[1])

    def test_the_rate_of_a_plan_says_more_than_the_kind_of_work(self):
        self.onsite.product_id = self._service(self.low)
        self._rate(self.plan, self.onsite, product_id=self._service(self.full).id)
        self.assertFalse(self._read()[1])

    def test_two_packs_for_the_same_work_have_one_rate(self):
        self._pack(60, taxes_id=self.low.ids, name="Low")
        self.assertIn("pays for the same work", self._read()[1])

    def test_work_beyond_the_credit_counts_where_it_is_invoiced(self):
        self.plan.overage_product_id = self._service(self.low)
        self.assertFalse(self._read()[1])
        self.plan.overdraft_settlement = "invoice"
        self.assertIn("Work beyond the credit", self._read()[1])

    def test_no_verdict_where_no_rule_is_on_file(self):
        self.company.country_id = self.env.ref("base.us")
        self.assertEqual(self._read(), (False, ""))

    # === TAXES OF PACKS === #

    def test_a_tax_of_goods_is_named_with_the_one_of_services(self):
        goods = self._tax(20, "consu")
        self.pack.taxes_id = goods
        self.assertIn("“20 % consu” is a tax of goods", self._read()[1])
        self.assertIn("Choose “20 % service”", self._read()[1])

    def test_a_pack_with_several_taxes_or_none_is_told(self):
        self.pack.taxes_id = self.full | self.low
        self.assertIn("several taxes (20 % service, 10 % service)", self._read()[1])
        self.pack.taxes_id = False
        self.assertIn("it has no tax", self._read()[1])
        self.company.vat = False
        self.assertFalse(self._read()[1])

    def test_a_new_pack_takes_the_company_s_tax_of_services(self):
        self.company.account_sale_tax_id = self._tax(20, "consu")
        vals = self.pack.copy_data()[0]
        vals.pop("taxes_id")
        pack = self.env["product.product"].create(vals)
        self.assertEqual(pack.taxes_id, self.full)
        self.plan.company_id = False
        with Form(self.env["product.template"]) as form:
            form.name = "Ten hours"
            form.is_prepaid_pack = True
            form.prepaid_plan_id = self.plan
            form.prepaid_quantity = 600
        self.assertEqual(form.record.taxes_id, self.full)

    def test_a_chosen_tax_stays(self):
        goods = self._tax(20, "consu")
        self.assertEqual(self._pack(60, taxes_id=goods.ids).taxes_id, goods)

    # === BUYERS === #

    def test_a_buyer_without_a_country_is_told(self):
        contract = self._contract().with_user(self.user)
        self.assertIn("has no country", contract.vat_warning)
        self.client.country_id = self.env.ref("base.fr")
        self.env.invalidate_all()
        self.assertFalse(contract.vat_warning)
        self.assertIn("20 % service", contract.vat_note)

    def test_a_contract_that_pays_in_two_countries_has_no_place(self):
        self.client.country_id = self.env.ref("base.fr")
        contract = self._contract().with_user(self.user)
        site = self.env["res.partner"].create(
            {
                "name": "Azure Wien",
                "is_company": True,
                "type": "other",
                "parent_id": self.client.id,
                "country_id": self.env.ref("base.at").id,
            }
        )
        self.assertIn("Azure Wien", contract.vat_warning)
        contract.sudo().covers_sites = False
        self.env.invalidate_all()
        self.assertFalse(contract.vat_warning)
        contract.sudo().beneficiary_ids = site
        self.env.invalidate_all()
        self.assertIn("in another country", contract.vat_warning)

    def test_a_business_abroad_is_taxed_by_its_fiscal_position(self):
        self.client.write({"country_id": self.env.ref("base.de").id})
        contract = self._contract().with_user(self.user)
        self.assertIn("taxed as at home", contract.vat_warning)
        self.assertIn("outside France", self._read()[0])
        position = self.env["account.fiscal.position"].create(
            {"name": "Within the EU", "company_id": self.company.id}
        )
        reverse = self._tax(0, fiscal_position_ids=position.ids)
        reverse.original_tax_ids = self.full
        self.client.with_company(self.company).property_account_position_id = position
        self.env.invalidate_all()
        self.assertFalse(contract.vat_warning)
        self.assertIn("0 % service", contract.vat_note)

    def test_a_consumer_abroad_pays_the_tax_of_the_seller(self):
        person = self.env["res.partner"].create(
            {"name": "Ada", "country_id": self.env.ref("base.de").id}
        )
        self.assertFalse(self._contract(client=person).vat_warning)

    def test_the_rule_is_the_seller_s_wherever_the_buyer_is(self):
        contract = self._contract()
        self.assertIn("vat", contract._get_shown_rules())
        self.client.country_id = self.env.ref("base.us")
        self.assertIn("vat", contract._get_shown_rules())
        self.company.country_id = self.env.ref("base.us")
        self.client.country_id = self.env.ref("base.de")
        self.assertNotIn("vat", contract._get_shown_rules())

    # === WHO READS IT === #

    def test_technicians_do_not_read_it(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.technician).read(["vat_note"])

    def test_work_does_not_ask_for_it(self):
        for model in ("prepaid.plan", "prepaid.contract", "product.template"):
            names = [n for n in self.env[model]._fields if "vat_" in n]
            self.assertTrue(names)
            for name in names:
                self.assertFalse(self.env[model]._fields[name].store)
