from collections import defaultdict
from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...cron import run_each
from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from ..contract.access import PRICE_GROUPS

# What says what was set aside, and how that ended.
HOLD_FACTS = {"contract_id", "quantity", "date", "state", "posted_quantity", "ended_at"}


class PrepaidHold(models.Model):
    """Credit set aside for work under way. It ends once: drawn, released or expired."""

    _name = "prepaid.hold"
    _description = "Credit Set Aside"
    _inherit = "prepaid.guarded"
    _order = "id desc"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"user_id": "person", "name": "text"}

    name = fields.Char("What For", required=True)
    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    reference = fields.Char(
        help="What the work is called where it comes from. Asked twice, it is set "
        "aside once."
    )

    # What is set aside, and until when
    quantity = fields.Float(
        "Set Aside",
        digits=QUANTITY_DIGITS,
        required=True,
        help="In the plan's unit. Other work cannot use it meanwhile.",
    )
    posted_quantity = fields.Float(
        "Used",
        digits=QUANTITY_DIGITS,
        help="What was drawn of it in the end; the rest was free again at once.",
    )
    date = fields.Date("Set Aside on", required=True)
    date_expiry = fields.Datetime("Until", required=True)
    ended_at = fields.Datetime("Ended on")
    state = fields.Selection(
        [
            ("held", "Set aside"),
            ("posted", "Used"),
            ("released", "Released"),
            ("expired", "Timed out"),
        ],
        required=True,
        default="held",
    )

    # What work it is for
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    project_id = fields.Many2one("project.project", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Worked by")
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", ondelete="set null"
    )
    entry_ids = fields.One2many("prepaid.entry", "hold_id")

    _check_quantity = models.Constraint(
        "CHECK (quantity > 0 AND COALESCE(posted_quantity, 0) BETWEEN 0 AND quantity)",
        "Set aside more than nothing, and use no more than was set aside.",
    )
    _check_end = models.Constraint(
        "CHECK ((state = 'posted') = (COALESCE(posted_quantity, 0) > 0)"
        " AND (state = 'held') = (ended_at IS NULL))",
        "What is set aside ends once: used, released or timed out.",
    )
    _reference_unique = models.UniqueIndex(
        "(contract_id, reference) WHERE reference IS NOT NULL",
        "Credit is set aside once for the same work.",
    )
    _held_idx = models.Index("(contract_id) WHERE state = 'held'")
    _expiry_idx = models.Index("(date_expiry) WHERE state = 'held'")

    # === CRUD METHODS === #

    def write(self, vals):
        """What has ended stays as it ended."""
        if vals.keys() & HOLD_FACTS:
            self._check_held()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_uninstall(self):
        for hold in self:
            raise UserError(
                self.env._(
                    "“%(hold)s” tells what was set aside on %(contract)s and is kept. "
                    "Release it instead.",
                    hold=hold.name,
                    contract=hold.contract_id.name,
                )
            )

    # === ACTION METHODS === #

    def action_release(self):
        """Give back what is set aside: a manager's decision, told on the contract."""
        self.check_access("write")
        self._check_held()
        for hold_sudo in self.sudo():
            hold_sudo._release()
            hold_sudo.contract_id.message_post(
                body=self.env._(
                    "%(user)s released %(quantity)s that were set aside for "
                    "“%(hold)s”.",
                    user=self.env.user.name,
                    quantity=hold_sudo._format_held(),
                    hold=hold_sudo.name,
                )
            )

    # === BUSINESS METHODS === #

    def _post(self, quantity, date=None):
        """Draw what was used of the hold, and free the rest; return the entries.

        ``quantity`` is in the plan's unit and no more than is held; ``date`` is the day
        of the work, by default the contract's today. It never fails for lack of credit:
        what was lost meanwhile is debt. Call it in sudo. For work on a timesheet line
        see `_log`.
        """
        self.ensure_one()
        self._check_held()
        self.contract_id._check_whole(quantity)
        units = to_units(quantity)
        if not 0 <= units <= self._get_units():
            raise UserError(
                self.env._(
                    "“%(hold)s” set aside %(held)s on the contract %(contract)s: "
                    "%(asked)s cannot be drawn from that.",
                    hold=self.name,
                    held=self._format_held(),
                    contract=self.contract_id.name,
                    asked=self.contract_id._format_quantity(quantity),
                )
            )
        contract, date = self.contract_id, date or self.contract_id._get_today()
        lots = contract._get_lots()[contract]
        parts, _rest = self._take(lots, self._get_work(), date, units)
        vals_list = [self._prepare_draw_vals(date, *part) for part in parts]
        use = {}
        with contract._as_one_change(use):
            entries = self._book(vals_list)
            use |= entries._get_use()
        return entries

    def _release(self):
        """Give back what is still set aside. Safe to repeat."""
        self._end("released")

    def _expire(self):
        """Give back what was not used in time. Safe to repeat."""
        self._end("expired")

    @api.model
    def _cron_expire(self):
        """Give back, one by one, what was set aside until now."""
        domain = [
            ("state", "=", "held"),
            ("date_expiry", "<=", fields.Datetime.now()),
        ]
        run_each(
            self.search(domain, order="date_expiry, id"),
            methodcaller("_expire"),
            domain,
            lambda hold, reason: hold.contract_id._keep_fault(
                f"hold {hold.id}", reason
            ),
        )

    def _book(self, vals_list):
        """End these holds by the entries that draw them, and return all new entries.

        What the holds did not use settles debt.
        """
        used = defaultdict(int)
        for vals in vals_list:
            used[self.browse(vals.get("hold_id"))] -= to_units(vals["quantity"])
        self._note_end(used)
        entries = self.env["prepaid.entry"].create(vals_list)
        self.contract_id._settle_debt()
        return entries

    def _end(self, state):
        """End those of these holds that are open, without use."""
        open_holds = self.filtered(lambda hold: hold.state == "held")
        open_holds._note_end(dict.fromkeys(open_holds, 0), state)
        contracts = open_holds.contract_id
        contracts._settle_debt()
        for contract in contracts:
            contract._follow_level()

    def _note_end(self, used, state="released"):
        """Write how these holds end: posted where ``used`` has units, else ``state``.

        Each hold before its contract, so that workers lock in the same order.
        """
        for hold in self.sorted("id"):
            units = used.get(hold, 0)
            hold.write(
                {
                    "state": "posted" if units else state,
                    "posted_quantity": to_quantity(units),
                    "ended_at": fields.Datetime.now(),
                }
            )
        self.flush_recordset()
        for contract, holds in self.grouped("contract_id").items():
            contract._add_held(-sum(hold._get_units() for hold in holds))

    def _take(self, lots, work, date, units):
        """Take up to ``units`` of what these holds set aside, in their order, for work.

        Return [(units, entry vals)] and the units beyond.
        """
        parts = []
        for hold in self:
            most = min(units, hold._get_units())
            taken, unpaid = lots.take_held(hold, work, date, most)
            parts += [
                (count, {"grant_id": grant.id, "hold_id": hold.id})
                for grant, count in taken
            ]
            if unpaid:
                parts.append((unpaid, {"kind": "debt", "hold_id": hold.id}))
            units -= most
        return parts, units

    def _prepare_draw_vals(self, date, units, vals):
        """Return the vals of an entry that draws part of the hold."""
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "kind": "draw",
            "quantity": -to_quantity(units),
            "date": date,
            "name": self.name,
            "usage_type_id": self.usage_type_id.id,
            "project_id": self.project_id.id,
            "user_id": self.user_id.id,
            "charge": "billable",
        } | vals

    def _check_held(self):
        """Refuse to end twice what ends once."""
        for hold in self:
            if hold.state != "held":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(hold)s” on the contract %(contract)s has ended: it is "
                        "%(state)s. Set credit aside anew.",
                        hold=hold.name,
                        contract=hold.contract_id.name,
                        state=states[hold.state].lower(),
                    )
                )

    def _get_work(self):
        """Return what work it is for: a usage type and a project."""
        return self.usage_type_id, self.project_id

    def _get_units(self):
        return to_units(self.quantity)

    def _format_held(self):
        return self.contract_id._format_quantity(self.quantity)


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    hold_id = fields.Many2one(
        "prepaid.hold",
        "Set Aside for",
        index="btree_not_null",
        ondelete="restrict",
        groups=PRICE_GROUPS,
        readonly=True,
    )
