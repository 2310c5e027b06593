"""What became of mutants, for people: the table, who lives, what is published."""

import json
from collections import Counter
from datetime import date

from . import cache
from .mutation_results import KILLED, NOT_REACHED, OPEN, OVER_TIME, SURVIVED
from .output import Problem, say

# Mutants that do what the program does, and why.
EQUIVALENT = cache.CHECKOUT / "dev" / "equivalent_mutants.txt"
PUBLISHED = cache.CHECKOUT / "docs" / "mutants.json"
EXPLAINED = "explained"
FATES = (KILLED, OVER_TIME, SURVIVED, NOT_REACHED, EXPLAINED)


def get_explained(mutants):
    """Return the names of the mutants that may live.

    An explanation that is no mutant's is a mistake: its code has changed.
    """
    explained = parse(EQUIVALENT.read_text() if EQUIVALENT.exists() else "")
    missing = explained.keys() - {mutant.name for mutant in mutants}
    if missing:
        told = "\n".join(sorted(missing))
        raise Problem(f"{EQUIVALENT.name} explains what is no mutant:\n{told}")
    return set(explained)


def parse(text):
    """Return {mutant's name: why it may live}; a reason stands above its mutants."""
    explained, reason, is_over = {}, "", True
    for line in text.splitlines():
        if line.startswith("#"):
            reason = line[1:].strip() if is_over else f"{reason} {line[1:].strip()}"
            is_over = False
        elif line.strip():
            if not reason:
                raise Problem(f"there is no reason why this may live: {line}")
            explained[line.strip()] = reason
            is_over = True
        else:
            reason, is_over = "", True
    return explained


def judge(mutants, fates, explained):
    """Return {mutant: (fate, by which test)} of those that were tried."""
    judged = {}
    for mutant, code in mutants.items():
        fate, by = fates.get(mutant, code)
        if fate in (SURVIVED, NOT_REACHED) and mutant.name in explained:
            fate = EXPLAINED
        if fate is not OPEN and fate != "unfit":
            judged[mutant] = fate, by
    return judged


def count(judged, get_part):
    """Return {part: counter of fates}."""
    parts = {}
    for mutant, (fate, _by) in judged.items():
        parts.setdefault(get_part(mutant.path), Counter())[fate] += 1
    return dict(sorted(parts.items()))


def get_score(fates):
    """Return the share that was noticed of those that can be, None without any."""
    total = fates.total() - fates[EXPLAINED]
    return (fates[KILLED] + fates[OVER_TIME]) / total if total else None


def get_subject(path):
    return path.rpartition("/")[0] or path


def tell(mutants, fates, explained):
    """Print the scores and the mutants that live; return 1 for one without a reason."""
    judged = judge(mutants, fates, explained)
    for get_part in (str, get_subject, lambda path: "all"):
        say(f"{'':60} {' '.join(f'{fate:>11}' for fate in FATES)}   score")
        for part, found in count(judged, get_part).items():
            score = get_score(found)
            shown = "" if score is None else f"{score:.1%}"
            say(f"{part:60} {' '.join(f'{found[f]:11,}' for f in FATES)}  {shown:>6}")
    if not fates.calls.is_whole:
        say("Only some tests were tried: others may notice more.")
    alive = [m for m, (fate, _by) in judged.items() if fate in (SURVIVED, NOT_REACHED)]
    for mutant in sorted(alive):
        say(f"{judged[mutant][0].upper()} {mutant.name}")
    return 1 if alive else 0


def publish(mutants, chosen, fates, explained):
    """Put what became of the chosen mutants where the page about reliability reads it.

    Only when it is known of each: the quick ones are the first that are noticed.
    """
    left = sum(fates.get(*item)[0] is OPEN for item in chosen.items())
    if left or not fates.calls.is_whole:
        raise Problem(
            f"{left} of {len(chosen)} mutants are still to be tried, or some tests to "
            "be looked at: run dev/mutants with the same options first"
        )
    generated = Counter(get_subject(mutant.path) for mutant in mutants)
    rows = [
        {"part": part, "generated": generated[part], **{f: found[f] for f in FATES}}
        | {"score": get_score(found)}
        for part, found in count(judge(chosen, fates, explained), get_subject).items()
    ]
    told = {"date": str(date.today()), "rows": rows}
    cache.write(PUBLISHED, json.dumps(told, indent=1) + "\n")
    say(PUBLISHED.relative_to(cache.CHECKOUT))
