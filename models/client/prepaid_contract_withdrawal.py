from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class PrepaidContract(models.Model):
    """Where clients can still withdraw, and at whose risk the work is until then."""

    _inherit = "prepaid.contract"

    withdrawal_text = fields.Text(
        "Withdrawal", compute="_compute_withdrawal_text", compute_sudo=True
    )
    withdrawal_source = fields.Html(
        "Source", compute="_compute_withdrawal_text", compute_sudo=True
    )

    @api.depends("buyer_kind", "buyer_country_id", "balance")
    @api.depends_context("lang")
    def _compute_withdrawal_text(self):
        for contract in self:
            orders = contract._get_orders_to_withdraw()
            texts = [text for order in orders for text in order._get_withdrawal_texts()]
            contract.withdrawal_text = "\n".join(texts)
            rule = texts and contract._get_rules().get("withdrawal")
            contract.withdrawal_source = bool(rule) and rule._get_source_link(
                for_staff=True
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

    def _get_withdrawal_texts(self):
        """Return what colleagues should know of the time to withdraw."""
        lines = self.order_line
        taken, packs = lines._get_withdrawals().line_ids, lines._filter_withdrawable()
        texts = [self._get_withdrawn_text(taken, packs)] if taken else []
        return [*texts, self._get_time_text()] if packs else texts

    def _get_withdrawn_text(self, taken, packs):
        if not packs:
            return self.env._(
                "%(order)s was withdrawn from: its credit is not used any more.",
                order=self.name,
            )
        return self.env._(
            "Of %(order)s, the client withdrew from %(packs)s: that credit is not used "
            "any more.",
            order=self.name,
            packs=", ".join(line._get_pack_label() for line in taken),
        )

    def _get_time_text(self):
        values = {
            "order": self.name,
            "day": format_date(self.env, self.prepaid_withdrawal_until),
        }
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
