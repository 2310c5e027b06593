"""What became of a released version's figures when it was upgraded."""

from .output import say

# What the present draws and grants when it goes on: an hour, and a pack of ten.
STEPS = [-60, 600]
# Tables that are no figures, and why.
NO_FIGURES = {"prepaid_profit_mark": "which figures are to be computed anew"}
# What versions told anew of older ones: {column: (version, why)}.
TOLD_ANEW = {
    "prepaid_grant.amount": (5, "discounts beside packs, and documents taken back"),
    "sale_order_line.qty_delivered": (5, "a pack that is granted is delivered"),
    "sale_order_line.qty_delivered_method": (5, "the same"),
    "account_move.prepaid_is_replaced": (5, "pools are rows of their own"),
    "account_move_line.prepaid_line_id": (5, "the same"),
    "prepaid_recognition.analytic_account_id": (5, "the whole distribution is kept"),
    "prepaid_rate.price": (5, "prices are by the hour"),
    "prepaid_contract.notice_due": (6, "the next use tells of a level"),
    "prepaid_contract.refill_due": (6, "the same"),
}


FORECAST = (
    *("date_run_out", "date_run_out_latest", "date_run_out_soonest", "pace_percent"),
    *("forecast_due", "forecast_state", "is_used_fast"),
)
TOLD_ANEW |= {
    f"prepaid_contract.{name}": (10, "forecasts are made by another method")
    for name in FORECAST
}
# The same of figures that are shown, by the end of their path.
SHOWN_ANEW = {"value": (5, "credit is worth what was posted for it, less discounts")}


def compare(before, after, path=""):
    """Return a line for each figure that is not what it was; what is new is none."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [] if before == after else [f"{path}: {before} → {after}"]
    lines = []
    for name, figure in before.items():
        place = f"{path}/{name}".lstrip("/")
        if name in after:
            lines += compare(figure, after[name], place)
        else:
            lines.append(f"{place}: {figure} is there no more")
    return lines


def is_expected(name, version):
    """Tell whether a change is no figure, or what came after that version told anew."""
    is_older = _is_older(version, TOLD_ANEW.get(name))
    return is_older or name.partition(".")[0] in NO_FIGURES


def is_shown_anew(line, version):
    """Tell whether a figure on a screen is one that came out otherwise before."""
    name = line.partition(":")[0].rpartition("/")[2]
    return _is_older(version, SHOWN_ANEW.get(name))


def _is_older(version, told):
    return bool(told) and int(version.split(".")[3]) < told[0]


def find_wrongs(row):
    """Return a line for each thing that is not as it must be."""
    if row.get("problem"):
        return [row["problem"]]
    return [
        *(
            f"{count} rows changed: {name}"
            for name, count in row["changes"].items()
            if not is_expected(name, row["version"])
        ),
        *(line for line in row["shown"] if not is_shown_anew(line, row["version"])),
        *row["faults"],
        *row["log"],
        *([f"the books differ by {row['difference']}"] if row["difference"] else []),
        *_find_wrongs_of_work(row["work"]),
    ]


def _find_wrongs_of_work(work):
    wrongs = [*work["faults"]]
    if work["steps"] != STEPS:
        wrongs.append(f"work and a sale moved {work['steps']}, not {STEPS}")
    if work["difference"]:
        wrongs.append(f"the books differ by {work['difference']} after more work")
    return wrongs


def tell(row):
    """Yield lines about one version."""
    if not row.get("problem"):
        yield (
            f"{row['version']}: {row['made']} kinds of documents, "
            f"{row['entries']} movements"
        )
        for name, reason in row["unknown"].items():
            yield f"  not made: {name} ({reason})"
    for wrong in find_wrongs(row):
        yield f"  WRONG {row['version']}: {wrong}"


def judge(found, versions):
    """Say which versions are good; return 1 if one is not, or was not played."""
    good = [name for name in versions if name in found and not find_wrongs(found[name])]
    bad = [version for version in versions if version not in good]
    say(f"good: {', '.join(good)}")
    if bad:
        say(f"NOT GOOD: {', '.join(bad)}")
    return 1 if bad else 0


def summarise(row):
    """Return what people read of it, as plain data."""
    wrongs = find_wrongs(row)
    return {
        "version": row["version"],
        "is_last": row.get("is_last", True),
        "made": row.get("made", 0),
        "entries": row.get("entries", 0),
        "wrong": len(wrongs),
    }
