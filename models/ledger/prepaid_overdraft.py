from odoo import fields, models
from odoo.tools import format_date

from ...metering import split, to_quantity, to_units
from ..contract.access import reads_quantities
from .short import CreditShort


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"overdraft_alert_percent", "overdraft_stop_percent"}

    overdraft_alert_percent = fields.Integer(
        "Alert at",
        groups="base.group_user",
        help="Use of the last pack, in percent, at which people are told that the "
        "client is far beyond the credit: 110, for example. 0: no alert.",
    )
    overdraft_stop_percent = fields.Integer(
        "Stop at",
        groups="base.group_user",
        help="Use of the last pack, in percent, beyond which work is refused: 130, for "
        "example. 0: no such limit.",
    )

    _check_overdraft_percents = models.Constraint(
        "CHECK (COALESCE(overdraft_alert_percent, 0) NOT BETWEEN 1 AND 99"
        " AND COALESCE(overdraft_stop_percent, 0) NOT BETWEEN 1 AND 99"
        " AND COALESCE(overdraft_alert_percent, 0) >= 0"
        " AND COALESCE(overdraft_stop_percent, 0) >= 0)",
        "Alert and stop of a plan are percentages from 100 on, or 0 for none.",
    )

    def write(self, vals):
        """Put clients at their level by another percentage. It tells nobody."""
        result = super().write(vals)
        if "overdraft_alert_percent" in vals:
            contracts = self.sudo().with_context(active_test=False).contract_ids
            for contract in contracts.filtered(lambda contract: contract.available < 0):
                contract._follow_level()
        return result


