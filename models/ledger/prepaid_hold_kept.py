from odoo import models

from ...metering import split, to_quantity, to_units


class PrepaidContract(models.Model):
    """How credit that is set aside is kept from other work, documents and expiry."""

    _inherit = "prepaid.contract"

    def _get_open_holds(self):
        """Return what is set aside on these contracts, the first to end first."""
        domain = [("contract_id", "in", self.ids), ("state", "=", "held")]
        return self.env["prepaid.hold"].search(domain, order="date_expiry, id")

    def _get_hold_days(self):
        """Return the days on which credit must be valid to pay for what is held."""
        dates = self._get_open_holds().mapped("date") if self.held else []
        return {self._get_today(), *dates}

    def _keep_held(self, lots):
        """Keep what is set aside on this contract out of what other work may take."""
        lots.set_aside(self._get_hold_days(), to_units(self.held))

    def _check_not_held(self, quantity):
        """Refuse to take credit away by hand that is set aside for work."""
        for contract in self.sudo().filtered("held"):
            left = contract._get_credit_units() - to_units(contract.held)
            if to_units(quantity) > left:
                raise UserError(
                    self.env._(
                        "The contract %(contract)s has %(held)s set aside for work, "
                        "and %(left)s beside that. Take no more than that, or release "
                        "what is set aside first.",
                        contract=contract.name,
                        held=contract._format_quantity(contract.held),
                        left=contract._format_quantity(to_quantity(max(left, 0))),
                    )
                )

    def _get_credit_units(self):
        """Return the units left of all grants."""
        return to_units(self.balance) + to_units(self.debt)

    def _tell_lost_holds(self):
        """Tell on these contracts that credit which was set aside is gone.

        A document took it. The promise stands: what is used of it will be debt.
        """
        for contract in self.filtered("held"):
            lost = to_units(contract.held) - contract._get_credit_units()
            if lost > 0:
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
            others = contract.grant_ids.filtered("remaining") - grants
            valid = others.filtered(lambda grant: not grant._has_lapsed())
            staying = [*valid.mapped("remaining")]
            staying += [
                v["quantity"] for v in rolled if v["contract_id"] == contract.id
            ]
            needed = to_units(contract.held) - sum(map(to_units, staying))
            parts, _rest = split(
                ((grant, to_units(grant.remaining)) for grant in grants), needed
            )
            kept |= dict(parts)
        return kept
