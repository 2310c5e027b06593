from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .withdrawal import get_last_day

# No holidays follow each other for longer.
WEEKS_AHEAD = 4


class SaleOrder(models.Model):
    """The time in which a buyer of packs may go back on the purchase.

    It is a fact of the order: rules, buyers and addresses change afterwards.
    """

    _inherit = "sale.order"

    _prepaid_user_fields = {"prepaid_in_person_reason"}
    _prepaid_personal_fields = {"prepaid_in_person_reason": "text"}

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
    prepaid_withdrawal_source = fields.Html(
        "Source of the Right",
        compute="_compute_prepaid_withdrawal_source",
        compute_sudo=True,
    )
    prepaid_withdrawal_ids = fields.One2many("prepaid.withdrawal", "order_id")
    prepaid_withdrawal_count = fields.Integer(
        compute="_compute_prepaid_withdrawal_count", compute_sudo=True
    )

    @api.depends("prepaid_withdrawal_ids")
    def _compute_prepaid_withdrawal_count(self):
        for order in self:
            order.prepaid_withdrawal_count = len(order.prepaid_withdrawal_ids)

    @api.depends("prepaid_withdrawal_until")
    @api.depends_context("lang")
    def _compute_prepaid_withdrawal_source(self):
        for order in self:
            rule = order.prepaid_withdrawal_until and order._get_withdrawal_rule()
            order.prepaid_withdrawal_source = bool(rule) and rule._get_source_link(
                for_staff=True
            )

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
                holidays = order._get_holidays(concluded + timedelta(days=days))
                until = get_last_day(concluded, days, holidays)
            if order.prepaid_withdrawal_until != until:
                order.prepaid_withdrawal_until = until

    def _get_holidays(self, day):
        """Return the public holidays of the weeks from a day on, as a set of days.

        Those of the working hours of the company. Where the buyer has others, a rule
        with more days allows for them.
        """
        company = self.company_id
        days = [day + timedelta(days=number) for number in range(WEEKS_AHEAD * 7)]
        noons = {
            each: company._get_prepaid_day_start(each) + timedelta(hours=12)
            for each in days
        }
        plan = self.order_line._filter_pack_lines()[:1]._get_prepaid_plan()
        times = plan._get_holidays(noons[days[0]], noons[days[-1]], company)
        return {
            each
            for each, noon in noons.items()
            if any(start <= noon < stop for start, stop in times)
        }

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
        moment = self._get_moment_sent(moment or fields.Datetime.now())
        if min(self._get_buyer_days(moment)) > until:
            return self.env._(
                "The time to withdraw from the order %(order)s ended on %(day)s. "
                "Please get in touch.",
                day=format_date(self.env, until),
                **values,
            )
        if not self.order_line._filter_withdrawable():
            return self.env._(
                "The credit of the order %(order)s was credited already: nothing is "
                "left to withdraw from.",
                **values,
            )
        return False

    def _get_moment_sent(self, moment):
        """Return when a withdrawal that comes at a moment (UTC) counts as sent."""
        return moment

    def _is_withdrawable(self):
        """Tell whether the buyer can withdraw now. Cheap where no rule says so."""
        return bool(self.prepaid_withdrawal_until and not self._get_withdrawal_gap())

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
