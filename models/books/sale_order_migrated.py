from odoo import api, fields, models


class SaleOrder(models.Model):
    """An order whose hours went to a contract: it says so, and is watched."""

    _inherit = "sale.order"

    prepaid_migrated_note = fields.Char(compute="_compute_prepaid_migrated_note")

    @api.depends("order_line.prepaid_opening_id")
    @api.depends_context("lang")
    def _compute_prepaid_migrated_note(self):
        """Say where the hours went; whoever sells need not read contracts for it."""
        for order in self:
            lines_sudo = order.sudo().order_line.filtered("prepaid_opening_id")
            contracts_sudo = lines_sudo._get_migrated_contracts()
            order.prepaid_migrated_note = bool(contracts_sudo) and self.env._(
                "What was left of these hours is credit of %(contracts)s now: new work "
                "draws from there.",
                contracts=", ".join(contracts_sudo.mapped("name")),
            )

    def _get_prepaid_service_lines_to_upsell(self):
        """Override of `sale_timesheet`: nothing runs out that a contract has."""
        lines = super()._get_prepaid_service_lines_to_upsell()
        return lines.filtered(lambda line: not line._is_migrated())

    def _action_cancel(self):
        """Name to the contract's account manager the order whose hours it has."""
        self._tell_contracts(
            self.env._("The order was cancelled after its hours were taken over.")
        )
        return super()._action_cancel()

    def action_draft(self):
        self._tell_contracts(
            self.env._("The order was reopened after its hours were taken over.")
        )
        return super().action_draft()

    def _tell_contracts(self, what):
        """Ask the account managers of contracts with hours of these orders to look."""
        for order in self.sudo():
            lines = order.order_line.filtered("prepaid_opening_id")
            for contract in lines._get_migrated_contracts():
                contract._ask_about_opening(order, what)
