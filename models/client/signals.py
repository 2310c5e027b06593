"""Whom to call, and why: figures in, reasons out. Pure: nothing of Odoo here.

Each rule returns the facts that its sentence tells, or None where it does not hold.
Facts are plain data: days are ISO dates, credit is in units, work in minutes. ``of``
are the ids of what it is about, where a new one is news.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ..ledger.forecast import NOISE, get_curve, get_pace, get_turns, pays, take

# Use is compared with that of as many days before.
WINDOW_DAYS = 60
# On fewer days of work before, half of it says nothing.
WORKED_DAYS = 4
# A pack that lasts shorter is too small, if that many did in a row.
SHORT_DAYS, SHORT_PACKS = 21, 3
# Whose packs were short long ago is no news.
RECENT_DAYS = 60
# Every day of a short pack that is still news is within so many days.
PACK_DAYS = RECENT_DAYS + SHORT_PACKS * SHORT_DAYS * 2
# Credit that nobody uses for so long is forgotten.
IDLE_DAYS = 60
# How far ahead credit that expires is told, and the least part of it.
EXPIRING_DAYS, EXPIRING_PERCENT = 60, 10
SOON_DAYS = 14
# A question may wait so long.
QUESTION_DAYS = 2
# What ended longer ago asks for no offer any more.
ENDED_DAYS = 60
# Work on no contract, and the least of it.
FORMER_DAYS, FORMER_MINUTES = 30, 30
# A reason of figures that change every day has ended when it is gone for so long: what
# was done or put off does not come back by a minute more or less.
QUIET_DAYS = 7
MOVING = {"use_falling", "pack_short", "expiring", "idle", "heavy", "bigger_pack"}
# What is sold to the client at the right moment.
OFFERS = {"follow_up", "former", "heavy"}

TODAY, WEEK, TALK = "1", "2", "3"
URGENCY = {
    "unpaid": TODAY,
    "questions": TODAY,
    "use_falling": WEEK,
    "expiring": WEEK,
    "idle": WEEK,
    "follow_up": WEEK,
    "former": WEEK,
    "pack_short": TALK,
    "heavy": TALK,
    "bigger_pack": TALK,
}


class Pack(NamedTuple):
    """A pack that was used: its first and last day of work, and whether it is empty."""

    first: date
    last: date
    is_used_up: bool


class Figures(NamedTuple):
    """What is known of the use of one contract.

    Units in the last 60 days and in those before, and on how many of these there was
    work; minutes that all contracts of the client saw in both. ``months`` are the units
    of the last three whole months, oldest first; ``pack_units`` what a pack holds.
    """

    now: int = 0
    before: int = 0
    before_days: int = 0
    client_now: int = 0
    client_before: int = 0
    minutes_now: int = 0
    months: tuple = (0, 0, 0)
    pack_units: int = 0
    is_scheduled: bool = False
    available: int = 0
    last_work: date | None = None
    first_credit: date | None = None
    last_credit: date | None = None
    packs: tuple = ()


# === USE === #


def judge_use(figures, today):
    """Return {kind: facts} of what the use of a contract asks for."""
    found = {
        "idle": find_idle(figures, today),
        "use_falling": find_use_falling(figures, today),
        "heavy": find_heavy(figures, today),
        "pack_short": find_pack_short(figures.packs, today),
    }
    # One call is enough: the stronger reason tells it.
    if found["idle"]:
        found["use_falling"] = None
    if found["heavy"]:
        found["pack_short"] = None
    return {kind: facts for kind, facts in found.items() if facts}


def find_use_falling(figures, today):
    """Use fell to half or less, and the client's work on all contracts with it."""
    is_less = 2 * figures.now <= figures.before and figures.before > 0
    is_all = 2 * figures.client_now <= figures.client_before
    if not (is_less and is_all and figures.before_days >= WORKED_DAYS):
        return None
    return {
        "now": figures.now,
        "before": figures.before,
        "days": WINDOW_DAYS,
        "until": today.isoformat(),
    }


def find_idle(figures, today):
    """Credit was bought, and no work is done.

    Who bought more of it lately has plans; what the calendar brings is no purchase.
    """
    bought = figures.first_credit if figures.is_scheduled else figures.last_credit
    is_worked = figures.now or figures.minutes_now
    if figures.available <= 0 or is_worked or not bought:
        return None
    since = max(day for day in (bought, figures.last_work) if day)
    if since > today - timedelta(days=IDLE_DAYS):
        return None
    return {
        "units": figures.available,
        "since": since.isoformat(),
        "is_new": not figures.last_work or figures.last_work < bought,
    }


