from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .common_amount import AmountFixtures
from .steady import steady

CENTS = st.integers(400, 2_000_000)
TABLE = st.dictionaries(
    st.integers(0, 1_000_000), st.integers(1, 20_000), min_size=1, max_size=3
)


def exact(number):
    return Fraction(str(round(number, 6)))


def expect(amount, table, unit):
    """Return (credit, bonus) of an amount as one would by hand, in fractions."""
    reached = [start for start in sorted(table) if start <= amount]
    if unit == "time":
        price = table[reached[-1] if reached else min(table)]
        return floor(amount * 60 / price + Fraction(1, 2)), 0
    percent = table[reached[-1]] if reached else 0
    return amount, Fraction(floor(amount * percent + Fraction(1, 2)), 100)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomAmounts(AmountFixtures, PrepaidCommon):
    """Any amount, table and tax: price, credit and ledger agree, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.money = cls._plan(
            "Credit", unit="money", currency_id=cls.company.currency_id.id
        )

    @steady(6, shrinks=False)
    @given(
        st.sampled_from(["time", "money"]),
        st.lists(CENTS, min_size=1, max_size=3),
        TABLE,
        st.sampled_from([0, 7, 19, 20, 21, 25.5]),
        st.booleans(),
    )
    def test_price_and_credit_agree(self, unit, cents, table, percent, included):
        with self.env.cr.savepoint(flush=True) as savepoint:
            self._check(unit, cents, table, percent, included)
            savepoint.rollback()
        self.env.invalidate_all()

    def _check(self, unit, cents, table, percent, included):
        amounts = [coins / 100 for coins in cents]
        tax = percent and self._tax(percent, included=included)
        table_of = {
            exact(start / 100): exact(value / 100) for start, value in table.items()
        }
        pack = self._make(unit, table, tax)
        client = self.env["res.partner"].create({"name": "Random"})
        order = self._amount_order(pack, *amounts, client=client)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        total = invoice.amount_total if included else invoice.amount_untaxed
        self.assertEqual(exact(total), sum(map(exact, amounts)))
        self.assertEqual(invoice.amount_total, order.amount_total)
        expected = [expect(exact(a), table_of, unit) for a in amounts]
        for line, (credit, bonus) in zip(
            invoice.invoice_line_ids, expected, strict=True
        ):
            granted = {g.kind: exact(g.quantity) for g in line.prepaid_grant_ids}
            self.assertEqual(granted.get("purchase", 0), credit)
            self.assertEqual(granted.get("bonus", 0), bonus)
            if granted:
                price = sum(line.prepaid_grant_ids.mapped("amount"))
                self.assertAlmostEqual(price, -line.balance, 2)
        contract = invoice.invoice_line_ids.prepaid_grant_ids.contract_id
        self.assertEqual(
            exact(sum(contract.entry_ids.mapped("quantity"))), sum(map(sum, expected))
        )
        self.assertFalse(contract._check_integrity())

    def _make(self, unit, table, tax):
        """Return a pack with this table that is sold from a small amount on."""
        plan = self.plan if unit == "time" else self.money
        rows = tuple((start / 100, value / 100) for start, value in table.items())
        return self._open_pack(
            rows,
            plan=plan,
            # At 200 an hour a minute costs less.
            prepaid_amount_min=4,
            prepaid_amount_max=0,
            prepaid_amount_step=0,
            taxes_id=[Command.set(tax.ids)] if tax else False,
        )
