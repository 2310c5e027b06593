from odoo.fields import Command

from .common import PrepaidCommon

# From, price of an hour.
TABLE = ((0, 90), (2000, 80))


def plain(text):
    """Return a text with plain spaces before and after its money."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


class AmountFixtures:
    """A pack of any amount beside those of `PrepaidCommon`."""

    @classmethod
    def _open_pack(cls, table=TABLE, plan=None, **over):
        """Return a pack of any amount from 100 to 10,000, in steps of 50."""
        plan = plan or cls.plan
        name = "price" if plan.unit == "time" else "bonus_percent"
        vals = {
            "name": "Any amount",
            "is_prepaid_open_amount": True,
            "prepaid_amount_min": 100,
            "prepaid_amount_max": 10000,
            "prepaid_amount_step": 50,
            "prepaid_amount_rate_ids": [
                Command.create({"amount_from": start, name: value})
                for start, value in table
            ],
        }
        return cls._pack(0, price=0, plan=plan, **vals | over)

    def _get_amount_vals(self, product, number):
        """Return the amount for which a pack of any amount is ordered."""
        if not product.is_prepaid_open_amount:
            return {}
        return {"prepaid_amount": 100 + 50 * number}

    def _amount_order(self, pack, *amounts, **over):
        """Return an order with a line for each amount of the pack."""
        lines = [
            Command.create({"product_id": pack.id, "prepaid_amount": amount})
            for amount in amounts
        ]
        return self._order(order_line=lines, **over)

    def _tax(self, percent, included=False, **over):
        vals = {
            "name": f"{percent}%{' incl.' if included else ''}",
            "amount": percent,
            "price_include_override": "tax_included" if included else "tax_excluded",
            "company_id": self.company.id,
        }
        return self.env["account.tax"].create(vals | over)


class AmountCommon(AmountFixtures, PrepaidCommon):
    """Documents of a pack of any amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_pack = cls._open_pack()

    def _invoice(self, order, pay=True):
        if order.state != "sale":
            order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        if pay:
            self._pay(invoice)
        return invoice
