from collections import defaultdict
from fractions import Fraction

from odoo import api, fields, models
from odoo.fields import Domain

from . import pool


class PrepaidPoolLine(models.Model):
    """What one line of a document does to one parcel of a pool.

    The rows are what `pool.read` says of the posted documents, kept so that grants,
    books and reports read the same: as of any date, a parcel's packs and price are the
    sums of the rows whose document was posted by then. Whatever changes a document
    makes its pool's rows anew.
    """

    _name = "prepaid.pool.line"
    _description = "Prepaid Pool Line"
    _inherit = "prepaid.guarded"
    _order = "root_id, id"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    line_id = fields.Many2one(
        "account.move.line", required=True, index=True, ondelete="cascade"
    )
    parcel_id = fields.Many2one(
        "account.move.line",
        required=True,
        index=True,
        ondelete="cascade",
        help="The invoice line that sold the packs.",
    )
    root_id = fields.Many2one(
        "account.move.line",
        required=True,
        index=True,
        ondelete="cascade",
        help="The invoice line on which the grants of the packs hang.",
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    kind = fields.Selection(
        [
            ("sale", "Sold"),
            ("opening", "Brought over"),
            ("lower", "Lowered"),
            ("credit", "Credited"),
            ("price", "Price"),
            ("excess", "Too much"),
        ],
        required=True,
    )
    packs = fields.Float(digits=(20, 9), help="Packs sold or credited, by value.")
    amount = fields.Monetary(help="Price without taxes, in company currency.")

    # === ROWS === #

    @api.model
    def _rebuild(self, lines):
        """Bring the rows of the pools of these invoice lines in line with them.

        Return the documents that say something else of their pools than before.
        """
        # States of payment that are due to be computed rebuild pools themselves.
        self.env.flush_all()
        members = lines.sudo()._get_pool_members()
        wanted = {}
        for pool_members in members.grouped(lambda line: line._get_pool_key()).values():
            wanted |= pool_members._read_pool()
        known = (lines | members).ids
        rows_sudo = self.sudo().search(
            Domain("parcel_id", "in", known) | Domain("line_id", "in", known)
        )
        kept = {row._get_key(): row for row in rows_sudo}
        changed = {
            key: vals
            for key, vals in wanted.items()
            if key not in kept or not kept[key]._says(vals)
        }
        gone = rows_sudo.filtered(lambda row: row._get_key() not in wanted)
        if changed or gone:
            members._touch_parcels()
        gone.unlink()
        said = lines.browse(dict(key)["line_id"] for key in changed).move_id
        for key in changed.keys() & kept.keys():
            kept[key].write(changed.pop(key))
        self.sudo().create([dict(key) | vals for key, vals in changed.items()])
        return said

    def _says(self, vals):
        """Tell whether the row has these figures."""
        return all(self[name] == value for name, value in vals.items())

    def _get_key(self):
        return (
            ("line_id", self.line_id.id),
            ("parcel_id", self.parcel_id.id),
            ("root_id", self.root_id.id),
            ("kind", self.kind),
        )

    def _get_forgiven_packs(self):
        """Return the credited packs whose use need not be paid."""
        rows = self.filtered(
            lambda row: (
                row.kind == "credit" and row.line_id.move_id.prepaid_credit_use != "owe"
            )
        )
        return max(-sum(rows.mapped("packs")), 0)


class AccountMoveLine(models.Model):
    """Which lines make a pool, and what each says of it."""

    _inherit = "account.move.line"

    prepaid_line_id = fields.Many2one(
        "account.move.line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The pack's invoice line that this line credits, or whose price it "
        "changes.",
    )
    prepaid_credit_ids = fields.One2many("account.move.line", "prepaid_line_id")
    prepaid_pool_line_ids = fields.One2many("prepaid.pool.line", "parcel_id")

    def _get_pool_members(self):
        """Return the pack lines of the pools that these lines belong to."""
        roots = self | self.prepaid_line_id
        roots |= roots.sale_line_ids.invoice_lines
        members = roots | roots.prepaid_credit_ids
        return members.filtered(
            lambda line: line.move_id.is_sale_document(include_receipts=True)
        )._filter_pack_lines()

    def _touch_parcels(self):
        """Update the lines of a pool, so that two workers cannot both change it.

        By SQL, as nothing changes: of two who credit one invoice at once, one gets a
        serialisation failure and reads the pool again.
        """
        self.env.cr.execute(
            """
            UPDATE account_move_line SET prepaid_sold = prepaid_sold
             WHERE id IN (SELECT id FROM account_move_line
                           WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
            """,
            [self.ids],
        )

    def _get_pool_key(self):
        """Return the sold line of a pack line: an order line, or an invoice line."""
        origin = self.prepaid_line_id or self
        return origin.sale_line_ids[:1] or origin

    def _read_pool(self):
        """Return {key of a row: its vals} of the pool that these lines are."""
        bills = self._get_bills()
        parts = pool.read(bills)
        sales = sorted((b.order, b.parcel) for b in bills if b.kind == "sale")
        first = self.browse(sales[0][1]) if sales else self[:1]
        rows = defaultdict(lambda: {"packs": Fraction(0), "amount": 0})
        for part in parts:
            parcel = self.browse(part.parcel)
            key = (
                ("line_id", part.line),
                ("parcel_id", part.parcel),
                ("root_id", parcel._get_pool_root(first).id),
                ("kind", part.kind),
            )
            rows[key]["packs"] += part.packs
            rows[key]["amount"] += part.coins
        currency = self.company_id.currency_id
        return {
            key: {
                "packs": round(float(vals["packs"]), 9),
                "amount": currency.round(vals["amount"] * currency.rounding),
            }
            for key, vals in rows.items()
        }

    def _get_pool_root(self, first):
        """Return the line on which the grants of a parcel hang.

        Its own, unless the order granted: then the first that billed the order line.
        """
        order_line = self.sale_line_ids[:1]
        if not order_line._is_prepaid_source():
            return self
        return order_line.prepaid_grant_ids.move_line_id[:1] or first

    # === BILLS === #

    def _get_bills(self):
        """Return the Bills of the posted lines of one pool."""
        posted = self.filtered(lambda line: line.parent_state == "posted")
        moves = posted.move_id
        # A credit note of nothing but a discount bills the lines of its invoice.
        alone = moves.reversal_move_ids.filtered(
            lambda move: move.state == "posted" and move._is_discount_only()
        )
        shares = {}
        for move in moves:
            shares |= move._share_prepaid_discounts()
        bills = [line._prepare_bill(shares.get(line, ())) for line in posted]
        for move in alone - moves:
            for line, discounts in move._share_prepaid_discounts().items():
                if line in posted:
                    bills += [
                        line._prepare_discount_bill(*discount) for discount in discounts
                    ]
        return bills

    def _prepare_bill(self, discounts):
        """Return the Bill of a posted pack line, with the discounts that it bears."""
        kind = self._get_bill_kind()
        own = self._get_bill_value()
        packs = abs(Fraction(str(round(self._count_packs(self.quantity), 9))))
        if kind != "sale":
            packs = -packs if self._is_lowering() else packs
        return pool.Bill(
            line=self.id,
            kind=kind,
            parcel=self.id if kind == "sale" else self.prepaid_line_id.id,
            order=(self.date, self.move_id.id, self.id),
            packs=packs,
            value=Fraction(own + sum(value for _line, value, _coins in discounts)),
            amounts=(
                (self.id, self._get_bill_coins()),
                *((line.id, coins) for line, _value, coins in discounts),
            ),
        )

    def _prepare_discount_bill(self, line, value, coins):
        """Return the Bill of a discount alone, which changes the price of this line."""
        return pool.Bill(
            line=line.id,
            kind="price",
            parcel=self.id,
            order=(line.date, line.move_id.id, line.id),
            packs=Fraction(0),
            value=Fraction(value),
            amounts=((line.id, coins),),
        )

    def _get_bill_kind(self):
        """Return what a posted pack line does: see `pool`."""
        move = self.move_id
        if self.prepaid_line_id:
            if move.prepaid_price_only or self._is_debit():
                return "price"
        if not self._may_change_another():
            return "sale"
        is_credit = move.move_type == "out_refund" and self._is_lowering()
        return "credit" if is_credit else "lower"

    def _is_debit(self):
        """Tell whether the line is part of a debit note, or undoes one."""
        undone = self.move_id.reversed_entry_id
        if undone._get_debited_move() and self.prepaid_line_id.move_id != undone:
            return True
        return bool(self.move_id._get_debited_move())

    def _is_lowering(self):
        """Tell whether a line takes packs away, whatever kind of document it is on."""
        value = self._get_bill_value()
        return value < 0 or (not value and self.quantity * self._get_bill_sign() < 0)

    def _get_bill_sign(self):
        return -1 if self.move_id.move_type == "out_refund" else 1

    def _get_bill_value(self):
        """Return the net value in coins of the document's currency, sales positive."""
        return -round(self.amount_currency / self.currency_id.rounding)

    def _get_bill_coins(self):
        """Return the net value in coins of company currency, sales positive."""
        return -round(self.balance / self.company_id.currency_id.rounding)
