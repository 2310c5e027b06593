from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ...metering import to_quantity, to_units
from .cover import claim_rest, get_covered, take_free


class PrepaidContract(models.Model):
    """How credit that is set aside is kept from other work, documents and expiry."""

    _inherit = "prepaid.contract"

    def _get_open_holds(self):
        """Return what is set aside on these contracts, the first to end first."""
        domain = [("contract_id", "in", self.ids), ("state", "=", "held")]
        return self.env["prepaid.hold"].search(domain, order="date_expiry, id")

    def _keep_held(self, lots):
        """Keep what is set aside on this contract out of what other work may take.

        Credit pays for it that fits its work and is valid today or was on the day it
        was set aside. Other work may take all but what is needed for that.
        """
        Hold = self.env["prepaid.hold"]
        holds = self._get_open_holds() if self.held else Hold
        lots.set_aside({self._get_today(), *holds.mapped("date")}, holds)

    def _check_not_held(self, wanted):
        """Refuse to take credit away by hand that is set aside for work.

        ``wanted`` {grant: units} is what somebody takes.
        """
        for contract in self.sudo().filtered("held"):
            lots = contract._get_credit_units()
            claims = contract._get_open_holds()._get_claims(lots)
            left = take_free(lots, claims, wanted)
            if left < sum(wanted.values()):
                raise UserError(
                    self.env._(
                        "The contract %(contract)s has %(held)s set aside for work, "
                        "and %(left)s beside that. Take no more than that, or release "
                        "what is set aside first.",
                        contract=contract.name,
                        held=contract._format_quantity(contract.held),
                        left=contract._format_quantity(to_quantity(left)),
                    )
                )

    def _get_credit_units(self):
        """Return {grant: units left}."""
        grants = self.grant_ids.filtered("remaining")
        return {grant: to_units(grant.remaining) for grant in grants}

    def _tell_lost_holds(self):
        """Tell on these contracts that credit which was set aside is gone.

        A document took it. The promise stands: what is used of it will be debt.
        """
        for contract in self.filtered("held"):
            lots = contract._get_credit_units()
            claims = contract._get_open_holds()._get_claims(lots)
            lost = sum(claims.values()) - get_covered(lots, claims)
            if lost:
                contract.message_post(
                    body=self.env._(
                        "%(held)s are set aside for work, but %(lost)s of that credit "
                        "were taken back. What is used of it will be debt.",
                        held=contract._format_quantity(contract.held),
                        lost=contract._format_quantity(to_quantity(lost)),
                    )
                )


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _get_kept_units(self, rolled):
        """Return {grant: units} of what expires here that open holds still need.

        ``rolled`` are the vals of the grants to which part of it rolls over. Credit
        that stays valid covers the holds first.
        """
        kept = {}
        for contract, grants in self.grouped("contract_id").items():
            if not contract.held:
                continue
            left = contract._get_credit_units()
            lots = dict.fromkeys(grants, 0) | {
                grant: 0 if grant in grants or grant._has_lapsed() else units
                for grant, units in left.items()
            }
            for vals in rolled:
                if vals["contract_id"] == contract.id:
                    origin = self.browse(vals["origin_grant_id"])
                    lots[origin] += to_units(vals["quantity"])
            claims = contract._get_open_holds()._get_claims(lots)
            expiring = {grant: left.get(grant, 0) for grant in grants}
            kept |= claim_rest(lots, claims, expiring)
        return kept


class PrepaidHold(models.Model):
    _inherit = "prepaid.hold"

    def _get_claims(self, grants):
        """Return {those of the grants that fit: units} of what is set aside here."""
        claims = defaultdict(int)
        for hold in self:
            work = hold._get_work()
            fitting = frozenset(grant for grant in grants if grant._fits(*work))
            claims[fitting] += hold._get_units()
        return claims
