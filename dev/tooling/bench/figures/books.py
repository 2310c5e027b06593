"""What a long past costs the books: recognition, its proof and its report."""

from functools import partial

from .. import seed, world
from ..figure import Budget, Work, figure

YEARS = 5
ENTRIES = (1_000_000,)
QUICK = (10_000,)
# A pack a month, at most: each is an invoice.
PACKS = 60
ENTRIES_PER_PACK = 1_000


def _make_books(bench, size):
    """Sell packs, log so much work that they paid for; return the company's id."""
    with bench.use() as env:
        company = env.company
        company.prepaid_grant_policy = "posted"
        if not company.deferred_revenue_account_id:
            company.deferred_revenue_account_id = env["account.account"].create(
                {"name": "Bench", "code": "BENCH", "account_type": "liability_current"}
            )
        plan = world.make_plan(env)
        client = world.make_client(env)
        contract = world.make_contract(env, client, plan, quantity=0)
        product = world.make_pack(env, plan)
        for _number in range(max(1, min(PACKS, size // ENTRIES_PER_PACK))):
            _sell(env, client, product)
        grants = contract.grant_ids
        task = world.make_task(env, client)
        grant = f"(ARRAY{grants.ids})[1 + MOD(n, {len(grants)})]"
        seed.fill(env, task.id, size, YEARS * world.HISTORY_DAYS, grant_id=grant)
    return company.id


def _sell(env, client, product):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "invoice_date": world.FIRST_DAY,
            "invoice_line_ids": [
                (0, 0, {"product_id": product.id, "quantity": 1, "tax_ids": False})
            ],
        }
    )
    move.action_post()


def _as_books(function):
    """Let the function work in sudo for the company of the books."""

    def ours(env, company_id):
        function(env["res.company"].sudo().browse(company_id))

    return ours


def _declare(name, title, function, budgets=()):
    def make(bench, size):
        company_id = _make_books(bench, size)
        ours = partial(_as_books(function), company_id=company_id)
        return Work(ours, has_floor=False)

    make.__name__ = name
    figure(title, ENTRIES, QUICK, "entries", rounds=2, budgets=budgets)(make)


def _recognise(company):
    moves = company.with_company(company)._recognise_prepaid_revenue(world.DAY)
    if len(moves) != 1:
        raise ValueError(f"{len(moves)} journal entries, not one")


def _read_months(company):
    company.env["prepaid.deferred.month"].search_read([("company_id", "=", company.id)])


_declare(
    "recognition",
    "Recognition of revenue over five years",
    _recognise,
    (Budget(milliseconds=10_000, size=1_000_000),),
)
_declare(
    "tie_out",
    "Proof of the deferral account",
    lambda company: company._get_prepaid_tie_out(world.DAY),
)
_declare("deferred_months", "Report of deferred revenue by month", _read_months)
