from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_what_if import WhatIfCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhatIfPaid(WhatIfCommon):
    """What was really paid and spent, beside what would have been."""

    def test_credit_notes_lower_what_was_paid(self):
        invoice = self._sell(packs=2, day="2026-01-15")
        self._work(("2026-01-20", 60))
        self.assertEqual(self._ask().paid, 2000)
        self._credit(invoice, 1)
        result = self._ask()
        self.assertEqual((result.paid, result.packs_then), (1000, 1))

    def test_an_invoice_counts_before_it_is_paid(self):
        self.company.prepaid_grant_policy = "paid"
        self._sell(day="2026-01-15")
        self.assertFalse(self.contract.grant_ids)
        self.assertEqual(self._ask().paid, 1000)

    def test_drafts_other_times_and_other_contracts_do_not_count(self):
        other = self._contract(plan=self.monthly, is_default=False)
        self._sell(self.allowance, day="2026-01-15")
        self._sell(day="2025-12-10")
        self._bill(post=False)
        self.assertTrue(other.grant_ids)
        self.assertEqual(self._ask().paid, 0)
        self.assertEqual(self._ask(contract_ids=[Command.set(other.ids)]).paid, 300)

    def test_an_invoice_that_is_reset_was_never_paid(self):
        invoice = self._sell(day="2026-01-15")
        invoice.button_draft()
        self.assertEqual(self._ask().paid, 0)
        invoice.action_post()
        self.assertEqual(self._ask().paid, 1000)

    def test_work_beyond_the_credit_that_was_invoiced_was_paid(self):
        hourly = self.env["product.product"].create(
            {
                "name": "Beyond",
                "type": "service",
                "list_price": 120,
                "taxes_id": False,
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        self.plan.write(
            {"overage_product_id": hourly.id, "overdraft_settlement": "invoice"}
        )
        self._work(("2026-03-02", 90))
        self.contract.action_invoice_overage()
        self.env["account.move"].search(
            [("invoice_line_ids.prepaid_overage_contract_id", "=", self.contract.id)]
        ).action_post()
        result = self._ask()
        self.assertEqual((result.paid, result.packs_then), (180, 0))
        self.assertEqual(result.spent_then, 180)

    def test_credit_that_was_there_before_is_told(self):
        """Who paid nothing in this time used up what was paid before."""
        self._sell(day="2025-06-01")
        self._work(("2026-03-02", 300))
        result = self._ask()
        self.assertEqual((result.paid, result.spent_then), (0, 500))
        self.assertIn("nothing was paid", result.summary)
        self.assertIn("as much as it was", result.summary)

    def test_credit_that_really_expired_is_spent(self):
        self.plan.validity_months = 1
        self._sell(day="2026-01-02")
        self._work(("2026-01-05", 60))
        self.contract.grant_ids.sudo()._expire()
        result = self._ask()
        self.assertEqual((result.expired_then, result.spent_then), (540, 1000))

    def test_credit_that_expired_and_is_kept_is_not_spent(self):
        self.plan.write({"validity_months": 1, "expiry_outcome": "keep"})
        self._sell(day="2026-01-02")
        self._work(("2026-01-05", 60))
        self.contract.grant_ids.sudo()._expire()
        result = self._ask()
        self.assertEqual((result.expired_then, result.owed_then), (0, 540))
        self.assertEqual((result.spent_then, result.spent_now), (100, 100))
        self.assertEqual((result.expired_now, result.owed_now), (0, 540))
        self.assertIn("9 h would have expired and still be", result.summary)

    def test_the_balance_is_that_of_the_last_day(self):
        self._sell(day="2026-01-02")
        self._work(("2026-01-05", 60), ("2026-03-05", 100))
        result = self._ask(date_to=date(2026, 2, 28))
        self.assertEqual(result.left_then, 540)
        self.assertEqual(self._ask().left_then, 440)
