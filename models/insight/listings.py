"""The lists that can be sent by mail: what is in each, and whose the rows are."""

from typing import NamedTuple

OPEN_REFILLS = ("pending", "charging", "bank", "waiting", "failed")


class Listing(NamedTuple):
    """Rows of a model in an order, as columns; of a period where ``date`` names it.

    ``owner`` is the field with the account manager. ``group`` adds the columns up by
    a field.
    """

    model: str
    action: str
    columns: tuple
    order: str
    owner: str | None = None
    date: str | None = None
    domain: tuple = ()
    group: str | None = None

    def is_monthly(self):
        """Tell whether its rows are months, of which only a finished one is told."""
        return self.date == "month"


LISTINGS = {
    "signals": Listing(
        "prepaid.signal",
        "prepaid_signal_action",
        ("partner_id", "reason", "next_action", "amount", "date_found", "user_id"),
        "urgency, date_found, id",
        owner="user_id",
        domain=(("state", "=", "open"),),
    ),
    "contracts": Listing(
        "prepaid.contract",
        "prepaid_contract_action",
        (
            *("partner_id", "plan_id", "available", "run_out_within"),
            *("date_run_out", "pace_percent", "user_id"),
        ),
        "date_run_out, id",
        owner="user_id",
        domain=(("state", "not in", ("draft", "closed")),),
    ),
    "refills": Listing(
        "prepaid.refill",
        "prepaid_refill_action",
        ("contract_id", "create_date", "state", "mode", "product_id", "reason"),
        "create_date, id",
        owner="contract_id.user_id",
        domain=(("state", "in", OPEN_REFILLS),),
    ),
    "questions": Listing(
        "prepaid.dispute",
        "prepaid_dispute_action",
        ("customer_id", "create_date", "date", "work", "reason", "user_id"),
        "create_date, id",
        owner="user_id",
        domain=(("state", "=", "open"),),
    ),
    "forecast": Listing(
        "prepaid.forecast",
        "prepaid_forecast_action",
        ("month", "partner_id", "contract_id", "foretold", "used", "difference"),
        "month desc, contract_id",
        owner="user_id",
        date="month",
    ),
    "recurring": Listing(
        "prepaid.recurring.report",
        "prepaid_recurring_report_action",
        ("month", "partner_id", "plan_id", "kind", "change", "value"),
        "month desc, contract_id",
        owner="user_id",
        date="month",
    ),
    "profit": Listing(
        "prepaid.profit.report",
        "prepaid_profit_report_action",
        ("partner_id", "worked_minutes", "earned", "cost", "margin", "rate_hour"),
        "earned:sum desc",
        owner="manager_id",
        date="date",
        group="partner_id",
    ),
    "deferred": Listing(
        "prepaid.deferred.move",
        "prepaid_deferred_move_action",
        ("date", "kind", "partner_id", "contract_id", "move_id", "amount"),
        "date, id",
        owner="contract_id.user_id",
        date="date",
    ),
}
