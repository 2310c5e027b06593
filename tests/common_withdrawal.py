from odoo.fields import Command

from .common import PrepaidCommon
from .common_shop import OnlinePayment


class WithdrawalCommon(OnlinePayment, PrepaidCommon):
    """A consumer in France who buys 10 hours for 600 €, taxes included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "20 % included",
                "amount": 20,
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
            }
        )
        cls.pack.write({"list_price": 600, "taxes_id": [Command.set(cls.tax.ids)]})
        cls.buyer = cls._buyer("Ada")
        cls.home = cls._project("Home", cls.buyer)
        cls.printer = cls._task("Printer", cls.home)

    @classmethod
    def _buyer(cls, name, country="fr", **over):
        vals = {
            "name": name,
            "email": f"{name.lower()}@example.com",
            "country_id": cls.env.ref(f"base.{country}").id,
        }
        return cls.env["res.partner"].create(vals | over)

    def _sell(self, used=0, begin=True, pay=True, pack=None, buyer=None, **over):
        """Return a confirmed order, invoiced and paid, of which some is used."""
        order = self._order(
            pack or self.pack, client=buyer or self.buyer, user_id=self.user.id, **over
        )
        if begin:
            order.sudo()._ask_to_begin(True, "Ada", "203.0.113.7 · shop")
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        if pay:
            self._register_payment(invoice)
        if used:
            self._log(used, task=self.printer)
        return order

    def _withdraw(self, order, lines=None, **over):
        vals = {"person": "Ada", "email": "ada@example.com", "channel": "page"}
        return (
            self.env["prepaid.withdrawal"]
            .sudo()
            ._declare(
                (lines or order.order_line).sudo(),
                vals | {"origin": "203.0.113.7"} | over,
            )
        )

    def _get_contract(self, order):
        return order.sudo()._get_prepaid_grants().contract_id

    def _get_receipts(self, withdrawal):
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "prepaid.withdrawal"),
                    ("res_id", "=", withdrawal.id),
                    ("email_to", "!=", False),
                ]
            )
        )

    def assertEarned(self, earned):
        """Book all that is earned, and compare it with the books."""
        company = self.company.sudo()
        company._recognise_prepaid_revenue(self.company._get_prepaid_today())
        rows = self.env["prepaid.recognition"].sudo().search([])
        self.assertAlmostEqual(sum(rows.mapped("amount")), earned, 2)
        tie = company._get_prepaid_tie_out(self.company._get_prepaid_today())
        self.assertAlmostEqual(tie["difference"], 0, 2)
