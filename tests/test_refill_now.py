from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRefillNow(PrepaidCommon):
    """What a person refills by hand, and what a plan has its contracts do."""

    def _contract(self, quantity=600, **over):
        return super()._contract(quantity, refill_product_id=self.pack.id, **over)

    def _ask(self, contract):
        action = contract.with_user(self.user).action_ask_refill()
        Wizard = self.env[action["res_model"]].with_user(self.user)
        return Form(Wizard.with_context(**action["context"]))

    def test_it_asks_and_shows_what_comes_of_it(self):
        contract = self._contract()
        form = self._ask(contract)
        self.assertEqual((form.product_id, form.quantity), (self.pack, 1))
        form.quantity = 3
        self.assertEqual((form.balance, form.balance_after), (600, 2400))
        self.assertEqual(form.amount_total, 3000)
        self.assertFalse(contract.refill_ids)
        domain = [("prepaid_contract_id", "=", contract.id)]
        self.assertFalse(self.env["sale.order"].search(domain))

    def test_as_many_packs_are_proposed_as_lift_it_over_the_threshold(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract(low_threshold=120)
        self._log(1200)
        self.assertEqual(self._ask(contract).quantity, 2)

    def test_it_sells_what_was_chosen_and_then_shows_what_waits(self):
        contract = self._contract()
        form = self._ask(contract)
        form.quantity = 3
        form.mode = "quotation"
        form.save().action_apply()
        refill = contract.refill_ids
        order = refill.sale_order_id
        self.assertEqual((order.state, order.amount_untaxed), ("sent", 3000))
        action = contract.with_user(self.user).action_ask_refill()
        self.assertEqual(action["res_id"], refill.id)

    def test_where_a_person_was_to_ask_it_goes_on_with_that_refill(self):
        contract = self._contract(refill_trigger="threshold", refill_mode="activity")
        contract.low_threshold = 120
        self._log(500)
        refill = contract.sudo()._refill()
        form = self._ask(contract)
        self.assertEqual(form.mode, "quotation")
        form.mode = "draft_invoice"
        form.save().action_apply()
        self.assertEqual((refill.state, refill.mode), ("waiting", "draft_invoice"))
        self.assertEqual(contract.refill_ids, refill)

    def test_it_proposes_what_the_contract_does_and_may_do(self):
        contract = self._contract(refill_mode="posted_invoice")
        self.assertEqual(self._ask(contract).mode, "posted_invoice")
        contract.refill_mode = "charge"
        form = self._ask(contract)
        self.assertEqual(form.mode, "draft_invoice", "Nobody agreed to be charged.")
        form.save().action_apply()
        self.assertEqual(contract.refill_ids.invoice_ids.state, "draft")

    def test_a_pack_of_another_plan_is_refused_with_the_remedy(self):
        contract = self._contract()
        other = self._pack(60, 100, plan=self._plan("Other plan"))
        form = self._ask(contract)
        form.product_id = other
        wizard = form.save()
        with self.assertRefused("Choose a refill pack of the contract's plan."):
            wizard.action_apply()

    # === WHAT A PERSON ASKED FOR, AND COULD NOT RUN === #

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_refill_cron"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_it_stays_wanted_until_it_runs(self):
        contract = self._contract()
        self.pack.sale_ok = False
        contract.with_user(self.user).action_refill()
        refill = contract.refill_ids
        self._run()
        self.assertEqual(
            (refill.state, refill.reason),
            ("pending", "The refill pack is no longer sold."),
        )
        self.pack.sale_ok = True
        contract.refill_date_end = "2026-03-01"
        self._run()
        self.assertEqual((refill.state, refill.reason), ("waiting", False))

    def test_what_was_chosen_is_what_is_tried_again(self):
        contract = self._contract(refill_cap_amount=1)
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        journals.sudo().active = False
        form = self._ask(contract)
        form.quantity = 3
        form.mode = "draft_invoice"
        form.save().action_apply()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "pending")
        journals.sudo().active = True
        self._run()
        self.assertEqual((refill.state, refill.quantity), ("waiting", 3))
        self.assertEqual(refill.invoice_ids.amount_untaxed, 3000)

    def test_prices_are_for_those_who_refill(self):
        contract = self._contract()
        vals = {"contract_id": contract.id, "product_id": self.pack.id}
        Wizard = self.env["prepaid.contract.refill"]
        other = self.setup_other_company(name="Other Ltd")["company"]
        outsider = self._user("outsider", f"{GROUP}user", company=other)
        for user in (self.technician, outsider):
            with self.assertRaises(AccessError):
                Wizard.with_user(user).create(vals).mapped("amount_total")

    # === THE PLAN'S TERMS === #

    def test_a_first_purchase_sets_nothing_going_that_nobody_chose(self):
        self._pay(self._bill())
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.refill_trigger, "none")
        self.assertEqual(contract.low_threshold, 120)
        self._log(600)
        self.assertFalse(contract.refill_due)

    def test_new_contracts_take_the_terms_of_their_plan_and_keep_them(self):
        terms = {
            "refill_trigger": "threshold",
            "refill_mode": "quotation",
            "refill_quantity": 2,
            "low_threshold": 90,
        }
        self.plan.write(terms)
        self._pay(self._bill())
        contract = self.client.prepaid_contract_ids
        self.assertEqual({name: contract[name] for name in terms}, terms)
        self.assertEqual(contract.refill_product_id, self.pack)
        contract.plan_id = self._plan("Other")
        self.plan.refill_quantity = 3
        self.assertEqual({name: contract[name] for name in terms}, terms)
