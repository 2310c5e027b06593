from odoo import api, models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _is_tokenization_required(self, sale_order_id=None, **kwargs):
        """Override of `payment`: who wants automatic refills saves the method."""
        if self.env["sale.order"]._wants_saved_method(sale_order_id):
            return True
        return super()._is_tokenization_required(sale_order_id=sale_order_id, **kwargs)


class PaymentMethod(models.Model):
    _inherit = "payment.method"

    @api.model
    def _get_compatible_payment_methods(
        self, *args, sale_order_id=None, force_tokenization=False, **kwargs
    ):
        """Override of `payment`: for automatic refills only what can be saved."""
        force_tokenization = force_tokenization or self.env[
            "sale.order"
        ]._wants_saved_method(sale_order_id)
        return super()._get_compatible_payment_methods(
            *args,
            sale_order_id=sale_order_id,
            force_tokenization=force_tokenization,
            **kwargs,
        )
