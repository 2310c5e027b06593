from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class PrepaidContract(models.Model):
    """Where clients can still withdraw, and at whose risk the work is until then."""

    _inherit = "prepaid.contract"

    withdrawal_text = fields.Text(
        "Withdrawal", compute="_compute_withdrawal_text", compute_sudo=True
    )

    @api.depends("buyer_kind", "buyer_country_id", "balance")
    @api.depends_context("lang")
    def _compute_withdrawal_text(self):
        for contract in self:
            orders = contract._get_orders_to_withdraw()
            contract.withdrawal_text = "\n".join(
                order._get_withdrawal_text() for order in orders
            )

    def _get_orders_to_withdraw(self):
        """Return the purchases of this contract whose time to withdraw is not over.

        Nothing is looked for where no rule of the place gives that time.
        """
        Order = self.env["sale.order"]
        if "withdrawal" not in self._get_rules():
            return Order
        orders = Order.search(
            Domain("prepaid_withdrawal_until", ">=", self._get_today())
            & Domain("partner_id", "child_of", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "sale")
        )
        return orders.filtered(
            lambda order: self in order._get_prepaid_grants().contract_id
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_withdrawal_text(self):
        """Return what colleagues should know of the time to withdraw."""
        withdrawal = self._get_withdrawal()
        values = {
            "order": self.name,
            "day": format_date(self.env, self.prepaid_withdrawal_until),
        }
        if withdrawal:
            return self.env._(
                "%(order)s was withdrawn from: its credit is not used any more.",
                **values,
            )
        if self.sudo().prepaid_begin:
            return self.env._(
                "%(order)s can be withdrawn from until %(day)s. The client asked to "
                "begin at once: what is used until then is paid.",
                **values,
            )
        return self.env._(
            "%(order)s can be withdrawn from until %(day)s, and the client did not ask "
            "to begin: work until then is at your risk.",
            **values,
        )


class PrepaidTicket(models.AbstractModel):
    _inherit = "prepaid.ticket"

    def _tell_credit(self, contract):
        """Override: whoever works should know that it may not be paid."""
        told = super()._tell_credit(contract)
        if contract.withdrawal_text:
            told["withdrawal"] = contract.withdrawal_text
        return told
