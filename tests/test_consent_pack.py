import re

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConsentPack(ConsentCommon):
    """A client chooses which pack is bought automatically."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        website = cls.env["website"].get_current_website()
        website.company_id = cls.company
        cls.big = cls._pack(1200, price=1800, is_published=True)
        cls.pack.is_published = True

    def _read_pack(self, pack, cap=""):
        chosen = f"product_id={pack.id}&token_id={self.card.id}&cap_amount={cap}"
        return self._get(f"{self.page}?{chosen}").text

    def _agree_to(self, pack, cap="", **over):
        page = self._read_pack(pack, cap)
        digest = re.search(r'name="digest" value="(\w+)"', page)
        return self._agree(
            cap, page=page, product_id=pack.id,
            digest=digest.group(1) if digest else "forged", **over,
        )  # fmt: skip

    def test_a_client_chooses_the_bigger_pack_and_is_charged_for_it(self):
        self._as(self.ann)
        page = self._get(self.page).text
        self.assertIn(self.big.display_name, page)
        self.assertIn("1,800.00", page)
        self.assertIn("20 h ·", page)
        self._agree_to(self.big)
        consent = self._get_consent()
        self.assertEqual((consent.product_id, consent.cap_amount), (self.big, 1800))
        self.assertIn("1 × Pack of 1200: 20 h", consent.text)
        self.assertEqual(self.contract.refill_product_id, self.big)
        self.assertIn(self.big.display_name, self._get(self.page).text)
        self._log(500)
        self._run()
        self.assertEqual(self.contract.refill_ids.state, "done")
        self.assertEqual(self.contract.balance, 100 + 1200)

    def test_another_pack_replaces_the_permission_for_the_first(self):
        self._as(self.ann)
        self._agree_to(self.pack)
        first = self._get_consent()
        self._agree_to(self.big)
        self.assertTrue(first.date_revoked)
        self.assertEqual(self._get_consent().product_id, self.big)

    def test_only_packs_that_the_client_finds_in_the_shop_are_taken(self):
        hidden = self._pack(300, is_published=False)
        other = self._pack(300, plan=self._plan("Other"), is_published=True)
        ended = self._pack(300, is_published=True, active=False)
        self._as(self.ann)
        page = self._get(self.page).text
        for pack in (hidden, other, ended):
            with self.subTest(pack.display_name):
                self.assertNotIn(f'id="pack_{pack.id}"', page)
                self.assertIn("Choose what is charged", self._read_pack(pack))
                self._agree_to(pack)
                self.assertFalse(self._get_consent())

    def test_a_text_of_another_pack_is_no_permission(self):
        self._as(self.ann)
        self._agree(1800, page=self._read_pack(self.pack, 1800), product_id=self.big.id)
        self.assertFalse(self._get_consent())

    def test_the_limit_is_that_of_the_pack(self):
        self._as(self.ann)
        self.assertIn("not below the price", self._read_pack(self.big, 1000))
        self.assertIn("Agree", self._read_pack(self.pack, 1000))

    def test_a_declined_refill_is_tried_again_with_the_new_pack(self):
        self.card.demo_simulated_state = "error"
        self._as(self.ann)
        self._agree_to(self.pack)
        self._log(500)
        self._run()
        refill = self.contract.refill_ids
        old = refill.sale_order_id
        self.assertEqual(refill.state, "pending")
        self.card.demo_simulated_state = "done"
        self._agree_to(self.big)
        self.assertEqual(old.state, "cancel")
        with freeze_time("2026-03-18 12:00"):
            self._run()
        self.assertEqual((refill.state, self.contract.balance), ("done", 1300))
        self.assertEqual(refill.product_id, self.big)
        self.assertEqual(self.contract.refill_ids, refill)
