from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from .alert import LEVELS, REFILL, STANDING_UNITS, Alert

ALERT_LEVELS = [
    ("none", "Fine"),
    ("low", "Low"),
    ("used_up", "Used up"),
    ("overdrawn", "Far overdrawn"),
]


class PrepaidContract(models.Model):
    """Figures of credit, their levels, and whether people are to be told."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"low_threshold"}

    low_threshold = fields.Float(
        digits=QUANTITY_DIGITS,
        help="Credit is low at this balance or below: notices go out and the refill "
        "starts. In the plan's unit.",
    )
    alert_level = fields.Selection(
        ALERT_LEVELS,
        required=True,
        default="none",
        readonly=True,
        copy=False,
        group_expand=True,
        help="What the balance is now, whatever moved it.",
    )
    used_level = fields.Selection(
        ALERT_LEVELS,
        required=True,
        default="none",
        readonly=True,
        copy=False,
        help="The level that use brought: it starts notices and refills. Credit notes, "
        "transfers, corrections and expiry do not.",
    )
    told_level = fields.Selection(
        ALERT_LEVELS,
        required=True,
        default="none",
        readonly=True,
        copy=False,
        help="The level that people were told. It is forgotten when the client is well "
        "again, and with new credit.",
    )
    notice_due = fields.Boolean(readonly=True, copy=False)
    last_told_day = fields.Date(
        readonly=True,
        copy=False,
        help="When the client was last told of a level. Of the same level, or a better "
        "one, they are not told again that day, unless they bought credit since.",
    )
    last_told_level = fields.Selection(ALERT_LEVELS, readonly=True, copy=False)
    due_units = fields.Json(
        readonly=True,
        copy=False,
        help="The units of use that brought about each notice and the refill that are "
        "due. Given back, they take it with them.",
    )

    # Used by the notice cron.
    _notice_due_idx = models.Index("(id) WHERE notice_due")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Override of `base`: levels go from fine to far overdrawn."""
        if field_name != "alert_level":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        level = self._field_to_sql(alias, field_name, query)
        query._order_groupby.append(level)
        rank = SQL("array_position(%s::varchar[], %s)", list(LEVELS), level)
        return SQL("%s %s %s", rank, direction, nulls)

    def _get_alert_level(self, available):
        """Return the level of a balance in the plan's unit."""
        self.ensure_one()
        if available < 0 and self._is_far_overdrawn(-available):
            return "overdrawn"
        if available <= 0:
            return "used_up"
        return "low" if available <= self.low_threshold else "none"

    def _get_alert(self):
        """Return what is known of the credit's level (Alert)."""
        self.ensure_one()
        due = {
            matter: units
            for matter, units in (self.due_units or {}).items()
            # What was answered meanwhile is due no more.
            if (self.refill_due if matter == REFILL else self.notice_due)
        }
        return Alert(self.alert_level, self.told_level, self.refill_armed, due)

    def _is_refilled_by_use(self):
        """Tell whether use down to the threshold starts a refill."""
        return self.refill_trigger in ("threshold", "both")

    def _prepare_alert_vals(self, alert):
        """Return what to write to make it the contract's alert; wake who acts on it."""
        vals = {
            "alert_level": alert.level,
            "used_level": alert.get_used(),
            "told_level": alert.told,
            "refill_armed": alert.is_armed,
            "refill_due": REFILL in alert.due and self._is_refilled_by_use(),
            "notice_due": alert.is_notice_due(),
            "due_units": alert.due or False,
        }
        if any(vals[due] and not self[due] for due in ("refill_due", "notice_due")):
            self._wake_crons()
        return {name: value for name, value in vals.items() if self[name] != value}

    @contextmanager
    def _as_one_change(self, use):
        """Let the alerts see these contracts before and after, not in between.

        A line that is edited gives its draw back and draws anew. Once that is done
        ``use`` maps each contract to the units that all of it draws more than before.
        """
        before = {contract: contract._get_alert() for contract in self}
        yield
        for contract, alert in before.items():
            contract._follow_level(alert, use.get(contract, 0))

    def _follow_level(self, alert=None, use=0):
        """Bring the alert, or what it was before a change, in line with the balance.

        ``use`` is the units that work took more than before.
        """
        alert = alert or self._get_alert()
        level = self._get_alert_level(self._get_watched())
        vals = self._prepare_alert_vals(alert.follow(level, use))
        if vals:
            self.write(vals)

    @api.model
    def _wake_crons(self):
        for cron in ("prepaid_refill_cron", "prepaid_contract_notify_cron"):
            self.env.ref(f"sale_timesheet_prepaid.{cron}").sudo()._trigger()

    @contextmanager
    def _as_settings_change(self):
        """Look at the levels again after a change of the settings.

        A contract that becomes active, a refill that is switched on and a threshold
        that rises over the balance act at once.
        """
        before = {contract: contract._get_switches() for contract in self}
        yield
        for contract in self.sudo():
            if contract._has_entries():
                after = contract._get_switches()
                contract._follow_settings(bool(after - before[contract]))

    def _get_switches(self):
        """Return the settings that are on and may start a refill when they come on."""
        switches = {
            "state": self.state == "active",
            "refill_trigger": self._is_refilled_by_use(),
        }
        return {name for name, is_on in switches.items() if is_on}

    def _follow_settings(self, is_switched):
        alert = self._get_alert()
        alert = alert._replace(is_armed=alert.is_armed or is_switched)
        is_acting = is_switched or alert.is_better_than(
            self._get_alert_level(self._get_watched())
        )
        is_acting = is_acting and self.state == "active"
        self._follow_level(alert, STANDING_UNITS if is_acting else 0)

    def _add_to_figures(self, deltas, granted, use):
        """Add the units of new entries to the stored figures.

        ``deltas`` maps each contract to (balance, debt, scoped, date of the last draw);
        ``granted`` holds the contracts that got new credit, ``use`` maps them to
        the units that work took. Contracts are written in id order so that workers meet
        in the same order.
        """
        for contract in self.sorted("id"):
            balance, debt, scoped, date = deltas[contract]
            vals = {
                "balance": to_quantity(to_units(contract.balance) + balance),
                "debt": to_quantity(to_units(contract.debt) + debt),
                "forecast_due": True,
            }
            if date and (not contract.date_last_draw or date > contract.date_last_draw):
                vals["date_last_draw"] = date
            if scoped:
                vals |= contract._prepare_scope_vals(scoped)
            if contract in granted:
                vals["last_told_day"] = False
            left = to_quantity(to_units(vals["balance"]) - to_units(contract.held))
            watched = contract._watch(left, vals.get("scoped", contract.scoped))
            alert = contract._get_alert().follow(
                contract._get_alert_level(watched),
                use[contract],
                is_granted=contract in granted,
            )
            contract.with_context(tracking_disable=True).write(
                vals | contract._prepare_alert_vals(alert)
            )
        granted._update_forecast()
