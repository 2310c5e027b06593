from odoo import api, fields, models


def _deliver_by_hand(lines):
    lines.write({"qty_delivered_method": "manual"})


class SaleOrderLine(models.Model):
    """Packs are delivered by being granted."""

    _inherit = "sale.order.line"

    qty_delivered_method = fields.Selection(
        selection_add=[("prepaid", "Prepaid credit")],
        ondelete={"prepaid": _deliver_by_hand},
    )

    @api.depends("state")
    def _compute_qty_delivered_method(self):
        """Override of `sale`: work is no delivery of a pack, its credit is."""
        result = super()._compute_qty_delivered_method()
        self._filter_pack_lines().qty_delivered_method = "prepaid"
        return result

    def _prepare_qty_delivered(self):
        """Override of `sale`: what was granted and not taken back."""
        quantities = super()._prepare_qty_delivered()
        for line in self:
            if line.qty_delivered_method == "prepaid":
                quantities[line] = line._get_granted_quantity()
        return quantities

    def _get_granted_quantity(self):
        """Return how many of the packs ordered are granted, in the line's unit."""
        packs = self._get_granted_packs()
        uom = self.env["uom.uom"].browse(self._get_sold().uom)
        return (uom or self.product_uom_id)._compute_quantity(
            packs, self.product_uom_id, round=False
        )

    def _get_granted_packs(self):
        """Return how many packs are granted by the order, or by its invoices."""
        sources = [self]
        if not self._is_prepaid_source():
            sources = [line for line in self.invoice_lines if line.prepaid_grant_ids]
        claims = [source._get_prepaid_claim() for source in sources]
        return sum(claim.packs for claim in claims if claim.is_earned)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_prepaid_service_lines_to_upsell(self):
        """Override of `sale_timesheet`: whether credit runs low, its contract knows."""
        lines = super()._get_prepaid_service_lines_to_upsell()
        return lines - lines._filter_pack_lines()


class PrepaidGrantSource(models.AbstractModel):
    _inherit = "prepaid.grant.source"

    def _sync_prepaid_grants(self, documents=None):
        """Let the orders know what is granted now."""
        grants = super()._sync_prepaid_grants(documents)
        is_order = self._name == "sale.order.line"
        lines_sudo = self.sudo() if is_order else self.sudo().sale_line_ids
        packs_sudo = lines_sudo.filtered(
            lambda line: line.qty_delivered_method == "prepaid"
        )
        self.env.add_to_compute(packs_sudo._fields["qty_delivered"], packs_sudo)
        return grants
