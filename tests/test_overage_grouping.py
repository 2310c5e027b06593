from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_overage import OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverageGrouping(OverageCommon):
    """Refills of a month, and work beyond the credit, on one invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_grant_policy = "confirmed"
        cls.contract.write(
            {
                "refill_product_id": cls.pack.id,
                "refill_mode": "draft_invoice",
                "invoice_grouping": "month",
            }
        )

    def _refill(self, contract=None):
        contract = contract or self.contract
        contract.with_user(self.user).action_refill()
        return contract.refill_ids.sorted("id")[-1]

    def test_refills_wait_for_the_end_of_the_month_and_share_one_invoice(self):
        first, second = self._refill(), self._refill()
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertFalse((first | second).sale_order_id.invoice_ids)
        self._run()
        move = (first | second).sale_order_id.invoice_ids
        self.assertEqual((len(move), move.state), (1, "draft"))
        self._run()
        self.assertEqual((first | second).sale_order_id.invoice_ids, move)

    def test_work_beyond_the_credit_is_on_it_too(self):
        refill = self._refill()
        self._log(700)
        self._run()
        move = self._get_lines().move_id
        self.assertEqual(move, refill.sale_order_id.invoice_ids)
        self.assertEqual(move.amount_untaxed, 1000 + 1.67 * 120)
        self._post(move)
        self.assertOwed(0)
        tie_out = self._get_tie_out()
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (0, 0))

    def test_a_discount_of_both_ties_out(self):
        self._refill()
        self._log(700)
        self._run()
        move = self._get_lines().move_id
        with freeze_time("2026-04-01"):
            line = {"name": "Goodwill", "quantity": 1, "price_unit": -100}
            move.write({"invoice_line_ids": [(0, 0, line | {"tax_ids": False})]})
        self._post(move)
        self.assertOwed(0)
        self.assertEqual(self._get_tie_out()["difference"], 0)

    def test_with_each_the_invoice_is_made_at_once(self):
        self.contract.invoice_grouping = "each"
        self.assertTrue(self._refill().sale_order_id.invoice_ids)

    def test_an_order_that_waits_is_invoiced_though_grouping_ended(self):
        refill = self._refill()
        self.contract.invoice_grouping = "each"
        self._run()
        self.assertTrue(refill.sale_order_id.invoice_ids)

    def test_a_refill_that_waits_for_its_invoice_says_so_and_is_not_dead(self):
        self.company.prepaid_grant_policy = "paid"
        refill = self._refill()
        self.assertEqual(refill.state, "waiting")
        self.assertIn("invoice of the month", refill.status_text)
        refill._follow_documents()
        self.assertEqual(refill.state, "waiting")
        self._run()
        move = refill.sale_order_id.invoice_ids
        self.assertEqual(move.state, "draft")
        with freeze_time("2026-04-01"):
            self._post(move)
            self._pay(move)
        self.assertEqual(refill.state, "done")

    def test_a_refill_that_is_withdrawn_leaves_the_work_on_its_draft(self):
        self.company.prepaid_grant_policy = "paid"
        refill = self._refill()
        self._log(60)
        self._run()
        move = self._get_lines().move_id
        self.assertEqual(refill.sale_order_id.invoice_ids, move)
        refill.with_user(self.user).action_cancel()
        self.assertEqual(move.state, "draft")

    def test_all_posted_refills_post_the_invoice_of_the_month(self):
        self.contract.refill_mode = "posted_invoice"
        refill = self._refill()
        self._run()
        self.assertEqual(refill.sale_order_id.invoice_ids.state, "posted")
