"""Many who log work at once, on one contract and on many: real processes, committed."""

from .. import crowd, seed, world
from ..figure import Budget, figure

WRITERS = (1, 2, 4, 8)
BUDGETS = (Budget(p95_milliseconds=500, size=8),)


def _race(bench, writers, contracts):
    with bench.use() as env:
        sides = [world.make_side(env) for _number in range(contracts)]
        for side in sides:
            seed.fill(env, side.task_id, 2)
    ours = crowd.run(bench, writers, [side.task_id for side in sides])
    _check(bench, sides, ours)
    odoo = crowd.run(bench, writers, [side.odoo_task_id for side in sides])
    floor = crowd.run_bare(bench, writers, [side.contract_id for side in sides])
    return {
        "ours": ours,
        "odoo": odoo,
        "floor": floor,
        "ratio": round(ours["median"] / odoo["median"], 3),
        "to_floor": round(ours["median"] / floor["median"], 3),
        "notes": {
            "lines a second, ours": ours["per_second"],
            "lines a second, Odoo's": odoo["per_second"],
            "changes a second, bare SQL": floor["per_second"],
            **({"errors, ours": ours["reasons"]} if ours["reasons"] else {}),
            "tried again, ours": ours["retries"],
            "tried again, Odoo's": odoo["retries"],
        },
    }


def _check(bench, sides, ours):
    """Count what was lost among the errors."""
    with bench.use() as env:
        ids = [side.contract_id for side in sides]
        lines = env["account.analytic.line"].search_count(
            [("prepaid_contract_id", "in", ids), ("name", "=like", f"{crowd.NAME}%")]
        )
        drawn = env["prepaid.entry"].search_count(
            [("contract_id", "in", ids), ("name", "=like", f"{crowd.NAME}%")]
        )
    made = ours["rounds"] - ours["errors"]
    ours["errors"] += abs(made - lines) + abs(lines - drawn)


@figure("Writers on one contract", WRITERS, (1, 8), "writers", budgets=BUDGETS)
def writers_one(bench, size):
    return _race(bench, size, 1)


@figure("Writers, each on a contract", WRITERS, (1, 8), "writers")
def writers_many(bench, size):
    return _race(bench, size, size)
