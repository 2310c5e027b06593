from odoo import fields, models
from odoo.fields import Domain


class PrepaidContract(models.Model):
    """Work of a contract's customers that drew no credit, offered on the contract."""

    _inherit = "prepaid.contract"

    uncovered_line_count = fields.Integer(compute="_compute_uncovered_line_count")

    def _compute_uncovered_line_count(self):
        Line = self.env["account.analytic.line"].sudo()
        for contract in self:
            contract.uncovered_line_count = Line.search_count(
                contract.sudo()._get_uncovered_domain()
            )

    def action_cover_work(self):
        """Draw now what can be drawn of the work that waits for this contract."""
        self.ensure_one()
        self.check_access("write")
        domain = self._get_uncovered_domain()
        return self.env["account.analytic.line"].search(domain).action_cover()

    def action_open_uncovered(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.account_analytic_line_action_uncovered"
        )
        return action | {"domain": list(self._get_uncovered_domain()), "context": {}}

    def _get_uncovered_domain(self):
        """Return the work of those for whom the contract pays, still to be decided."""
        self.ensure_one()
        payers = self.partner_id | self.beneficiary_ids.commercial_partner_id
        whose = (
            Domain("partner_id", "child_of", payers.ids)
            if self.covers_sites
            else Domain("partner_id.commercial_partner_id", "in", payers.ids)
        )
        return (
            self.env["account.analytic.line"]._get_undecided_domain()
            & Domain("company_id", "child_of", self.company_id.ids)
            & whose
        )
