"""What a running server answers: the client's page, and the live balance."""

import requests

from .. import measure, seed, world
from ..figure import Budget, figure
from ..measure import Stopwatch

PASSWORD = "bench-client"
LINES = (100, 10_000)


def invite(env, contract_id):
    """Return the login of a client with access to the portal."""
    partner = env["prepaid.contract"].browse(contract_id).partner_id
    login = f"bench-client-{contract_id}"
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "partner_id": partner.id,
            "login": login,
            "password": PASSWORD,
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
    return login


def _visit(bench, size, ask, ask_odoo):
    """Return a result: what a client asks of the server, and Odoo's own beside it."""
    with bench.use() as env:
        side = world.make_side(env)
        seed.fill(env, side.task_id, size)
        login = invite(env, side.contract_id)
    bench.analyse()
    client = bench.sign_in(login, PASSWORD)
    works = {
        "ours": lambda: _time(lambda: ask(client, side)),
        "odoo": lambda: _time(lambda: ask_odoo(client, side)),
    }
    return measure.tell(measure.alternate(works, 20))


def _time(function):
    with Stopwatch() as watch:
        function()
    return watch.seconds


def _get(client, path):
    answer = client.session.get(client.url + path, timeout=60)
    if answer.status_code != requests.codes.ok or "/login" in answer.url:
        raise ValueError(f"{path} answers {answer.status_code}")


@figure(
    "The live balance, asked of a server", LINES, LINES[:1], "lines",
    budgets=(Budget(milliseconds=10),),
)  # fmt: skip
def balance(bench, size):
    return _visit(
        bench, size,
        lambda client, side: client.post(f"/my/prepaid/{side.contract_id}/balance"),
        lambda client, side: client.post("/web/session/get_session_info"),
    )  # fmt: skip


@figure("The client's page, beside Odoo's of timesheets", LINES, LINES[:1], "lines")
def portal_page(bench, size):
    return _visit(
        bench, size,
        lambda client, side: _get(client, f"/my/prepaid/{side.contract_id}"),
        lambda client, side: _get(client, "/my/timesheets"),
    )  # fmt: skip


@figure("A page of the statement", LINES, LINES[:1], "lines")
def statement_page(bench, size):
    return _visit(
        bench, size,
        lambda client, side: _get(client, f"/my/prepaid/{side.contract_id}/statement"),
        lambda client, side: _get(client, "/my/timesheets"),
    )  # fmt: skip
