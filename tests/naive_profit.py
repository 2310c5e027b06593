"""Profitability told again from entries, timesheets and journal items, one by one."""

from collections import defaultdict
from datetime import date

from ..report import profit_kept

DRAWN = ("draw", "debt")
EARNED = ("draw", "settle", "expire", "adjust")


def month(day):
    return day.replace(day=1)


def is_work(entry):
    """Tell whether an entry is work, or its reversal: not use that is owed again."""
    origin = entry.reversed_entry_id or entry
    return entry.kind in DRAWN and origin.kind in DRAWN


def read_report(env, names, companies):
    """Return {(contract, month): figures} of the report, those of nothing left out."""
    rows = env["prepaid.profit.report"].search([("company_id", "in", companies.ids)])
    sums = defaultdict(lambda: [0.0] * len(names))
    for row in rows:
        for number, name in enumerate(names):
            sums[row.contract_id, month(row.date)][number] += row[name]
    return round_all(sums)


def round_all(sums):
    """Round to a thousandth of a coin: what adding floats leaves is no figure."""
    rounded = {key: [round(f, 5) + 0.0 for f in fs] for key, fs in sums.items()}
    return {key: figures for key, figures in rounded.items() if any(figures)}


def get_minutes(env, companies):
    """Return {(contract, month): [worked, metered, drawn time, drawn money]}."""
    sums = defaultdict(lambda: [0.0] * 4)
    for entry in env["prepaid.entry"].search([("company_id", "in", companies.ids)]):
        if is_work(entry):
            drawn = [-entry.quantity, 0] if entry.unit == "time" else [0]
            drawn += [] if entry.unit == "time" else [-entry.quantity]
            figures = [entry.worked_minutes, entry.metered_minutes, *drawn]
            key = entry.contract_id, month(entry.date)
            sums[key] = [a + b for a, b in zip(sums[key], figures, strict=True)]
    return round_all(sums)


def get_costs(env, companies):
    """Return {(contract, month): [cost]} of the timesheets that the ledger knows."""
    sums = defaultdict(lambda: [0.0])
    for line in env["account.analytic.line"].search(
        [("company_id", "in", companies.ids), ("prepaid_contract_id", "!=", False)]
    ):
        if any(line.prepaid_entry_ids.mapped("worked_minutes")):
            sums[line.prepaid_contract_id, month(line.date)][0] -= line.amount
    return round_all(sums)


def get_booked(env, companies):
    """Return {(contract, month): [revenue]} of what was posted for each contract.

    By recognition, or as income at once where nothing is deferred.
    """
    sums = defaultdict(lambda: [0.0])
    for row in env["prepaid.recognition"].search(
        [("company_id", "in", companies.ids), ("state", "=", "posted")]
    ):
        if row.kind != "discount":
            sums[row.contract_id, month(row.date)][0] += row.amount
    for line, contract in get_sold_at_once(env, companies):
        sums[contract, month(line.date)][0] -= line.balance
    return round_all(sums)


def get_sold_at_once(env, companies):
    """Return [(line, contract)] of posted documents that sold credit as income."""
    lines = env["prepaid.grant"].search([("company_id", "in", companies.ids)])
    lines = lines.move_line_id.filtered(lambda line: not is_liability(line))
    return [
        (line, sold.prepaid_grant_ids.sorted("id")[:1].contract_id)
        for sold in lines
        for line in sold.prepaid_pool_line_ids.line_id
        if line.parent_state == "posted" and not is_liability(line)
    ]


def is_liability(line):
    return line.account_id.account_type.startswith("liability")


