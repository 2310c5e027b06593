from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS, split, to_quantity, to_units
from .prepaid_grant_barred import FREE_KINDS

# What becomes of credit that expires, from the worst for the client to the best.
OUTCOMES = [
    ("forfeit", "It is lost"),
    ("keep", "We keep it for the client"),
    ("carry", "It goes over to the next pack"),
    ("refund", "It is paid back"),
]
RANK = {name: rank for rank, (name, _label) in enumerate(OUTCOMES)}


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"expiry_outcome"}

    expiry_outcome = fields.Selection(
        OUTCOMES,
        "At the Expiry",
        required=True,
        default="forfeit",
        help="What becomes of what is left when credit expires. Only what is lost is "
        "earned; all else stays owed to the client. Packs sold before keep what they "
        "promised.",
    )

    def _get_sold_outcome(self):
        """Return the outcome as sales keep it: nothing where what is left is lost."""
        return "" if self.expiry_outcome == "forfeit" else self.expiry_outcome or ""


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    is_owed = fields.Boolean(
        "Still Owed",
        readonly=True,
        help="The credit can no longer be used, but it is not lost: no revenue is "
        "earned by it.",
    )

    _owed_idx = models.Index("(grant_id) WHERE is_owed")

    def _prepare_reversal_vals(self, *figures):
        return super()._prepare_reversal_vals(*figures) | {"is_owed": self.is_owed}

    def _is_new_credit(self):
        """Override: what is owed and only moves on is no credit to use."""
        moves_on = self.is_owed and self.date != self.reversed_entry_id.date
        return super()._is_new_credit() and not moves_on


class PrepaidGrant(models.Model):
    """What becomes of credit that expires, as it was promised when it was sold."""

    _inherit = "prepaid.grant"

    _prepaid_user_fields = {"expiry_outcome"}

    expiry_outcome = fields.Selection(
        OUTCOMES,
        "At the Expiry",
        compute="_compute_expiry_outcome",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What becomes of what is left when it expires, as promised at the sale. "
        "It can be changed for the better.",
    )
    owed = fields.Float(
        "Owed after Expiry",
        digits=QUANTITY_DIGITS,
        compute="_compute_owed",
        search="_search_owed",
        compute_sudo=True,
        help="Credit that expired and is neither lost nor settled.",
    )

    # === COMPUTE METHODS === #

    def _compute_expiry_outcome(self):
        """Keep what the plan says when credit is made, and never ask it again.

        What nobody paid for is lost; a part follows the credit that it came from.
        """
        for grant in self:
            if grant.origin_grant_id:
                grant.expiry_outcome = grant.origin_grant_id.expiry_outcome
            elif grant.kind in FREE_KINDS:
                grant.expiry_outcome = "forfeit"
            else:
                grant.expiry_outcome = grant.plan_id.expiry_outcome or "forfeit"

    @api.depends("entry_ids.is_owed", "entry_ids.quantity")
    def _compute_owed(self):
        rows = self.env["prepaid.entry"]._read_group(
            [("grant_id", "in", self.ids), ("is_owed", "=", True)],
            ["grant_id"],
            ["quantity:sum"],
        )
        owed = {grant: -quantity for grant, quantity in rows}
        for grant in self:
            grant.owed = to_quantity(to_units(owed.get(grant._origin, 0)))

    def _search_owed(self, operator, value):
        if (operator, value) != (">", 0):
            return NotImplemented
        return self._get_moved_domain(SQL("is_owed"))

    # === CRUD METHODS === #

    def write(self, vals):
        """What was promised changes for the better only."""
        outcome = vals.get("expiry_outcome")
        if not outcome:
            return super().write(vals)
        if not self.env.su:
            self._check_better(outcome)
        result = super().write(vals)
        self.sudo().filtered("owed")._follow_outcome()
        return result

    def _check_better(self, outcome):
        labels = dict(self._fields["expiry_outcome"]._description_selection(self.env))
        for grant in self.sudo():
            if RANK[outcome] < RANK[grant.expiry_outcome]:
                raise UserError(
                    self.env._(
                        "“%(grant)s” was sold with the promise “%(promise)s”. It can "
                        "be changed for the better only.",
                        grant=grant.name,
                        promise=labels[grant.expiry_outcome],
                    )
                )

    # === BUSINESS METHODS === #

    def _stays_owed(self):
        """Tell whether what expires of the grant is not earned by it."""
        self.ensure_one()
        return self.expiry_outcome != "forfeit" or self._is_barred()

    def _get_expected_breakage(self):
        """Return the part that nobody is expected to use and that is lost, 0 to 1."""
        is_lost = self.expiry_outcome == "forfeit"
        return self.plan_id.breakage_percent / 100 if is_lost else 0

    def _get_expiry_text(self):
        """Return the client's text for what expires of the grant now."""
        env, name = self.contract_id._with_client_lang().env, self.name
        if not self._stays_owed():
            return env._("Expired: %(grant)s", grant=name)
        if self.expiry_outcome == "carry":
            return env._("Waits for your next pack: %(grant)s", grant=name)
        if self.expiry_outcome == "refund":
            return env._("Expired, to be paid back: %(grant)s", grant=name)
        return env._("Expired, kept for you: %(grant)s", grant=name)

    def _follow_outcome(self):
        """Do what was promised with what is owed of these grants. Safe to repeat.

        Called when credit expired and stays owed, and when its promise is changed. The
        base does nothing: what is kept waits for a person.
        """

    def _release_owed(self, units):
        """Let up to so many units that are owed be credit again; return how many.

        The caller takes them out again, in the same transaction.
        """
        entries = self.env["prepaid.entry"].search(
            [("grant_id", "in", self.ids), ("is_owed", "=", True)]
        )
        live = [(e, -left.units) for e, left in entries._get_live_units().items()]
        parts, rest = split(reversed(live), max(units, 0))
        self.env["prepaid.entry"].create(
            [
                entry._prepare_reversal_vals(taken)
                | {"date": entry.grant_id._get_today()}
                for entry, taken in parts
            ]
        )
        return max(units, 0) - rest

    def _check_write_off(self):
        """Refuse to let be lost what a rule of the buyer's place keeps."""
        for grant in self.filtered(lambda grant: grant._is_barred()):
            raise UserError(
                self.env._(
                    "“%(grant)s” of the contract %(contract)s must not be lost: "
                    "%(reason)s Pay it back, or let the client use it.",
                    grant=grant.name,
                    contract=grant.contract_id.name,
                    reason=grant.contract_id._get_bar_reason(),
                )
            )

    def _write_off(self, reason):
        """Let what is owed be lost after all: it is earned from today on."""
        for grant in self.filtered("owed"):
            units = grant._release_owed(to_units(grant.owed))
            self.env["prepaid.entry"].create(
                grant._prepare_out_entry_vals(
                    "expire", units, grant._get_today(), reason
                )
            )
