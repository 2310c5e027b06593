from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        """Name an order whose money went on an eWallet and from there to a contract."""
        self._tell_wallet_contracts()
        return super()._action_cancel()

    def _tell_wallet_contracts(self):
        Line = self.env["prepaid.opening.line"].sudo()
        for order in self.filtered(lambda order: order.state == "sale"):
            cards = order.sudo().coupon_point_ids.coupon_id
            lines = Line.search(
                [("loyalty_card_id", "in", cards.ids), ("is_booked", "=", True)]
            )
            for contract in lines.contract_id:
                contract._ask_about_opening(
                    order,
                    self.env._(
                        "The order that filled an eWallet was cancelled after its "
                        "balance was taken over."
                    ),
                )
