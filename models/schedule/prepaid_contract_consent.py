from odoo import models
from odoo.tools import format_amount

from . import spans as days
from .periods import ONE_DAY
from .spans import Span


class PrepaidContract(models.Model):
    """What a client who lets its contract be charged agrees to of its schedule.

    Call these in sudo, in the language of who reads the text.
    """

    _inherit = "prepaid.contract"

    # === WHAT IT COVERS === #

    def _get_consent_scope(self, pack):
        scope = super()._get_consent_scope(pack)
        return scope | {"covers_schedule": bool(self._get_schedule())}

    def _get_scope_texts(self, pack):
        """Override: name what renews, and what that comes to today."""
        texts = super()._get_scope_texts(pack) if pack else []
        if schedule := self._get_schedule():
            texts.append(
                self.env._(
                    "What the contract renews by its schedule, %(amount)s a month "
                    "today before taxes, is invoiced in advance, and that invoice is "
                    "charged, within the limit.",
                    amount=format_amount(
                        self.env, schedule._get_month_amount(), schedule.currency_id
                    ),
                )
            )
        return texts

    def _get_permission_text(self, method, pack):
        if pack:
            return super()._get_permission_text(method, pack)
        return self.env._(
            "You allow %(company)s to charge %(method)s automatically for what your "
            "contract %(contract)s renews.",
            company=self.company_id.name,
            method=method,
            contract=self.name,
        )

    def _get_consent_price(self, pack):
        return max(super()._get_consent_price(pack), self._get_renewal_price())

    def _get_renewal_price(self):
        """Return what a whole renewal costs, taxes included; 0 without a schedule."""
        schedule = self._get_schedule()
        document = schedule and schedule._preview_whole_period()
        if not document:
            return 0
        return document["currency"]._convert(
            document["total"], self.currency_id, self.company_id, self._get_today()
        )

    # === WHETHER IT IS CHARGED === #

    def _is_charged_as_agreed(self):
        """Override: renewals alone need no automatic refill."""
        consent = self._get_consent()
        if consent.product_id:
            return super()._is_charged_as_agreed()
        return consent.covers_schedule and self.refill_mode == "charge"

    def _is_renewal_charged(self):
        """Tell whether the next renewal is charged, as far as is known today."""
        schedule = self._get_schedule()
        return (
            schedule.state == "running"
            and self._get_consent().covers_schedule
            and not self._get_invoice_blocker(schedule.currency_id)
            and not self._get_owed_blocker()
        )

    def _get_renewal_blocker(self, document):
        """Return why an order or invoice of a schedule is not charged, or False."""
        currency, consent = document.currency_id, self._get_consent()
        if blocker := (self._get_invoice_blocker(currency) or self._get_owed_blocker()):
            return blocker
        if consent and not consent.covers_schedule:
            return self.env._("The client did not agree to be charged for what renews.")
        is_invoice = document._name == "account.move"
        amount = is_invoice and document.amount_residual or document.amount_total
        return self._get_invoice_gap(amount, currency)


class PrepaidSchedule(models.Model):
    _inherit = "prepaid.schedule"

    def _get_month_amount(self):
        """Return what is sold, by the month; what was, while it is paused."""
        day = max(self._get_today(), self.date_start)
        return self.currency_id.round(self._sum_month(self._get_wanted(day)))

    def _preview_whole_period(self):
        """Return the document of a whole period of what is sold (see `_preview`)."""
        wanted = self._get_wanted(max(self._get_today(), self.date_start))
        grid = self._get_grid()
        first = grid.find(max(self._get_today(), self.date_start)).last + ONE_DAY
        spans = [Span(each, first) for each in wanted]
        rounding = self.currency_id.rounding
        return self._preview(
            spans, days.get_due(spans, first + ONE_DAY, grid, rounding)
        )
