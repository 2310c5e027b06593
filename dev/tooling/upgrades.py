"""What became of a released version's figures when it was upgraded."""

from .output import say

# What the present draws and grants when it goes on: an hour, and a pack of ten.
STEPS = [-60, 600]
# Tables that are no figures, and why.
NO_FIGURES = {"prepaid_profit_mark": "which figures are to be computed anew"}


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


def find_wrongs(row):
    """Return a line for each thing that is not as it must be."""
    if row.get("problem"):
        return [row["problem"]]
    changes = {
        name: count
        for name, count in row["changes"].items()
        if name.partition(".")[0] not in NO_FIGURES
    }
    return [
        *(f"{count} rows changed: {name}" for name, count in changes.items()),
        *row["shown"],
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


def judge(rows, versions):
    """Say which versions are good; return 1 if one is not, or was not played."""
    good = [row["version"] for row in rows if not find_wrongs(row)]
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
        "made": row.get("made", 0),
        "entries": row.get("entries", 0),
        "wrong": len(wrongs),
    }
