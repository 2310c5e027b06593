from odoo import models

from ..metering import MINUTES_PER_HOUR


class PrepaidRate(models.Model):
    """What a rate says to clients and visitors."""

    _inherit = "prepaid.rate"

    def _get_public_terms(self):
        """Return the rate's terms for people: a list of short sentences.

        Called in sudo, in the reader's language, also on rates that are not stored
        (the one to one of a time plan). Override it to add what else a rate settles;
        it must tell nothing that a visitor may not know.
        """
        self.ensure_one()
        cost = self.factor if self.unit == "time" else self.price
        if not cost:
            return [self.env._("Included at no extra cost")]
        credit = self.plan_id._format_quantity(MINUTES_PER_HOUR * cost)
        if self.unit == "time":
            return [self.env._("One hour takes %(credit)s of credit", credit=credit)]
        return [self.env._("%(credit)s an hour, billed by the minute", credit=credit)]
