"""How long random histories are played: the same few each time.

`dev/test --examples` plays more of them, `dev/test --seed` others.
"""

from hypothesis import HealthCheck, Phase, settings


def steady(examples, shrinks=True):
    """Return the settings of a test that plays that many examples.

    Explaining a failure traces every line of Odoo: far too slow to be useful. So is
    shrinking one where an example takes many seconds.
    """
    phases = (Phase.explicit, Phase.generate)
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(*phases, Phase.shrink) if shrinks else phases,
        suppress_health_check=list(HealthCheck),
    )