def find_heavy(figures, today):
    """Each of the last three months took a pack, and nothing comes by itself."""
    pack = figures.pack_units
    if figures.is_scheduled or pack <= 0 or min(figures.months) < pack:
        return None
    starts = get_months(today)
    return {
        "months": list(figures.months),
        "pack": pack,
        "first": starts[0].isoformat(),
        "last": (today.replace(day=1) - timedelta(days=1)).isoformat(),
    }


def find_pack_short(packs, today):
    """The last three packs lasted under three weeks each.

    ``packs`` are those with work in the last months. One that is open says nothing
    until it has lasted.
    """
    recent = sorted(packs, key=lambda pack: (pack.first, pack.last))
    while recent and is_fresh(recent[-1], today):
        recent.pop()
    days = [get_days(pack) for pack in recent[-SHORT_PACKS:]]
    if len(days) < SHORT_PACKS or not all(day and day < SHORT_DAYS for day in days):
        return None
    last = max(pack.last for pack in recent[-SHORT_PACKS:])
    if last < today - timedelta(days=RECENT_DAYS):
        return None
    return {"days": days, "last": last.isoformat()}


def is_fresh(pack, today):
    return not pack.is_used_up and (today - pack.first).days < SHORT_DAYS


def get_days(pack):
    """Return how many days a pack lasted, None while it lasts."""
    return (pack.last - pack.first).days + 1 if pack.is_used_up else None


def get_months(today):
    """Return the first days of the three whole months before today's, oldest first."""
    starts, day = [], today.replace(day=1)
    for _month in range(3):
        day = (day - timedelta(days=1)).replace(day=1)
        starts.insert(0, day)
    return starts


# === CREDIT === #


def find_expiring(draws, lots, today, taken=0):
    """Return {index of lot: units} that expire unused within 60 days, by its pace.

    As `forecast.forecast` looks ahead. Whose use is not known yet is not foretold;
    who never worked uses nothing.
    """
    pace = get_pace(draws, today)
    if pace == "gathering" and any(units for _day, units in draws):
        return {}
    need = (lambda days: 0) if isinstance(pace, str) else get_curve(pace, today, 0)
    left, begin, unused = take(lots, taken), 0, {}
    ends = [turn for turn in get_turns(lots, today) if turn <= EXPIRING_DAYS]
    # What ends today is lost today.
    unused |= lapse(left, lots, today)
    for end in ends:
        day = today + timedelta(days=begin + 1)
        rest = need(end) - need(begin)
        for at, lot in enumerate(lots):
            if left[at] and pays(lot, day):
                part = min(left[at], rest)
                left[at] -= part
                rest -= part
        unused |= lapse(left, lots, today + timedelta(days=end))
        begin = end
    return unused


def lapse(left, lots, day):
    """Take out what ends on a day, and return {index: whole units} of it."""
    ended = {}
    for at, lot in enumerate(lots):
        if lot.end == day and left[at] > 0:
            units = int(left[at] + NOISE)
            left[at] = 0
            if units:
                ended[at] = units
    return ended


def is_worth_telling(unused, total):
    """Tell whether so much of the credit that expires is unused that it matters."""
    return unused > 0 and 100 * unused >= EXPIRING_PERCENT * total


# === WORK THAT IS NOT PREPAID === #


def find_ended(is_done, is_delivered, is_billed_and_closed, days, today):
    """Return how a project ended and when (ISO), None if it goes on or is long past.

    ``days`` are those of its last work, invoice and status; some may be unknown.
    """
    how = (
        (is_done and "done")
        or (is_delivered and "delivered")
        or (is_billed_and_closed and "billed")
    )
    known = [day for day in days if day and day <= today]
    if not how or not known or max(known) < today - timedelta(days=ENDED_DAYS):
        return None
    return {"how": how, "day": max(known).isoformat()}


def find_former(minutes, last, contracts):
    """Work for a client on no contract; ``contracts`` is how many they had."""
    if minutes < FORMER_MINUTES:
        return None
    return {"minutes": minutes, "last": last.isoformat(), "contracts": contracts}


# === WHAT BECOMES OF IT === #


def get_urgency(kind, facts, today):
    """Return how soon somebody should act."""
    if kind == "expiring":
        first = date.fromisoformat(facts["first"])
        return TODAY if first <= today + timedelta(days=SOON_DAYS) else WEEK
    return URGENCY[kind]


def is_anew(before, now):
    """Tell whether facts are about something that the facts before did not know."""
    return bool(set(now.get("of", ())) - set(before.get("of", ())))


def is_over(kind, held, today):
    """Tell whether a reason that does not hold today is over: ``held`` is the last day
    on which it did."""
    return kind not in MOVING or held < today - timedelta(days=QUIET_DAYS)
