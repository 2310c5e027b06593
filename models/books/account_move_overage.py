from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from ..sales.sold import Sold


class AccountMove(models.Model):
    """Invoices of work beyond the credit: they bill what is owed, and no more."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Bill what is still owed of what was drafted, before anything is granted."""
        for move in self.sudo().filtered(lambda m: m.move_type == "out_invoice"):
            if move._fit_overage() and not move._get_product_lines():
                raise UserError(
                    self.env._(
                        "None of the work on %(invoice)s is owed any more. Delete this "
                        "draft.",
                        invoice=move.display_name,
                    )
                )
        return super()._post(soft=soft)

    def _fit_overage(self):
        """Lower this draft to what is still owed; tell whether it changed.

        Credit or a correction may have settled the work meanwhile. Safe to repeat.
        """
        self.ensure_one()
        drafts = self.invoice_line_ids.filtered(lambda line: line._drafts_overage())
        changed = False
        for contract, lines in drafts.grouped("prepaid_overage_contract_id").items():
            owed = {}
            for _entry, usage, units in contract._get_owed():
                owed[usage] = owed.get(usage, 0) + units
            for line in lines:
                usage, drafted = line.prepaid_usage_type_id, line._get_overage_units()
                billed = min(drafted, owed.get(usage, 0))
                owed[usage] = owed.get(usage, 0) - billed
                if billed < drafted:
                    line._lower_overage(billed, drafted)
                    changed = True
        if changed:
            self.message_post(
                body=self.env._(
                    "Work beyond the credit that is not owed any more was taken off."
                )
            )
        return changed

    def _get_billed_contracts(self):
        """Return the contracts whose refills, or work beyond the credit, it bills."""
        lines = self.invoice_line_ids
        return (
            lines.prepaid_overage_contract_id
            | lines.sale_line_ids.order_id.prepaid_contract_id
        )

    def _follow_overage(self):
        """Bring this draft in line with what is owed; cancel it if nothing is."""
        if self._fit_overage() and not self._get_product_lines():
            self.button_cancel()


class AccountMoveLine(models.Model):
    """A line that bills work beyond the credit, and by that settles it.

    It sells the very credit that is owed, of a kind of its own, earned when posted.
    """

    _inherit = "account.move.line"

    prepaid_overage_contract_id = fields.Many2one(
        "prepaid.contract",
        "Bills Work of",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="The contract whose work beyond the credit the line bills.",
    )
    prepaid_usage_type_id = fields.Many2one(
        "prepaid.usage.type", copy=False, readonly=True, ondelete="restrict"
    )

    prepaid_copied_line_id = fields.Many2one(
        "account.move.line",
        compute="_compute_prepaid_copied_line_id",
        inverse="_inverse_prepaid_copied_line_id",
        export_string_translation=False,
        help="Tells a copy that is being made which line it repeats or undoes.",
    )

    def _compute_prepaid_copied_line_id(self):
        self.prepaid_copied_line_id = False

    def _inverse_prepaid_copied_line_id(self):
        """Let a line that repeats or undoes another name the same work."""
        # What a line sells already is not for those who copy lines to change.
        for line_sudo in self.sudo().filtered(lambda line: not line.prepaid_sold):
            copied = line_sudo.prepaid_copied_line_id
            line_sudo.prepaid_overage_contract_id = copied.prepaid_overage_contract_id
            line_sudo.prepaid_usage_type_id = copied.prepaid_usage_type_id

    def _copy_data_extend_business_fields(self, values):
        """Override of `account`: credit notes know what they credit."""
        result = super()._copy_data_extend_business_fields(values)
        if self.prepaid_overage_contract_id:
            values["prepaid_copied_line_id"] = self.id
        return result

    def _get_overage_key(self):
        return self.prepaid_overage_contract_id, self.prepaid_usage_type_id

    def _is_overage(self):
        """Tell whether the line bills, or credits, work beyond the credit."""
        return self._get_sold().kind == "overage"

    def _drafts_overage(self):
        """Tell whether the line of a draft will settle the work that it bills."""
        return (
            self.prepaid_overage_contract_id
            and self.parent_state == "draft"
            and self.move_type == "out_invoice"
            and Sold.unpack(self.sudo().prepaid_sold).kind == "overage"
            and not self.prepaid_line_id
        )

    # === WHAT IT SELLS === #

    def _get_fresh_sold(self):
        """Bill the work whatever service the line of a draft names by now."""
        sold = Sold.unpack(self.sudo().prepaid_sold)
        if sold.kind == "overage":
            return sold._replace(product=self.product_id.id)
        return super()._get_fresh_sold()

    def _find_granted_contract(self):
        if self._is_overage():
            return self.prepaid_overage_contract_id
        return super()._find_granted_contract()

    def _prepare_prepaid_source_vals(self):
        vals = super()._prepare_prepaid_source_vals()
        if self._is_overage():
            # The work is done: its bill settles it, however it is dated.
            vals["date"] = min(vals["date"], self.company_id._get_prepaid_today())
        return vals

    def _get_prepaid_claim(self):
        """Credit of work that was billed makes it owed again: that is no gift.

        Who wants to give it changes the price only.
        """
        claim = super()._get_prepaid_claim()
        return claim._replace(forgiven=0) if self._is_overage() else claim

    # === HOW MUCH OF IT === #

    def _get_overage_units(self):
        """Return the units of work that the line bills."""
        packs = self._count_packs(self.quantity)
        return self._get_pack_units(packs).get("overage", 0)

    def _lower_overage(self, units, drafted):
        """Bill ``units`` of the ``drafted`` ones, at the same price."""
        if not units:
            self.unlink()
            return
        share = units / drafted
        if self._get_sold().unit == "money":
            vals = {"price_unit": self.currency_id.round(self.price_unit * share)}
        else:
            vals = {"quantity": self._round_quantity(self.quantity * share)}
        packs = self._count_packs(vals.get("quantity", self.quantity))
        sold = self._get_sold()
        plan = self._get_prepaid_plan()
        sold = sold._replace(quantity=plan._get_overage_credit(packs, units))
        self.write(vals | {"prepaid_sold": sold.pack()})

    @api.model
    def _round_quantity(self, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_round(quantity, precision_digits=digits)
