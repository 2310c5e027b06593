from odoo import models

from ...metering import MINUTES_PER_HOUR


class PrepaidRate(models.Model):
    """What a rate says to clients and visitors."""

    _inherit = "prepaid.rate"

    def _get_public_terms(self, contract=None):
        """Return the rate's terms for people: a list of short sentences.

        Prices are those of the contract's customer, else the visitor's. Called in sudo,
        in the reader's language, also on rates that are not stored (the one to one of a
        time plan). Override it to add what else a rate settles; it must tell nothing
        that a visitor may not know.
        """
        self.ensure_one()
        if self.usage_type_id.charge == "included":
            return [self.env._("Included at no extra cost")]
        return (
            [] if self.is_item else [self._get_hour_term(contract)]
        ) + self._get_rules()

    def _get_hour_term(self, contract=None):
        """Return what an hour of this work costs: what it would draw today."""
        plan = self.plan_id
        if self.unit == "time":
            cost = self.factor * MINUTES_PER_HOUR
            text = self.env._(
                "One hour takes %(credit)s of credit",
                credit=plan._format_quantity(cost),
            )
        else:
            cost = self._get_price_hour(*self._get_buyer(contract))
            text = self.env._(
                "%(credit)s an hour, billed by the minute",
                credit=plan._format_quantity(cost),
            )
        return text if cost else self.env._("Included at no extra cost")

    def _get_buyer(self, contract=None):
        """Return who buys: the contract's customer, day and company, or a visitor."""
        if not contract:
            return (self.env.user.partner_id,)
        company = contract.company_id
        return contract.partner_id, company._get_prepaid_today(), company
