from odoo import models
from odoo.fields import Command

from ...metering import MINUTES_PER_HOUR, to_quantity
from ..sales.sold import Sold


class PrepaidContract(models.Model):
    """The invoice lines of work beyond the credit."""

    _inherit = "prepaid.contract"

    def _add_overage(self, moves, owed):
        """Put what a contract owes on the draft of its customer; return the draft."""
        self.ensure_one()
        order = self._preview_overage_order(owed)
        lines = [
            Command.create(self._prepare_overage_line_vals(line, usage, parts))
            for line, (usage, parts) in zip(order.order_line, owed.items(), strict=True)
        ]
        head = order._prepare_invoice()
        keys = ("partner_id", "currency_id", "fiscal_position_id", "company_id")
        move = moves.filtered(
            lambda move: all(move[key].id == head[key] for key in keys)
        )[:1]
        if move:
            move.write({"invoice_line_ids": lines})
            return move
        head |= {"ref": False, "invoice_origin": self.name, "invoice_line_ids": lines}
        head.pop("transaction_ids")
        return (
            moves.with_company(self.company_id)
            .with_context(default_move_type="out_invoice")
            .create(head)
        )

    def _preview_overage_order(self, owed):
        """Return an unsaved order of what is owed: Odoo prices and taxes its lines."""
        product = self.plan_id.overage_product_id
        unit = product.uom_id
        if self.unit == "time":
            unit = self.env.ref("uom.product_uom_hour")
        payer = self._get_payer()
        Order = self.env["sale.order"].with_company(self.company_id)
        return Order.with_context(lang=payer.lang or self.env.lang).new(
            {
                "partner_id": self.partner_id.id,
                "partner_invoice_id": payer.id,
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_id": unit.id,
                            "product_uom_qty": self.plan_id._get_overage_packs(
                                sum(units for _entry, units in parts)
                            ),
                        }
                    )
                    for parts in owed.values()
                ],
            }
        )

    def _prepare_overage_line_vals(self, order_line, usage, parts):
        """Return the vals of the invoice line that an order line would make."""
        units = sum(units for _entry, units in parts)
        plan, product = self.plan_id, order_line.product_id
        packs = plan._get_overage_packs(units)
        sold = Sold(
            product=product.id,
            plan=plan.id,
            unit=plan.unit,
            quantity=plan._get_overage_credit(packs, units),
            policy="posted",
            uom=order_line.product_uom_id.id,
            kind="overage",
        )
        entries = self.env["prepaid.entry"].union(*(entry for entry, _units in parts))
        vals = order_line._prepare_invoice_line(quantity=packs)
        vals |= {
            "name": self._describe_overage(product, usage, units),
            "prepaid_overage_contract_id": self.id,
            "prepaid_usage_type_id": usage.id,
            "prepaid_sold": sold.pack(),
            "analytic_distribution": entries._get_work_distribution(
                [units for _entry, units in parts]
            ),
        }
        vals.pop("sale_line_ids")
        if plan.unit == "money":
            price = self._get_overage_price(units, order_line.currency_id)
            vals |= {"price_unit": price, "discount": 0}
        return vals

    def _get_overage_price(self, units, currency):
        """Return an amount that is owed in the currency of its invoice."""
        return self.currency_id._convert(
            to_quantity(units), currency, self.company_id, self._get_today()
        )

    def _describe_overage(self, product, usage, units):
        """Return the text of an invoice line, in the language of who is billed."""
        lang = self._get_payer().lang or self.env.lang
        contract = self.with_context(lang=lang)
        values = {
            "service": product.with_context(lang=lang).display_name,
            "contract": self.name,
            "quantity": contract._format_quantity(to_quantity(units)),
            "usage": usage.with_context(lang=lang).name,
        }
        if usage:
            return contract.env._(
                "%(service)s\n%(contract)s, %(usage)s: %(quantity)s beyond the credit",
                **values,
            )
        return contract.env._(
            "%(service)s\n%(contract)s: %(quantity)s beyond the credit", **values
        )


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _get_overage_packs(self, units):
        """Return the quantity of an invoice line: hours, or one amount of money."""
        if self.unit == "money":
            return 1
        hours = to_quantity(units) / MINUTES_PER_HOUR
        return self.env["account.move.line"]._round_quantity(hours)

    def _get_overage_credit(self, packs, units):
        """Return the credit in one pack, so that so many packs are exactly ``units``.

        An hour is 60 minutes unless the hours of an invoice are rounded too much.
        """
        if self.unit == "time":
            if self._get_pack_units(packs, MINUTES_PER_HOUR) == units:
                return MINUTES_PER_HOUR
        return to_quantity(units) / packs
