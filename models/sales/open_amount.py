"""What an amount of money that the buyer chooses brings. No ORM, no floats.

Money is counted in *coins*, the smallest of its currency: cents, yen, thousandths of a
dinar. A table has a row for each amount from which other terms hold.
"""

from typing import NamedTuple

from ...metering import MINUTES_PER_HOUR, round_half_up

# Percents are kept with two decimals.
PERCENT = 100
# No pack costs more: what a float holds to the coin.
AMOUNT_MAX = 10**12


class Row(NamedTuple):
    """Terms from an amount on, in coins.

    ``price`` is that of an hour (time), ``bonus`` what comes on top (money), in
    hundredths of a percent.
    """

    start: int
    price: int = 0
    bonus: int = 0


class Limits(NamedTuple):
    """What may be chosen, in coins: steps are counted from the lowest amount.

    ``highest`` and ``step`` are 0 where there is no limit.
    """

    lowest: int
    highest: int = 0
    step: int = 0


def to_coins(amount, rounding):
    """Return an amount (float) in coins of a currency, by its rounding.

    What is no amount (not a number, beyond any price) is none.
    """
    if not abs(amount) < AMOUNT_MAX:
        return 0
    return int(round_half_up(amount, rounding) / round_half_up(rounding, rounding))


def to_amount(coins, rounding):
    """Return coins as the amount (float) that they are."""
    return float(coins * round_half_up(rounding, rounding))


def find_row(rows, coins):
    """Return the row that an amount reaches, None where it reaches none."""
    return max((row for row in rows if row.start <= coins), default=None)


def get_minutes(coins, price):
    """Return the whole minutes that coins buy at a price of an hour, half up."""
    if coins <= 0 or price <= 0:
        return 0
    return _divide(coins * MINUTES_PER_HOUR, price)


def get_bonus(coins, bonus):
    """Return the coins that come on top, half up."""
    return _divide(max(coins, 0) * bonus, 100 * PERCENT)


def get_fault(limits, coins):
    """Return what is wrong with an amount: low, high, step, or None."""
    if coins < limits.lowest:
        return "low"
    if limits.highest and coins > limits.highest:
        return "high"
    if limits.step and (coins - limits.lowest) % limits.step:
        return "step"
    return None


def get_suggestions(limits, rows):
    """Return the amounts to propose: the lowest, and the first of each row."""
    coins = {limits.lowest}
    for row in rows:
        if row.start > limits.lowest:
            over = (row.start - limits.lowest) % limits.step if limits.step else 0
            coins.add(row.start + (limits.step - over if over else 0))
    return sorted(each for each in coins if not get_fault(limits, each))


def _divide(whole, parts):
    """Return the quotient of two positive integers, halves upwards."""
    return (2 * whole + parts) // (2 * parts)