class PrepaidContract(models.Model):
    """What happens when credit runs out."""

    _inherit = "prepaid.contract"

    approval_ids = fields.One2many("prepaid.approval", "contract_id", "Extra Time")

    def _allow_debt(self, demand, unpaid, debt, consents):
        """Return the client's approvals that ``unpaid`` units use: [(approval, units)].

        Raise a UserError where neither the plan, a manager nor the client allows debt.
        ``debt`` is what the contract owes already; ``consents`` keeps what is left of
        the approvals that other demands use at once.
        """
        if not unpaid:
            return []
        line, policy = demand.line, self.plan_id.overdraft_policy
        if line._has_leave(self, unpaid):
            self._note_override(line, unpaid)
            return []
        short = unpaid
        if policy == "allow":
            if self._is_within_limit(debt + unpaid):
                return []
            short = min(debt + unpaid - self._get_debt_limit(), unpaid)
        if policy == "consent":
            allowed = self.env["prepaid.approval"]._get_consents(self, line)
            for approval in allowed:
                consents.setdefault(approval, to_units(approval.left))
            lots = ((a, min(most, consents[a])) for a, most in allowed.items())
            parts, short = split(lots, unpaid)
            if not short:
                consents |= {a: consents[a] - units for a, units in parts}
                return parts
        return self._refuse_debt(demand, short)

    def _get_overdraft_text(self):
        """Return in a few words what happens to work when credit runs out."""
        self.ensure_one()
        policy, limit = self.plan_id.overdraft_policy, self._get_debt_limit()
        if policy == "block":
            return self.env._("When used up: work is refused")
        if policy == "consent":
            return self.env._("When used up: the client is asked")
        if limit is None:
            return self.env._("When used up: debt")
        return self.env._(
            "When used up: debt up to %(limit)s",
            limit=self._format_quantity(to_quantity(limit)),
        )

    def _has_room(self, due, task, work=None):
        """Tell whether ``due`` units of work on a ticket can be logged now."""
        room = self._get_room(task, work)
        return room is None or due <= max(room, 0)

    def _get_room(self, task, work=None):
        """Return the units that work on a ticket may draw now; None: without limit.

        ``work`` is its usage type and its project, where they are known. A forecast for
        the screens: what decides is `_allow_debt`, at the draw.
        """
        if self.scoped:
            work = work or (self._get_no_work()[0], task.project_id)
            return self._get_draw_room(work, self._get_today(), task)
        room = max(to_units(self.available), 0)
        policy = self.plan_id.overdraft_policy
        if policy == "allow":
            limit = self._get_debt_limit()
            owed = max(to_units(self.debt), -to_units(self.available))
            return None if limit is None else room + limit - owed
        if policy == "consent":
            approvals = self.env["prepaid.approval"].sudo()._get_open(self, task)
            return room + sum(to_units(approval.left) for approval in approvals)
        return room

    def _get_short_text(self, due, room, work=None):
        """Return how many of ``due`` units of work find no credit, in words.

        And what is left that pays for other work only, where the ``work`` is known.
        """
        quantities = {"missing": due - room, "left": room, "needed": due}
        values = {
            name: self._format_quantity(to_quantity(units))
            for name, units in quantities.items()
        }
        unfit = self._get_unfit_texts(work) if work else []
        if not unfit:
            return self.env._(
                "%(missing)s short: %(left)s left, %(needed)s needed", **values
            )
        return self.env._(
            "%(missing)s short: %(left)s left for this work, %(needed)s needed "
            "(%(others)s)",
            others=", ".join(unfit),
            **values,
        )

    def _get_debt_limit(self):
        """Return the most debt in units, or None where there is no limit."""
        plan = self.plan_id
        limits = []
        if plan.overdraft_limit:
            limits.append(to_units(plan.overdraft_limit))
        if plan.overdraft_stop_percent:
            limits.append(self._get_pack_part(plan.overdraft_stop_percent - 100))
        return min(limits) if limits else None

    def _is_within_limit(self, debt):
        limit = self._get_debt_limit()
        return limit is None or debt <= limit

    def _is_far_overdrawn(self, overdrawn):
        """Tell whether a debt (quantity) reached the plan's soft alert."""
        percent = self.plan_id.overdraft_alert_percent
        return bool(percent) and (
            to_units(overdrawn) >= max(self._get_pack_part(percent - 100), 1)
        )

    def _get_pack_part(self, percent):
        """Return a percentage (int) of the last pack, in units."""
        grants = self.env["prepaid.grant"].sudo()
        domain = [
            ("contract_id", "=", self.id),
            ("origin_grant_id", "=", False),
            ("kind", "!=", "overage"),
        ]
        pack = grants.search(
            [*domain, ("kind", "=", "purchase")], order="id DESC", limit=1
        ) or grants.search(domain, order="id DESC", limit=1)
        return to_units(pack.quantity) * percent // 100

    def _note_override(self, line, unpaid):
        """Keep on the contract who went beyond its credit, and why."""
        self.message_post(
            body=self.env._(
                "%(user)s booked “%(work)s” %(quantity)s beyond the credit: %(reason)s",
                user=self.env.user.name,
                work=line.name,
                quantity=self._format_quantity(to_quantity(unpaid)),
                reason=line.prepaid_override_reason or "",
            )
        )

    def _refuse_debt(self, demand, short):
        """Say why work is refused, and what to do; ``short`` are units."""
        remedies = {
            "consent": self.env._(
                "Ask the client for extra time on the ticket, or refill the contract."
            )
        }
        remedy = remedies.get(self.plan_id.overdraft_policy) or self.env._(
            "Refill the contract, or ask a manager to allow this entry beyond the "
            "credit."
        )
        if self.held and reads_quantities(self.env.user, self):
            remedy = self.env._(
                "%(held)s are set aside for other work. %(remedy)s",
                held=self._format_quantity(self.held),
                remedy=remedy,
            )
        values = {
            "contract": self.name,
            "customer": self.partner_id.display_name,
            "work": demand.line.name,
            "date": format_date(self.env, demand.line.date),
            "remedy": remedy,
        }
        units = demand.figures.units
        raise CreditShort(
            self._get_shortage_reason(units, short, demand.work, values),
            self,
            units,
            short,
        )

    def _get_shortage_reason(self, units, short, work, values):
        """Return why work is refused, with figures for those who may know them."""
        if not reads_quantities(self.env.user, self):
            return self.env._(
                "The contract %(contract)s of %(customer)s has not enough credit left "
                "for “%(work)s” of %(date)s. %(remedy)s",
                **values,
            )
        return self.env._(
            "%(short)s. The contract %(contract)s of %(customer)s has not enough "
            "credit left for “%(work)s” of %(date)s. %(remedy)s",
            short=self._get_short_text(units, max(units - short, 0), work),
            **values,
        )
