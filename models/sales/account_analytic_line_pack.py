from odoo import models


class AccountAnalyticLine(models.Model):
    """The work that a pack's own ticket or project collects."""

    _inherit = "account.analytic.line"

    def _timesheet_determine_sale_line(self):
        """Override of `sale_timesheet`: the order line of a pack bills no work.

        What the pack sold is drawn minute by minute; Odoo would count the hours on the
        order line as well.
        """
        sale_line = super()._timesheet_determine_sale_line()
        if sale_line and sale_line.sudo()._is_pack_line():
            return self.env["sale.order.line"]
        return sale_line
