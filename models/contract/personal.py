"""Names of a person in texts, and what stands for them. No ORM."""

import html
import json
import re

# A shorter name stands in other words and names of other people.
SHORTEST = 3
# Shorter numbers are extensions, and figures.
DIGITS = 6
# How a field keeps what it knows of a person.
HOWS = (
    "person",  # the person, by reference: the row is theirs and its reference stays
    "text",  # may name the person: the name is taken out, also of plain data
    "print",  # a paper of the texts beside it: goes with a name, and is made again
    "proof",  # what they agreed to or signed: kept as long as the law says
    "kept",  # as the law has it, for ever: only shown
    "row",  # as person, and the row is of no use to others: it goes
)


def is_number(text):
    """Tell whether a text is a telephone number that is of one person."""
    return len(re.sub(r"\D", "", text or "")) >= DIGITS


def get_names(*texts):
    """Return the names in the texts, between commas, longest first.

    Spaces do not count, nor names that are too short to be anybody's.
    """
    names = {
        " ".join(name.split()) for text in texts if text for name in text.split(",")
    }
    return sorted((n for n in names if len(n) >= SHORTEST), key=lambda n: (-len(n), n))


def get_forms(names):
    """Return the names as texts may have them: plain, in HTML, and in JSON."""
    forms = dict.fromkeys(names)
    forms |= dict.fromkeys(html.escape(name) for name in names)
    for is_ascii in (True, False):
        forms |= dict.fromkeys(
            json.dumps(name, ensure_ascii=is_ascii)[1:-1] for name in names
        )
    return list(forms)


def erase(text, names, instead):
    """Return a text with ``instead`` for each of the names, whole and in any case.

    A name of one word may be an everyday word (Will, Rose): its capital counts.
    """
    if not text or not names:
        return text
    forms = sorted(get_forms(names), key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(_get_pattern, forms))})(?!\w)"
    return re.sub(pattern, lambda _match: instead, text)


def _get_pattern(form):
    words = form.split()
    pattern = r"\s+".join(map(re.escape, words))
    if form.isalpha() and form[0].isupper():
        return rf"{re.escape(form[0])}(?i:{re.escape(form[1:])})"
    return rf"(?i:{pattern})"


def erase_all(value, names, instead):
    """Return plain data without the names in its texts; keys and figures stay."""
    if isinstance(value, str):
        return erase(value, names, instead)
    if isinstance(value, dict):
        return {key: erase_all(each, names, instead) for key, each in value.items()}
    if isinstance(value, list):
        return [erase_all(each, names, instead) for each in value]
    return value


def get_naming(value, names):
    """Return the texts of plain data that have one of the names."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in get_naming(each, names)]
    is_named = isinstance(value, str) and erase(value, names, "") != value
    return [value] if is_named else []
