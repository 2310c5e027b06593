from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sales.prepaid_grant_source import Claim
from ..sales.sold import Sold


class AccountMoveLine(models.Model):
    """What an invoice line sold, and the credit that follows from it."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "prepaid.grant.source"]

    prepaid_grant_ids = fields.One2many("prepaid.grant", "move_line_id")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited_or_earned(self):
        """Keep what posted documents stand on; drafts that granted may go."""
        credits_sudo = self.sudo().prepaid_credit_ids - self.sudo()
        for line in credits_sudo.filtered(lambda line: line.parent_state == "posted"):
            raise UserError(
                self.env._(
                    "“%(pack)s” cannot be deleted: %(refund)s credits it. Reset that "
                    "credit note to draft first.",
                    pack=line.prepaid_line_id.name,
                    refund=line.move_id.display_name,
                )
            )
        for line in self.sudo().filtered(lambda line: line._is_in_books()):
            raise UserError(
                self.env._(
                    "“%(pack)s” earned revenue that is booked. Recognise prepaid "
                    "revenue again, which takes it back, before you delete the line; "
                    "or cancel the invoice instead.",
                    pack=line.name,
                )
            )

    def _is_in_books(self):
        """Tell whether a journal entry of recognition stands on the line."""
        return bool(self.prepaid_discount_ids) or any(
            not grant.company_currency_id.is_zero(grant.recognised_amount)
            for grant in self.prepaid_grant_ids
        )

    def unlink(self):
        """Leave no credit behind whose document is gone."""
        self.sudo().prepaid_grant_ids._replace()
        return super().unlink()

    # === WHAT WAS SOLD === #

    def _is_prepaid_frozen(self):
        return self.parent_state == "posted"

    def _get_fresh_sold(self):
        """Return what is sold: by the order, by what is credited, or by the product."""
        origin = self.prepaid_line_id or self._find_billed_line()
        if not origin and self._may_change_another():
            return Sold(self.product_id.id)
        origin = origin or self.sale_line_ids[:1]
        if origin.product_id == self.product_id:
            return origin._get_sold()
        return super()._get_fresh_sold()

    def _find_billed_line(self, taken=None):
        """Return the invoice line that this line credits or changes, none for a sale.

        Of those that may be meant, the first that is worth as much. ``taken`` counts
        what lines before this one credit of each, in coins of the document's currency.
        """
        self.ensure_one()
        if not (self._may_change_another() or self.move_id._get_debited_move()):
            return self.browse()
        lines = self._get_creditable_lines()
        value = abs(self._get_bill_value())
        taken = Counter() if taken is None else taken
        worth = lines.filtered(
            lambda line: line._get_value_left() - taken[line] >= value
        )
        origin = worth[:1] or lines[:1]
        taken[origin] += value
        return origin

    def _may_change_another(self):
        """Tell whether the line takes packs away, or belongs to what did or sold some.

        A credit note may sell too: Odoo turns an invoice into one where an exchange
        leaves the client something. So may a debit note, which else raises a price.
        """
        move = self.move_id
        is_undone = move.move_type == "out_refund" and move.reversed_entry_id
        return bool(self._is_lowering() or is_undone or self.prepaid_line_id)

    def _get_creditable_lines(self):
        """Return the lines of packs that this line may be for, best first.

        Those of the invoice that it reverses or debits, else of its order line, else
        beside it in the same document, else of the customer, newest first.
        """
        move = self.move_id
        origin = move.reversed_entry_id or move._get_debited_move()
        lines = origin.invoice_line_ids or self.sale_line_ids.invoice_lines
        # What a document did to others is undone there: exchanges, debit notes.
        lines |= origin.invoice_line_ids.prepaid_line_id
        if not lines:
            lines = move.invoice_line_ids.filtered(
                lambda line: line._is_creditable_by(self)
            )
        if not lines and self.product_id.is_prepaid_pack:
            lines = self.search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("product_id", "=", self.product_id.id),
                    ("move_type", "in", ("out_invoice", "out_receipt", "out_refund")),
                    ("parent_state", "=", "posted"),
                ],
                order="date DESC, id DESC",
            )
        lines = lines.filtered(lambda line: line._is_creditable_by(self))
        # The same pack may be on an invoice twice, for two contracts.
        return lines.sorted(
            lambda line: (
                not line.sale_line_ids & self.sale_line_ids,
                line._get_overage_key() != self._get_overage_key(),
                -line.date.toordinal(),
                -line.id,
            )
        )

    def _is_creditable_by(self, other):
        """Tell whether another line may credit this one or change its price."""
        beside = self.move_id == other.move_id
        return (
            self != other
            and (beside or self.parent_state == "posted")
            and self.product_id == other.product_id
            and self.currency_id == other.currency_id
            and not self._may_change_another()
            and self._is_pack_line()
        )

    def _get_value_left(self):
        """Return what is not credited yet, in coins of the document's currency."""
        if self.parent_state != "posted":
            return self._get_bill_value()
        rows = self.prepaid_pool_line_ids.filtered(
            lambda row: row.line_id.parent_state == "posted"
        )
        sold = sum(rows.filtered(lambda row: row.kind == "sale").mapped("packs"))
        left = sum(rows.mapped("packs")) / sold if sold else 1
        return round(self._get_bill_value() * left)

    # === GRANTS === #

    def _sync_pack_lines(self, documents=None):
        """Bring the grants of the pools of these lines in line with them.

        Where the order granted, its grants only learn which invoice line bills them.
        What takes credit names the documents that did: those that say something new,
        and of these ``documents``, where only a decision on them is new.
        """
        members = self.sudo()._get_pool_members() | self.sudo()
        members._link_order_grants()
        said = self.env["prepaid.pool.line"]._rebuild(members)
        documents = said | documents if documents else said
        by_order = members.filtered(lambda line: line._is_granted_by_order())
        by_order.sale_line_ids._sync_pack_lines(documents)
        sellers = (members - by_order).filtered(
            lambda line: line.prepaid_grant_ids or line._is_seller()
        )
        sellers._sync_prepaid_grants(documents)
        grants = members.prepaid_grant_ids | members.sale_line_ids.prepaid_grant_ids
        grants._update_amount()

    def _is_seller(self):
        """Tell whether the line stands on a posted document and sells packs."""
        return (
            self.parent_state == "posted"
            and self._is_pack_line()
            and self._get_bill_kind() == "sale"
        )

    def _is_granted_by_order(self):
        self.ensure_one()
        return self.sudo().sale_line_ids[:1]._is_prepaid_source()

    def _link_order_grants(self):
        for line in self.filtered(lambda line: line._is_seller()):
            grants = line.sale_line_ids.prepaid_grant_ids
            grants.filtered(lambda grant: not grant.move_line_id).move_line_id = line

    def _get_prepaid_claim(self):
        """Return what the posted documents leave of the packs of this line."""
        rows = self.prepaid_pool_line_ids.filtered(
            lambda row: row.line_id.parent_state == "posted"
        )
        return Claim(
            packs=sum(rows.mapped("packs")),
            forgiven=rows._get_forgiven_packs(),
            is_earned=self._is_prepaid_earned(),
        )

    def _get_crediting_moves(self):
        """Override: what lowers the pool of the line."""
        rows = self.prepaid_pool_line_ids.filtered(
            lambda row: row.kind in ("credit", "lower")
        )
        return rows.line_id.move_id

    def _is_prepaid_earned(self):
        """Tell whether the policy under which it was sold makes the credit usable."""
        if self.parent_state != "posted":
            return False
        return self._get_sold().policy != "paid" or self.move_id._is_prepaid_settled()

    def _get_prepaid_date_earned(self):
        if self._get_sold().policy == "paid":
            return self.move_id._get_prepaid_date_settled()
        return self.move_id.invoice_date or self.date

    def _find_granted_contract(self):
        """Return the contract that the credit goes to, a new one if there is none."""
        order, contract = self.sale_line_ids[:1].order_id, self._get_named_contract()
        if not contract._takes_plan(self._get_prepaid_plan()):
            contract = contract._find_or_create(
                self._get_prepaid_customer(), self._get_sold(), self.company_id
            )
        contract._note_payer(order.partner_invoice_id or self.move_id.partner_id)
        return contract

    def _get_named_contract(self):
        """Return the contract that the document names for the credit, or none.

        Asked when credit is granted; addons that know better answer first. It is taken
        if it takes packs of the plan that was sold.
        """
        return self.sale_line_ids[:1]._get_prepaid_contract()

    def _get_prepaid_customer(self):
        """Return whose credit it is where no contract is named, whoever pays."""
        return self.sale_line_ids[:1].order_id.partner_id or self.move_id.partner_id

    def _prepare_prepaid_source_vals(self):
        move, contract = self.move_id, self._find_granted_contract()
        rows = self.prepaid_pool_line_ids.filtered(
            lambda row: row.line_id.parent_state == "posted"
        )
        return {
            "move_line_id": self.id,
            "contract_id": contract.id,
            "date": move.invoice_date or move.date,
            "name": f"{move.name} · {self.product_id.display_name}",
            "amount": sum(rows.mapped("amount")),
        }
