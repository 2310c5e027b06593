from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.sale_timesheet_prepaid.models.sales import open_amount
from odoo.addons.sale_timesheet_prepaid.models.sales.open_amount import Limits, Row

CENT, YEN, FIL, RAPPEN = 0.01, 1.0, 0.001, 0.05
HOURS = ((0, 90), (2000, 80))
YEN_HOURS = ((0, 9000),)
DINAR_HOURS = ((0, 25.5),)

# Amount, rounding of its currency, table of prices an hour, minutes: by hand.
TIME = (
    (500, CENT, HOURS, 333),  # 333.33
    (2000, CENT, HOURS, 1500),  # the second row
    (1999.99, CENT, HOURS, 1333),  # one cent below it: 1333.3267
    (2000.01, CENT, HOURS, 1500),  # 1500.0075
    (90, CENT, HOURS, 60),
    (100, CENT, HOURS, 67),  # 66.67
    (0.75, CENT, HOURS, 1),  # half a minute, upwards
    (0.74, CENT, HOURS, 0),
    (2.25, CENT, HOURS, 2),  # 1.5
    (-500, CENT, HOURS, 0),
    (500, CENT, ((1000, 90), (2000, 80)), 0),  # below the table
    (500, CENT, (), 0),
    (60000, YEN, YEN_HOURS, 400),
    (75, YEN, YEN_HOURS, 1),  # half a minute
    (74, YEN, YEN_HOURS, 0),
    (100, FIL, DINAR_HOURS, 235),  # 235.294
    (0.213, FIL, DINAR_HOURS, 1),  # 0.5012
    (0.212, FIL, DINAR_HOURS, 0),  # 0.4988
    (60.05, RAPPEN, ((0, 120),), 30),  # 30.025
    (1_000_000, CENT, ((0, 0.07),), 857142857),  # 857,142,857.14
)
# Amount, rounding, percent, bonus: by hand.
MONEY = (
    (500, CENT, 0, 0),
    (2000, CENT, 5, 100),
    (2000.10, CENT, 5, 100.01),  # 100.005
    (333.33, CENT, 2.5, 8.33),  # 8.33325
    (100.010, FIL, 2.5, 2.5),  # 2.50025
    (99, YEN, 5, 5),  # 4.95
    (-99, YEN, 5, 0),
)


class TestAmountPure(BaseCase):
    def _rows(self, table, rounding):
        def coins(value):
            return open_amount.to_coins(value, rounding)

        return [Row(coins(start), coins(price)) for start, price in table]

    def test_an_amount_buys_whole_minutes(self):
        for amount, rounding, table, minutes in TIME:
            with self.subTest(amount=amount, rounding=rounding):
                coins = open_amount.to_coins(amount, rounding)
                row = open_amount.find_row(self._rows(table, rounding), coins)
                price = row.price if row else 0
                self.assertEqual(open_amount.get_minutes(coins, price), minutes)

    def test_an_amount_of_money_gets_its_bonus_to_the_coin(self):
        for amount, rounding, percent, bonus in MONEY:
            with self.subTest(amount=amount, percent=percent):
                coins = open_amount.to_coins(amount, rounding)
                found = open_amount.get_bonus(coins, round(percent * 100))
                self.assertEqual(open_amount.to_amount(found, rounding), bonus)

    def test_limits_and_steps(self):
        limits = Limits(lowest=5000, highest=100000, step=2500)
        for coins, fault in (
            (5000, None),
            (7500, None),
            (100000, None),
            (4999, "low"),
            (0, "low"),
            (-7500, "low"),
            (100001, "high"),
            (102500, "high"),
            (6000, "step"),
            (7501, "step"),
        ):
            with self.subTest(coins):
                self.assertEqual(open_amount.get_fault(limits, coins), fault)
        self.assertIsNone(open_amount.get_fault(Limits(1), 10**15))

    def test_suggestions_are_amounts_that_are_sold(self):
        rows = [Row(0), Row(200000), Row(300000)]
        suggest = open_amount.get_suggestions
        self.assertEqual(suggest(Limits(10000), rows), [10000, 200000, 300000])
        self.assertEqual(suggest(Limits(10000, 250000), rows), [10000, 200000])
        # The first step in the row, where the row begins between two.
        self.assertEqual(suggest(Limits(5000, 0, 30000), rows), [5000, 215000, 305000])

    @given(
        st.integers(1, 10**9), st.integers(1, 10**7), st.sampled_from((1, 0.01, 0.001))
    )
    def test_credit_is_within_half_a_minute_of_its_price(self, coins, price, rounding):
        minutes = open_amount.get_minutes(coins, price)
        # Twice the difference in coins, times sixty: at most the price of a minute.
        self.assertLessEqual(abs(2 * (minutes * price - coins * 60)), price)
        amount = open_amount.to_amount(coins, rounding)
        self.assertEqual(open_amount.to_coins(amount, rounding), coins)

    @given(
        st.lists(st.builds(Row, st.integers(0, 10**6), st.integers(1, 10**5))),
        st.integers(0, 2 * 10**6),
    )
    def test_the_row_reached_is_the_last_that_begins_at_most_there(self, rows, coins):
        begun = sorted(row for row in rows if row.start <= coins)
        found = open_amount.find_row(rows, coins)
        self.assertEqual(found, begun[-1] if begun else None)