def get_income(env, companies):
    """Return {(company, month): revenue} by the general ledger.

    What recognition entries posted on other accounts than the liability, less what
    they took of discounts there, and what was sold as income at once.
    """
    sums = defaultdict(float)
    rows = env["prepaid.recognition"].search(
        [("company_id", "in", companies.ids), ("state", "=", "posted")]
    )
    for line in rows.move_id.line_ids:
        if not is_liability(line):
            sums[line.company_id, month(line.date)] -= line.balance
    for row in rows.filtered(lambda row: row.kind == "discount"):
        sums[row.company_id, month(row.date)] -= row.amount
    for line, _contract in get_sold_at_once(env, companies):
        sums[line.company_id, month(line.date)] -= line.balance
    sums = {key: round(amount, 5) + 0.0 for key, amount in sums.items()}
    return {key: amount for key, amount in sums.items() if amount}


def get_earned(env, companies):
    """Return {grant: revenue} of what the engine of recognition earns in the end."""
    sums = defaultdict(float)
    grants = env["prepaid.grant"].search([("company_id", "in", companies.ids)])
    for pool in grants._read_pools(grants.move_line_id, date.max):
        company = pool.line.company_id
        for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
            for (grant, *_), coins in company._earn(lot, price).items():
                sums[grant] += coins * company.currency_id.rounding
    return sums


def check(test, companies=None):
    """Assert that the report adds up to the ledger and to the books."""
    env = test.env(su=True)
    env.flush_all()
    env.invalidate_all()
    companies = (companies or env["res.company"].search([])).with_env(env)
    names = ["worked_minutes", "metered_minutes", "drawn_minutes", "drawn_amount"]
    test.assertEqual(read_report(env, names, companies), get_minutes(env, companies))
    test.assertEqual(read_report(env, ["cost"], companies), get_costs(env, companies))
    booked = get_booked(env, companies)
    test.assertEqual(read_report(env, ["earned"], companies), booked)
    by_company = defaultdict(float)
    for (contract, start), [amount] in booked.items():
        by_company[contract.company_id, start] += amount
    by_company = {k: round(v, 5) for k, v in by_company.items() if round(v, 5)}
    test.assertEqual(by_company, get_income(env, companies))
    check_worth(test, env, companies)
    check_kept(test, env)


def check_kept(test, env):
    """Assert that kept rows say the same as rows made anew, and leave all kept."""
    before = read_rows(env)
    keep_all(env)
    test.assertEqual(read_rows(env), before)


def keep_all(env):
    """Keep the rows of all contracts, as the cron does with those that changed."""
    env.flush_all()
    env.cr.execute(profit_kept.MARKED)
    marked = [contract_id for [contract_id] in env.cr.fetchall()]
    ids = {*marked, *env["prepaid.contract"].search([]).ids}
    env["prepaid.profit.report"]._keep([*ids])


def read_rows(env):
    env.flush_all()
    env.invalidate_all()
    report = env["prepaid.profit.report"]
    fields = [name for name, field in report._fields.items() if field.store]
    return {row["id"]: row for row in report.search([]).read(fields, load=None)}


def check_worth(test, env, companies):
    """Assert that what the rows of a grant earn is what the engine earns of it."""
    rows = env["prepaid.profit.report"].search([("company_id", "in", companies.ids)])
    test.assertEqual(len(set(rows.ids)), len(rows))
    earned = get_earned(env, companies)
    told = {
        g: sum(mine.mapped("earned")) for g, mine in rows.grouped("grant_id").items()
    }
    for grant in told.keys() | earned.keys():
        if not grant or not is_used(grant):
            continue
        gap = abs(told.get(grant, 0) - earned.get(grant, 0))
        # Unrounded, where the engine rounds once.
        coin = grant.company_id.currency_id.rounding
        test.assertLessEqual(round(gap, 5), coin / 2, grant.display_name)


def is_used(grant):
    """Tell whether anything used the grant: else no work bears what it earned."""
    used = grant.entry_ids.filtered(
        lambda entry: (
            entry.kind in EARNED and entry.correction != "mistake" and not entry.is_owed
        )
    )
    return round(sum(used.mapped("quantity")), 3) != 0
