"""A line where much is to be looked at: grants, settlements; and by the meter."""

from functools import partial

from .. import seed, world
from ..figure import Work, figure


@figure("Start and stop of a meter")
def meter(bench, size):
    with bench.use() as env:
        side = world.make_side(env)
    return Work(
        partial(_measure_by_meter, task_id=side.task_id),
        partial(world.log, task_id=side.odoo_task_id),
    )


def _measure_by_meter(env, task_id):
    Meter = env["prepaid.meter"]
    Meter.start(False, task_id)
    Meter.search([("user_id", "=", env.uid)], limit=1).stop(minutes=30)


@figure(
    "One line on a contract with so many open grants", (100, 2_000), (100,),
    unit="grants",
)  # fmt: skip
def open_grants(bench, size):
    with bench.use() as env:
        # Of 20 minutes each, so that the line spans two.
        side = world.make_side(env, quantity=20)
        contract = env["prepaid.contract"].browse(side.contract_id)
        first = contract.grant_ids
        grants = seed.copy_rows(env, "prepaid_grant", first.ids, size)
        seed.copy_rows(
            env, "prepaid_entry", first.entry_ids.ids, size, grant_id=f"{grants} + n"
        )
        seed.update_figures(env, contract)
    return Work(
        partial(world.log, task_id=side.task_id),
        partial(world.log, task_id=side.odoo_task_id),
    )


@figure(
    "A line taken back on a contract with so many settlements", (1_000, 20_000),
    (1_000,), unit="settlements", rounds=5,
)  # fmt: skip
def settlements(bench, size):
    with bench.use() as env:
        plan = world.make_plan(env, overdraft_policy="allow")
        side = world.make_side(env, quantity=0, plan=plan)
        contract = env["prepaid.contract"].browse(side.contract_id)
        line = world.log(world.as_technician(env), side.task_id, minutes=1)
        line = line.with_env(env)
        world.grant(env, contract, world.CREDIT)
        debt = line.prepaid_entry_ids
        pair = contract.entry_ids.filtered(lambda entry: entry.kind == "settle")
        lines = seed.copy_rows(env, "account_analytic_line", line.ids, size)
        seed.copy_rows(
            env, "prepaid_entry", debt.ids, size, timesheet_id=f"{lines} + n"
        )
        seed.copy_rows(env, "prepaid_entry", pair.sorted("id").ids, 2 * size)
        seed.update_figures(env, contract)
    return Work(partial(_take_back, line_id=line.id))


def _take_back(env, line_id):
    env["account.analytic.line"].browse(line_id).unlink()
