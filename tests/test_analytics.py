from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.books.analytics import share_work, to_distribution, to_shares

# Accounts 10 to 19 are of plan 1, 20 to 29 of plan 2, and so on.
PLANS = {number: number // 10 for number in range(10, 50)}
ACCOUNT = st.integers(10, 49)


def one_a_plan(accounts):
    return tuple(sorted({PLANS[a]: a for a in accounts}.values()))


KEY = st.lists(ACCOUNT, min_size=1, max_size=4).map(one_a_plan)


@st.composite
def sold_shares(draw):
    """Shares of a pack, 100 % at most in any plan."""
    shares, used = {}, {}
    for key in draw(st.lists(KEY, max_size=4)):
        room = min(100 - used.get(PLANS[account], 0) for account in key)
        percent = float(draw(st.integers(0, room)))
        if percent:
            shares[key] = shares.get(key, 0) + percent
            for account in key:
                used[PLANS[account]] = used.get(PLANS[account], 0) + percent
    return tuple(sorted(shares.items()))


@tagged("post_install", "-at_install")
class TestAnalytics(BaseCase):
    def _sum(self, shares, account):
        return sum(percent for key, percent in shares if account in key)

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(KEY, sold_shares())
    def test_work_bears_all_in_its_plans_and_the_pack_its_part_in_others(
        self, worked, sold
    ):
        shares = share_work(worked, sold, PLANS)
        own = {PLANS[account] for account in worked}
        for account, plan in PLANS.items():
            expected = self._sum(sold, account) if plan not in own else 0
            expected = 100 if account in worked else expected
            self.assertAlmostEqual(self._sum(shares, account), expected)
        for key, _percent in shares:
            self.assertEqual(len({PLANS[account] for account in key}), len(key))

    def test_without_work_the_pack_bears(self):
        sold = to_shares({"12,24": 60, "13": 40})
        self.assertEqual(share_work((), sold, PLANS), sold)
        self.assertEqual(share_work((), (), PLANS), ())

    def test_the_order_of_accounts_is_no_difference(self):
        self.assertEqual(to_shares({"24,12": 100}), to_shares({"12,24": 100.0}))
        self.assertEqual(to_shares(False), ())

    def test_accounts_that_are_gone_are_left_out(self):
        shares = to_shares({"12,24": 60, "13": 40})
        self.assertEqual(to_distribution(shares, {24: 0, 12: 1}), {"24,12": 60})
        self.assertIs(to_distribution(shares, {}), False)
