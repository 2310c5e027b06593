"""What hours earned, what is still owed for, and what comes in every month."""

from .page import CHART_ROWS, HOURS, LEFT, MONEY, RIGHT, Page
from .sources import (
    FILTERS,
    LIABILITY,
    MONTH,
    MONTHS,
    MOVES,
    PROFIT,
    RECURRING,
    head,
)

CURRENCY = "Company currency"
MOVED = (
    ("Sold", "sold", "0+"),
    ("Credited", "credited", "0+"),
    ("Earned", "earned", "-"),
    ("Expired", "expired", "-"),
)
FIGURES = ("worked_minutes", "earned", "margin", "goodwill_minutes", "offered_amount")
WORK = (
    ("Earned an hour", "=IFERROR({earned}/({worked_minutes}/60),0)", MONEY),
    ("Margin", "=0+{margin}", MONEY),
    ("Hours worked", "={worked_minutes}/60", HOURS),
    ("Goodwill, hours", "={goodwill_minutes}/60", HOURS),
    ("Given away", "=0+{offered_amount}", MONEY),
)
PROFIT_MENU = "prepaid_profit_report_menu"


def make_earnings():
    page = Page(FILTERS)
    _add_moved_cards(page)
    plans = _add_work_cards(page)
    page.end_cards()
    _add_waterfall(page)
    _add_earned(page, plans)
    _add_recurring(page)
    return page.to_json()


def _add_moved_cards(page):
    """What was sold and earned, and what is deferred as of now."""
    now, before = (
        page.pivot(
            MOVES, ["amount:sum"], columns=["kind"], offset=offset, name="Movements"
        )
        for offset in (0, -1)
    )
    for title, kind, sign in MOVED:
        one, other = (
            f'={sign}PIVOT.VALUE({pivot},"amount:sum","kind","{kind}")'
            for pivot in (now, before)
        )
        page.card(head(title, "prepaid_deferred_move_menu"), one, MONEY, other)
    owed = page.pivot(LIABILITY, ["amount:sum"], name="Deferred today")
    formula = f'=PIVOT.VALUE({owed},"amount:sum")'
    page.card(head("Deferred today", "prepaid_deferred_menu"), formula, MONEY)


def _add_work_cards(page):
    """What the work of the period earned, cost and gave away; return the pivot.

    The totals of one pivot by plan: each pivot reads all work of the period, and a page
    of thousands of clients would be slow to send.
    """
    pivot = page.pivot(
        PROFIT,
        [f"{name}:sum" for name in FIGURES],
        ["plan_id"],
        sort="earned:sum",
        name="Plans",
    )
    for title, formula, number_format in WORK:
        values = {name: f'PIVOT.VALUE({pivot},"{name}:sum")' for name in FIGURES}
        page.card(head(title, PROFIT_MENU), formula.format(**values), number_format)
    return pivot


def _add_waterfall(page):
    """What is deferred, from the beginning of the period to its end."""
    title = "Deferred revenue in the period"
    pivot = page.pivot(MONTH, ["amount:sum"], ["month:month"], ["kind"], name=title)
    page.data.add_row(["", '=_t("Deferred revenue")'])
    rows = range(page.data.next - 1, page.data.next + len(MOVED) + 1)
    for name, kind in (
        ("Opening", "opening"),
        *((name, kind) for name, kind, _sign in MOVED),
    ):
        month = '"#month:month",1,' if kind == "opening" else ""
        value = f'PIVOT.VALUE({pivot},"amount:sum",{month}"kind","{kind}")'
        page.data.add_row([f'=_t("{name}")', f"=IFERROR({value},0)"], MONEY)
    page.chart(
        head(title, "prepaid_deferred_month_menu"),
        page.of_cells(
            "waterfall",
            rows,
            "B",
            unit=CURRENCY,
            showSubTotals=True,
            firstValueAsSubtotal=True,
            showConnectorLines=True,
            verticalAxisPosition="left",
        ),
    )
    cells = [[f"=Data!A{row}", f"=Data!B{row}"] for row in rows[1:]]
    cells.append(['=_t("Closing")', f"=SUM(Data!B{rows[1]}:B{rows[-1]})"])
    page.table(
        head(title, "prepaid_deferred_month_list_menu"),
        RIGHT,
        [("", None), ("Amount", MONEY)],
        cells,
    )
    page.next_block()


def _add_earned(page, plans):
    """What an hour earned: by plan, by technician and by kind of work."""
    page.chart(
        head("Earned by month and plan", PROFIT_MENU),
        page.of_source(
            PROFIT, "bar", ["date:month", "plan_id"], "earned", unit=CURRENCY
        ),
    )
    _add_rates(page, RIGHT, plans, "plan_id")
    page.next_block()
    for block, title, field in (
        (LEFT, "Technicians", "employee_id"),
        (RIGHT, "Kinds of work", "usage_type_id"),
    ):
        pivot = page.pivot(
            PROFIT,
            ["worked_minutes:sum", "earned:sum", "margin:sum"],
            [field],
            domain=[[field, "!=", False]],
            sort="earned:sum",
            name=title,
        )
        _add_rates(page, block, pivot, field)
    page.next_block(CHART_ROWS - 1)


def _add_rates(page, block, pivot, field):
    """Show the first rows of a pivot, with what an hour earned."""
    title = page.pivots[pivot]["name"]
    rows = []
    for number in range(1, CHART_ROWS - 1):
        at = f'"#{field}",{number}'
        worked, earned, margin = (
            f'PIVOT.VALUE({pivot},"{name}:sum",{at})'
            for name in ("worked_minutes", "earned", "margin")
        )
        formulas = (f"PIVOT.HEADER({pivot},{at})", earned, margin)
        cells = [f'=IFERROR({formula},"")' for formula in formulas]
        rows.append([*cells, f'=IFERROR({earned}/({worked}/60),"")'])
    page.table(
        head(f"{title}: what an hour earned", PROFIT_MENU),
        block,
        [("", None), ("Earned", MONEY), ("Margin", MONEY), ("An hour", MONEY)],
        rows,
    )


def _add_recurring(page):
    months = ["month:month"]
    menu = "prepaid_recurring_report_menu"
    page.chart(
        head("Recurring value a month", menu),
        page.of_source(RECURRING, "bar", months, "value", unit=CURRENCY),
    )
    names = ("value", "change")
    pivot = page.pivot(
        RECURRING, [f"{name}:sum" for name in names], months, name="Recurring value"
    )
    rows = []
    for number in range(1, MONTHS + 1):
        at = f'"#month:month",{number}'
        values = [f'PIVOT.VALUE({pivot},"{name}:sum",{at})' for name in names]
        formulas = (f"PIVOT.HEADER({pivot},{at})", *values)
        rows.append([f'=IFERROR({formula},"")' for formula in formulas])
    page.table(
        head("Recurring value", menu),
        RIGHT,
        [("Month", None), ("A month", MONEY), ("Change", MONEY)],
        rows,
    )
    page.next_block(MONTHS + 1)
