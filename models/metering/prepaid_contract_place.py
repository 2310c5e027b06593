from odoo import models

from ...metering import to_quantity


class PrepaidContract(models.Model):
    """What is left for the usual work on a ticket."""

    _inherit = "prepaid.contract"

    def _get_left_for(self, usage_type, project):
        """Return the credit that such work can use today, in the plan's unit.

        Of a contract without scopes it is what is available, at no query.
        """
        if not self.scoped:
            return self.available
        return to_quantity(self._get_units_for(usage_type, project))

    def _get_left_level(self, left):
        """Return the level of what is left for some work."""
        return self._get_alert_level(left) if self.scoped else self.alert_level
