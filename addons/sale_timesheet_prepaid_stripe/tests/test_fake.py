import os
from functools import partial

import stripe

from odoo.tests import BaseCase, tagged

from .fake_stripe.client import FakeStripe
from .fake_stripe.openapi import Description

VISA, REFUSED = "4242424242424242", "4000000000009995"
SEPA = "DE89370400440532013000"


@tagged("post_install", "-at_install")
class TestFake(BaseCase):
    """The double of Stripe is as strict as Stripe, and as Stripe describes itself."""

    def setUp(self):
        super().setUp()
        self.fake = FakeStripe.spawn()
        self.addCleanup(self.fake.stop)
        self.stripe = stripe.StripeClient(
            "sk_test_x",
            base_addresses={"api": self.fake.url},
            http_client=stripe.RequestsClient(timeout=10),
            max_network_retries=0,
        ).v1
        self.customer = self.stripe.customers.create({"name": "Azure"}).id

    def _pay(self, number=VISA, key=None, **over):
        method = self.fake.save_method(number=number, customer=self.customer)
        vals = {
            "amount": 1000,
            "currency": "usd",
            "customer": self.customer,
            "payment_method": method["id"],
            "payment_method_types": [method["type"]],
            "confirm": True,
            "off_session": True,
            "description": "S00001",
        }
        pay = partial(self.stripe.payment_intents.create, vals | over)
        return pay({"idempotency_key": key} if key else {})

    def test_a_key_is_answered_alike_for_a_day_and_charges_once(self):
        vals = {"amount": 1000, "currency": "usd", "description": "S1"}
        create = partial(
            self.stripe.payment_intents.create, options={"idempotency_key": "a"}
        )
        first = create(vals)
        self.assertEqual(create(vals).id, first.id)
        with self.assertRaises(stripe.IdempotencyError):
            create(vals | {"amount": 999})
        self.fake.advance(seconds=25 * 3600)
        self.assertNotEqual(create(vals | {"amount": 999}).id, first.id)

    def test_a_refusal_is_kept_with_its_key_and_names_its_intent(self):
        with self.assertRaises(stripe.CardError) as refused:
            self._pay(REFUSED, key="b")
        error = refused.exception.error
        self.assertEqual(
            (error.code, error.decline_code), ("card_declined", "insufficient_funds")
        )
        self.assertEqual(error.payment_intent.status, "requires_payment_method")
        self.assertFalse(self.fake.ledger())

    def test_what_is_not_known_is_refused(self):
        create = self.stripe.payment_intents.create
        with self.assertRaises(stripe.InvalidRequestError):
            create({"amount": 1000, "currency": "usd", "colour": "red"})
        with self.assertRaises(stripe.InvalidRequestError):
            create({"amount": 1000, "currency": "xxx"})
        with self.assertRaises(stripe.InvalidRequestError):
            self.stripe.refunds.create({"payment_intent": "pi_none"})

    def test_a_connection_is_lost_before_or_after_the_charge(self):
        for drop, charges in (("before", 0), ("after", 1)):
            self.fake.fault(path="^payment_intents$", method="POST", drop=drop)
            with self.assertRaises(stripe.APIConnectionError):
                self._pay()
            self.assertEqual(len(self.fake.ledger()), charges)
        self.fake.reset()
        self.assertFalse(self.fake.ledger())

    def test_the_ledger_tells_what_was_charged_and_given_back(self):
        intent = self._pay(capture_method="manual")
        self.assertFalse(self.fake.ledger())
        self.stripe.payment_intents.capture(intent.id, {"amount_to_capture": 400})
        self.stripe.refunds.create({"payment_intent": intent.id, "amount": 150})
        with self.assertRaises(stripe.InvalidRequestError):
            self.stripe.refunds.create({"payment_intent": intent.id, "amount": 251})
        [row] = self.fake.ledger()
        self.assertEqual((row["amount"], row["refunded"]), (400, 150))

    def test_all_is_as_stripe_describes_it(self):
        path = os.environ.get("STRIPE_OPENAPI")
        # Odoo's own runner has no description; dev/test always brings it.
        if not path:
            self.skipTest("dev/test fetches Stripe's description")
        self._live()
        described = Description(path)
        dump = self.fake.dump()
        found = [text for r in dump["requests"] for text in described.check(r)]
        for record in dump["objects"] + dump["events"]:
            public = {name: record[name] for name in record if name[0] != "_"}
            found += described.check_object(public)
        self.assertEqual(found, [])

    def _live(self):
        """Let everything happen once."""
        intent = self._pay()
        self.stripe.refunds.create({"payment_intent": intent.id, "amount": 100})
        refund = self.stripe.refunds.list({"payment_intent": intent.id}).data[0]
        self.fake.fail_refund(refund=refund.id)
        dispute = self.fake.dispute(intent=intent.id)
        self.stripe.disputes.retrieve(dispute["id"])
        self.fake.close_dispute(dispute=dispute["id"], status="won")
        debit = self._pay(SEPA)
        self.fake.settle(intent=debit.id, failure="insufficient_funds")
        self.assertEqual(self._pay(SEPA).status, "processing")
        held = self._pay(capture_method="manual")
        self.stripe.payment_intents.cancel(held.id)
        for number in (REFUSED, "4000002760003184"):
            with self.assertRaises(stripe.CardError):
                self._pay(number)
        method = self.fake.save_method(number=VISA, customer=self.customer)
        self.fake.renew_card(
            method=method["id"], last4="1111", exp_month=1, exp_year=2041
        )
        self.stripe.setup_intents.create(
            {"customer": self.customer, "payment_method": method["id"], "confirm": True}
        )
        self.stripe.customers.payment_methods.list(self.customer)
        pages = self.stripe.payment_intents.list(
            {"limit": 2, "expand": ["data.latest_charge"]}
        )
        self.assertEqual(len(list(pages.auto_paging_iter())), 6)
