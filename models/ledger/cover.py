"""How much of what is set aside the credit can pay for. No ORM."""


def get_covered(lots, claims):
    """Return the units of the claims that the lots can pay for, all at once.

    ``lots`` {lot: units} is the credit, ``claims`` {frozenset of the lots that fit:
    units} what is set aside. Claims that share too few lots are what limits it: the
    least, over all unions of their lots, of what these hold and all other claims ask
    (Hall's theorem). It takes a moment more with each scope that is set aside at once.
    """
    unions = {frozenset()}
    for fitting in claims:
        unions |= {union | fitting for union in unions}
    return min(
        sum(lots[lot] for lot in union)
        + sum(units for fitting, units in claims.items() if not fitting <= union)
        for union in unions
    )


def take_free(lots, claims, wanted):
    """Return the units of ``wanted`` {lot: units} that no claim needs."""
    left, free = dict(lots), 0
    for lot, units in wanted.items():
        needed = get_covered(left, claims) - get_covered(left | {lot: 0}, claims)
        taken = min(left[lot] - needed, units)
        left[lot] -= taken
        free += taken
    return free


def claim_rest(lots, claims, more):
    """Return {lot: units} of ``more`` that claims need beside the lots, in order."""
    lots, needed = dict(lots), {}
    covered = get_covered(lots, claims)
    for lot, units in more.items():
        lots[lot] += units
        before, covered = covered, get_covered(lots, claims)
        needed[lot] = covered - before
    return needed
