import json
import random
import time

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sale_timesheet_prepaid.tests import fuzz
from odoo.addons.sale_timesheet_prepaid.tests.common_fuzz import FuzzCommon
from odoo.addons.sale_timesheet_prepaid.tests.steady import steady

from .common import SECRET, SEPA
from .fake_stripe.webhooks import sign
from .test_webhooks import WebhookCommon

URL = "/payment/stripe/webhook"
NAMES = (
    "charge.refunded",
    "charge.dispute.created",
    "payment_method.updated",
    "payment_method.automatically_updated",
    "nobody.knows",
)
KEYS = ("id", "description", "payment_intent", "metadata", "amount", "type", "card")
COUNT = 40


@tagged("post_install", "-at_install")
class TestFuzz(FuzzCommon, WebhookCommon):
    """Whatever comes to the address where Stripe tells what happened."""

    @steady(2, shrinks=False)
    @given(st.integers(0, 2**32))
    def test_whatever_is_told_is_answered(self, number):
        chance = random.Random(number)
        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
            tx = self._pay(SEPA)
            self.known = [tx.reference, tx.provider_reference]
            self._begin()
            for _event in range(COUNT):
                self._tell(chance)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(self.faults, "\n".join(self.faults))

    def _tell(self, chance):
        event = self._draw_event(chance)
        body = chance.choice((json.dumps(event),) * 5 + (fuzz.DEEP, "", "[]", "\x00"))
        header = sign(body, SECRET, time.time())
        if chance.random() < 0.3:
            forged = ("", "t=1,v1=\xe9", "t=x,v1=1", header + "0", "v1=" * 500)
            header = chance.choice(forged)
        options = {
            "data": body.encode(),
            "headers": {
                "Content-Type": chance.choice(("application/json", "text/plain")),
                "Stripe-Signature": header.encode("latin-1"),
            },
        }
        self._try(event["type"], URL, {"method": "POST"} | options)

    def _draw_event(self, chance):
        thing = {
            key: chance.choice((*self.known, fuzz.draw_thing(chance)))
            for key in KEYS
            if chance.random() < 0.7
        }
        if chance.random() < 0.5:
            thing |= {"type": "card", "card": fuzz.draw_thing(chance)}
        data = chance.choice(({"object": thing},) * 5 + (fuzz.draw_thing(chance),))
        return {"type": chance.choice(NAMES), "data": data}
