from odoo import models


class PrepaidHold(models.Model):
    """A request ends with what was set aside for it, whoever ended that."""

    _inherit = "prepaid.hold"

    def _end(self, state):
        result = super()._end(state)
        requests = self.env["prepaid.service.request"].sudo()
        requests.search([("hold_id", "in", self.ids)])._follow_hold()
        return result
