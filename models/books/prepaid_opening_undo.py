from odoo import models
from odoo.exceptions import UserError

from ...metering import to_units

# How many of the clients who stand in the way are named.
NAMED_MOST = 10


class PrepaidOpening(models.Model):
    """A batch is undone as it was made: all of it, while nothing was drawn."""

    _inherit = "prepaid.opening"

    def _undo(self):
        """Take the credit back and reverse the entry.

        Refused where anything moved since: work, an expiry, a transfer, revenue. The
        contracts stay, and the same file may be imported again.
        """
        self.ensure_one()
        opening_sudo = self.sudo().with_company(self.company_id)
        opening_sudo._touch_company()
        opening_sudo._check_undoable()
        grants_sudo = opening_sudo.line_ids.grant_id
        for contract, grants in grants_sudo.grouped("contract_id").items():
            left = grants.filtered("remaining")
            contract._check_not_held({g: to_units(g.remaining) for g in left})
        opening_sudo.state = "undone"
        if opening_sudo.move_id:
            opening_sudo.undo_move_id = opening_sudo._reverse_opening_entry()
        for grant in grants_sudo:
            grant._void(to_units(grant.remaining), opening_sudo.undo_move_id.name)
        opening_sudo.line_ids.is_booked = False
        opening_sudo.message_post(
            body=self.env._("Undone: the credit is taken back, the entry reversed.")
        )

    def _check_undoable(self):
        if self.state != "done":
            raise UserError(
                self.env._(
                    "The opening balances “%(name)s” are not imported: there is "
                    "nothing to undo.",
                    name=self.name,
                )
            )
        moved = self.line_ids.filtered(lambda line: not line._is_untouched())
        if moved:
            names = moved.partner_id.mapped("display_name")
            raise UserError(
                self.env._(
                    "The opening balances “%(name)s” cannot be undone: credit of "
                    "%(customers)s was used, moved or expired since, or earned "
                    "revenue. Take back what was drawn first, or correct these "
                    "contracts one by one.",
                    name=self.name,
                    customers=", ".join(names[:NAMED_MOST])
                    + (" …" if len(names) > NAMED_MOST else ""),
                )
            )

    def _reverse_opening_entry(self):
        """Post the opposite entry, and take the pools back with it.

        On the same day, so that nothing was ever there; where that is locked by now,
        on the first open one.
        """
        move = self.move_id
        date = self.company_id._get_open_date(self.journal_id, self.date)
        ref = self.env._("Undone: %(name)s", name=self.name)
        reversal = move._reverse_moves([{"date": date, "ref": ref}])
        reversal._post(soft=False)
        undoing = {}
        for item in reversal.line_ids.sorted("id"):
            undoing.setdefault(item._get_mirror_key(1), []).append(item)
        self.env["prepaid.pool.line"].create(
            [
                item._prepare_opening_part(undoing[item._get_mirror_key(-1)].pop(0))
                for item in move._get_opening_items().sorted("id")
            ]
        )
        return reversal


class PrepaidOpeningLine(models.Model):
    _inherit = "prepaid.opening.line"

    def _is_untouched(self):
        """Tell whether all of the credit is there, and none of its price is earned."""
        self.ensure_one()
        grant = self.grant_id
        return (
            to_units(grant.remaining) == to_units(grant.quantity)
            and grant._get_family() == grant
            and not grant.recognition_ids
        )
