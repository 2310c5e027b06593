from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS, RATE_DIGITS, to_units
from ..contract.access import PRICE_GROUPS

# The columns of a booked fact. ``timesheet_id`` may become empty when its line goes.
FROZEN_FIELDS = (
    "contract_id",
    "grant_id",
    "kind",
    "correction",
    "is_owed",
    "quantity",
    "date",
    "rate",
    "worked_minutes",
    "metered_minutes",
    "offered_quantity",
    "charge",
    "metering",
    "approval_id",
    "hold_id",
    "usage_type_id",
    "project_id",
    "reversed_entry_id",
    "company_id",
)
# How work is charged to the client.
CHARGES = [
    ("billable", "Billable"),
    ("included", "Included"),
    ("goodwill", "Goodwill"),
]
# Kinds that work on a timesheet line books.
DRAW_KINDS = ("draw", "debt")
# Why a correction takes credit back.
CORRECTIONS = [
    ("mistake", "Granted by mistake"),
    ("work", "Work that was not logged"),
]
# What worked the credit of a grant, a correction by mistake aside.
USE_KINDS = ("draw", "settle", "adjust")


class Figures(NamedTuple):
    """What an entry says of a line: units moved or offered, minutes."""

    units: int = 0
    worked: int = 0
    metered: int = 0
    offered: int = 0

    def __add__(self, other):
        return Figures(*(mine + its for mine, its in zip(self, other, strict=True)))

    def __neg__(self):
        return Figures(*(-figure for figure in self))

    def __sub__(self, other):
        return self + -other


