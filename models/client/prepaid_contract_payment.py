from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import format_amount

# How long "not now" lasts where no reminder is on its way, in days.
SNOOZE_DAYS = 7


class PrepaidRefill(models.Model):
    """What a client may pay of a refill, and when it is asked again."""

    _inherit = "prepaid.refill"

    date_snoozed = fields.Date(
        "Put Off Until",
        readonly=True,
        copy=False,
        help="The client said “not now”: its page offers it again from this day on.",
    )

    def _get_payable(self):
        """Return what pays the refill: its invoice, or its order before that."""
        self.ensure_one()
        for document in self._get_unpaid_invoice(), self.sale_order_id:
            if document and document._has_to_be_paid():
                return document
        return None

    def _snooze(self):
        """Put the refill out of the client's sight until its next reminder."""
        self.ensure_one()
        today = self.company_id._get_prepaid_today()
        due = self._get_unpaid_invoice().invoice_date_due
        days = self.company_id._get_prepaid_reminder_days() if due else []
        reminders = [due + relativedelta(days=day) for day in days]
        self.date_snoozed = min(
            (day for day in reminders if day > today),
            default=today + relativedelta(days=SNOOZE_DAYS),
        )

    def _is_snoozed(self):
        today = self.company_id._get_prepaid_today()
        return bool(self.date_snoozed) and self.date_snoozed > today


class PrepaidContract(models.Model):
    """What waits for the client to pay it."""

    _inherit = "prepaid.contract"

    def _get_payable_refill(self):
        """Return the refill that waits for the client's payment, or none."""
        return self.refill_ids.filtered(
            lambda refill: (
                refill.stage in ("client", "unpaid", "declined")
                and refill._get_payable()
            )
        )[:1]

    def _get_client_payment(self):
        """Return what the client may pay now, as plain data, or False.

        Called in sudo, for a visitor who may see all of the contract. It is the refill
        that waits. ``url`` decides at the click what is paid.
        """
        self.ensure_one()
        refill = self._get_payable_refill()
        if not refill:
            return False
        document = refill._get_payable()
        is_invoice = document._name == "account.move"
        amount = document.amount_residual if is_invoice else document.amount_total
        return {
            "label": self.env._(
                "Pay the top-up: %(amount)s",
                amount=format_amount(self.env, amount, document.currency_id),
            ),
            "url": f"{self.access_url}/pay",
            "refill_id": refill.id,
            "is_snoozed": refill._is_snoozed(),
        }

    def _get_pay_label(self):
        """Return the words of the button in mails: pay what waits, or top up."""
        payment = self.sudo()._get_client_payment()
        return payment["label"] if payment else self.env._("Top up now")

    def _get_pay_url(self):
        """Return the address of that button, for who gets the mail."""
        return self.get_base_url() + self.get_portal_url("/pay")
