"""dev/forecast: the forecast tried on histories whose last months are kept back."""

import argparse
import csv
import importlib.util
import sys
from collections import defaultdict
from datetime import date, timedelta
from statistics import fmean, median

from .. import histories
from ..cache import CHECKOUT
from ..output import say

# How many average days of use the credit of a trial is, and how far is looked at most.
LENGTHS = (10, 30, 60, 90)
HORIZON = 160


def main(arguments):
    """Print the table of errors by kind of history and method."""
    options = _parse(arguments)
    sets = {
        kind: [histories.make(kind, number) for number in range(options.histories)]
        for kind in histories.KINDS
    }
    if options.file:
        sets["file"] = _read(options.file)
    methods = _get_methods(_load())
    say(f"| history | trials | told | {' | '.join(methods)} | range held |")
    say(f"|---|--:|--:|{'--:|' * len(methods)}--:|")
    everything = []
    for kind, rows in sets.items():
        trials = [trial for used in rows for trial in _get_trials(used)]
        everything += trials
        _print_row(kind, trials, methods)
    _print_row("**all**", everything, methods)
    return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/forecast",
        description="Foretell when credit runs out from the first part of histories, "
        "look it up in the rest, and print the mean error in days of each method and "
        "how often the range of 80 % held.",
    )
    parser.add_argument("--histories", type=int, default=40, help="of each kind (40)")
    parser.add_argument(
        "--file",
        type=argparse.FileType(),
        help="also those of a CSV file: contract, day (2026-03-16), minutes used",
    )
    return parser.parse_args(arguments)


def _load():
    """Return the module of the forecast, which needs nothing of Odoo."""
    path = CHECKOUT / "models" / "ledger" / "forecast.py"
    spec = importlib.util.spec_from_file_location("forecast", path)
    sys.modules["forecast"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read(file):
    rows = defaultdict(lambda: defaultdict(float))
    for contract, day, used in csv.reader(file):
        rows[contract][date.fromisoformat(day)] += float(used)
    return list(rows.values())


# === TRIALS === #


def _get_trials(used):
    """Return (history, today, credit, days that it lasted, days seen) of one history.

    As packs are, the credit is of a round size and knows nothing of what comes.
    """
    first, last = min(used), max(used)
    span = (last - first).days
    mean = sum(used.values()) / (span + 1)
    for tenths in (1, 2, 3, 5, 7):
        today = first + timedelta(days=span * tenths // 10)
        seen = min((last - today).days, HORIZON)
        for length in LENGTHS if seen else ():
            credit = mean * length
            yield used, today, credit, _count(used, today, credit, seen), seen


def _count(used, today, credit, seen):
    """Return after how many days the credit was gone, at most those that are known."""
    for days in range(1, seen):
        credit -= used.get(today + timedelta(days=days), 0)
        if credit <= 0:
            return days
    return seen


def _print_row(kind, trials, methods):
    """Print the mean error of each method in days, the median in brackets."""
    errors, held, told = defaultdict(list), [], 0
    for used, today, credit, days, seen in trials:
        past = [(day, n) for day, n in used.items() if day <= today]
        answers = {m: method(past, today, credit) for m, method in methods.items()}
        if not answers["this"]:
            continue
        told += 1
        for name, answer in answers.items():
            errors[name].append(abs(min(answer[0], seen) - days))
        soonest, latest = answers["this"][1:]
        held.append(min(soonest, seen) <= days <= latest)
    cells = ["–"] * (len(methods) + 1)
    if told:
        cells = [f"{fmean(errors[m]):.1f} ({median(errors[m]):.0f})" for m in methods]
        cells.append(f"{round(100 * fmean(held))} %")
    say(f"| {kind} | {len(trials)} | {told} | {' | '.join(cells)} |")


# === METHODS === #


def _get_methods(module):
    """Return {name: (past, today, credit) -> days, or (days, soonest, latest)}."""

    def this(past, today, credit):
        lots = [module.Lot(credit, today)]
        told = module.forecast(past, lots, today)
        if told.state != "told":
            return None
        days = (told.day, told.soonest, told.latest)
        return [(day - today).days if day else module.DAYS_MAX for day in days]

    return {
        "this": this,
        "30 days": _mean_of_30_days,
        "last month": _mean_of_last_month,
        "same weekday": _same_weekday,
    }


def _reach(credit, rates, today):
    """Return the day on which credit is gone at these rates of the week's days."""
    if sum(rates) <= 0:
        return [HORIZON]
    for days in range(1, HORIZON):
        credit -= rates[(today + timedelta(days=days)).weekday()]
        if credit <= 0:
            return [days]
    return [HORIZON]


def _mean(past, since, until):
    days = (until - since).days + 1
    return sum(used for day, used in past if since <= day <= until) / days


def _mean_of_30_days(past, today, credit):
    mean = _mean(past, today - timedelta(days=29), today)
    return _reach(credit, [mean] * 7, today)


def _mean_of_last_month(past, today, credit):
    last = today.replace(day=1) - timedelta(days=1)
    return _reach(credit, [_mean(past, last.replace(day=1), last)] * 7, today)


def _same_weekday(past, today, credit):
    since = today - timedelta(days=27)
    rates = [0] * 7
    for day, used in past:
        if since <= day:
            rates[day.weekday()] += used / 4
    return _reach(credit, rates, today)
