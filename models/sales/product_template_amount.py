from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import MINUTES_PER_HOUR
from . import open_amount

# What decides on the price and the credit of the smallest amount, and these.
FOLLOWING = {
    "is_prepaid_open_amount",
    "prepaid_amount_min",
    "prepaid_plan_id",
    "company_id",
    "list_price",
    "prepaid_quantity",
    "prepaid_bonus_quantity",
}

# What makes a pack one of any amount: written together, checked together.
TERMS = {
    "is_prepaid_open_amount",
    "prepaid_amount_min",
    "prepaid_amount_max",
    "prepaid_amount_step",
    "prepaid_amount_rate_ids",
}


class ProductTemplate(models.Model):
    """Packs whose buyer chooses the amount; a table says what it brings.

    An amount is a sales price like any other: in the pack's currency, with the taxes
    that its price includes. Price and credit on the pack itself are those of its
    smallest amount, for all that compares packs.
    """

    _inherit = "product.template"

    _prepaid_user_fields = {
        "is_prepaid_open_amount",
        "prepaid_amount_min",
        "prepaid_amount_max",
        "prepaid_amount_step",
    }

    is_prepaid_open_amount = fields.Boolean(
        "Any Amount", help="The buyer chooses the amount; the table says what it buys."
    )
    prepaid_amount_min = fields.Monetary("Smallest Amount")
    prepaid_amount_max = fields.Monetary("Largest Amount", help="0: no limit.")
    prepaid_amount_step = fields.Monetary(
        "In Steps of", help="Counted from the smallest amount. 0: to the cent."
    )
    prepaid_amount_rate_ids = fields.One2many(
        "prepaid.amount.rate", "product_tmpl_id", "Table", copy=True
    )

    @api.constrains(
        "is_prepaid_open_amount",
        "prepaid_amount_min",
        "prepaid_amount_max",
        "prepaid_amount_step",
        "prepaid_amount_rate_ids",
        "company_id",
    )
    def _check_is_prepaid_open_amount(self):
        self._check_is_prepaid_pack()

    @api.model_create_multi
    def create(self, vals_list):
        packs = super().create(vals_list)
        packs._follow_smallest_amount()
        return packs

    def write(self, vals):
        if vals.get("is_prepaid_pack") is False:
            vals = vals | {"is_prepaid_open_amount": False}
        result = super().write(vals)
        if vals.keys() & FOLLOWING:
            self._follow_smallest_amount()
        return result

    def _follow_smallest_amount(self):
        """Let price and credit of these packs be those of their smallest amounts."""
        for pack in self.filtered("is_prepaid_open_amount"):
            quantity, bonus = pack._get_amount_credit(
                pack.prepaid_amount_min, pack._find_amount_rate(pack.prepaid_amount_min)
            )
            wanted = {
                "list_price": pack.prepaid_amount_min,
                "prepaid_quantity": quantity,
                "prepaid_bonus_quantity": bonus,
            }
            changed = {name: v for name, v in wanted.items() if pack[name] != v}
            if changed:
                pack.write(changed)

    # === WHETHER IT CAN BE SOLD === #

    def _get_credit_remedy(self):
        """Override: the table tells the credit."""
        if not self.is_prepaid_open_amount:
            return super()._get_credit_remedy()
        lowest, highest = self.prepaid_amount_min, self.prepaid_amount_max
        if lowest <= 0 or self.prepaid_amount_step < 0:
            return self.env._("enter the smallest amount, and no negative step.")
        if highest and highest < lowest:
            return self.env._("enter a largest amount that is not below the smallest.")
        plan = self.prepaid_plan_id
        if plan.unit == "money" and plan.currency_id != self.currency_id:
            return self.env._(
                "an amount in %(price)s buys credit in %(price)s; choose such a plan.",
                price=self.currency_id.name,
            )
        rate = self._find_amount_rate(lowest)
        if plan.unit == "time" and not rate:
            return self.env._("enter the price of an hour in its table.")
        if not self._get_amount_credit(lowest, rate)[0]:
            return self.env._("raise the smallest amount: it buys less than a minute.")
        return False

    def _get_amount_remedy(self, amount, currency):
        """Return why the pack is not sold for this amount, as a sentence, or False."""
        self.ensure_one()
        if currency != self.currency_id:
            return self.env._(
                "It is sold in %(own)s, not in %(other)s: choose a pricelist in "
                "%(own)s.",
                own=self.currency_id.name,
                other=currency.name,
            )
        if not abs(amount) < open_amount.AMOUNT_MAX:
            return self.env._("Enter an amount.")
        limits = self._get_amount_limits()
        fault = open_amount.get_fault(limits, self._to_coins(amount))
        return fault and self._describe_amount_fault(fault)

    def _describe_amount_fault(self, fault):
        names = ("min", "max", "step")
        values = {
            name: self.currency_id.format(self[f"prepaid_amount_{name}"])
            for name in names
        }
        return {
            "low": self.env._("Enter %(min)s or more.", **values),
            "high": self.env._("Enter %(max)s or less.", **values),
            "step": self.env._(
                "Enter %(min)s, or more in steps of %(step)s.", **values
            ),
        }[fault]

    def _read_amount(self, amount, currency):
        """Return an amount that somebody asks for, to the coin, or refuse it.

        The request is not trusted: only a number that the pack is sold for passes.
        """
        is_number = type(amount) in (int, float)
        if not is_number or not abs(amount) < open_amount.AMOUNT_MAX:
            raise UserError(
                self.env._(
                    "“%(pack)s” is sold for any amount: choose one on its page.",
                    pack=self.name,
                )
            )
        self._check_amount(amount, currency)
        return currency.round(amount)

    def _check_amount(self, amount, currency):
        """Refuse an amount that the pack is not sold for."""
        remedy = self._get_amount_remedy(amount, currency)
        if remedy:
            raise UserError(
                self.env._(
                    "“%(pack)s” cannot be sold for %(amount)s. %(remedy)s",
                    pack=self.name,
                    amount=currency.format(amount),
                    remedy=remedy,
                )
            )

    # === WHAT AN AMOUNT BRINGS === #

    def _to_coins(self, amount):
        return open_amount.to_coins(amount, self.currency_id.rounding)

    def _get_amount_limits(self):
        """Return what may be chosen (Limits)."""
        return open_amount.Limits(
            self._to_coins(self.prepaid_amount_min),
            self._to_coins(self.prepaid_amount_max),
            self._to_coins(self.prepaid_amount_step),
        )

    def _get_amount_rows(self):
        """Return the table (Rows); it is no secret of those who may buy the pack."""
        return [
            open_amount.Row(
                self._to_coins(row.amount_from),
                self._to_coins(row.price),
                round(row.bonus_percent * open_amount.PERCENT),
            )
            for row in self.sudo().prepaid_amount_rate_ids
        ]

    def _find_amount_rate(self, amount, position=None):
        """Return the terms that an amount reaches (float).

        That is the price of an hour of a pack of time, where what is below the table
        has the price of its first row; else the percent of bonus. A fiscal position
        that changes taxes which the price includes changes the price as it does any
        other, rounded to the coin.
        """
        self.ensure_one()
        rows = self._get_amount_rows()
        row = open_amount.find_row(rows, self._to_coins(amount))
        if self.prepaid_unit != "time":
            return row.bonus / open_amount.PERCENT if row else 0.0
        row = row or min(rows, default=None)
        if not row:
            return 0.0
        currency = self.currency_id
        price = open_amount.to_amount(row.price, currency.rounding)
        if position:
            company, product = position.company_id, self.product_variant_id
            price = product._get_tax_included_unit_price_from_price(
                price,
                product_taxes=self.sudo().taxes_id._filter_taxes_by_company(company),
                fiscal_position=position,
            )
        return currency.round(price)

    def _get_amount_credit(self, amount, rate):
        """Return (credit, bonus) of an amount at a rate, in the plan's unit."""
        coins, rounding = max(self._to_coins(amount), 0), self.currency_id.rounding
        if self.prepaid_unit != "time":
            bonus = open_amount.get_bonus(coins, round(rate * open_amount.PERCENT))
            return (
                open_amount.to_amount(coins, rounding),
                open_amount.to_amount(bonus, rounding),
            )
        return float(open_amount.get_minutes(coins, self._to_coins(rate))), 0.0

    def _describe_amount(self, amount, rate):
        """Return what an amount buys at a rate, for people."""
        plan_sudo = self.sudo().prepaid_plan_id
        credit, bonus = self._get_amount_credit(amount, rate)
        values = {
            "credit": plan_sudo._format_quantity(credit),
            "bonus": plan_sudo._format_quantity(bonus),
            "price": self.currency_id.format(rate),
        }
        if plan_sudo.unit == "time":
            return self.env._("%(credit)s at %(price)s an hour", **values)
        if bonus:
            return self.env._("%(credit)s of credit and %(bonus)s bonus", **values)
        return self.env._("%(credit)s of credit", **values)

    def _get_unit_price(self):
        """Override: the price of a minute is that of the table, not rounded twice."""
        if self.is_prepaid_open_amount and self.prepaid_unit == "time":
            return self._find_amount_rate(self.prepaid_amount_min) / MINUTES_PER_HOUR
        return super()._get_unit_price()


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        """Write the terms of an amount on the product at once: alone they are wrong."""
        terms = {name: vals[name] for name in TERMS & vals.keys()}
        if terms:
            self.product_tmpl_id.write(terms)
            vals = {name: value for name, value in vals.items() if name not in terms}
        return super().write(vals)

    def _lacks_credit(self):
        """Override: the table tells the credit, whatever the variant."""
        return not self.is_prepaid_open_amount and super()._lacks_credit()

    def _inverse_prepaid_credit(self):
        """Override: the table tells the credit, whatever somebody enters."""
        opened = self.filtered("is_prepaid_open_amount")
        for name in ("prepaid_quantity", "prepaid_bonus_quantity"):
            self.env.add_to_compute(self._fields[name], opened)
        return super(ProductProduct, self - opened)._inverse_prepaid_credit()

    def _sell_amount(self, sold, amount, rate):
        """Return what is sold (Sold) for an amount at a rate."""
        template_sudo = self.sudo().product_tmpl_id
        quantity, bonus = template_sudo._get_amount_credit(amount, rate)
        return sold._replace(quantity=quantity, bonus=bonus, amount=amount, rate=rate)


class PricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _is_applicable_for(self, product, qty_in_product_uom):
        """Override: the amount is the price, no pricelist changes it."""
        is_open = product.is_prepaid_open_amount
        return not is_open and super()._is_applicable_for(product, qty_in_product_uom)
