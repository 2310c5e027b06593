from datetime import datetime, timezone

from odoo import fields, models
from odoo.tools import LazyTranslate, format_date

_lt = LazyTranslate(__name__)

# What each of Stripe's states of a dispute means for the money that was paid.
TAKEN, KEPT = "taken", "kept"
STATUSES = {
    "warning_needs_response": KEPT,
    "warning_under_review": KEPT,
    "warning_closed": KEPT,
    "prevented": KEPT,
    "needs_response": TAKEN,
    "under_review": TAKEN,
    "lost": TAKEN,
    "won": KEPT,
}
# The states in which the bank waits for us.
OPEN = ("needs_response", "warning_needs_response")
REASONS = {
    "bank_cannot_process": _lt("the bank could not process it"),
    "check_returned": _lt("the check was returned"),
    "credit_not_processed": _lt("the client says that a refund did not come"),
    "customer_initiated": _lt("the client asked their bank to take it back"),
    "debit_not_authorized": _lt("the client says that they did not allow the debit"),
    "duplicate": _lt("the client says that they paid twice"),
    "fraudulent": _lt("the client says that they did not make it"),
    "general": _lt("the client's bank gave no reason"),
    "incorrect_account_details": _lt("the account's details are wrong"),
    "insufficient_funds": _lt("there was too little money on the account"),
    "noncompliant": _lt("the bank says that it broke the rules of the card network"),
    "product_not_received": _lt("the client says that they got nothing"),
    "product_unacceptable": _lt("the client says that it was not as described"),
    "subscription_canceled": _lt("the client says that they had cancelled"),
    "unrecognized": _lt("the client does not recognise it"),
}


class PaymentTransaction(models.Model):
    """Disputes: a client's bank takes a payment back. A returned debit is a lost one.

    Messages come in any order: what counts is what Stripe says now.
    """

    _inherit = "payment.transaction"

    stripe_dispute_ref = fields.Char("Dispute", readonly=True, copy=False)
    stripe_dispute_status = fields.Selection(
        [
            ("warning_needs_response", "Question of the bank, to answer"),
            ("warning_under_review", "Question of the bank, answered"),
            ("warning_closed", "Question of the bank, closed"),
            ("prevented", "Prevented"),
            ("needs_response", "To answer"),
            ("under_review", "Answered"),
            ("lost", "Lost"),
            ("won", "Won"),
        ],
        "Dispute's State",
        readonly=True,
        copy=False,
    )
    stripe_dispute_date_due = fields.Date(
        "Answer Dispute Until", readonly=True, copy=False
    )

    def _follow_stripe_disputes(self):
        """Bring a payment in line with its disputes at Stripe. Safe to repeat."""
        self.ensure_one()
        intent = self.provider_reference
        client = self.provider_id._get_stripe_client()
        pages = client.disputes.list({"payment_intent": intent, "limit": 100})
        # The latest last: the fields tell of it.
        disputes = [page.to_dict() for page in pages.auto_paging_iter()][::-1]
        for dispute in disputes:
            self._keep_stripe_dispute(dispute)
        payment = self._get_stripe_payment()
        taken = [d for d in disputes if STATUSES.get(d["status"]) == TAKEN]
        if taken:
            amount = sum(dispute["amount"] for dispute in taken)
            payment._prepaid_return(
                self._get_stripe_reason(taken[-1]), self._get_major_amount(amount)
            )
        elif disputes:
            payment._prepaid_return_undone()

    def _keep_stripe_dispute(self, dispute):
        status = dispute["status"]
        self.write(
            {
                "stripe_dispute_ref": dispute["id"],
                "stripe_dispute_status": status if status in STATUSES else False,
                "stripe_dispute_date_due": self._get_stripe_due(dispute),
            }
        )
        self._plan_stripe_answer(dispute)

    def _get_stripe_payment(self):
        """Return the transaction that is booked as payment: a capture, else itself."""
        captures = self.child_transaction_ids.filtered(
            lambda tx: tx._is_stripe_part() and tx.state == "done"
        )
        return captures[:1] or self

    def _get_stripe_due(self, dispute):
        due = dispute["evidence_details"].get("due_by")
        if not due:
            return False
        moment = datetime.fromtimestamp(due, timezone.utc).replace(tzinfo=None)
        return self.company_id._get_prepaid_day(moment)

    def _get_stripe_reason(self, dispute):
        reason = REASONS.get(dispute["reason"])
        # What Stripe adds to its list one day is told as it says it.
        return self.env._(reason) if reason else dispute["reason"]

    # === WHO IS TOLD === #

    def _plan_stripe_answer(self, dispute):
        """Ask for an answer while the bank waits for one, once; else close the task."""
        summary = self.env._("Dispute %(number)s", number=dispute["id"])
        for document in self._get_stripe_documents():
            planned = document.activity_ids.filtered(
                lambda activity: activity.summary == summary
            )
            if dispute["status"] not in OPEN:
                planned.action_feedback()
            elif not planned:
                document.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=self.stripe_dispute_date_due or None,
                    summary=summary,
                    note=self._get_stripe_dispute_note(dispute),
                    user_id=document._get_stripe_answerer().id,
                )

    def _get_stripe_documents(self):
        """Return what a dispute is about: contracts, else invoices."""
        invoices = self.invoice_ids | self.sale_order_ids.invoice_ids
        return invoices._get_granted_contracts() or invoices

    def _get_stripe_dispute_note(self, dispute):
        values = {
            "reference": self.reference,
            "reason": self._get_stripe_reason(dispute),
            "date": format_date(self.env, self.stripe_dispute_date_due),
        }
        if not self.stripe_dispute_date_due:
            return self.env._(
                "%(reference)s was disputed: %(reason)s. Answer it at Stripe, or the "
                "money stays with the client.",
                **values,
            )
        return self.env._(
            "%(reference)s was disputed: %(reason)s. Answer it at Stripe until "
            "%(date)s, or the money stays with the client.",
            **values,
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_stripe_answerer(self):
        return self.user_id or self.env.user


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_stripe_answerer(self):
        return self.invoice_user_id or self.env.user
