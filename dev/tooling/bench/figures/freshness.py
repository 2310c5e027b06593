"""How soon what happened is known: to the client's page, and to the refill."""

import time

from .. import measure, world
from ..figure import figure
from .pages import PASSWORD, invite

WAIT_SECONDS_MAX = 120
PAUSE_SECONDS = 0.02


@figure("From the commit of a line to the client's figure", unit="lines")
def client_sees(bench, size):
    with bench.use() as env:
        side = world.make_side(env)
        login = invite(env, side.contract_id)
    client = bench.sign_in(login, PASSWORD)
    path = f"/my/prepaid/{side.contract_id}/balance"
    seconds = []
    for _number in range(10):
        before = client.post(path)
        with bench.use() as env:
            world.log(world.as_technician(env), side.task_id)
        begun = time.perf_counter()
        _wait(lambda before=before: client.post(path) != before)
        seconds.append(time.perf_counter() - begun)
    return measure.tell({"ours": seconds})


@figure(
    "From a crossing of the threshold to the start of its refill", (20,), (3,),
    unit="contracts",
)  # fmt: skip
def refill_starts(bench, size):
    with bench.use() as env:
        plan = world.make_plan(env)
        terms = {
            "plan": plan,
            "quantity": 60,
            "low_threshold": 45,
            "refill_trigger": "threshold",
            "refill_mode": "activity",
            "refill_product_id": world.make_pack(env, plan).id,
        }
        sides = [world.make_side(env, **terms) for _number in range(size)]
    bench.serve(has_crons=True)
    seconds = []
    for side in sides:
        with bench.use() as env:
            world.log(world.as_technician(env), side.task_id)
        begun = time.perf_counter()
        _wait(lambda side=side: _has_refill(bench, side.contract_id))
        seconds.append(time.perf_counter() - begun)
    return measure.tell({"ours": seconds})


def _has_refill(bench, contract_id):
    with bench.use() as env:
        return env["prepaid.refill"].search_count([("contract_id", "=", contract_id)])


def _wait(is_there):
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not is_there():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not there after {WAIT_SECONDS_MAX} s")
        time.sleep(PAUSE_SECONDS)
