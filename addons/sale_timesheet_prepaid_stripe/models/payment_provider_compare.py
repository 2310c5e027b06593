from datetime import timedelta, timezone
from operator import methodcaller

import stripe

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.cron import run_each

# A webhook is tried again for three days; a weekend more.
COMPARED = timedelta(days=7)
# What is under way just now is not judged.
UNDER_WAY = timedelta(minutes=30)
# Of these, Stripe gave the money back or is about to.
REFUNDED = ("succeeded", "pending")


class PaymentProvider(models.Model):
    """Stripe's list of payments and Odoo's, compared every day."""

    _inherit = "payment.provider"

    @api.model
    def _cron_compare_stripe(self):
        """Name each payment of the last days of which Stripe and Odoo differ."""
        domain = [("code", "=", "stripe"), ("state", "!=", "disabled")]
        run_each(
            self.search(domain),
            methodcaller("_compare_stripe"),
            domain,
            lambda provider, reason: reason and provider._keep_stripe_unheard(reason),
        )

    def _compare_stripe(self):
        """Compare with Stripe; what only was not heard of is taken over first."""
        self.ensure_one()
        until = fields.Datetime.now() - UNDER_WAY
        since = until - COMPARED
        try:
            intents = self._get_stripe_intents(since, until)
        except stripe.StripeError as error:
            raise UserError(str(error)) from error
        found = []
        txs = self._get_stripe_txs(intents)
        for number, intent in intents.items():
            found += self._compare_stripe_intent(intent, txs.get(number))
        found += self._find_missing_at_stripe(intents, since, until)
        self.env["prepaid.payment.difference"]._keep(self, found)

    def _keep_stripe_unheard(self, reason):
        differences = self.env["prepaid.payment.difference"]
        known = differences.search(
            [
                ("provider_id", "=", self.id),
                ("kind", "=", "unheard"),
                ("date_settled", "=", False),
            ]
        )
        vals = {
            "provider_id": self.id,
            "kind": "unheard",
            "description": reason,
            "date": self.company_id._get_prepaid_today(),
        }
        if not known:
            differences.create(vals)

    def _get_stripe_intents(self, since, until):
        """Return {id: intent} of the time, and of what differed before."""
        client = self._get_stripe_client()
        limits = {"gte": _to_stamp(since), "lte": _to_stamp(until)}
        pages = client.payment_intents.list({"created": limits, "limit": 100})
        intents = {i.id: i.to_dict() for i in pages.auto_paging_iter()}
        differences = self.env["prepaid.payment.difference"]
        for number in differences._get_open_references(self):
            if number not in intents:
                try:
                    found = client.payment_intents.retrieve(number)
                except stripe.InvalidRequestError:
                    # What Stripe does not know stays a difference.
                    continue
                intents[number] = found.to_dict()
        return intents

    def _get_stripe_txs(self, intents):
        """Return {id of an intent: the transaction it is of}."""
        references = [i["description"] for i in intents.values() if i["description"]]
        txs = self.env["payment.transaction"].search(
            [
                ("provider_id", "=", self.id),
                ("source_transaction_id", "=", False),
                "|",
                ("provider_reference", "in", list(intents)),
                ("reference", "in", references),
            ]
        )
        by_number = {tx.provider_reference: tx for tx in txs if tx.provider_reference}
        unheard = {tx.reference: tx for tx in txs if not tx.provider_reference}
        for number, intent in intents.items():
            tx = unheard.get(intent["description"])
            if number not in by_number and tx and tx._is_stripe_intent(intent):
                by_number[number] = tx
        return by_number

    def _compare_stripe_intent(self, intent, tx):
        """Return the differences of one payment, as vals."""
        if not tx:
            return self._find_unknown(intent)
        tx._catch_up_with_stripe(intent)
        pairs = {
            "paid": (intent["amount_received"], tx._get_stripe_paid()),
            "refunded": (_get_refunded(intent), tx._get_stripe_refunded()),
        }
        return [
            tx._prepare_stripe_difference(kind, tx._get_major_amount(theirs), ours)
            for kind, (theirs, ours) in pairs.items()
            if tx.currency_id.compare_amounts(tx._get_major_amount(theirs), ours)
        ]

    def _find_unknown(self, intent):
        if not intent["amount_received"]:
            return []
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", intent["currency"].upper())])
        tx = self.env["payment.transaction"].new({"currency_id": currency.id})
        vals = {
            "kind": "unknown",
            "provider_reference": intent["id"],
            "description": intent["description"],
            "currency_name": currency.name,
            "stripe_amount": tx._get_major_amount(intent["amount_received"]),
        }
        return [vals]

    def _find_missing_at_stripe(self, intents, since, until):
        """Return the differences of what is done here and not on Stripe's list."""
        txs = self.env["payment.transaction"].search(
            [
                ("provider_id", "=", self.id),
                ("source_transaction_id", "=", False),
                ("operation", "!=", "validation"),
                ("state", "=", "done"),
                ("create_date", ">=", since + UNDER_WAY),
                ("create_date", "<=", until),
            ]
        )
        return [
            tx._prepare_stripe_difference("missing", 0, tx._get_stripe_paid())
            for tx in txs
            if tx.provider_reference not in intents
        ]


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _catch_up_with_stripe(self, intent):
        """Take over what Stripe's messages would have told, had they arrived."""
        if intent["amount_received"] and self.state != "done":
            self._process("stripe", {"payment_intent": intent})
        for charge in intent["charges"]["data"]:
            ours = self._get_stripe_refunded()
            theirs = self._get_major_amount(_get_refunded(intent))
            if self.currency_id.compare_amounts(ours, theirs):
                self._follow_stripe_refunds(charge["id"])
            if charge.get("disputed"):
                self._follow_stripe_disputes()

    def _get_stripe_paid(self):
        """Return what was paid of it: the whole, or what was captured."""
        parts = self.child_transaction_ids.filtered(lambda tx: tx._is_stripe_part())
        paid = parts or self
        return sum(paid.filtered(lambda tx: tx.state == "done").mapped("amount"))

    def _get_stripe_refunded(self):
        family = self | self.child_transaction_ids
        refunds = family.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state in ("done", "pending")
        )
        return -sum(refunds.mapped("amount"))

    def _prepare_stripe_difference(self, kind, theirs, ours):
        return {
            "kind": kind,
            "transaction_id": self.id,
            "provider_reference": self.provider_reference,
            "description": self.reference,
            "currency_name": self.currency_id.name,
            "stripe_amount": theirs,
            "odoo_amount": ours,
        }


def _get_refunded(intent):
    """Return what was given back of a payment, without what a capture released."""
    return sum(
        refund["amount"]
        for charge in intent["charges"]["data"]
        for refund in charge["refunds"]["data"]
        if refund["status"] in REFUNDED and refund.get("balance_transaction")
    )


def _to_stamp(moment):
    return int(moment.replace(tzinfo=timezone.utc).timestamp())
