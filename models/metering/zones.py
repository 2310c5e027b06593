"""Whether a place is in a zone, by its address. No ORM."""

import re
import unicodedata


def is_in_zone(place, zips="", cities="", states=()):
    """Tell whether a place (zip, city, state) is in a zone.

    ``zips`` are the beginnings of postal codes and ``cities`` names, between commas;
    ``states`` whatever compares with the place's. One that fits is enough.
    """
    code, city, state = place
    return (
        any(_simplify(code).startswith(start) for start in _split(zips))
        or (_simplify(city) in _split(cities))
        or (bool(state) and state in states)
    )


def _split(text):
    parts = (_simplify(part) for part in re.split(r"[,;\n]", text or ""))
    return {part for part in parts if part}


def _simplify(text):
    plain = unicodedata.normalize("NFKD", (text or "").casefold())
    return "".join(char for char in plain if char.isalnum())
