"""Who runs dry, what waits, and whether the forecast can be trusted."""

from .page import COUNT, DAY, HOURS, LEFT, PERCENT, RIGHT, Page
from .sources import (
    APPROVALS,
    CONTRACTS,
    FILTERS,
    FORETOLD,
    MONTHS,
    OPEN_REFILLS,
    QUESTIONS,
    REFILLS,
    TIME,
    head,
)

USED_UP = ["used_up", "overdrawn"]
SOON = ["week", "fortnight"]
CARDS = (
    ("Contracts", CONTRACTS, [], "prepaid_contract_menu"),
    ("Low", CONTRACTS, [["alert_level", "=", "low"]], "prepaid_contract_menu"),
    ("Used up", CONTRACTS, [["alert_level", "in", USED_UP]], "prepaid_contract_menu"),
    (
        "Out in 14 days",
        CONTRACTS,
        [["run_out_within", "in", SOON]],
        "prepaid_contract_menu",
    ),
    ("Used fast", CONTRACTS, [["is_used_fast", "=", True]], "prepaid_contract_menu"),
    ("Refills open", OPEN_REFILLS, [], "prepaid_refill_menu"),
    ("Refills failed", OPEN_REFILLS, [["state", "=", "failed"]], "prepaid_refill_menu"),
    ("Extra time asked", APPROVALS, [], "prepaid_approval_menu"),
    ("Questions open", QUESTIONS, [], "prepaid_dispute_menu"),
)


def make_contracts():
    page = Page(FILTERS)
    for title, source, domain, menu in CARDS:
        pivot = page.pivot(source, ["__count"], domain=domain, name=title)
        page.card(head(title, menu), f'=PIVOT.VALUE({pivot},"__count")', COUNT)
    page.end_cards()
    _add_lasting(page)
    _add_credit(page)
    _add_refills(page)
    _add_waiting(page)
    _add_foretold(page)
    return page.to_json()


def _add_lasting(page):
    names = ["run_out_within"]
    page.chart(
        head("How long credit lasts", "prepaid_contract_menu"),
        page.of_source(CONTRACTS, "bar", names, "__count", unit="Contracts"),
    )
    title = "Contracts that run out first"
    names = ["partner_id", "date_run_out", "run_out_within", "user_id"]
    told = [["date_run_out", "!=", False]]
    soonest = page.list(CONTRACTS, names, "date_run_out", domain=told, name=title)
    page.table(
        head(title, "prepaid_contract_menu"),
        RIGHT,
        [("Client", None), ("Runs out", DAY), ("Lasts", None), ("Manager", None)],
        page.list_rows(soonest, names, 12),
    )
    page.next_block()


def _add_credit(page):
    """Credit in hours by month: what was sold, used and has expired."""
    pivot = page.pivot(
        TIME, ["quantity:sum"], ["date:month"], ["kind"], name="Credit by month"
    )
    names = {"Sold": "grant", "Used": "draw", "Beyond": "debt", "Expired": "expire"}
    page.data.add_row(["", *(f'=_t("{name}")' for name in names)])
    rows = range(page.data.next - 1, page.data.next + MONTHS)
    for number, row in enumerate(rows[1:], 1):
        month = f'"#date:month",{number}'
        cells = [f'=IFERROR(PIVOT.HEADER({pivot},{month}),"")']
        for kind in names.values():
            value = f'PIVOT.VALUE({pivot},"quantity:sum",{month},"kind","{kind}")'
            sign = "" if kind == "grant" else "-"
            cells.append(f'=IF($A{row}="","",{sign}IFERROR({value},0)/60)')
        page.data.add_row(cells, HOURS)
    page.chart(
        head("Credit by month", "prepaid_entry_work_menu"),
        page.of_cells("bar", rows, "BCDE", unit="Hours"),
    )
    page.table(
        head("Credit by month, in hours", "prepaid_entry_menu"),
        RIGHT,
        [("Month", None), ("Sold", HOURS), ("Used", HOURS), ("Expired", HOURS)],
        [
            [
                f"=Data!A{row}",
                f"=Data!B{row}",
                f'=IF(Data!A{row}="","",Data!C{row}+Data!D{row})',
                f"=Data!E{row}",
            ]
            for row in rows[1:]
        ],
    )
    page.next_block(MONTHS + 1)


def _add_refills(page):
    months = ["create_date:month", "state"]
    page.chart(
        head("Refills by month and state", "prepaid_refill_menu"),
        page.of_source(REFILLS, "bar", months, "__count", unit="Refills"),
    )
    names = ["contract_id", "create_date", "state", "reason"]
    title = "Refills that wait longest"
    oldest = page.list(OPEN_REFILLS, names, "create_date", name=title)
    page.table(
        head(title, "prepaid_refill_menu"),
        RIGHT,
        [("Contract", None), ("Since", DAY), ("State", None), ("Why", None)],
        page.list_rows(oldest, names, 12),
    )
    page.next_block()


def _add_waiting(page):
    for block, title, menu, source, names, columns in (
        (
            LEFT,
            "Extra time not answered yet",
            "prepaid_approval_menu",
            APPROVALS,
            ["partner_id", "asked_at", "name", "user_id"],
            ("Client", "Asked", "Work", "Asked by"),
        ),
        (
            RIGHT,
            "Questions of clients",
            "prepaid_dispute_menu",
            QUESTIONS,
            ["customer_id", "create_date", "reason", "user_id"],
            ("Client", "Since", "Question", "Manager"),
        ),
    ):
        oldest = page.list(source, names, names[1], name=title)
        forms = (None, DAY, None, None)
        page.table(
            head(title, menu),
            block,
            list(zip(columns, forms, strict=True)),
            page.list_rows(oldest, names, 6),
        )
    page.next_block(7)


def _add_foretold(page):
    """What was foretold for each month and what came, in hours."""
    names = ("foretold_minutes", "used_minutes", "difference_minutes")
    pivot = page.pivot(
        FORETOLD,
        [f"{name}:sum" for name in names],
        ["month:month"],
        name="Foretold and used",
    )
    page.data.add_row(["", '=_t("Foretold")', '=_t("Used")', '=_t("Off by")'])
    rows = range(page.data.next - 1, page.data.next + MONTHS)
    for number, row in enumerate(rows[1:], 1):
        month = f'"#month:month",{number}'
        cells = [f'=IFERROR(PIVOT.HEADER({pivot},{month}),"")']
        for name in names:
            value = f'PIVOT.VALUE({pivot},"{name}:sum",{month})'
            cells.append(f'=IF($A{row}="","",IFERROR({value},0)/60)')
        page.data.add_row(cells, HOURS)
    page.chart(
        head("Foretold and used", "prepaid_forecast_menu"),
        page.of_cells("bar", rows, "BC", unit="Hours"),
    )
    page.table(
        head("Was the forecast right?", "prepaid_forecast_menu"),
        RIGHT,
        [
            ("Month", None),
            ("Foretold (h)", HOURS),
            ("Used (h)", HOURS),
            ("Off by", PERCENT),
        ],
        [
            [
                f"=Data!A{row}",
                f"=Data!B{row}",
                f"=Data!C{row}",
                f'=IF(Data!A{row}="","",IFERROR(Data!D{row}/Data!C{row},""))',
            ]
            for row in rows[1:]
        ],
    )
    page.next_block(MONTHS + 1)
