from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Packs for named contracts in the shop's cart."""

    _inherit = "sale.order"

    def _cart_find_product_line(self, *args, prepaid_contract_id=None, **kwargs):
        """Override of `website_sale`: a pack has one cart line for each contract."""
        lines = super()._cart_find_product_line(
            *args, prepaid_contract_id=prepaid_contract_id, **kwargs
        )
        return lines.filtered(
            lambda line: line.prepaid_contract_id.id == (prepaid_contract_id or False)
        )

    def _prepare_order_line_values(self, *args, prepaid_contract_id=None, **kwargs):
        """Override of `website_sale`: put the contract of a top-up on its line."""
        values = super()._prepare_order_line_values(*args, **kwargs)
        product = self.env["product.product"].browse(values["product_id"])
        # What is sold along with a pack comes with the same request.
        if prepaid_contract_id and not values["linked_line_id"]:
            contract = self._get_cart_contract(prepaid_contract_id, product)
            values["prepaid_contract_id"] = contract.id
        return values

    def _get_cart_contract(self, contract_id, product):
        """Return the buyer's contract of that id that takes the pack, or refuse.

        The request is not trusted: whatever it asks for, the contract is the buyer's
        own. What exists beyond that is not told.
        """
        self.ensure_one()
        contract_sudo = self.env["prepaid.contract"].sudo()
        if type(contract_id) is int:
            contract_sudo = contract_sudo.search(
                Domain("id", "=", contract_id) & self._get_cart_contract_domain()
            )
        if not contract_sudo._takes_pack(product.sudo()):
            raise UserError(
                self.env._(
                    "“%(pack)s” cannot be put on this contract. Choose one of the "
                    "packs offered on the contract's own page.",
                    pack=product.display_name,
                )
            )
        return contract_sudo

    def _get_cart_contract_domain(self):
        return Domain(
            "partner_id", "=", self.partner_id.commercial_partner_id.id
        ) & Domain("company_id", "=", self.company_id.id)

    def _update_address(self, partner_id, fnames=None):
        """Override of `website_sale`: a cart of another buyer leaves its contracts."""
        if "partner_id" in (fnames or ()):
            buyer = self.env["res.partner"].browse(partner_id).commercial_partner_id
            for record in (self, *self.order_line):
                if record.prepaid_contract_id.partner_id - buyer:
                    record.prepaid_contract_id = False
        return super()._update_address(partner_id, fnames)
