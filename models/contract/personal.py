"""Names of a person in texts, and what stands for them. No ORM."""

import html
import re

# A shorter name stands in other words and names of other people.
SHORTEST = 3
# How a field keeps what it knows of a person.
HOWS = (
    "person",  # the person, by reference: the row is theirs and its reference stays
    "text",  # may name the person: the name is taken out
    "proof",  # what they agreed to or signed: kept as long as the law says
    "kept",  # as the law has it, for ever: only shown
    "row",  # as person, and the row is of no use to others: it goes
)


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
    forms |= dict.fromkeys(
        name.encode("ascii", "backslashreplace").decode() for name in names
    )
    return list(forms)


def erase(text, names, instead):
    """Return a text with ``instead`` for each of the names, whole and in any case."""
    if not text or not names:
        return text
    forms = sorted(get_forms(names), key=len, reverse=True)
    words = (r"\s+".join(map(re.escape, form.split())) for form in forms)
    pattern = rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"
    return re.sub(pattern, lambda _match: instead, text, flags=re.IGNORECASE)
