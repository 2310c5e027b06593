from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ...metering import round_half_up, split, to_units
from .validity import rollover_expiry


class PrepaidPlan(models.Model):
    """How much of what expires stays usable for a while."""

    _inherit = "prepaid.plan"

    def _get_rollover_limit(self, quantity):
        """Return the units that roll over at most of a grant of that quantity."""
        step = self.currency_id.rounding if self.unit == "money" else 1
        most = round_half_up(quantity * self.rollover_percent / 100, step)
        if self.rollover_most:
            most = min(most, round_half_up(self.rollover_most, step))
        return to_units(float(most))


class PrepaidGrant(models.Model):
    """How part of what expires stays usable for a while, and comes back."""

    _inherit = "prepaid.grant"

    def _is_rolled_over(self):
        """Tell whether the grant was made by the roll-over of its origin."""
        return self.kind == "rollover" and self.origin_grant_id.kind != "rollover"

    def _get_rolled_over(self):
        """Return the grants that were made by the roll-over of these."""
        grants = self.search(
            [("origin_grant_id", "in", self.ids), ("kind", "=", "rollover")]
        )
        return grants.filtered(lambda grant: grant._is_rolled_over())

    def _roll_over(self):
        """Take out what stays usable and return the vals of its grant, if any."""
        self.ensure_one()
        units = self._get_rolling_units()
        if not units:
            return []
        name = self.contract_id._with_client_lang().env._(
            "Rolled over: %(grant)s", grant=self.name
        )
        return [
            self._transfer_out(self.contract_id, units, name)
            | {
                "kind": "rollover",
                "date": self.date_expiry + timedelta(days=1),
                "date_expiry": self._get_rollover_expiry(),
            }
        ]

    def _get_rolling_units(self):
        """Return the units that the plan keeps usable beyond the expiry.

        At most its part of the pack and the plan's most, less what was used beyond the
        expiry already, and what rolled over before. Credit rolls over once; a closed
        contract takes none.
        """
        self.ensure_one()
        if self.kind == "rollover" or self.contract_id.state == "closed":
            return 0
        most = self.plan_id._get_rollover_limit(self.quantity)
        left = most - self._get_units_beyond()
        return max(min(left, to_units(self.remaining)), 0)

    def _get_units_beyond(self):
        """Return the units that were used beyond the expiry, here or rolled over."""
        used = (
            Domain("grant_id", "=", self.id)
            & Domain("kind", "in", ("draw", "settle"))
            & Domain("date", ">", self.date_expiry)
        )
        # What a roll-over brought and what came back of it, not what went elsewhere.
        rolled = (
            Domain("grant_id", "in", self._get_rolled_over().ids)
            & Domain("kind", "=", "transfer")
            & (Domain("quantity", ">", 0) | Domain("reversed_entry_id", "!=", False))
        )
        return self._sum_units(rolled) - self._sum_units(used)

    def _sum_units(self, domain):
        rows = self.env["prepaid.entry"]._read_group(domain, [], ["quantity:sum"])
        return to_units(rows[0][0] or 0)

    def _get_rollover_expiry(self):
        """Return the last day of what rolls over now."""
        plan = self.plan_id
        return rollover_expiry(
            self.date_expiry,
            plan.expiry_grace_days,
            plan.rollover_months,
            self._get_today(),
        )

    def _is_rolling(self, date):
        """Tell whether work of that date may use what will roll over."""
        self.ensure_one()
        return bool(
            self.plan_id.rollover_percent
            and self.date_expiry
            and self.date_expiry < date <= self._get_rollover_expiry()
        )

    # === COMING BACK === #

    def _roll_back(self):
        """Give what is left of these rolled-over grants back to where it came from."""
        left = self.filtered("remaining")
        vals_list = [grant._prepare_roll_back_vals() for grant in left]
        for origin, grants in left.grouped("origin_grant_id").items():
            units = sum(to_units(grant.remaining) for grant in grants)
            vals_list += origin._prepare_return_vals(units)
        self.env["prepaid.entry"].create(vals_list)

    def _prepare_roll_back_vals(self):
        """Return the vals that reverse what is left of a roll-over where it arrived."""
        arrived = self._get_transfers().filtered(lambda entry: entry.quantity > 0)
        return arrived._prepare_reversal_vals(-to_units(self.remaining))

    def _get_transfers(self):
        """Return the transfers of these grants that reverse none."""
        return self.env["prepaid.entry"].search(
            [
                ("grant_id", "in", self.ids),
                ("kind", "=", "transfer"),
                ("reversed_entry_id", "=", False),
            ]
        )

    def _prepare_return_vals(self, units):
        """Return the vals that reverse what rolled over of this grant, newest first."""
        arrived = self._get_rolled_over()._get_transfers()
        rolled = {(entry.name, -entry.quantity) for entry in arrived}
        gone = self._get_transfers().filtered(
            lambda entry: (entry.name, entry.quantity) in rolled
        )
        live = (gone | gone._get_reversals())._get_live_units()
        lots = [(entry, -figures.units) for entry, figures in reversed(live.items())]
        parts, _rest = split(lots, units)
        return [entry._prepare_reversal_vals(taken) for entry, taken in parts]
