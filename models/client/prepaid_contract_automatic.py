from odoo import models
from odoo.tools import format_date

CHARGES_SHOWN = 20


class PrepaidContract(models.Model):
    """What the client's page tells of automatic top-ups. Call these in sudo."""

    _inherit = "prepaid.contract"

    def _get_automatic_state(self):
        """Return whether top-ups are charged, why not, and when the next one is."""
        is_on = self._is_charged_automatically() or self._is_renewal_charged()
        is_stopped = self.refill_trigger == "none" or self.state != "active"
        return {
            "is_on": is_on,
            "label": self._get_automatic_label(is_on),
            "blocker": not is_stopped and self._get_consent() and self.charge_blocker,
            "next": is_on and self._get_next_text(),
        }

    def _get_automatic_label(self, is_on):
        refill = self._get_open_refill()
        if is_on and refill and (refill.mode == "charge" or refill.state == "pending"):
            return refill._get_client_status()
        if is_on:
            return self.env._("Charged automatically")
        return self.env._("Nothing is charged automatically")

    def _get_next_text(self):
        """Return when the client is charged next, for people."""
        texts = []
        if self._is_renewal_charged():
            date = format_date(self.env, self._get_schedule().next_date)
            texts.append(self.env._("what you take regularly on %(date)s", date=date))
        if not self._is_charged_automatically():
            return ", ".join(texts)
        if self._is_refilled_by_calendar():
            date = max(
                self.refill_next_date, self.refill_pause_until or self.refill_next_date
            )
            texts.append(format_date(self.env, date))
        if self._is_refilled_by_use():
            threshold = self._format_quantity(self.low_threshold)
            texts.append(self.env._("at %(threshold)s of credit", threshold=threshold))
        return ", ".join(texts)

    def _get_refusal_text(self):
        """Return that the latest charge was refused and what to do, or False."""
        refill = self.refill_ids[:1]
        is_refused = refill.state == "failed" or refill.stage == "declined"
        if not is_refused or not refill._get_charge():
            return False
        method = refill._get_charge().token_id._get_prepaid_name()
        if refill.state == "failed":
            return self.env._(
                "%(method)s was refused, and is not tried again for this top-up. "
                "Please pay it yourself, and choose another payment method below for "
                "the next ones.",
                method=method,
            )
        return self.env._(
            "%(method)s was refused. You can pay this top-up yourself, or choose "
            "another payment method below: the next try charges that one.",
            method=method,
        )

    def _get_client_charges(self):
        """Return the refills that were, are or should be charged: plain values.

        Those of the present payer: what another paid before is not its business.
        """
        payer = self._get_billed_entity()
        refills = self.refill_ids.filtered(
            lambda refill: (
                (refill.transaction_ids or refill.mode == "charge")
                and self._filter_billed(refill.sale_order_id, payer)
                == refill.sale_order_id
            )
        )
        charges = refills[:CHARGES_SHOWN]
        return [refill._prepare_client_charge(payer) for refill in charges]


class PrepaidRefill(models.Model):
    _inherit = "prepaid.refill"

    def _prepare_client_charge(self, reader):
        order = self.sale_order_id
        invoices = self.invoice_ids.filtered(lambda move: move.state == "posted")
        documents = invoices or order.filtered(lambda order: order.state != "draft")
        return {
            "date": self.company_id._get_prepaid_day(self.create_date),
            "status": self._get_client_status(),
            "documents": self.contract_id._filter_billed(documents, reader),
            "amount": self.amount_total,
            "currency": self.currency_id or self.contract_id.currency_id,
        }

    def _get_client_status(self):
        """Return the state of a charge in the client's words."""
        if self.state == "pending" and self.date_next:
            date = self.company_id._get_prepaid_day(self.date_next)
            return self.env._(
                "Not charged yet, next try on %(date)s", date=self._format_day(date)
            )
        if self._is_trusted():
            return self.env._(
                "With your bank: you can use %(trusted)s of %(credit)s already, the "
                "rest once it is paid",
                **self._get_trusted_values(),
            )
        return {
            "pending": self.env._("Being prepared"),
            "charging": self.env._("Being charged"),
            "bank": self.env._("With your bank"),
            "waiting": self.env._("To be paid by you"),
            "done": self.env._("Paid"),
            "failed": self.env._("Could not be charged"),
            "cancelled": self.env._("Cancelled"),
        }[self.state]
