from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "prepaid.guarded"]

    _prepaid_user_fields = {"prepaid_credit_use", "prepaid_price_only"}

    prepaid_credit_use = fields.Selection(
        [("forgive", "Forgive it"), ("owe", "The client owes it")],
        "Use beyond What Stays",
        copy=False,
        default="forgive",
        help="What becomes of credit that was used already and is credited now.",
    )
    prepaid_price_only = fields.Boolean(
        "Price only, Keep the Credit",
        copy=False,
        help="The credit note lowers the price; the client keeps hours and credit.",
    )
    prepaid_grant_count = fields.Integer(
        compute="_compute_prepaid_grant_count", compute_sudo=True
    )

    @api.depends(
        "line_ids.prepaid_grant_ids", "line_ids.prepaid_line_id.prepaid_grant_ids"
    )
    def _compute_prepaid_grant_count(self):
        for move in self:
            move.prepaid_grant_count = len(move._get_prepaid_grants())

    # === HOOKS === #

    def _compute_field_value(self, field):
        """Follow payments that are withdrawn: no hook of Odoo is called for these."""
        result = super()._compute_field_value(field)
        if field.name == "payment_state":
            moves = self.filtered(
                lambda move: (
                    move.id and move.move_type in ("out_invoice", "out_receipt")
                )
            )
            granted = self.env["prepaid.grant"].sudo()._get_move_grants(moves)
            settled = granted.move_id.filtered(
                lambda move: not move._is_being_credited()
            )
            settled._sync_prepaid_grants()
        return result

    def write(self, vals):
        """Follow documents that no longer stand, and what a credit note takes."""
        posted = self.filtered(lambda move: move.state == "posted")
        result = super().write(vals)
        withdrawn = posted.filtered(lambda move: move.state != "posted")
        withdrawn._get_product_lines()._keep_unsold()
        changed = vals.keys() & {"prepaid_credit_use", "prepaid_price_only"}
        (posted if changed else withdrawn)._sync_prepaid_grants()
        return result

    def _post(self, soft=True):
        self._freeze_pack_lines()
        posted = super()._post(soft=soft)
        (posted | posted.reversed_entry_id)._sync_prepaid_grants()
        posted._check_credited_packs()
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._ask_about_write_off()
        self._sync_prepaid_grants()
        return result

    def _is_being_credited(self):
        """Tell whether a credit note is about to be posted, and brings this in line.

        It has no number yet, by which it is named in what it takes.
        """
        return any(
            move.state == "posted" and not move.name for move in self.reversal_move_ids
        )

    # === PACKS === #

    def _get_product_lines(self):
        """Return the product lines of the customer documents in self."""
        moves = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        return moves.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )

    def _get_pack_lines(self):
        """Return the pack lines of the customer documents in self."""
        return self._get_product_lines()._filter_pack_lines()

    def _get_debited_move(self):
        """Return the invoice that this one adds to, as a debit note."""
        # A field of `account_debit_note`, which the addon does not need.
        name = "debit_origin_id"
        return self[name] if name in self._fields else self.browse()

    def _freeze_pack_lines(self):
        """Make what these documents sell a fact, on the accounts where it belongs."""
        for move_sudo in self.sudo():
            taken = Counter()
            for line_sudo in move_sudo._get_product_lines():
                line_sudo.prepaid_line_id = line_sudo._find_billed_line(taken)
                line_sudo._freeze_sold()
        self.sudo()._get_product_lines()._check_credits_something()
        self._settle_pack_accounts()

    def _take_over_sold(self, old):
        """Sell what another document sold, line by line, where the products agree."""
        if debited := old._get_debited_move():
            self["debit_origin_id"] = debited
        lines = self.sudo()._get_product_lines(), old.sudo()._get_product_lines()
        for line_sudo, old_line_sudo in zip(*lines, strict=False):
            if line_sudo.product_id == old_line_sudo.product_id:
                line_sudo.prepaid_sold = old_line_sudo.prepaid_sold

    def _sync_prepaid_grants(self):
        """Bring grants in line with these documents, or those they credit."""
        moves = self.sudo()
        lines = moves._get_product_lines().filtered("prepaid_sold")
        # Credit notes of a discount alone change the price of what they credit.
        reversals = moves.filtered("reversed_entry_id")
        alone = reversals.filtered(lambda move: move._is_discount_only())
        lines |= alone.reversed_entry_id._get_product_lines().filtered("prepaid_sold")
        if lines:
            lines._sync_pack_lines(moves)

    def _check_credited_packs(self):
        """Refuse documents that take more than was sold and not credited yet."""
        rows_sudo = self.env["prepaid.pool.line"].sudo()
        mine_sudo = rows_sudo.search([("line_id.move_id", "in", self.ids)])
        excess_sudo = mine_sudo.parcel_id.prepaid_pool_line_ids.filtered(
            lambda row: row.kind == "excess"
        )
        if excess_sudo:
            mine_sudo.line_id.filtered("prepaid_line_id")[:1]._refuse_credit()

    # === ACTION METHODS === #

    def action_open_prepaid_grants(self):
        self.ensure_one()
        return self.sudo()._get_prepaid_grants()._get_open_action()

    def _get_prepaid_grants(self):
        """Return the grants that the document made, or that it credits."""
        billed = self.line_ids.prepaid_line_id
        return (
            self.line_ids | billed
        ).prepaid_grant_ids | billed.sale_line_ids.prepaid_grant_ids


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _check_credits_something(self):
        """Refuse to take packs back that no document sold."""
        for line in self:
            if (
                line.product_id.is_prepaid_pack
                and line.account_id._is_deferral()
                and not line.prepaid_line_id
                and line._may_change_another()
            ):
                line._refuse_credit()

    def _refuse_credit(self):
        for line in self:
            raise UserError(
                self.env._(
                    "%(document)s credits more of “%(pack)s” than was invoiced to "
                    "%(customer)s and not credited yet. Lower it, make one line for "
                    "each invoice line that it credits, or choose the income account "
                    "if these were no packs when they were sold.",
                    document=line.move_id.display_name,
                    pack=line.product_id.display_name,
                    customer=line.partner_id.display_name,
                )
            )
