from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from ..contract.access import PRICE_GROUPS, reads_quantities
from ..contract.race import start_again_if_second
from .short import CreditShort


class PrepaidContract(models.Model):
    """How credit is set aside for work, and kept from other work."""

    _inherit = "prepaid.contract"

    held = fields.Float(
        "Set Aside",
        digits=QUANTITY_DIGITS,
        readonly=True,
        copy=False,
        help="Credit kept for work under way or booked: other work cannot use it.",
    )
    available = fields.Float(
        digits=QUANTITY_DIGITS,
        compute="_compute_available",
        help="The balance less what is set aside.",
    )
    hold_ids = fields.One2many("prepaid.hold", "contract_id", groups=PRICE_GROUPS)

    # === COMPUTE METHODS === #

    @api.depends("balance", "held")
    def _compute_available(self):
        for contract in self:
            units = to_units(contract.balance) - to_units(contract.held)
            contract.available = to_quantity(units)

    # === CRUD METHODS === #

    def write(self, vals):
        """Refuse to close a contract that owes somebody what it set aside."""
        if vals.get("state") == "closed":
            self._check_nothing_held()
        return super().write(vals)

    # === SETTING ASIDE === #

    def _hold(self, quantity, date_expiry, **facts):
        """Set credit aside until ``date_expiry`` (UTC), and return the hold.

        ``facts``: name (for people), reference, usage_type_id, project_id, user_id.
        Called again with the same reference it returns the same hold, as it has become.
        Never more than is available today for such work; where the plan allows debt, up
        to its limit. Raise CreditShort, and set nothing aside, where that is less. Call
        it in sudo.
        """
        self.ensure_one()
        hold = self._find_hold(facts.get("reference"))
        if hold:
            return hold
        self._check_drawable(self._get_today())
        work = (
            self.env["prepaid.usage.type"].browse(facts.get("usage_type_id") or ()),
            self.env["project.project"].browse(facts.get("project_id") or ()),
        )
        self._check_holdable(quantity, date_expiry, work)
        vals = self._prepare_hold_vals(quantity, date_expiry, facts)
        with start_again_if_second(self.env, "Another request sets the same aside."):
            hold = self.env["prepaid.hold"].create(vals)
        self._add_held(to_units(quantity))
        self._follow_level()
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_hold_cron")
        cron.sudo()._trigger(date_expiry)
        return hold

    def _prepare_hold_vals(self, quantity, date_expiry, facts):
        work = self._with_client_lang().env._("Work to come")
        return facts | {
            "contract_id": self.id,
            "quantity": quantity,
            "date": self._get_today(),
            "date_expiry": date_expiry,
            "name": facts.get("name") or work,
            "reference": facts.get("reference") or False,
        }

    def _find_hold(self, reference):
        domain = [("contract_id", "=", self.id), ("reference", "=", reference)]
        Hold = self.env["prepaid.hold"]
        return Hold.search(domain) if reference else Hold

    def _check_holdable(self, quantity, date_expiry, work):
        """Refuse what is no quantity, is over already, or is not there."""
        self._check_whole(quantity)
        units = to_units(quantity)
        if units <= 0 or date_expiry <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Set aside more than nothing on the contract %(contract)s, until a "
                    "moment to come.",
                    contract=self.name,
                )
            )
        room = self._get_hold_room(*work)
        if room is not None and units > room:
            raise CreditShort(
                self._get_hold_refusal(units, room, work), self, units, units - room
            )

    def _check_whole(self, quantity):
        """Refuse parts of a minute or of a cent: nobody could draw the rest."""
        step = self.currency_id.rounding if self.unit == "money" else 1
        if to_units(quantity) % to_units(step):
            raise UserError(
                self.env._(
                    "%(quantity)s is no whole number of the smallest unit of the "
                    "contract %(contract)s.",
                    quantity=quantity,
                    contract=self.name,
                )
            )

    def _get_hold_room(self, usage_type=None, project=None):
        """Return the units that can be set aside today for work; None: without limit.

        Credit of days to come does not count, nor what does not fit such work or other
        holds need, nor what is owed already.
        """
        no_type, no_project = self._get_no_work()
        work = (usage_type or no_type, project or no_project)
        lots = self._get_lots()[self]
        self._keep_held(lots)
        room = lots.get_room(work)
        if self.plan_id.overdraft_policy != "allow":
            return max(min(room, self._get_units_for(*work)), 0)
        limit = self._get_debt_limit()
        if limit is None:
            return None
        owed = to_units(self.debt) + lots.get_promised()
        return max(room + limit - owed, 0)

    def _get_hold_refusal(self, units, room, work):
        values = {"contract": self.name, "customer": self.partner_id.display_name}
        if not reads_quantities(self.env.user, self):
            return self.env._(
                "The contract %(contract)s of %(customer)s has not enough credit to "
                "set that aside. Refill it, or set aside less.",
                **values,
            )
        return self.env._(
            "%(short)s. The contract %(contract)s of %(customer)s has not enough "
            "credit to set that aside. Refill it, or set aside less.",
            short=self._get_short_text(units, room, work),
            **values,
        )

    def _add_held(self, units):
        """Add to what is set aside: figure and lock in one, as with the balance."""
        self.held = to_quantity(to_units(self.held) + units)

    # === DRAWING IT === #

    def _add_holds(self, demands):
        """Return the demands with what was set aside for their lines."""
        holding = self.filtered("held")
        if not holding:
            return demands
        holds = holding._get_open_holds().filtered("timesheet_id")
        by_line = holds.sorted("id").grouped(
            lambda hold: (hold.timesheet_id.id, hold.contract_id.id)
        )
        return [
            demand._replace(holds=by_line.get((demand.line.id, demand.contract.id), ()))
            for demand in demands
        ]

    def _has_entries(self):
        """Override: what was set aside is booked, too."""
        return super()._has_entries() or bool(
            self.env["prepaid.hold"]
            .sudo()
            .search_count([("contract_id", "=", self.id)], limit=1)
        )

    # === REFUSALS === #

    def _check_nothing_held(self):
        for contract in self.sudo():
            hold = contract._get_open_holds()[:1] if contract.held else None
            if hold:
                raise UserError(
                    self.env._(
                        "The contract %(contract)s has %(quantity)s set aside for "
                        "“%(hold)s”. Release it, or wait until it has ended, then "
                        "close the contract.",
                        contract=contract.name,
                        quantity=hold._format_held(),
                        hold=hold.name,
                    )
                )
