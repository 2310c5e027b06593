from collections import defaultdict

from odoo import fields, models

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from .lots import ALL


class PrepaidContract(models.Model):
    """Credit that pays for some work only, and what is left for work.

    Work is told as a pair of its usage type and its project.
    """

    _inherit = "prepaid.contract"

    scoped = fields.Float(
        "For Some Work Only",
        digits=QUANTITY_DIGITS,
        readonly=True,
        copy=False,
        help="What is left of credit that does not pay for all work.",
    )
    has_scope = fields.Boolean(
        readonly=True,
        copy=False,
        help="It has or had credit that does not pay for all work: its debt is told "
        "apart by work.",
    )

    # === BUSINESS METHODS === #

    def _get_no_work(self):
        return self.env["prepaid.usage.type"], self.env["project.project"]

    def _prepare_scope_vals(self, units):
        """Return what to write where credit for some work changed by units."""
        scoped = to_quantity(to_units(self.scoped) + units)
        return {"scoped": scoped, "has_scope": True}

    def _get_units_for(self, usage_type, project, date=None):
        """Return the units that such work can use on a day, today by default.

        Where all credit pays for all work, that is what is available. Else it is the
        credit that fits and is valid on the day of the work or today, less what is set
        aside and other credit cannot cover; debt is left aside there, for all that this
        credit can pay for is paid. Without any such credit it is what the contract
        owes, below zero.
        """
        self.ensure_one()
        contract_sudo = self.sudo()
        if not contract_sudo.scoped:
            return to_units(contract_sudo.available)
        lots = contract_sudo._get_lots()[contract_sudo]
        units = contract_sudo._count_units(lots, (usage_type, project), date)
        return units or -to_units(contract_sudo.debt)

    def _count_units(self, lots, work, date=None):
        """Return the units of lots that a draw for work of a day would find."""
        today = self._get_today()
        days = (date or today, max(date or today, today))
        return sum(
            sum(units for _grant, units in lots.take(work, day, ALL)[0]) for day in days
        )

    def _get_draw_room(self, work, day, task):
        """Return the units that work of a day may draw now; None: without limit.

        As the draw itself: credit of that day, then of today, then what may be owed.
        """
        lots = self._get_lots()[self]
        room = self._count_units(lots, work, day)
        policy = self.plan_id.overdraft_policy
        if policy == "allow":
            limit = self._get_debt_limit()
            owed = to_units(self.debt) + lots.get_promised()
            return None if limit is None else room + max(limit - owed, 0)
        if policy == "consent" and task:
            approvals = self.env["prepaid.approval"].sudo()._get_open(self, task)
            room += sum(to_units(approval.left) for approval in approvals)
        return room

    def _get_unfit_texts(self, work):
        """Return what credit is left today for other work only, in words."""
        if not self.scoped:
            return []
        left = defaultdict(int)
        for grant, units in self._get_credit_units().items():
            if grant._is_valid(grant._get_today()) and not grant._fits(*work):
                left[grant._get_scope_text()] += units
        return [
            self.env._(
                "%(quantity)s are left for %(scope)s only",
                quantity=self._format_quantity(to_quantity(units)),
                scope=scope,
            )
            for scope, units in left.items()
        ]
