from odoo import models

from ...metering import to_quantity


class SaleOrder(models.Model):
    """What buyers of packs are told: their credit, its contract, their account."""

    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self.filtered("website_id"):
            if order.has_prepaid_pack and not order._is_buyer_public():
                order.partner_id._invite_to_portal()
        return result

    def _is_buyer_public(self):
        """Tell whether the order is nobody's: visitors share one partner."""
        return self.partner_id == self.website_id.sudo().user_id.partner_id

    def _get_prepaid_outcome(self):
        """Return what the packs of the order bring, or will once paid: plain values.

        A list of dicts, one a contract: its name and link (empty while there is none
        yet), the plan's name, the credit bought, and the balance once it is granted.
        """
        self.ensure_one()
        lines_sudo = self.sudo().order_line._filter_pack_lines()
        groups = lines_sudo.grouped(lambda line: line._get_outcome_key())
        return [lines._prepare_prepaid_outcome(*key) for key, lines in groups.items()]

    # === ORDER MAILS === #

    def _send_order_confirmation_mail(self):
        """Override of `sale`: a mail that waits for the credit goes out after it."""
        later = self.env.context.get("prepaid_mail_later", ())
        orders = self.filtered(lambda order: order.id not in later)
        return super(SaleOrder, orders)._send_order_confirmation_mail()

    def _send_order_notification_mail(self, *args, **kwargs):
        """Override of `sale`: the mails of an order say what its packs bring."""
        order = self.with_context(prepaid_outcome=True)
        return super(SaleOrder, order)._send_order_notification_mail(*args, **kwargs)

    def _notify_by_email_prepare_rendering_context(self, message, **kwargs):
        values = super()._notify_by_email_prepare_rendering_context(message, **kwargs)
        if self.env.context.get("prepaid_outcome") and self._is_bought():
            order = self.with_context(lang=values.get("lang") or self.env.lang)
            values["prepaid_outcome"] = order._get_prepaid_outcome()
        return values

    def _is_bought(self):
        """Tell whether the order is more than an offer: confirmed, or being paid."""
        self.ensure_one()
        return self.state == "sale" or bool(self.get_portal_last_transaction())


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_outcome_key(self):
        """Return (contract, plan, whether granted) of a pack's line."""
        grants = self.prepaid_grant_ids | self.invoice_lines.prepaid_grant_ids
        contract = grants.contract_id[:1]
        named = self._get_prepaid_contract()
        plan = self._get_prepaid_plan()
        if not contract and named._takes_plan(plan):
            contract = named
        return contract, plan, bool(grants)

    def _prepare_prepaid_outcome(self, contract, plan, is_granted):
        units = sum(
            sum(line._get_pack_units(line._get_prepaid_claim().packs).values())
            for line in self
        )
        return {
            "contract": contract.name or "",
            "url": contract.get_portal_url() if contract else "",
            "plan": plan.name,
            "credit": plan._format_quantity(to_quantity(units)),
            "balance": is_granted and contract._get_left_text(),
        }
