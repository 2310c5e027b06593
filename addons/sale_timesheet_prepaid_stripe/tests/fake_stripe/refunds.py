"""Refunds and disputes: money that goes back."""

from . import params
from .errors import invalid

REFUND = {
    "amount": int,
    "charge": str,
    "expand": [str],
    "metadata": params.MAP,
    "payment_intent": str,
    "reason": ("duplicate", "fraudulent", "requested_by_customer"),
}
DISPUTED = ("needs_response", "under_review")


class Refunds:
    """A part of the API: see api.py."""

    # === REQUESTS === #

    def create_refund(self, payment_intent=None, charge=None, amount=None, **values):
        if payment_intent:
            charge = self.store.get("payment_intent", payment_intent)["latest_charge"]
        record = self.store.get("charge", charge)
        left = record["amount_captured"] - record["amount_refunded"]
        amount = left if amount is None else amount
        if not 0 < amount <= left:
            raise invalid(
                f"Refund amount ({amount}) is greater than unrefunded amount ({left})",
                "amount",
                "charge_already_refunded" if not left else None,
            )
        refund = self.store.add(
            "re",
            "refund",
            amount=amount,
            balance_transaction=f"txn_{record['id']}",
            charge=record["id"],
            currency=record["currency"],
            payment_intent=record["payment_intent"],
            reason=values.get("reason"),
            receipt_number=None,
            status="succeeded",
        )
        refund["metadata"] = values.get("metadata", {})
        record["amount_refunded"] += amount
        record["refunded"] = record["amount_refunded"] == record["amount_captured"]
        self.store.emit("charge.refunded", record)
        return refund

    def list_refunds(self, charge=None, payment_intent=None, **options):
        wanted = {"charge": charge, "payment_intent": payment_intent}
        return self.list("refund", options, **wanted)

    def list_disputes(self, charge=None, payment_intent=None, **options):
        wanted = {"charge": charge, "payment_intent": payment_intent}
        return self.list("dispute", options, **wanted)

    # === WHAT HAPPENS BY ITSELF === #

    def fail_refund(self, refund):
        """Let the bank send a refund back."""
        record = self.store.get("refund", refund)
        charge = self.store.get("charge", record["charge"])
        record.update(status="failed", failure_reason="expired_or_canceled_card")
        charge["amount_refunded"] -= record["amount"]
        charge["refunded"] = False
        self.store.emit("charge.refund.updated", record)
        return record

    def dispute(self, intent, reason="fraudulent", status="needs_response", **values):
        """Let the bank of a client take a payment back: whole, or an amount of it."""
        payment = self.store.get("payment_intent", intent)
        charge = self.store.get("charge", payment["latest_charge"])
        evidence = {
            "due_by": self.store.now() + 10 * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        }
        record = self.store.add(
            "dp",
            "dispute",
            amount=values.get("amount", charge["amount_captured"]),
            balance_transactions=[],
            charge=charge["id"],
            currency=charge["currency"],
            enhanced_eligibility_types=[],
            evidence={"enhanced_evidence": {}},
            evidence_details=evidence,
            is_charge_refundable=False,
            payment_intent=payment["id"],
            reason=reason,
            status=status,
        )
        charge["disputed"] = True
        self.store.emit("charge.dispute.created", record)
        if status not in ("needs_response", "warning_needs_response"):
            self.store.emit("charge.dispute.closed", record)
        return record

    def close_dispute(self, dispute, status):
        """Let the bank decide on a dispute."""
        record = self.store.get("dispute", dispute)
        record["status"] = status
        self.store.emit("charge.dispute.closed", record)
        return record
