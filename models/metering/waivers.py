"""Which surcharges a tier takes off the terms of work. No ORM."""

# What each surcharge is where it adds nothing.
NO_SURCHARGE = {"outside": 1, "response": 1, "flat": 0}


def waive(terms):
    """Return the terms less the surcharges that a tier waives: what is charged."""
    charged = {
        rule: min(getattr(terms, rule), NO_SURCHARGE[rule])
        for rule, _by in terms.waives
    }
    if "outside" in charged:
        charged["windows"] = tuple(
            window._replace(factor=min(window.factor, 1)) for window in terms.windows
        )
    return terms._replace(**charged)


def find_waived(terms, price, has_flat):
    """Return the waivers that made a difference to the work: [[surcharge, tier]].

    ``price(terms)`` is what its minutes cost under terms.
    """
    waived = []
    for rule, by in terms.waives:
        others = tuple(waiver for waiver in terms.waives if waiver[0] != rule)
        if rule == "flat":
            matters = has_flat and terms.flat > 0
        else:
            matters = price(terms._replace(waives=others)) != price(terms)
        waived += [[rule, by]] if matters else []
    return waived
