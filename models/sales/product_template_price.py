from odoo import api, fields, models

from ...metering import MINUTES_PER_HOUR
from ..contract.access import PRICE_GROUPS

# Who prices packs, or reads what they cost.
PACK_GROUPS = f"product.group_product_manager,{PRICE_GROUPS}"


def get_saving(unit_price, dearest):
    """Return what a price saves against the dearest one (int, percent).

    Rounded down: no pack promises more than it saves.
    """
    return int(round(100 * (1 - unit_price / dearest), 6)) if dearest else 0


class ProductTemplate(models.Model):
    """What the price of a pack comes to, while its owner still thinks about it."""

    _inherit = "product.template"

    prepaid_price_hour = fields.Monetary(
        "Price of an Hour",
        compute="_compute_prepaid_price_hour",
        help="What an hour of the pack costs, the bonus counted.",
    )
    prepaid_saving = fields.Integer(
        "Saves (%)",
        compute="_compute_prepaid_saving",
        help="In percent, against the pack of the plan whose credit is dearest, which "
        "is usually the smallest: as the shop says it.",
    )
    prepaid_price_warning = fields.Char(
        compute="_compute_prepaid_price_warning", groups=PACK_GROUPS
    )

    @api.depends(
        "list_price", "prepaid_quantity", "prepaid_bonus_quantity", "prepaid_unit"
    )
    def _compute_prepaid_price_hour(self):
        for pack in self:
            is_time = pack.prepaid_unit == "time"
            pack.prepaid_price_hour = (
                pack._get_unit_price() * MINUTES_PER_HOUR if is_time else 0
            )

    @api.depends(
        "prepaid_plan_id.pack_ids.list_price",
        "prepaid_plan_id.pack_ids.prepaid_quantity",
        "prepaid_plan_id.pack_ids.prepaid_bonus_quantity",
    )
    def _compute_prepaid_saving(self):
        for pack in self:
            rivals = pack.prepaid_plan_id.pack_ids.filtered(
                lambda rival, pack=pack: rival.currency_id == pack.currency_id
            )
            prices = [rival._get_unit_price() for rival in rivals | pack]
            own = pack._get_unit_price()
            pack.prepaid_saving = get_saving(own, max(prices)) if own else 0

    @api.depends("list_price", "prepaid_quantity", "prepaid_plan_id", "taxes_id")
    @api.depends_context("lang", "company")
    def _compute_prepaid_price_warning(self):
        for pack in self:
            pack.prepaid_price_warning = pack._get_price_warning()

    def _get_price_warning(self):
        """Return what is odd about the price of credit in money, or False."""
        worth, plan = self._get_price_in_credit(), self.prepaid_plan_id
        if worth is None:
            return False
        if self._lacks_exchange_rate():
            return self.env._(
                "%(pack)s: there is no exchange rate between %(price)s and %(credit)s, "
                "so one counts as much as the other. Enter one.",
                pack=self.name or self.env._("The pack"),
                price=self.currency_id.name,
                credit=plan.currency_id.name,
            )
        if plan.currency_id.compare_amounts(worth, self.prepaid_quantity) >= 0:
            return False
        return self.env._(
            "%(pack)s holds more than it costs: %(credit)s of credit for a price "
            "without taxes of %(worth)s today. Raise the price, or enter what is "
            "given on top as bonus.",
            pack=self.name or self.env._("The pack"),
            credit=plan._format_quantity(self.prepaid_quantity),
            worth=plan._format_quantity(worth),
        )

    def _lacks_exchange_rate(self):
        """Tell whether one currency counts as the other, for want of a rate."""
        if self.currency_id == self.prepaid_currency_id:
            return False
        company = self.company_id or self.env.company
        foreign = (self.currency_id | self.prepaid_currency_id) - company.currency_id
        rates_sudo = self.env["res.currency.rate"].sudo()
        known = rates_sudo.search(
            [
                ("currency_id", "in", foreign.ids),
                ("company_id", "in", (False, company.root_id.id)),
            ]
        )
        return bool(foreign - known.currency_id)

    def _get_unit_price(self):
        """Return what a minute, or a coin of credit, costs with the bonus (float)."""
        credit = self.prepaid_quantity + self.prepaid_bonus_quantity
        return self.list_price / credit if credit > 0 else 0

    def _get_price_in_credit(self):
        """Return the price without taxes in the plan's currency, at today's rate.

        None where there is nothing to compare: packs of time, or without a price.
        """
        if self.prepaid_unit != "money" or not self.prepaid_quantity:
            return None
        if not self.list_price:
            return None
        company = self.company_id or self.env.company
        taxes = self.sudo().taxes_id._filter_taxes_by_company(company)
        price = taxes.compute_all(self.list_price, self.currency_id)["total_excluded"]
        today = company._get_prepaid_today()
        return self.currency_id._convert(
            price, self.prepaid_currency_id, company, today
        )

    @api.onchange("prepaid_quantity")
    def _onchange_prepaid_quantity(self):
        """Propose a name to who enters packs one below the other."""
        if self.is_prepaid_pack and self.prepaid_quantity > 0 and not self.name:
            self.name = self.prepaid_plan_id._propose_pack_name(self.prepaid_quantity)
