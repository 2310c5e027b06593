"""Which analytic accounts bear revenue: arithmetic of distributions, without ORM.

A *distribution* is Odoo's own: percentages by accounts, ``{"12,34": 100.0}``, where a
key names at most one account of each plan. *Shares* are the same thing in one order
and hashable, ``(((12, 34), 100.0),)``, so that two of them can be compared.
"""

WHOLE = 100.0
DIGITS = 4


def to_shares(distribution):
    """Return the shares of a distribution, or of none at all."""
    return tuple(
        sorted(
            (tuple(sorted(int(number) for number in key.split(","))), percent)
            for key, percent in (distribution or {}).items()
        )
    )


def from_shares(shares):
    """Return the distribution that these shares say, or False."""
    return {",".join(map(str, accounts)): part for accounts, part in shares} or False


def to_distribution(shares, order):
    """Return the distribution of shares, each key's accounts in a given order.

    ``order`` tells the place of each account that still is. Others are left out, and
    with nothing left there is no distribution: False.
    """
    distribution = {}
    for accounts, percent in shares:
        kept = sorted((a for a in accounts if a in order), key=order.get)
        if kept:
            key = ",".join(map(str, kept))
            distribution[key] = round(distribution.get(key, 0) + percent, DIGITS)
    return distribution or False


def share_work(worked, sold, plans):
    """Return the shares of revenue: the work's accounts, the pack's in other plans.

    ``worked`` holds the accounts of the work, at most one a plan, ``sold`` the shares
    of the pack and ``plans`` the plan of each account. Work bears all of the revenue in
    its own plans. A part of the pack's goes on the same key while the work has some
    left, so that the plans can be crossed; else on its own.
    """
    if not worked:
        return sold
    own = {plans.get(account) for account in worked}
    shares, left = {}, WHOLE
    for accounts, percent in sold:
        others = tuple(a for a in accounts if a in plans and plans[a] not in own)
        joined = bool(others) and percent <= left
        if joined:
            left = round(left - percent, DIGITS)
        if others:
            key = tuple(sorted(worked + others if joined else others))
            shares[key] = round(shares.get(key, 0) + percent, DIGITS)
    if left:
        shares[tuple(sorted(worked))] = left
    return tuple(sorted(shares.items()))
