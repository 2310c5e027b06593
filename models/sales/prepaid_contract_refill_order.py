from odoo import models
from odoo.fields import Command
from odoo.tools import format_amount

from ...metering import to_quantity, to_units

# How long what is proposed lasts at the client's pace.
PROPOSED_DAYS = 30


class PrepaidContract(models.Model):
    """What a refill orders, what it brings and costs."""

    _inherit = "prepaid.contract"

    def _get_needed_packs(self, pack):
        """Return the packs that lift the balance over the threshold, one at least."""
        units = self._get_refill_units(pack, 1)
        gap = to_units(self.low_threshold) - to_units(self._get_watched())
        return max(gap // units + 1, 1) if units else 1

    def _get_proposed_packs(self, pack):
        """Return the packs to propose to a person: those that the contract names.

        More if credit would not last a month at the client's pace, the threshold kept.
        What is ordered without asking is not more for it.
        """
        units = self._get_refill_units(pack, 1)
        month = to_units(self.low_threshold) + to_units(self._get_use_in(PROPOSED_DAYS))
        paced = -(-(month - to_units(self._get_watched())) // units) if units else 1
        return max(self.refill_quantity, self._get_needed_packs(pack), paced)

    def _get_refill_units(self, pack, packs):
        """Return the units of credit that packs bring, bonus included."""
        quantity = pack.prepaid_quantity + pack.prepaid_bonus_quantity
        return self.plan_id._get_pack_units(packs, quantity)

    def _get_balance_after(self, pack, packs):
        """Return the balance in the plan's unit once packs are bought."""
        return to_quantity(
            to_units(self.available) + self._get_refill_units(pack, packs)
        )

    def _get_limit_text(self, pack, packs, named):
        """Return why packs may not be ordered without asking, for people, or False.

        ``named`` is how many the contract names.
        """
        if packs <= named and not self.refill_cap_amount:
            return False
        order = self._preview_refill_order(pack, packs)
        orders = self._get_refills_of_month().sale_order_id
        total = sum(map(self._get_amount, orders)) + self._get_amount(order)
        if packs <= named and total <= self.refill_cap_amount:
            return False
        return self.env._(
            "It needs %(packs)s × %(pack)s, %(total)s: more than the contract lets be "
            "ordered without asking.",
            packs=packs,
            pack=pack.display_name,
            total=format_amount(self.env, order.amount_total, order.currency_id),
        )

    def _get_amount(self, order):
        """Return the total of an order, with taxes, in the contract's currency."""
        today = self.company_id._get_prepaid_today()
        return order.currency_id._convert(
            order.amount_total, self.currency_id, self.company_id, today
        )

    def _preview_refill_order(self, pack, packs):
        """Return the order of so many packs as it would be, unsaved."""
        vals = self._prepare_refill_order_vals(pack, packs)
        Order = self.env["sale.order"].with_company(self.company_id)
        return Order.new(vals)

    def _prepare_refill_order_vals(self, pack, packs):
        """Return the order's vals; prices, taxes and terms are Odoo's to compute."""
        payer = self.partner_invoice_id
        return ({"partner_invoice_id": payer.id} if payer else {}) | {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "origin": self.name,
            "prepaid_contract_id": self.id,
            "order_line": [
                Command.create({"product_id": pack.id, "product_uom_qty": packs})
            ],
        }
