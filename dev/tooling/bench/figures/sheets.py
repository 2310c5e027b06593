"""Statements of a long year, as sheets, on paper and as data."""

import tempfile
import tracemalloc
from datetime import timedelta

from .. import seed, world
from ..figure import Budget, Work, figure

LINES = (10_000, 100_000)
YEAR = (world.DAY - timedelta(days=400), world.DAY)
MEGA = 1_000_000


def _make_contract(bench, size):
    with bench.use() as env:
        side = world.make_side(env)
        seed.fill(env, side.task_id, size)
    return side.contract_id


def _read(contract_id, function):
    """Return Work that calls the function with the contract, as a manager's page."""

    def ours(env):
        contract = env["prepaid.contract"].sudo().browse(contract_id)
        with tempfile.TemporaryFile() as file:
            yield
            function(contract, file)

    return Work(ours, has_floor=False)


def _fill(kind):
    def fill(contract, file):
        statement = contract._get_sheet_statement(*YEAR)
        getattr(contract, f"_fill_statement_{kind}")(file, statement)

    return fill


def _declare(name, kind):
    """Declare the figure of a kind of sheet, and how much memory it takes."""

    def sheet(bench, size):
        contract_id = _make_contract(bench, size)
        work = _read(contract_id, _fill(kind))
        tracemalloc.start()
        bench.time(work.ours)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return work._replace(notes={"memory, MB": round(peak / MEGA, 1)})

    sheet.__name__ = name
    budgets = (Budget(milliseconds=3000, size=100_000),)
    figure(
        f"Statement as {kind.upper()}",
        *(LINES, LINES[:1], "lines"),
        rounds=3,
        budgets=budgets,
    )(sheet)


_declare("statement_csv", "csv")
_declare("statement_xlsx", "xlsx")


@figure("Statement on screen", LINES, LINES[:1], "lines", rounds=5)
def statement_screen(bench, size):
    contract_id = _make_contract(bench, size)
    return _read(
        contract_id, lambda contract, file: contract._get_statement(*YEAR, limit=500)
    )


@figure(
    "Statement as PDF: its first 3,000 lines", LINES[1:], (10_000,), "lines", rounds=1
)
def statement_pdf(bench, size):
    contract_id = _make_contract(bench, size)
    return _read(
        contract_id, lambda contract, file: contract._render_statement_pdf(*YEAR)
    )
