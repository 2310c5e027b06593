from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round, format_date

from ..schedule.spans import Wanted


class PrepaidPlan(models.Model):
    """What clients may add to their schedule on their page."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"client_option_ids"}

    client_option_ids = fields.Many2many(
        "product.product",
        "prepaid_plan_client_option_rel",
        string="Options They Add",
        check_company=True,
        groups="base.group_user",
        domain="[('sale_ok', '=', True), ('type', '=', 'service'), "
        "('invoice_policy', '=', 'order'), ('is_prepaid_pack', '=', False)]",
        help="Clients add these themselves, at the price of their pricelist for a "
        "month. What has no price there is not offered.",
    )

    @api.constrains("client_option_ids")
    def _check_client_option_ids(self):
        for product in self.client_option_ids:
            if not self._is_option(product):
                raise ValidationError(
                    self.env._(
                        "Clients cannot add “%(product)s” by themselves. Choose a "
                        "service that is invoiced by what was ordered, and no pack.",
                        product=product.display_name,
                    )
                )

    @api.model
    def _is_option(self, product):
        """Tell whether a product can be sold as an option, as it is today."""
        is_service = product.type == "service" and product.invoice_policy == "order"
        return is_service and product.sale_ok and not product.is_prepaid_pack


class PrepaidSchedule(models.Model):
    """Options that the client does not have yet, at the price of today.

    Call it in sudo, after the check.
    """

    _inherit = "prepaid.schedule"

    def _get_client_day(self):
        """Return the day from which a change of the client counts."""
        return max(self._get_today(), self.date_start)

    def _may_change_options(self):
        """Tell whether the client changes its options today.

        Not while another change is planned: it would be undone.
        """
        is_open = self.plan_id.client_options and self.state == "running"
        return is_open and not self.date_end and not self._get_planned_day()

    def _get_planned_day(self):
        """Return the first day on which something else is sold already, or None."""
        today, planned = self._get_client_day(), []
        for span in self._get_spans():
            if span.first > today:
                planned.append(span.first)
            elif span.last and span.last >= today:
                planned.append(fields.Date.add(span.last, days=1))
        return min(planned, default=None)

    def _get_planned_note(self):
        """Return why the client cannot change its options today, or False."""
        day = self.plan_id.client_options and self._get_planned_day()
        if not day or self.date_end or self.state != "running":
            return False
        return self.env._(
            "A change from %(date)s on is agreed already. Please ask your contact if "
            "you want something else before.",
            date=format_date(self.env, day),
        )

    def _get_client_options(self, wanted):
        """Return what the client may add to what it has, as a recordset."""
        if not self._may_change_options():
            return self.env["product.product"]
        company, mine = self.company_id, {each.product for each in wanted}
        options = self.env["product.product"].browse(self.plan_id.client_option_ids.ids)
        return options.filtered(
            lambda product: (
                product.id not in mine
                and product.active
                and self.plan_id._is_option(product)
                and (product.company_id or company) in company.parent_ids
                and self._get_option_price(product) > 0
            )
        )

    def _get_option_price(self, product, number=1):
        """Return the price of one for a month, where so many are taken today."""
        price = self.pricelist_id._get_product_price(
            product.with_company(self.company_id),
            number,
            currency=self.currency_id,
            date=self._get_client_day(),
        )
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(price, precision_digits=digits)

    def _get_client_added(self, numbers, wanted):
        """Return what the client adds, each by the month."""
        added = []
        for product in self._get_client_options(wanted):
            number = numbers.get(product.id)
            price = number and self._get_option_price(product, number)
            if price and price > 0:
                added.append(Wanted(product.id, float(number), price, 0.0, 1))
        return added
