from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import SEPA, StripeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCompare(StripeCommon):
    """Stripe's list of payments and Odoo's say the same, or what differs is named."""

    def setUp(self):
        super().setUp()
        self.differences = self.env["prepaid.payment.difference"].with_user(
            self.accountant
        )

    def _compare(self, moment="2026-03-17 06:00"):
        """Run the daily comparison; return what is open."""
        self.env["payment.transaction"].flush_model()
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE provider_id = %s",
            [TODAY, self.provider.id],
        )
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid_stripe.prepaid_stripe_compare_cron"
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()
        return self.differences.search(
            [("provider_id", "=", self.provider.id), ("date_settled", "=", False)]
        )

    def test_the_same_payments_refunds_and_captures_are_no_difference(self):
        self._pay()
        self._pay()._refund(10)
        self._hold()._capture(20)
        self._pay("4000000000009995")
        self.assertFalse(self._compare())

    def test_more_than_a_page_is_compared(self):
        customer = self.fake.save_method(number="4242424242424242")["customer"]
        for number in range(103):
            self.fake.create_intent(
                amount=1000, currency="usd", customer=customer, description=f"X{number}"
            )
        self.assertFalse(self._compare(), "Nothing was paid.")
        listed = [
            r for r in self.fake.requests("payment_intents") if r["method"] == "GET"
        ]
        self.assertEqual(len(listed), 2)

    def test_what_was_not_heard_of_is_taken_over(self):
        tx = self._pay(SEPA)
        refunded = self._pay()
        self.fake.settle(intent=tx.provider_reference)
        self.fake.create_refund(payment_intent=refunded.provider_reference, amount=500)
        self.assertFalse(self._compare())
        self.assertEqual(tx.state, "done")
        self.assertEqual(refunded.child_transaction_ids.amount, -5)

    def test_a_payment_that_nobody_here_knows_is_named_until_accepted(self):
        method = self.fake.save_method(number="4242424242424242")
        self.fake.create_intent(
            amount=4200,
            currency="usd",
            customer=method["customer"],
            payment_method=method["id"],
            description="By hand",
            confirm=True,
            off_session=True,
        )
        difference = self._compare()
        self.assertEqual(
            (difference.kind, difference.description, difference.stripe_amount),
            ("unknown", "By hand", 42),
        )
        self.assertEqual(self._compare(), difference)
        difference.write({"is_accepted": True, "note": "A donation"})
        self.assertEqual(self._compare("2026-03-30 06:00"), difference)
        for user in (self.technician, self.user):
            with self.assertRefused(""):
                difference.with_user(user).read(["stripe_amount"])
        with self.assertRefused(""):
            difference.stripe_amount = 1

    def test_a_payment_that_stripe_does_not_know_is_named(self):
        tx = self._pay()
        tx.provider_reference = "pi_forged"
        difference = self._compare().filtered("transaction_id")
        self.assertEqual((difference.kind, difference.odoo_amount), ("missing", 60))

    def test_what_agrees_again_is_settled(self):
        tx = self._pay()
        number = tx.provider_reference
        tx.write({"provider_reference": "pi_forged", "reference": "Other"})
        differences = self._compare()
        self.assertEqual(set(differences.mapped("kind")), {"missing", "unknown"})
        tx.provider_reference = number
        self.assertFalse(self._compare("2026-03-18 06:00"))
        self.assertEqual(differences[0].date_settled, date(2026, 3, 18))

    def test_a_stripe_that_is_not_heard_is_named_once(self):
        self.fake.fault(status=500, times=9)
        self.assertEqual(self._compare().kind, "unheard")
        self.fake.reset()
        self.assertFalse(self._compare())

    def test_a_wrong_key_is_a_difference_and_stops_nobody(self):
        self.provider.stripe_secret_key = "wrong"
        with mute_logger("odoo.addons.sale_timesheet_prepaid.cron"):
            self.assertEqual(self._compare().kind, "unheard")
        with self.assertRaises(UserError):
            self.provider._compare_stripe()

    def test_another_company_does_not_see_it(self):
        tx = self._pay()
        tx.provider_reference = "pi_forged"
        self.assertTrue(self._compare())
        other = self.env["res.company"].create({"name": "Other"})
        user = self._user("other", "account.group_account_invoice", company=other)
        self.assertFalse(self.differences.with_user(user).search([]))
