"""Where the figures of the dashboards come from, and what narrows them."""

from .page import Head
from .parts import Filter, Source

PERIOD = Filter("period", "Period", type="date", defaultValue="last_90_days")
FILTERS = [
    PERIOD,
    Filter("plan", "Plan", modelName="prepaid.plan"),
    Filter(
        "manager",
        "Account Manager",
        modelName="res.users",
        domainOfAllowedValues=[["share", "=", False]],
    ),
    Filter("company", "Company", modelName="res.company"),
]
MONTHS = 13


def narrow(prefix="", manager="user_id", date=None, date_type="date"):
    """Return by which field each filter narrows a model; no date: as of now."""
    chains = {
        "plan": (f"{prefix}plan_id", "many2one"),
        "manager": (f"{prefix}{manager}", "many2one"),
        "company": ("company_id", "many2one"),
    }
    return chains | ({"period": (date, date_type)} if date else {})


def head(title, menu):
    return Head(title, f"sale_timesheet_prepaid.{menu}")


OF_CONTRACT = narrow("contract_id.")
OPEN = ["pending", "charging", "bank", "waiting", "failed"]

CONTRACTS = Source(
    "prepaid.contract", narrow(), [["state", "not in", ["draft", "closed"]]]
)
TIME = Source(
    "prepaid.entry", narrow("contract_id.", date="date"), [["unit", "=", "time"]]
)
REFILLS = Source(
    "prepaid.refill", narrow("contract_id.", date="create_date", date_type="datetime")
)
OPEN_REFILLS = Source("prepaid.refill", OF_CONTRACT, [["state", "in", OPEN]])
APPROVALS = Source("prepaid.approval", OF_CONTRACT, [["state", "=", "asked"]])
QUESTIONS = Source("prepaid.dispute", OF_CONTRACT, [["state", "=", "open"]])
FORETOLD = Source(
    "prepaid.forecast", narrow("contract_id.", date="month"), [["unit", "=", "time"]]
)
MOVES = Source("prepaid.deferred.move", narrow("contract_id.", date="date"))
LIABILITY = Source("prepaid.deferred.move", OF_CONTRACT)
MONTH = Source(
    "prepaid.deferred.month",
    {"company": ("company_id", "many2one"), "period": ("month", "date")},
)
RECURRING = Source("prepaid.recurring.report", narrow(date="month"))
PROFIT = Source("prepaid.profit.report", narrow(manager="manager_id", date="date"))
