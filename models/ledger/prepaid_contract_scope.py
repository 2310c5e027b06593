from odoo import fields, models

from ...metering import QUANTITY_DIGITS, to_units


class PrepaidContract(models.Model):
    """Credit that pays for some work only."""

    _inherit = "prepaid.contract"

    scoped = fields.Float(
        "For Some Work Only",
        digits=QUANTITY_DIGITS,
        readonly=True,
        copy=False,
        help="What is left of credit that does not pay for all work.",
    )

    def _get_units_for(self, usage_type, project, date=None):
        """Return the units of credit that such work can use on a day, today by default.

        Less what is set aside and what is owed.
        """
        return to_units(self.available)
