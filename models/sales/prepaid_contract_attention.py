from odoo import api, fields, models
from odoo.fields import Domain


class PrepaidContract(models.Model):
    """Which contracts want somebody, and the screen that shows them first."""

    _inherit = "prepaid.contract"

    needs_attention = fields.Boolean(
        compute="_compute_needs_attention",
        search="_search_needs_attention",
        help="Its credit is low or used up, or used too fast, or a refill waits.",
    )

    @api.depends("state", "alert_level", "is_used_fast", "refill_ids.state")
    def _compute_needs_attention(self):
        found = self.filtered_domain(self._get_attention_domain())
        for contract in self:
            contract.needs_attention = contract in found

    def _search_needs_attention(self, operator, value):
        return self._get_attention_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_attention_domain(self):
        is_waiting = Domain("refill_ids.state", "in", ("pending", "waiting"))
        is_fast = Domain("is_used_fast", "=", True)
        is_low = Domain("alert_level", "!=", "none")
        return Domain("state", "!=", "closed") & (is_low | is_fast | is_waiting)

    @api.model
    def _get_first_action(self):
        """Return the screen of contracts: those that need attention, if any do."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_contract_action"
        )
        if self.search_count([("needs_attention", "=", True)], limit=1):
            action["context"] = {"search_default_needs_attention": 1}
        return action
