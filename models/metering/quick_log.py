"""Understand a line like "12m phone reset password". No ORM.

The words may come in any order as long as the text comes last: a duration, the kind of
work by the beginning of its name or by its own words, how it is charged, and the day. A
day may also end the text, and "@22:00" may stand anywhere. All other words stay in the
text.
"""

import re
import unicodedata
from collections import defaultdict
from datetime import date, time
from typing import NamedTuple

from ...metering import read_minutes

START = re.compile(r"(?:^|(?<=\s))@([01]?\d|2[0-3])(?::([0-5]\d)|h([0-5]\d)?)(?=\s|$)")
CHARGES = {name: name for name in ("goodwill", "included", "billable")}
# They lead to a word of the text, and mean nothing by themselves: English and French.
PARTICLES = {
    *("a", "about", "an", "and", "at", "by", "for", "from", "in", "of", "on", "over"),
    *("since", "the", "to", "until", "via", "with"),
    *("au", "aux", "avec", "chez", "de", "depuis", "des", "du", "en", "et", "l", "la"),
    *("le", "les", "par", "pour", "sur", "un", "une"),
}
SEPARATOR = re.compile(r"[,;\n]")
# A usage type is named by so many words at most.
NAME_WORDS_MAX = 4


class QuickLog(NamedTuple):
    """What was understood: ``minutes`` is None without a duration."""

    minutes: int | None
    usage_type_id: int | None
    charge: str | None
    name: str
    day: date | None = None
    start: time | None = None


class Found(NamedTuple):
    """A value at the beginning of a text, and how many characters say it."""

    value: object
    length: int


def parse(text, usage_types, days=None, charges=None, without=()):
    """Return the QuickLog of a text.

    ``usage_types`` is what `get_phrases` returns; ``days`` and ``charges`` map words,
    as `simplify` returns them, to dates and to values. The words of a usage type stay
    in the text where more of a sentence follows, or leads to it: "on the phone with
    Ann". ``without`` names fields that are not looked for.
    """
    found = {}
    if "start" not in without:
        text, found["start"] = _take_start(text)
    readers = {
        "minutes": _read_duration,
        "usage_type_id": lambda rest: _read_usage_type(rest, usage_types),
        "charge": lambda rest: _read_word(rest, charges or CHARGES),
        "day": lambda rest: _read_word(rest, days or {}),
    }
    rest = _read_beginning(text.strip(), readers, found, without)
    if "day" not in found and "day" not in without:
        rest, found["day"] = _take_last_day(rest, days or {})
    values = {name: found.get(name) for name in QuickLog._fields}
    return QuickLog(**values | {"name": " ".join(rest.split())})


def get_phrases(names, words=()):
    """Return a dict of phrases, as `simplify` returns them, to ids of usage types.

    ``names`` maps ids to names: the first word of one, or more, means it. ``words`` are
    pairs of an id and a text of words and phrases between commas; where they are in
    the name of another usage type, they mean that one.
    """
    phrases = defaultdict(set)
    for key, name in names.items():
        for phrase in _get_beginnings(name):
            phrases[phrase].add(key)
    named = set(phrases)
    for key, text in words:
        for phrase in {simplify(part) for part in SEPARATOR.split(text)} - named:
            phrases[phrase].add(key)
    return phrases


def simplify(word):
    """Return a word without case, accents and signs: "Réunion," is "reunion"."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if char.isalnum())


def _read_beginning(rest, readers, found, without):
    """Put into ``found`` what the first words mean, and return the other words."""
    kept = []
    while rest:
        for name, read in readers.items():
            value = None if name in found else read(rest)
            if value:
                break
        else:
            wanted = readers.keys() - found.keys() - set(without)
            return " ".join([*kept, _read_phrase(rest, readers, wanted, found)])
        after = rest[value.length :].lstrip()
        if name in without:
            kept.append(rest[: value.length])
        else:
            found[name] = value.value
            if name in ("usage_type_id", "charge") and _is_particle(after):
                break
        rest = after
    return " ".join([*kept, rest])


def _read_phrase(rest, readers, wanted, found):
    """Find the usage type of "on the phone with Ann"; all its words stay."""
    phrase = rest
    while _is_particle(phrase):
        phrase = "".join(phrase.split(maxsplit=1)[1:])
    named = phrase != rest and "usage_type_id" in wanted
    value = named and readers["usage_type_id"](phrase)
    if value:
        found["usage_type_id"] = value.value
    return rest


def _read_duration(rest):
    minutes, length = read_minutes(rest)
    return None if minutes is None else Found(minutes, length)


def _read_word(rest, meanings):
    word = rest.split(maxsplit=1)[0]
    value = meanings.get(simplify(word))
    return None if value is None else Found(value, len(word))


def _read_usage_type(rest, usage_types):
    """Return the one usage type that the most words mean; none if they mean two."""
    ends = [match.end() for match in re.finditer(r"\S+", rest)][:NAME_WORDS_MAX]
    for length in reversed(ends):
        words = simplify(rest[:length])
        meant = usage_types.get(words)
        if meant and words not in PARTICLES:
            return Found(*meant, length) if len(meant) == 1 else None
    return None


def _get_beginnings(name):
    """Return what may stand for the name of a usage type: its first word, or more."""
    words = name.split()
    return {simplify("".join(words[: count + 1])) for count in range(len(words))}


def _take_start(text):
    """Return the text without the "@22:00" in it, and the time or None."""
    match = START.search(text)
    if not match:
        return text, None
    start = time(int(match[1]), int(match[2] or match[3] or 0))
    return text[: match.start()] + text[match.end() :], start


def _take_last_day(rest, days):
    """Return the text without the day that ends it, and the day or None.

    A day that belongs to its sentence stays: "sent the report of yesterday".
    """
    *words, last = rest.split() or [""]
    day = days.get(simplify(last))
    if not words or day is None or simplify(words[-1]) in PARTICLES:
        return rest, None
    return " ".join(words), day


def _is_particle(rest):
    return simplify("".join(rest.split(maxsplit=1)[:1])) in PARTICLES
