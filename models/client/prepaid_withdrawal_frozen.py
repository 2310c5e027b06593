from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...metering import split, to_quantity, to_units

# Longer than any credit note waits.
YEARS_FROZEN = 10


class PrepaidWithdrawal(models.Model):
    """Credit of a withdrawn purchase is set aside until its credit note takes it."""

    _inherit = "prepaid.withdrawal"

    def _get_grants(self):
        """Return the credit of the purchase, with what was moved or carried over."""
        return self.line_ids._get_prepaid_grants()._get_family()

    def _bring_home(self):
        """Give what is left of moved parts back to the credit they came from.

        The last that were moved first: the documents say what the whole is worth. What
        expired was not used: it comes back, too.
        """
        parts = self._get_grants().filtered(lambda grant: grant.origin_grant_id)
        for part in parts.filtered("remaining").sorted("id", reverse=True):
            units = to_units(part.remaining)
            arrived = part._get_transfers().filtered(lambda entry: entry.quantity > 0)
            gone = part.origin_grant_id._get_transfers() - arrived
            gone = gone.filtered(lambda entry: entry.quantity < 0)
            live = (gone | gone._get_reversals())._get_live_units()
            lots = [(entry, -figures.units) for entry, figures in live.items()]
            returned, _rest = split(reversed(lots), units)
            self.env["prepaid.entry"].create(
                [
                    arrived[:1]._prepare_reversal_vals(-units),
                    *(entry._prepare_reversal_vals(taken) for entry, taken in returned),
                ]
            )
        today = self.company_id._get_prepaid_today()
        sold = self._get_grants()._get_origins()
        lapsed = sold.filtered(lambda g: g.date_expiry and g.date_expiry < today)
        lapsed.date_expiry = today

    def _freeze(self):
        """Set aside what is left of the purchase, contract by contract. Repeatable."""
        frozen = self.hold_ids.filtered(lambda hold: hold.state == "held").contract_id
        for contract, grants in self._get_grants().grouped("contract_id").items():
            units = sum(map(to_units, grants.mapped("remaining")))
            if not units or contract in frozen:
                continue
            end = fields.Datetime.now() + relativedelta(years=YEARS_FROZEN)
            vals = contract._prepare_hold_vals(
                to_quantity(units), end, {"name": self.display_name}
            )
            self.env["prepaid.hold"].create(vals | {"withdrawal_id": self.id})
            contract._add_held(units)
            contract._follow_level()

    def _thaw(self):
        """End what is set aside. Gifts and rests of a credited purchase go with it."""
        held = self.hold_ids.filtered(lambda hold: hold.state == "held")
        if held and self.state in ("credited", "refunded") and self.note_ids:
            self._get_grants()._expire_now(self.display_name)
        held._release()


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    @api.model
    def _get_notice_domain(self, notice):
        """Override: what is to be refunded is not told to expire."""
        Withdrawal = self.env["prepaid.withdrawal"].sudo()
        frozen = Withdrawal.search([("state", "=", "received")])._get_grants()
        return super()._get_notice_domain(notice) & Domain("id", "not in", frozen.ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Freeze what is granted after the withdrawal, as when a payment crosses it."""
        grants = super().create(vals_list)
        orders = grants._get_orders().filtered("prepaid_withdrawal_until")
        if orders:
            orders.order_line._get_withdrawals()._follow_notes()
        return grants


class PrepaidHold(models.Model):
    _inherit = "prepaid.hold"

    withdrawal_id = fields.Many2one(
        "prepaid.withdrawal",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    def action_release(self):
        """Override: what a client withdrew from is not used, whoever releases it."""
        for hold in self:
            if hold.withdrawal_id:
                raise UserError(
                    self.env._(
                        "“%(hold)s” keeps credit that its client withdrew from. Post "
                        "the credit note, or void the withdrawal.",
                        hold=hold.name,
                    )
                )
        return super().action_release()

    def _get_claims(self, grants):
        """Override: all that is left of a withdrawn purchase, and nothing else."""
        frozen = self.filtered("withdrawal_id")
        claims = super(PrepaidHold, self - frozen)._get_claims(grants)
        for hold in frozen:
            own = hold.withdrawal_id._get_grants()
            mine = frozenset(grant for grant in grants if grant in own)
            left = sum(grants[grant] for grant in mine)
            claims[mine] += max(left, hold._get_units())
        return claims

    def _format_until(self, zone, now=None):
        """Override: it ends with the credit note, whenever that is."""
        if self.withdrawal_id:
            return self.env._("it is refunded")
        return super()._format_until(zone, now)


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _tell_lost_holds(self):
        """Override: a credit note takes what was set aside for it; that is no loss."""
        others = self.filtered(
            lambda contract: not any(contract._get_open_holds().mapped("withdrawal_id"))
        )
        return super(PrepaidContract, others)._tell_lost_holds()
