from odoo import models


class PrepaidHold(models.Model):
    """How work on a timesheet line draws what was set aside for it."""

    _inherit = "prepaid.hold"

    def _log(self, vals):
        """Log the work of these holds, of one contract, and return its timesheet line.

        ``vals`` are those of the line. Its draw uses what they set aside, whatever
        other credit is left; what it needs beyond follows the plan. What they hold
        beyond is free again. Call it in sudo.
        """
        self._check_held()
        self.contract_id.ensure_one()
        line = self.env["account.analytic.line"].create(
            vals | {"prepaid_contract_id": False}
        )
        self.timesheet_id = line
        line.prepaid_contract_id = self.contract_id
        if self.filtered(lambda hold: hold.state == "held"):
            # Nothing to draw: neither minutes nor a price.
            self._release()
        return line