class PrepaidEntry(models.Model):
    """One signed movement. Facts: never changed, never deleted."""

    _name = "prepaid.entry"
    _description = "Prepaid Entry"
    _inherit = ["prepaid.discreet", "prepaid.guarded"]
    _order = "id desc"
    _rec_name = "name"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"user_id": "person", "name": "text"}
    # The text as it was is for the audit; the pages show the present one.
    _staff_fields = (
        *("user_id", "worker", "create_uid", "write_uid"),
        *("name", "display_name"),
    )

    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="restrict"
    )
    grant_id = fields.Many2one(
        "prepaid.grant", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    kind = fields.Selection(
        [
            ("grant", "Grant"),
            ("draw", "Draw"),
            ("debt", "Debt"),
            ("expire", "Expiry"),
            ("void", "Void"),
            ("adjust", "Correction"),
            ("transfer", "Transfer"),
            ("settle", "Settlement"),
        ],
        required=True,
    )
    correction = fields.Selection(
        CORRECTIONS,
        "Taken Back as",
        help="Work counts as used: it is owed and earned. A mistake was never used: "
        "its price stays with the rest of the credit. Empty counts as work.",
    )
    quantity = fields.Float(
        digits=QUANTITY_DIGITS,
        required=True,
        help="In the plan's unit: positive is credit in, negative is credit out.",
    )
    date = fields.Date("Work Date", required=True)
    name = fields.Char("Description", required=True)

    # What was drawn for
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", ondelete="set null"
    )
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Worked by")
    worked_minutes = fields.Integer()
    metered_minutes = fields.Integer()
    charge = fields.Selection(CHARGES, help="Included and offered work draws nothing.")
    offered_quantity = fields.Float(
        "Offered",
        digits=QUANTITY_DIGITS,
        help="What goodwill work would have drawn, in the plan's unit.",
    )
    metering = fields.Json(
        groups=PRICE_GROUPS, help="The rules that were applied to the whole line."
    )
    explanation = fields.Char(compute="_compute_explanation", compute_sudo=True)
    approval_id = fields.Many2one(
        "prepaid.approval",
        "Approved by the Client",
        index="btree_not_null",
        ondelete="restrict",
    )
    rate = fields.Float(
        digits=RATE_DIGITS,
        groups=PRICE_GROUPS,
        help="Factor, or price per minute, frozen when the work was drawn.",
    )
    reversed_entry_id = fields.Many2one(
        "prepaid.entry", "Reversal of", index="btree_not_null", ondelete="restrict"
    )

    _check_quantity = models.Constraint(
        "CHECK (quantity <> 0 OR kind = 'draw')",
        "An entry must move something, or tell of work that costs nothing.",
    )
    _check_sign = models.Constraint(
        "CHECK (kind NOT IN ('draw', 'expire', 'void') OR quantity <= 0"
        " OR reversed_entry_id IS NOT NULL)",
        "Draws, expiries and voids take credit out, unless they reverse one.",
    )
    _check_grant = models.Constraint(
        "CHECK (CASE kind WHEN 'debt' THEN grant_id IS NULL"
        " WHEN 'settle' THEN TRUE WHEN 'draw' THEN grant_id IS NOT NULL"
        " OR quantity = 0 ELSE grant_id IS NOT NULL END)",
        "Every entry that moves credit, but debt and its settlement, has a grant.",
    )
    _check_correction = models.Constraint(
        "CHECK (correction IS NULL OR kind = 'adjust')",
        "Only corrections say why they take credit back.",
    )
    # Statements and the last page of a long ledger.
    _contract_date_idx = models.Index("(contract_id, date, id)")
    # Reports on what moves credit otherwise than work within it.
    _other_idx = models.Index("(grant_id) WHERE kind <> 'draw'")

    def init(self):
        """Make the database itself refuse to change or delete a booked entry."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION prepaid_entry_is_frozen() RETURNS trigger
            LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'Prepaid entries are never changed or deleted (%).',
                    OLD.id USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
        columns = SQL(", ").join(map(SQL.identifier, FROZEN_FIELDS))
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER prepaid_entry_is_frozen
                BEFORE DELETE OR UPDATE OF %s ON prepaid_entry
                FOR EACH ROW EXECUTE FUNCTION prepaid_entry_is_frozen()
                """,
                columns,
            )
        )

    # === COMPUTE METHODS === #

    @api.depends("metering")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for entry in self:
            entry.explanation = entry.contract_id.plan_id._explain(entry.metering)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._update_figures()
        return entries

    def write(self, vals):
        if vals.keys() & set(FROZEN_FIELDS):
            raise UserError(
                self.env._(
                    "Entries are never changed. Book a correction on the contract "
                    "%(contract)s instead.",
                    contract=self[:1].contract_id.name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for entry in self:
            raise UserError(
                self.env._(
                    "The entry “%(entry)s” is booked and cannot be deleted. Book a "
                    "correction on the contract %(contract)s instead.",
                    entry=entry.name,
                    contract=entry.contract_id.name,
                )
            )

    # === BUSINESS METHODS === #

    def _update_figures(self):
        """Bring the stored figures of grants and contracts up to these new entries.

        In the same transaction as the entries, so that the rows with the figures are
        figure and lock in one: of two workers who spend the same credit at once, one
        gets a serialisation failure and starts again.
        """
        grants, contracts = defaultdict(int), defaultdict(lambda: (0, 0, 0, False))
        for entry in self:
            units = to_units(entry.quantity)
            balance, debt, scoped, date = contracts[entry.contract_id]
            if entry.grant_id:
                grants[entry.grant_id] += units
                scoped += units if entry.grant_id.is_scoped else 0
            else:
                debt -= units
            if entry.kind in DRAW_KINDS and not entry.reversed_entry_id:
                date = max(date or entry.date, entry.date)
            contracts[entry.contract_id] = balance + units, debt, scoped, date
        self.env["prepaid.grant"].union(*grants)._add_remaining(grants)
        granted = self.filtered(lambda entry: entry._is_new_credit()).contract_id
        self.contract_id._add_to_figures(contracts, granted, self._get_use())

    def _is_new_credit(self):
        """Tell whether it is new credit, or back from expiry: that re-arms notices."""
        is_new = self.kind in ("grant", "transfer", "expire") and self.quantity > 0
        return is_new and self.grant_id._is_credit() and self._moves_watched()

    def _is_use(self):
        """Tell whether the entry is work that took credit or made debt, or its return.

        A grant that is not paid makes debt too.
        """
        return {self.kind, (self.reversed_entry_id or self).kind} <= set(DRAW_KINDS)

    def _get_live_units(self):
        """Return a dict: each entry that is no reversal -> its Figures that are not
        reversed yet. Units keep the entry's sign."""
        live = {}
        for entry in self.sorted("id"):
            origin = entry.reversed_entry_id or entry
            live[origin] = live.get(origin, Figures()) + entry._get_figures()
        return live

    def _get_reversals(self):
        """Return the entries that reverse these."""
        return self.search([("reversed_entry_id", "in", self.ids)])

    def _get_figures(self):
        return Figures(
            to_units(self.quantity),
            self.worked_minutes,
            self.metered_minutes,
            to_units(self.offered_quantity),
        )
