"""A line of work: logged, edited, deleted, and with a long past behind it."""

from functools import partial

from .. import seed, world
from ..figure import Budget, Work, figure

BATCH = 500


def _make_side(bench, size=0):
    """Make the same ticket on both sides, with so many lines of work on each."""
    with bench.use() as env:
        side = world.make_side(env)
        seed.fill(env, side.task_id, size)
        seed.fill(env, side.odoo_task_id, size)
    return side


def _on_both(side, function, **options):
    return Work(
        partial(function, task_id=side.task_id, **options),
        partial(function, task_id=side.odoo_task_id, **options),
    )


@figure("One covered line of work", budgets=(Budget(ratio=0.8),))
def line(bench, size):
    return _on_both(_make_side(bench), world.log)


@figure(
    "500 lines of work at once", (BATCH,), unit="lines", rounds=5,
    budgets=(Budget(ratio=1.1),),
)  # fmt: skip
def batch(bench, size):
    return _on_both(_make_side(bench), world.log, count=size)


@figure(
    "One line on a contract with so many entries",
    (10, 10_000, 100_000, 1_000_000),
    (10, 10_000),
    unit="entries",
    budgets=(Budget(ratio=0.6, size=30_000),),
)
def long_past(bench, size):
    return _on_both(_make_side(bench, size), world.log)


@figure("A line edited: twice the time")
def edit(bench, size):
    return _on_both(_make_side(bench), _edit)


def _edit(env, task_id):
    line = world.log(env, task_id)
    yield
    line.unit_amount *= 2


@figure("A line deleted")
def delete(bench, size):
    return _on_both(_make_side(bench), _delete)


def _delete(env, task_id):
    line = world.log(env, task_id)
    yield
    line.unlink()
