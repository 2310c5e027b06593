"""Figures that pages tell in their sentences, by name. No Sphinx, no Odoo.

    The difference must be {figure}`difference`.

What was played is from `facts.json`, the rest from the code itself.
"""

import ast
import json
import math
import re
from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_date

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parent
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
INTERVAL = r'name="interval_number">(\d+)<'


def read():
    """Return {name: figure}: whole numbers, amounts as floats, days as ISO text."""
    facts = json.loads((HERE / "facts.json").read_text("utf-8"))
    pauses = read_constant("models/outgoing/pauses.py", "PAUSES")
    tolerance = read_constant("docs/examples/webhooks/receiver.py", "TOLERANCE_SECONDS")
    near, nearer, whole = read_constant("models/shares/share.py", "LEVELS")
    return facts["figures"] | {
        "difference": get_difference(facts),
        "webhook_minutes": read_interval("data/ir_cron_webhook_data.xml"),
        "webhook_attempts": len(pauses) + 1,
        "webhook_hours": math.ceil(sum(pauses, timedelta()) / timedelta(hours=1)),
        "webhook_tolerance": tolerance // 60,
        "api_key_days": read_constant("models/api/prepaid_request.py", "DAYS_KEPT"),
        "share_near": near,
        "share_nearer": nearer,
        "share_whole": whole,
        "scope_low": 100
        // read_constant("models/ledger/prepaid_contract_scope_notice.py", "LOW_PART"),
        "forecast_days": read_constant("models/ledger/forecast.py", "GATHERING_DAYS"),
    }


def get_difference(facts):
    """Return what the proof of books says: of all that were played the same."""
    (difference,) = {
        entry["proof"]["difference"]
        for books in facts["journals"].values()
        for entry in books.values()
        if "proof" in entry
    }
    return float(difference)


def read_interval(path):
    """Return how often a scheduled action runs, in its own unit."""
    return int(re.search(INTERVAL, (ROOT / path).read_text("utf-8"))[1])


def read_constant(path, name):
    """Return a constant of a module, which may be made of durations."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    (value,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == name
    )
    code = compile(ast.Expression(value), path, "eval")
    return eval(code, {"__builtins__": {}, "timedelta": timedelta})


def write(figure, language):
    """Return a figure as people write it in a language."""
    is_french = language == "fr"
    if isinstance(figure, str):
        day = date.fromisoformat(figure)
        if is_french and day.day == 1:
            return format_date(day, "1'er' MMMM", "fr")
        return format_date(day, "d MMMM", language)
    text = f"{figure:,.2f}" if isinstance(figure, float) else f"{figure:,}"
    return text.replace(",", NARROW_SPACE).replace(".", ",") if is_french else text
