from odoo import api, fields, models
from odoo.tools import format_date

from .withdrawal import get_last_day


class SaleOrder(models.Model):
    """The time in which a buyer of packs may go back on the purchase.

    It is a fact of the order: rules, buyers and addresses change afterwards.
    """

    _inherit = "sale.order"

    _prepaid_user_fields = {"prepaid_in_person_reason"}

    prepaid_withdrawal_until = fields.Date(
        "Withdrawal Until",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The last day on which the buyer may withdraw from the purchase.",
    )
    prepaid_in_person_reason = fields.Char(
        "Not Sold at a Distance, Because",
        copy=False,
        tracking=True,
        help="Only what is sold at a distance can be withdrawn from: in the shop, by "
        "mail, by telephone. Say here why this was not. Empty: it was.",
    )
    prepaid_withdrawal_ids = fields.One2many("prepaid.withdrawal", "order_id")
    prepaid_withdrawal_count = fields.Integer(
        compute="_compute_prepaid_withdrawal_count", compute_sudo=True
    )

    @api.depends("prepaid_withdrawal_ids")
    def _compute_prepaid_withdrawal_count(self):
        for order in self:
            order.prepaid_withdrawal_count = len(order.prepaid_withdrawal_ids)

    def _action_confirm(self):
        result = super()._action_confirm()
        self._note_withdrawal()
        return result

    # === ACTION METHODS === #

    def action_open_prepaid_withdrawals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_withdrawal_action"
        )
        return action | {"domain": [("order_id", "=", self.id)], "context": {}}

    # === THE PERIOD === #

    def _note_withdrawal(self):
        """Keep until when the buyers of these confirmed orders may withdraw."""
        for order in self.sudo():
            days = order._get_withdrawal_rule().withdrawal_days
            until = False
            if days and not order._is_renewal():
                concluded = max(order._get_buyer_days(order.date_order))
                until = get_last_day(concluded, days)
            if order.prepaid_withdrawal_until != until:
                order.prepaid_withdrawal_until = until

    def _get_withdrawal_rule(self):
        """Return the rule in sudo by which the buyer may withdraw, or none.

        Asked for a cart too, whose contract may be new. Where no consumer of the place
        may, nothing is looked for.
        """
        Rule = self.env["prepaid.jurisdiction"].sudo()
        entity = self.partner_id.commercial_partner_id
        place = (entity.country_id, entity.state_id)
        for line in self.order_line._filter_pack_lines():
            unit = line._get_prepaid_plan().unit
            if "withdrawal" in Rule._find_rules("consumer", *place, unit):
                rules = self._get_contract_to_refill(line)._get_rules()
                Rule |= rules.get("withdrawal", Rule)
        return Rule.sorted("withdrawal_days")[-1:]

    def _is_renewal(self):
        """Tell whether it bills later periods of what the client takes regularly.

        Who was told of the renewal withdraws once, from the first: Court of Justice of
        the European Union, C-565/22.
        """
        claims = self.order_line.prepaid_claim_ids
        earlier = claims.schedule_id.claim_ids - claims
        return any(order.state == "sale" for order in earlier.sale_line_id.order_id)

    def _get_buyer_days(self, moment):
        """Return the days of a moment (UTC), for the company and for the buyer."""
        zones = {self.company_id._get_prepaid_zone().key, self.partner_id.tz}
        return [
            fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()
            for zone in zones
            if zone
        ]

    def _get_withdrawal_gap(self, moment=None):
        """Return why nobody can withdraw from the order, for people, or False.

        ``moment`` (UTC) is when the withdrawal was sent, by default now.
        """
        self.ensure_one()
        until = self.prepaid_withdrawal_until
        values = {"order": self.name}
        if self.state != "sale":
            return self.env._(
                "The order %(order)s is not confirmed: there is nothing to withdraw "
                "from.",
                **values,
            )
        if self.prepaid_in_person_reason or not until:
            return self.env._(
                "The order %(order)s is no purchase of a consumer at a distance, in a "
                "place with a right of withdrawal. Please get in touch.",
                **values,
            )
        moment = moment or fields.Datetime.now()
        if min(self._get_buyer_days(moment)) > until:
            return self.env._(
                "The time to withdraw from the order %(order)s ended on %(day)s. "
                "Please get in touch.",
                day=format_date(self.env, until),
                **values,
            )
        if not self._has_withdrawable_packs():
            return self.env._(
                "The credit of the order %(order)s was credited already: nothing is "
                "left to withdraw from.",
                **values,
            )
        return False

    def _has_withdrawable_packs(self):
        """Tell whether the order still sells packs, after its credit notes."""
        lines = self.order_line._filter_pack_lines()
        billed = lines._get_billed_packs()
        if not billed:
            return bool(lines)
        documents = self.env["prepaid.grant"]._read_documents(
            billed, fields.Date.to_date("9999-12-31")
        )
        return any(packs > 0 for _coins, packs in documents.values())

    def _get_withdrawal(self):
        """Return the withdrawal from this order that stands, in sudo, or none."""
        found = self.sudo().prepaid_withdrawal_ids
        return found.filtered(lambda withdrawal: withdrawal.state != "void")

    def _is_withdrawable(self):
        """Tell whether the buyer can withdraw now. Cheap where no rule says so."""
        return bool(
            self.prepaid_withdrawal_until
            and not self._get_withdrawal()
            and not self._get_withdrawal_gap()
        )

    def _get_withdrawal_url(self):
        """Return the address at which whoever holds it withdraws."""
        self.ensure_one()
        order_sudo = self.sudo()
        token = order_sudo._portal_ensure_token()
        return (
            f"{order_sudo.get_base_url()}/my/prepaid/withdraw/{self.id}"
            f"?access_token={token}"
        )

    # === MAILS === #

    def _notify_by_email_prepare_rendering_context(self, message, **kwargs):
        """Override: the mails of an order lead to the way back."""
        values = super()._notify_by_email_prepare_rendering_context(message, **kwargs)
        if self.env.context.get("prepaid_outcome") and self._is_withdrawable():
            values["prepaid_withdraw_url"] = self._get_withdrawal_url()
            values["prepaid_withdraw_until"] = self.prepaid_withdrawal_until
        return values


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_billed_packs(self):
        """Return the posted invoice lines that billed these packs."""
        return self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type in ("out_invoice", "out_receipt")
                and line.prepaid_pool_line_ids
            )
        )
