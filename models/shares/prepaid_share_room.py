from odoo import models
from odoo.fields import Command
from odoo.tools import format_date

from ...metering import to_quantity, to_units
from ..contract.access import MANAGER_GROUP, reads_quantities
from ..ledger.prepaid_entry import DRAW_KINDS
from ..ledger.short import CreditShort


class PrepaidContract(models.Model):
    """How draws keep within the shares."""

    _inherit = "prepaid.contract"

    def _book_demand(self, demand, lots, debts, consents):
        """Override: refuse what a share does not allow, and count in it what is drawn.

        ``consents`` keeps what is left of shares, too, by period.
        """
        vals_list = super()._book_demand(demand, lots, debts, consents)
        if not demand.contract.has_shares:
            return vals_list
        shares = demand.line._get_shares(demand.contract)
        shares._check_demand(demand, consents)
        counted = shares._prepare_counted_vals()
        return [
            vals | (counted if vals["kind"] in DRAW_KINDS else {}) for vals in vals_list
        ]

    def _get_room(self, task, work=None):
        """Override: no more than the shares that stop work leave today."""
        room = super()._get_room(task, work)
        if not self.has_shares:
            return room
        contract = self.sudo()
        shares = contract._get_shares(task.sudo()._get_prepaid_customer())
        figures = shares.filtered("is_hard")._get_figures(contract._get_today())
        rooms = [] if room is None else [room]
        rooms += [max(figure.left, 0) for figure in figures.values()]
        return min(rooms, default=None)

    def _foresee_short(self, line, due):
        """Override: a share may be short where the credit is not."""
        if self.has_shares:
            short = line.sudo()._get_shares(self.sudo())._find_short(line.date, due)
            if short:
                return short[0]._make_short(line, due, short[1])
        return super()._foresee_short(line, due)


class PrepaidShare(models.Model):
    """What a share leaves to work, and what is said where that is not enough."""

    _inherit = "prepaid.share"

    # === AT THE DRAW, IN SUDO === #

    def _check_demand(self, demand, consents):
        """Refuse a draw that some of these shares have no room for.

        What its line gives back at once, and what was set aside for it, is never
        refused; nor what a manager books.
        """
        if not demand.figures.units:
            return
        line, due = demand.line, demand.figures.units
        promised = sum(hold._get_units() for hold in demand.holds)
        missing = {}
        for share in self.filtered("is_hard"):
            key = share, share._get_period(line.date)[0]
            if key not in consents:
                consents[key] = share._get_figures(line.date)[share].left
            consents[key] += share._get_freed_units(demand) - due
            kept = promised + share._get_kept_units(demand)
            missing[share] = min(-consents[key], due - kept)
        share = max(missing, key=missing.get, default=None)
        if share and missing[share] > 0:
            if not line._has_share_leave():
                raise share._make_short(line, due, missing[share])
            share._note_leave(line, missing[share])

    def _check_hold(self, vals):
        """Refuse to set aside what some of these shares have no room for."""
        due = to_units(vals["quantity"])
        short = self._find_short(vals["date"], due)
        if short:
            share, missing = short
            line = self.env["account.analytic.line"].new(
                {"name": vals["name"], "date": vals["date"]}
            )
            raise share._make_short(line, due, missing)

    def _get_kept_units(self, demand):
        """Return the units of this share and period that the line gives back."""
        period = self._get_period(demand.line.date)
        return sum(
            figures.units
            for entry, figures in demand.kept
            if self in entry.share_ids and self._get_period(entry.date) == period
        )

    def _get_freed_units(self, demand):
        """Return the units that count as set aside, until this demand ends that."""
        if not demand.holds:
            return 0
        holds = demand.holds._get_counted(self, demand.line.date)
        return sum(hold._get_units() for hold in holds)

    def _prepare_counted_vals(self):
        """Return the vals that make an entry or a hold count in these shares."""
        return {"share_ids": [Command.set(self.ids)]}

    def _find_short(self, day, due):
        """Return (the share that lacks most for ``due`` units, units), or None."""
        figures = self.filtered("is_hard")._get_figures(day)
        missing = {s: min(due - f.left, due) for s, f in figures.items()}
        share = max(missing, key=missing.get, default=None)
        return (share, missing[share]) if share and missing[share] > 0 else None

    # === REFUSALS === #

    def _make_short(self, line, due, missing):
        """Return the error of work that the share does not allow."""
        return CreditShort(
            self._get_refusal(line, due, missing),
            self.contract_id,
            due,
            missing,
            limiter=self,
        )

    def _get_refusal(self, line, due, missing):
        values = {
            "share": self.display_name,
            "contract": self.contract_id.name,
            "work": line.name or "/",
            "date": format_date(self.env, line.date),
            "remedy": self._get_remedy(),
        }
        if not reads_quantities(self.env.user, self.contract_id):
            return self.env._(
                "The share of %(share)s in the contract %(contract)s does not allow "
                "“%(work)s” of %(date)s. %(remedy)s",
                **values,
            )
        return self.env._(
            "%(short)s. The share of %(share)s in the contract %(contract)s does not "
            "allow “%(work)s” of %(date)s. %(remedy)s",
            short=self._get_short_text(due, due - missing),
            **values,
        )

    def _get_remedy(self):
        if not self.approver_ids:
            return self.env._(
                "Raise the share, or ask a manager to allow this entry beyond it."
            )
        return self.env._(
            "Ask %(approvers)s on the ticket, or ask a manager to allow this entry "
            "beyond the share.",
            approvers=", ".join(self.approver_ids.mapped("name")),
        )

    def _get_short_text(self, due, room, work=None):
        """Return how many of ``due`` units of work the share has no room for."""
        text = self.contract_id._get_short_text(due, room)
        return self.env._("%(share)s: %(short)s", share=self.display_name, short=text)

    def _can_ask(self, task):
        """Tell whether somebody may allow more for work on a ticket."""
        return bool(self.approver_ids) and task.sudo().prepaid_covering_id == (
            self.contract_id
        )

    def _note_leave(self, line, missing):
        """Keep on the contract who went beyond a share, and why."""
        self.contract_id.message_post(
            body=self.env._(
                "%(user)s booked “%(work)s” %(quantity)s beyond the share of "
                "%(share)s: %(reason)s",
                user=self.env.user.name,
                work=line.name,
                quantity=self.contract_id._format_quantity(to_quantity(missing)),
                share=self.display_name,
                reason=line.prepaid_override_reason or "",
            )
        )


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    def _has_share_leave(self):
        """Tell whether a manager books this beyond a share, with a reason."""
        return bool(self.prepaid_override) and self.env.user.has_group(MANAGER_GROUP)
