from odoo import fields, models


class AccountMove(models.Model):
    """Documents that sold packs, as they were sold: the catalogue is not asked."""

    _inherit = "account.move"

    has_prepaid_packs = fields.Boolean(
        "Sells Packs",
        compute="_compute_has_prepaid_packs",
        search="_search_has_prepaid_packs",
        compute_sudo=True,
    )

    def _compute_has_prepaid_packs(self):
        found = self.filtered_domain(self._search_has_prepaid_packs("in", {True}))
        for move in self:
            move.has_prepaid_packs = move in found

    def _search_has_prepaid_packs(self, operator, value):
        if operator != "in":
            return NotImplemented
        parts = self.env["prepaid.pool.line"].sudo()._search([])
        lines = self.env["account.move.line"].sudo()
        sold = lines._search([("id", "in", parts.subselect("line_id"))])
        return [("id", "in", sold.subselect("move_id"))]
