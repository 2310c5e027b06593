"""Scheduled actions where there is much that is not due, or much that is."""

from datetime import timedelta

from .. import measure, seed, world
from ..figure import Budget, Work, figure
from ..measure import Stopwatch

IDLE = (1_000, 100_000)


def _make_idle(bench, size):
    """Make contracts with credit to which nothing is to be done."""
    with bench.use() as env:
        contract = world.make_contract(env, world.make_client(env), quantity=600)
        clients = seed.copy_rows(
            env, "res_partner", contract.partner_id.ids, size,
            commercial_partner_id="NULL",
        )  # fmt: skip
        env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s",
            [clients],
        )
        contracts = seed.copy_rows(
            env, "prepaid_contract", contract.ids, size,
            partner_id=f"{clients} + n", access_token="NULL", name="t.name || '/' || n",
        )  # fmt: skip
        first = contract.grant_ids
        grants = seed.copy_rows(
            env, "prepaid_grant", first.ids, size,
            contract_id=f"{contracts} + n", partner_id=f"{clients} + n",
        )  # fmt: skip
        seed.copy_rows(
            env, "prepaid_entry", first.entry_ids.ids, size,
            contract_id=f"{contracts} + n", grant_id=f"{grants} + n",
        )  # fmt: skip


def _run(bench, verb):
    """Return the seconds of a scheduled action, which commits as it goes."""
    with bench.use() as env, Stopwatch() as watch:
        verb(env)
        env.flush_all()
    return watch.seconds


def _measure(bench, verb, rounds=5):
    times = {"ours": [_run(bench, verb) for _number in range(rounds + 1)][1:]}
    return measure.tell(times)


@figure("Sweep of notices over idle contracts", IDLE, IDLE[:1], "contracts")
def notices(bench, size):
    _make_idle(bench, size)
    return _measure(bench, lambda env: env["prepaid.contract"]._cron_notify())


@figure("Sweep of refills over idle contracts", IDLE, IDLE[:1], "contracts")
def refills(bench, size):
    _make_idle(bench, size)
    return _measure(bench, lambda env: env["prepaid.refill"]._cron_refill())


@figure("Expiry of grants", (10_000,), (100,), "grants")
def expiry(bench, size):
    with bench.use() as env:
        contract = world.make_contract(env, world.make_client(env), quantity=0)
        last = world.DAY - timedelta(days=60)
        first = world.grant(env, contract, 60, date_expiry=last)
        grants = seed.copy_rows(env, "prepaid_grant", first.ids, size - 1)
        seed.copy_rows(
            env, "prepaid_entry", first.entry_ids.ids, size - 1,
            grant_id=f"{grants} + n",
        )  # fmt: skip
        seed.update_figures(env, contract)
    seconds = _run(bench, lambda env: env["prepaid.grant"]._cron_expire())
    return measure.tell({"ours": [seconds]})


@figure(
    "Check of the whole ledger", (1_000_000,), (10_000,), "entries",
    rounds=3, budgets=(Budget(milliseconds=5000, size=1_000_000),),
)  # fmt: skip
def integrity(bench, size):
    with bench.use() as env:
        side = world.make_side(env)
        env.cr.execute("SELECT COUNT(*) FROM prepaid_entry")
        seed.fill(env, side.task_id, max(size - env.cr.fetchone()[0], 0))

    def ours(env):
        faults = env["prepaid.contract"].sudo()._check_integrity()
        if faults:
            raise ValueError(f"the ledger is wrong: {faults[:3]}")

    return Work(ours, has_floor=False)
