from odoo import fields, models

from .sold import Sold


class PrepaidGrantSource(models.AbstractModel):
    """What a line sold, as a fact of its document."""

    _name = "prepaid.grant.source"
    _description = "Prepaid Grant Source"
    _inherit = "prepaid.guarded"

    prepaid_sold = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What the line sold, frozen when it was sold: plan, credit and bonus of "
        "one pack, months of validity, and when the credit becomes usable.",
    )

    # === THE DOCUMENT'S RULES === #

    def _is_prepaid_frozen(self):
        """Tell whether the document stands, so that what it sold is a fact."""
        return False

    def _get_fresh_sold(self):
        """Return what the line would sell if it were sold now (Sold)."""
        company = self.company_id or self.env.company
        sold = self.product_id._get_prepaid_sold(company)
        return self._sell_amount(sold) if sold.plan else sold

    def _is_same_sale(self, sold):
        """Tell whether a line sells what it sold before; else it is sold anew."""
        return sold.product == self.product_id.id

    # === WHAT WAS SOLD === #

    def _get_sold(self):
        """Return what the line sold; a draft's, what it would sell now (Sold)."""
        self.ensure_one()
        sold = Sold.unpack(self.sudo().prepaid_sold)
        if self._is_prepaid_frozen() or self._is_same_sale(sold):
            return sold
        return self._get_fresh_sold()

    def _is_pack_line(self):
        return bool(self._get_sold().plan)

    def _filter_pack_lines(self):
        return self.filtered(lambda line: line._is_pack_line())

    def _get_prepaid_plan(self):
        return self.env["prepaid.plan"].browse(self._get_sold().plan)

    def _freeze_sold(self):
        """Make what these lines sell a fact. Another product is sold anew."""
        for line_sudo in self.sudo():
            sold = Sold.unpack(line_sudo.prepaid_sold)
            if line_sudo._is_same_sale(sold):
                continue
            line_sudo.prepaid_grant_ids._replace()
            fresh = line_sudo._get_fresh_sold()
            line_sudo.prepaid_sold = fresh.pack() if fresh.plan else False

    def _keep_unsold(self):
        """Remember that these lines sold no pack, whatever their product becomes."""
        for line_sudo in self.sudo():
            if not line_sudo.prepaid_sold and line_sudo.product_id:
                line_sudo.prepaid_sold = Sold(line_sudo.product_id.id).pack()

    def _count_packs(self, quantity):
        """Return the packs (float) of a quantity in the line's unit of measure."""
        uom = self.env["uom.uom"].browse(self._get_sold().uom)
        return self.product_uom_id._compute_quantity(
            quantity, uom or self.product_id.uom_id, round=False
        )
