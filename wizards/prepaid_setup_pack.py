from odoo import api, fields, models

from ..metering import MINUTES_PER_HOUR, QUANTITY_DIGITS


class PrepaidSetupPack(models.TransientModel):
    """A size that the assistant makes a pack of."""

    _name = "prepaid.setup.pack"
    _description = "Pack to Set Up"
    _order = "quantity, id"

    setup_id = fields.Many2one("prepaid.setup", required=True, ondelete="cascade")
    unit = fields.Selection(related="setup_id.unit")
    currency_id = fields.Many2one(related="setup_id.currency_id")
    company_currency_id = fields.Many2one(
        related="setup_id.company_currency_id", string="Company Currency"
    )
    quantity = fields.Float("Size", digits=QUANTITY_DIGITS)
    bonus = fields.Float(digits=QUANTITY_DIGITS)
    discount = fields.Float(help="Percent off the price of an hour, as proposed.")
    price = fields.Monetary(
        compute="_compute_price",
        store=True,
        precompute=True,
        readonly=False,
        currency_field="company_currency_id",
    )
    price_hour = fields.Monetary(
        "Price of an Hour",
        compute="_compute_price_hour",
        currency_field="company_currency_id",
    )

    @api.depends(
        "quantity",
        "discount",
        "setup_id.unit",
        "setup_id.price_hour",
        "setup_id.currency_id",
    )
    def _compute_price(self):
        for line in self:
            is_time = line.setup_id.unit == "time"
            line.price = line._get_time_price() if is_time else line._get_money_price()

    @api.depends("price", "quantity", "bonus", "setup_id.unit")
    def _compute_price_hour(self):
        for line in self:
            minutes = line.quantity + line.bonus
            is_time = line.setup_id.unit == "time" and minutes > 0
            line.price_hour = line.price * MINUTES_PER_HOUR / minutes if is_time else 0

    def _get_time_price(self):
        price = self.setup_id.price_hour * self.quantity / MINUTES_PER_HOUR
        currency = self.company_currency_id or self.env.company.currency_id
        return currency.round(price * (1 - self.discount / 100))

    def _get_money_price(self):
        """Return what credit costs in the shop: itself, and the tax in the price.

        Credit pays for work without taxes.
        """
        company = self.setup_id.company_id or self.env.company
        currency = self.setup_id.currency_id or company.currency_id
        price = currency._convert(
            self.quantity, company.currency_id, company, company._get_prepaid_today()
        )
        tax_sudo = company.sudo().account_sale_tax_id._as_services()
        if not tax_sudo.price_include:
            return price
        taxed = tax_sudo.with_context(force_price_include=False)
        return taxed.compute_all(price, company.currency_id)["total_included"]

    def _prepare_pack_vals(self, plan):
        return {
            "name": plan._propose_pack_name(self.quantity),
            "company_id": plan.company_id.id,
            "type": "service",
            "invoice_policy": "order",
            "purchase_ok": False,
            "is_prepaid_pack": True,
            "prepaid_plan_id": plan.id,
            "prepaid_quantity": self.quantity,
            "prepaid_bonus_quantity": self.bonus,
            "list_price": self.price,
        }
