from odoo import models

from odoo.addons.sale_timesheet_prepaid.metering import round_half_up, to_units
from odoo.addons.sale_timesheet_prepaid.models.metering.terms import (
    Terms,
    Work,
    meter,
    meter_minutes,
)

from .prepaid_session_offer import MINUTES_MOST

SECONDS_PER_MINUTE = 60


class PrepaidSession(models.Model):
    """What a session costs: the core's rules, frozen when they were accepted.

    *Due* is what the minutes cost: of a contract in its unit, else without taxes.
    *Total* is what they take: the same of a contract, else with taxes.
    """

    _inherit = "prepaid.session"

    def _get_terms(self):
        """Return the Terms that hold today for this session, to be frozen."""
        day = self.company_id._get_prepaid_day(self.planned_start)
        return self.plan_id._get_terms(
            self.usage_type_id, self._get_priced_contract(), day
        )

    def _get_priced_contract(self):
        """Return the contract, or one that stands for a client without any."""
        return self.contract_id or self.env["prepaid.contract"].new(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "plan_id": self.plan_id.id,
            }
        )

    def _get_taxes(self):
        """Return the taxes of the invoice, as Odoo finds them for the client."""
        company, product = self.company_id, self._get_product()
        Position = self.env["account.fiscal.position"].with_company(company)
        position = Position._get_fiscal_position(self.partner_id)
        taxes = product.taxes_id._filter_taxes_by_company(company)
        return position.map_tax(taxes)

    def _get_product(self):
        """Return what the invoice sells, empty where nothing is invoiced."""
        return self.offer_id.product_id

    # === MINUTES TO MONEY === #

    def _measure(self, minutes, charge="billable"):
        """Return the facts of so many minutes of this session: see `terms.meter`."""
        terms = Terms.unpack(self.terms)
        clock = self.plan_id._get_clock(
            self._get_spans(minutes),
            terms.free + meter_minutes(minutes, terms),
            terms,
            self._get_priced_contract(),
        )
        items = int(terms.is_item)
        return meter(Work(minutes, charge, items, 0, clock), terms)

    def _get_spans(self, minutes):
        """Return the (start, stop) of the talk, naive UTC; planned, until it began."""
        if self.meter_id:
            return self.meter_id._get_spans()
        return [(self.planned_start, self.planned_start)] if self.planned_start else []

    def _get_total(self, due):
        """Return what a due quantity takes: with taxes where it is invoiced.

        As the invoice rounds it, by the line or all taxes together.
        """
        if self.contract_id or not due:
            return due
        company, taxes = self.company_id, self.env["account.tax"]
        lines = [
            taxes._prepare_base_line_for_taxes_computation(
                None,
                price_unit=self._get_line_price(due),
                quantity=1,
                tax_ids=self.tax_ids,
                currency_id=self.currency_id,
                product_id=self._get_product(),
                partner_id=self.partner_id,
            )
        ]
        taxes._add_tax_details_in_base_lines(lines, company)
        taxes._round_base_lines_tax_details(lines, company)
        summary = taxes._get_tax_totals_summary(lines, self.currency_id, company)
        return summary["total_amount_currency"]

    def _get_line_price(self, due):
        """Return the price of an invoice line that comes to ``due`` without taxes."""
        included = self.tax_ids.filtered("price_include")
        return included.compute_all(
            due, currency=self.currency_id, handle_price_include=False
        )["total_included"]

    def _get_most(self, minutes=None):
        """Return the most that the planned (or so many) minutes take in total."""
        return self._get_total(self._measure(minutes or self._get_length())["due"])

    def _get_length(self):
        """Return the minutes for which a place is booked and money is held."""
        return self.planned_minutes or self.offer_id.most_minutes

    # === MONEY TO MINUTES === #

    def _get_limit(self):
        """Return the total that the session may take at most."""
        if self.secured_by in ("contract", "card"):
            return self.secured_amount
        return self.cap_amount

    def _get_paid_minutes(self, limit, most=MINUTES_MOST):
        """Return the most minutes, up to ``most``, whose total is within a limit.

        No rule ever makes a longer talk cheaper, so that halving finds it.
        """
        low, high = 0, most
        while low < high:
            middle = (low + high + 1) // 2
            if self._is_within(middle, limit):
                low = middle
            else:
                high = middle - 1
        return low

    def _is_within(self, minutes, limit):
        total = self._get_total(self._measure(minutes)["due"])
        return to_units(total) <= to_units(limit)

    def _get_talked_minutes(self):
        """Return the minutes on the clock, rounded once, no more than are secured."""
        seconds = self.meter_id._get_seconds()
        minutes = int(round_half_up(seconds / SECONDS_PER_MINUTE))
        return self._get_paid_minutes(self._get_limit(), minutes)
