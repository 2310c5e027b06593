from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS, SCALE, to_quantity, to_units
from ..ledger.prepaid_entry import DRAW_KINDS
from .share import find_period, take_percent


class Figure(NamedTuple):
    """What a share allows and what is used of it in a period, in units."""

    limit: int
    used: int

    @property
    def left(self):
        return self.limit - self.used


class PrepaidShare(models.Model):
    """How much of a share is used, by the work dates of what counts in it."""

    _inherit = "prepaid.share"

    _prepaid_user_fields = frozenset()

    # What was drawn for it. Their reversals count through them.
    entry_ids = fields.Many2many(
        "prepaid.entry",
        "prepaid_entry_share_rel",
        "share_id",
        "entry_id",
        readonly=True,
        copy=False,
    )
    limit = fields.Float(
        "This Period", digits=QUANTITY_DIGITS, compute="_compute_figures"
    )
    used = fields.Float(digits=QUANTITY_DIGITS, compute="_compute_figures")
    left = fields.Float(digits=QUANTITY_DIGITS, compute="_compute_figures")
    used_percent = fields.Float("Used (%)", compute="_compute_figures")

    # === COMPUTE METHODS === #

    @api.depends("contract_id.balance", "contract_id.held", "quantity", "percent")
    def _compute_figures(self):
        """Read the running period."""
        shares_sudo = self._origin.sudo()
        figures = {}
        for contract, shares in shares_sudo.grouped("contract_id").items():
            figures |= shares._get_figures(contract._get_today())
        for share in self:
            figure = figures.get(share._origin.sudo(), Figure(0, 0))
            share.limit = to_quantity(figure.limit)
            share.used = to_quantity(figure.used)
            share.left = to_quantity(figure.left)
            share.used_percent = figure.limit and figure.used * 100 / figure.limit

    # === FIGURES, CALLED IN SUDO === #

    def _get_period(self, day):
        return find_period(self.period, day)

    def _get_figures(self, day):
        """Return {share: Figure} of the periods that hold a day, for one contract."""
        limits, used = self._get_limit_units(day), self._get_used_units(day)
        return {share: Figure(limits[share], used[share]) for share in self}

    def _get_limit_units(self, day):
        """Return {share: units that may be used in its period}, approvals included."""
        bases = self.filtered(lambda s: s.kind == "percent")._get_base_units(day)
        more = self._get_approved_units(day)
        return {
            share: more[share]
            + (
                take_percent(bases[share], share.percent, share._get_step())
                if share in bases
                else to_units(share.quantity)
            )
            for share in self
        }

    def _get_step(self):
        """Return the units of the smallest part that work draws."""
        return to_units(self.currency_id.rounding) if self.unit == "money" else SCALE

    def _get_used_units(self, day):
        """Return {share: units} of work in its period, and of what is set aside."""
        used = dict.fromkeys(self, 0) | self._read_used(day)
        if any(self.contract_id.mapped("held")):
            for share in self:
                holds = self.contract_id._get_open_holds()._get_counted(share, day)
                used[share] += sum(hold._get_units() for hold in holds)
        return used

    def _read_used(self, day):
        """Return {share: units of its entries in its period}, by SQL.

        A reversal bears the date of its entry, and counts where that counts.
        """
        if not self:
            return {}
        self.env["prepaid.entry"].flush_model()
        periods = SQL(", ").join(
            SQL(
                "(%s, %s, %s::date, %s::date)",
                share.id,
                share.contract_id.id,
                *share._get_period(day),
            )
            for share in self
        )
        sql = SQL(
            """
            SELECT counted.share_id, -ROUND(SUM(entry.quantity) * %s)::bigint
              FROM (VALUES %s) period(share_id, contract_id, first, last)
              JOIN prepaid_entry entry
                ON entry.contract_id = period.contract_id
               AND entry.date BETWEEN period.first AND period.last
              JOIN prepaid_entry_share_rel counted
                ON counted.share_id = period.share_id
               AND counted.entry_id = COALESCE(entry.reversed_entry_id, entry.id)
          GROUP BY counted.share_id
            """,
            SCALE,
            periods,
        )
        return {self.browse(id_): units for id_, units in self.env.execute_query(sql)}

    def _get_base_units(self, day):
        """Return {share: units of credit that its period has}, whoever uses it.

        That is the balance at the end of the period, were no work done in it.
        """
        bases = {}
        for period, shares in self.grouped("period").items():
            contract = shares.contract_id
            base = contract._read_base_units(*find_period(period, day))
            bases |= dict.fromkeys(shares, base)
        return bases

    def _get_outermost(self):
        """Return those of these shares that stand below no other of them."""
        partners = self.partner_id
        return self.filtered(
            lambda share: not share.partner_id._get_prepaid_ancestors() & partners
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _read_base_units(self, first, last):
        """Return the units of credit of the days from first to last, work aside."""
        self.ensure_one()
        self.env["prepaid.entry"].flush_model()
        sql = SQL(
            """
            SELECT COALESCE(SUM(entry.quantity) FILTER (WHERE entry.date > %(last)s), 0)
                   + COALESCE(SUM(entry.quantity) FILTER (
                         WHERE entry.date <= %(last)s AND entry.kind IN %(kinds)s
                           AND (origin.id IS NULL OR origin.kind IN %(kinds)s)
                     ), 0)
              FROM prepaid_entry entry
         LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
             WHERE entry.contract_id = %(id)s AND entry.date >= %(first)s
            """,
            id=self.id,
            first=first,
            last=last,
            kinds=DRAW_KINDS,
        )
        ((moved,),) = self.env.execute_query(sql)
        return to_units(self.balance) - to_units(float(moved))
