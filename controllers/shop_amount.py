from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.reorder import CustomerPortal


class PrepaidAmountCart(Cart):
    """Amounts in the cart, and what they buy while somebody types them."""

    @route(
        "/shop/prepaid/amount",
        type="jsonrpc",
        auth="public",
        website=True,
        readonly=True,
    )
    def prepaid_amount(self, template_id, amount):
        """Return {text, error} of an amount of a published pack, for its page."""
        pack = self._find_open_pack(template_id)
        if not pack or type(amount) not in (int, float):
            return {"text": "", "error": ""}
        return pack._get_amount_answer(amount)

    def _find_open_pack(self, template_id):
        Template = request.env["product.template"]
        if type(template_id) is not int or not request.website.has_ecommerce_access():
            return Template
        # The visitor's own rights: nobody else sees what is not published.
        return Template.search(
            Domain("id", "=", template_id)
            & Domain("is_prepaid_pack", "=", True)
            & Domain("is_prepaid_open_amount", "=", True)
        )

    def _cart_values(self, **post):
        """Override of `website_sale`: show it with the terms of today's tables."""
        request.cart._refresh_amounts()
        return super()._cart_values(**post)


class PrepaidAmountReorder(CustomerPortal):
    """Orders of packs of any amount, ordered again for the same amount."""

    @route()
    def my_orders_reorder(self, order_id: int, access_token=None):
        """Override of `website_sale`: its own request names no amount."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return super().my_orders_reorder(order_id, access_token=access_token)
        lines = order_sudo.order_line.filtered("prepaid_amount")
        lines = lines.filtered(
            lambda line: line.with_user(request.env.user).sudo()._is_reorder_allowed()
        )
        if not lines:
            return super().my_orders_reorder(order_id, access_token=access_token)
        request.update_context(prepaid_amounts_apart=True)
        rest = order_sudo.order_line.with_env(request.env).sudo()
        if any(line._is_reorder_allowed() for line in rest):
            values = super().my_orders_reorder(order_id, access_token=access_token)
        else:
            values = {"tracking_info": []}
        for line in lines:
            added = Cart().add_to_cart(
                product_template_id=line.product_id.product_tmpl_id.id,
                product_id=line.product_id.id,
                quantity=line.product_uom_qty,
                prepaid_amount=line.prepaid_amount,
            )
            values["tracking_info"].extend(added["tracking_info"])
            values["cart_quantity"] = added["cart_quantity"]
        return values
