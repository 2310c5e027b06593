from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY
from .common_tier import TierCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTierSold(TierCommon):
    """What clients have of a tier stays as they got it; packs say what they bring."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user(
            "owner", f"{GROUP}manager", "product.group_product_manager"
        )
        cls.gold = cls.gold.with_user(cls.owner)

    # === IN USE === #

    def test_a_tier_that_clients_have_is_neither_changed_nor_deleted(self):
        invoice = self._bill(self.gold_pack)
        self._pay(invoice)
        self.gold_pack.product_tmpl_id.prepaid_tier_id = False
        for vals in (
            {"waives_outside": False},
            {"waives_flat": True},
            {"response_id": self.soon.id},
            {"messages_included": 5},
        ):
            with self.assertRefused("Add another tier to the plan Support hours"):
                self.gold.write(vals)
        self.gold.write({"name": "Platinum", "sequence": 3, "waives_outside": True})
        with self.assertRefused("“Platinum” is in use"):
            self.gold.unlink()

    def test_ordered_is_as_good_as_had(self):
        """Nothing is granted yet: the order is not paid."""
        order = self._order(self.gold_pack)
        self.gold.waives_flat = True
        order.action_confirm()
        with self.assertRefused("stays as they got it"):
            self.gold.waives_flat = False
        self.gold_pack.product_tmpl_id.prepaid_tier_id = False
        with self.assertRefused(order.name):
            self.gold.with_user(self.env.user).unlink()

    def test_so_is_the_commitment_that_it_brings(self):
        self.fast.with_user(self.owner).factor = 2.5
        self._grant(self._contract(), 600, tier_id=self.gold.id)
        with self.assertRefused("another tier that brings it"):
            self.fast.with_user(self.owner).hours = 8
        self.fast.with_user(self.owner).write({"name": "2 h", "factor": 2.5})
        self.soon.with_user(self.owner).hours = 3
        with self.assertRefused("in use"):
            self.fast.with_user(self.owner).unlink()

    def test_the_plans_own_stays_while_contracts_run(self):
        self.plan.tier_id = self.gold
        self.gold.waives_flat = True
        self._contract()
        with self.assertRefused("stays as they got it"):
            self.gold.waives_flat = False

    def test_what_a_ticket_was_promised_names_the_ticket(self):
        self.plan.tier_id = self.silver
        contract = self._contract(60)
        task = self._task("Promised")
        self.assertEqual(task.prepaid_tier_id, self.silver)
        contract.state = "suspended"
        self.plan.tier_id = False
        self.silver_pack.product_tmpl_id.prepaid_tier_id = False
        with self.assertRefused("Promised"):
            self.silver.unlink()

    def test_a_plan_that_nobody_uses_goes_with_its_tiers(self):
        plan = self._plan("Unused")
        response = self._response("Soon", 2, 1, plan)
        tier = self._tier("Bronze", plan, response_id=response.id)
        plan.tier_id = tier
        with self.assertRefused("Prepaid Tier"):
            response.unlink()
        plan.with_user(self.owner).unlink()
        self.assertFalse(tier.exists() or response.exists())

    def test_a_copy_of_a_plan_has_tiers_with_its_own_commitments(self):
        self.plan.tier_id = self.silver
        copied = self.plan.copy()
        gold, silver = copied.tier_ids
        self.assertEqual((gold.name, silver.name), ("Gold", "Silver"))
        self.assertEqual(gold.response_id.plan_id, copied)
        self.assertEqual(gold.response_id.name, self.fast.name)
        self.assertEqual(silver.response_id.name, self.soon.name)
        self.assertEqual(copied.tier_id, silver)

    # === WHAT IT IS OF === #

    def test_it_is_of_its_plan(self):
        other = self._plan("Other")
        bronze = self._tier("Bronze", other)
        for verb in (
            lambda: self.gold_pack.write({"prepaid_tier_id": bronze.id}),
            lambda: self.plan.write({"tier_id": bronze.id}),
            lambda: bronze.write({"response_id": self.fast.id}),
            lambda: self.gold_pack.write({"prepaid_plan_id": other.id}),
        ):
            with self.assertRefused("own", ValidationError):
                verb()

    def test_people_without_rights_neither_change_nor_see_it(self):
        for user in (self.technician, self.user, self.accountant):
            with self.assertRaises(AccessError):
                self.silver.with_user(user).name = "Mine"
        portal = self._user("portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self.silver.with_user(portal).read(["name"])
        other = self.setup_other_company(name="Second Ltd")["company"]
        stranger = self._user("stranger", f"{GROUP}manager", company=other)
        with self.assertRaises(AccessError):
            self.silver.with_user(stranger).read(["name"])

    def test_nobody_gives_credit_a_tier_by_hand(self):
        grant = self._grant(self._contract(), 600)
        with self.assertRaises(AccessError):
            grant.with_user(self.manager).tier_id = self.gold

    # === WHAT IS SAID === #

    def test_the_order_says_what_the_pack_brings(self):
        order = self._order(self.gold_pack)
        self.assertIn(
            "Brings Gold while its credit lasts: answered within 2 h, no surcharge "
            "outside business hours",
            order.order_line.name,
        )
        self.assertNotIn("Brings", self._order(self.pack).order_line.name)

    def test_the_contract_says_what_holds_and_until_when(self):
        contract = self._contract(60)
        self.assertFalse(contract.tier_text)
        self.plan.tier_id = self.silver
        self._grant(
            contract, 60, tier_id=self.gold.id, date_expiry=TODAY.replace(month=12)
        )
        contract.invalidate_recordset()
        self.assertEqual(
            contract.with_user(self.technician).tier_text.splitlines(),
            [
                "Gold, while its credit lasts, until 12/16/2026 at most: answered "
                "within 2 h, no surcharge outside business hours",
                "Silver: answered within 4 h, no flat charges, 3 messages a month",
            ],
        )

    def test_the_terms_of_the_plan_say_what_tiers_bring(self):
        rows = {row["names"][0]: row for row in self.plan._get_public_rates()}
        self.assertEqual(
            rows["Gold"]["terms"],
            [
                "While credit of a pack that brings it lasts",
                "Answered within 2 h",
                "No surcharge outside business hours",
            ],
        )
        self.plan.tier_id = self.silver
        rows = {row["names"][0]: row for row in self.plan._get_public_rates()}
        self.assertEqual(rows["Silver"]["terms"][0], "Always")

    def test_a_response_that_is_charged_says_so(self):
        self.gold.waives_response = False
        self.assertIn("(work counts × 2)", self.gold.summary)
